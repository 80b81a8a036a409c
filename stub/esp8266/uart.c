/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: receives by interrupt into a ring, sends by polling.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * At 3 Mbaud a byte takes 173 CPU cycles.  The interrupt comes when the FIFO
 * is a quarter full, which leaves 96 bytes, 16,000 cycles, before anything is
 * lost; the longest time with interrupts masked is draining the FIFO once.
 */
#include "uart.h"

#include "../../src/esp/protocol.h"
#include "../chip.h"
#include "registers.h"
#include "rom.h"

enum {
    RING_SIZE = 0x8000, /* a power of two */
    FULL_THRESHOLD = 32,
    TIMEOUT_BYTES = 2,
    TX_FIFO_USED = 126, /* of 128, as the ROM does */
    WAIT_MAX = 1 << 22, /* polls of some 10 cycles: 0.5 s and more, time for 128
                         * bytes at 2400 baud */
};

_Static_assert(RING_SIZE > ESP_WRITE_IN_FLIGHT + 1024, "and some noise between requests");

static uint8_t ring[RING_SIZE] STUB_UNCLEARED;
static volatile uint32_t ring_in, ring_out; /* counts, taken modulo RING_SIZE */
static volatile uint32_t lost;
static uint32_t tx_room; /* bytes known to fit into the transmit FIFO */

static inline uint32_t tx_waiting(volatile uint32_t *uart)
{
    return (uart[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT) & UART_FIFO_COUNT_MASK;
}

/* Moves what is in the FIFO now into the ring.  Interrupts must be masked (or
 * be this one). */
static void empty_fifo(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t in = ring_in, limit = ring_out + RING_SIZE;
    uint32_t events = uart[UART_INT_RAW];

    for (uint32_t left = uart[UART_STATUS] & UART_FIFO_COUNT_MASK; left != 0; left--) {
        uint8_t byte = (uint8_t)uart[UART_FIFO];
        if (in == limit)
            lost++;
        else
            ring[in++ % RING_SIZE] = byte;
    }
    if (events & UART_RXFIFO_OVF_INT)
        lost++;
    ring_in = in;
    /* Only now: FULL comes back at once as long as the FIFO is that full. */
    uart[UART_INT_CLR] = events;
}

static void on_interrupt(void *arg)
{
    (void)arg;
    empty_fifo();
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    ets_isr_mask(~0u); /* whatever the ROM left enabled */
    uart[UART_INT_ENA] = 0;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TIMEOUT_BYTES << UART_RX_TOUT_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = UART_RXFIFO_FULL_INT | UART_RXFIFO_OVF_INT | UART_RXFIFO_TOUT_INT;
    ets_isr_attach(ETS_UART_INUM, on_interrupt, 0);
    ets_isr_unmask(1u << ETS_UART_INUM);
    __asm__ volatile("rsil a2, 0" : : : "a2", "memory");
}

/* With nothing in the ring the FIFO is emptied here and now: that saves the
 * two byte times until RXFIFO_TOUT on every request. */
static void poll_fifo(void)
{
    uint32_t saved;

    __asm__ volatile("rsil %0, 15" : "=a"(saved) : : "memory");
    empty_fifo();
    __asm__ volatile("wsr %0, ps\n\trsync" : : "a"(saved) : "memory");
}

int chip_uart_get(void)
{
    uint32_t out = ring_out;

    if (out == ring_in) {
        if ((registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK) == 0)
            return -1;
        poll_fifo();
    }
    if (out == ring_in)
        return -1;
    ring_out = out + 1;
    return ring[out % RING_SIZE];
}

/* Waits until at most that many bytes are in the transmit FIFO; gives up
 * silently, for nothing can be said without a working UART. */
static uint32_t wait_tx(uint32_t count)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t waiting = tx_waiting(uart);

    for (uint32_t i = 0; waiting > count && i < WAIT_MAX; i++)
        waiting = tx_waiting(uart);
    return waiting;
}

void chip_uart_put(uint8_t byte)
{
    if (tx_room == 0) {
        uint32_t waiting = wait_tx(TX_FIFO_USED - 1);
        if (waiting >= TX_FIFO_USED)
            return;
        tx_room = TX_FIFO_USED - waiting;
    }
    registers(UART0_BASE)[UART_FIFO] = byte;
    tx_room--;
}

void chip_uart_drain(void)
{
    uint32_t start;

    wait_tx(0);
    /* The FIFO is empty one byte before the line is silent. */
    start = chip_cycles();
    while (chip_cycles() - start < 11 * chip_uart_divisor())
        continue;
}

uint32_t chip_uart_divisor(void)
{
    return registers(UART0_BASE)[UART_CLKDIV] & UART_CLKDIV_MASK;
}

void chip_uart_set_divisor(uint32_t divisor)
{
    registers(UART0_BASE)[UART_CLKDIV] = divisor;
}

uint32_t chip_uart_lost(void)
{
    return lost;
}
