/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: receives and sends by interrupt, by way of rings.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * At 3 Mbaud a byte takes 173 CPU cycles.  The interrupt comes when the FIFO
 * is a quarter full, which leaves 96 bytes, 16,000 cycles, before anything is
 * lost; the longest time with interrupts masked is draining the FIFO once.
 */
#include "stub/soc/esp8266/serial.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"

enum {
    RING_SIZE = 0x8000, /* a power of two */
    TX_RING_SIZE = 0x2000, /* likewise */
    TX_EMPTY_THRESHOLD = 32,
    FULL_THRESHOLD = 32,
    TIMEOUT_BYTES = 2,
    TX_FIFO_USED = 126, /* of 128, as the ROM does */
    RX_INTS = UART_RXFIFO_FULL_INT | UART_RXFIFO_OVF_INT | UART_RXFIFO_TOUT_INT,
    WAIT_MAX = 1 << 26, /* polls of more than 20 cycles: 8 s and more, time for the
                         * ring at 9600 baud */
};

_Static_assert(RING_SIZE > ESP_WRITE_IN_FLIGHT + 1024, "and some noise between requests");

static uint8_t ring[RING_SIZE] STUB_UNCLEARED;
static volatile uint32_t ring_in, ring_out; /* counts, taken modulo RING_SIZE */
static volatile uint32_t lost;
static volatile bool called; /* nothing is sent */
static volatile bool dropped; /* something was not */
static uint32_t sync_fill;   /* bytes of that value in a row */

/* Four bytes in a word, which only chip_uart_put() writes to: where it lies takes
 * nothing but words.  volatile for the order with tx_in. */
static volatile uint32_t tx_ring[TX_RING_SIZE / 4] STUB_WORDS;
static volatile uint32_t tx_in, tx_out; /* counts, likewise */
static volatile bool tx_running;        /* its interrupt is enabled, else it is empty */
static uint32_t tx_room; /* bytes known to fit into the FIFO while that is off */

static inline uint32_t tx_waiting(volatile uint32_t *uart)
{
    return (uart[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT) & UART_FIFO_COUNT_MASK;
}

/* Watches for a SYNC, ahead of the requests that wait in the ring. */
static inline void watch(uint8_t byte)
{
    sync_fill = byte == ESP_SYNC_FILL ? sync_fill + 1 : 0;
    if (sync_fill != ESP_SYNC_CALL)
        return;
    called = true;
    if (tx_out != tx_in)
        dropped = true;
    tx_out = tx_in;
}

/* Moves what is in the FIFO now into the ring.  Interrupts must be masked (or
 * be this one). */
static void empty_fifo(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t in = ring_in, limit = ring_out + RING_SIZE;
    uint32_t events = uart[UART_INT_RAW] & RX_INTS;

    for (uint32_t left = uart[UART_STATUS] & UART_FIFO_COUNT_MASK; left != 0; left--) {
        uint8_t byte = (uint8_t)uart[UART_FIFO];
        watch(byte);
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

static inline uint32_t ring_byte(uint32_t at)
{
    return tx_ring[at % TX_RING_SIZE / 4] >> at % 4 * 8 & 0xff;
}

static inline void set_ring_byte(uint32_t at, uint32_t byte)
{
    volatile uint32_t *word = &tx_ring[at % TX_RING_SIZE / 4];

    *word = (*word & ~(0xffu << at % 4 * 8)) | byte << at % 4 * 8;
}

/* From the ring into the FIFO what fits.  TXFIFO_EMPTY comes back at once as long
 * as the FIFO is that empty, so it is off while there is nothing to send. */
static void fill_fifo(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t out = tx_out, in = tx_in;

    for (int32_t room = TX_FIFO_USED - (int32_t)tx_waiting(uart); room > 0 && out != in; room--)
        uart[UART_FIFO] = ring_byte(out++);
    tx_out = out;
    if (out == in) {
        tx_running = false;
        uart[UART_INT_ENA] = RX_INTS;
    }
    uart[UART_INT_CLR] = UART_TXFIFO_EMPTY_INT;
}

static void on_interrupt(void *arg)
{
    (void)arg;
    empty_fifo();
    fill_fifo(); /* always: it is what turns TXFIFO_EMPTY off */
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    ets_isr_mask(~0u); /* whatever the ROM left enabled */
    uart[UART_INT_ENA] = 0;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT |
        TIMEOUT_BYTES << UART_RX_TOUT_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = RX_INTS;
    ets_isr_attach(ETS_UART_INUM, on_interrupt, 0);
    ets_isr_unmask(1u << ETS_UART_INUM);
    __asm__ volatile("rsil a2, 0" : : : "a2", "memory");
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    ets_isr_mask(~0u);
    uart[UART_INT_ENA] = 0;
    uart[UART_INT_CLR] = ~0u;
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
    int byte;

    if (out == ring_in) {
        if ((registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK) == 0)
            return -1;
        poll_fifo();
    }
    if (out == ring_in)
        return -1;
    byte = ((volatile uint8_t *)ring)[out % RING_SIZE];
    ring_out = out + 1;
    return byte;
}

/* Waits, for a bounded time since nothing can be said without a working UART,
 * until count bytes of the ring are free. */
static bool await_room(uint32_t count)
{
    for (uint32_t i = 0; i < WAIT_MAX; i++) {
        if (chip_uart_room() >= count)
            return true;
        chip_feed_watchdog();
    }
    return false;
}

bool chip_uart_sending(void)
{
    return tx_in != tx_out;
}

uint32_t chip_uart_room(void)
{
    return TX_RING_SIZE - (tx_in - tx_out);
}

/* Straight into the FIFO, as long as nothing is in the ring before it: a byte
 * costs no interrupt then.  False when the FIFO is full. */
static bool put_at_once(uint8_t byte)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    if (tx_room == 0) {
        uint32_t waiting = tx_waiting(uart);
        if (waiting >= TX_FIFO_USED)
            return false;
        tx_room = TX_FIFO_USED - waiting;
    }
    tx_room--;
    uart[UART_FIFO] = byte;
    return true;
}

void chip_uart_put(uint8_t byte)
{
    uint32_t in = tx_in;

    if (called) {
        dropped = true;
        return;
    }
    if (!tx_running && put_at_once(byte))
        return;
    tx_room = 0;
    if (in - tx_out == TX_RING_SIZE && !await_room(1))
        return;
    set_ring_byte(in, byte);
    tx_in = in + 1;
    /* Once it is on, the interrupt turns itself off when the ring is empty: the
     * byte must be in the ring before. */
    if (!tx_running) {
        tx_running = true;
        registers(UART0_BASE)[UART_INT_ENA] = RX_INTS | UART_TXFIFO_EMPTY_INT;
    }
}

bool chip_uart_called(void)
{
    return called;
}

bool chip_uart_resume(void)
{
    bool cut;

    called = false; /* first: a call that comes now stays */
    cut = dropped;
    dropped = false;
    return cut;
}

void chip_uart_drain(void)
{
    uint32_t start;

    await_room(TX_RING_SIZE);
    for (uint32_t i = 0; i < WAIT_MAX && tx_waiting(registers(UART0_BASE)) != 0; i++)
        continue;
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
