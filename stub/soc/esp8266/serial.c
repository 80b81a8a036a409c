/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: its FIFOs, its interrupt, its rate.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * At 3 Mbaud a byte takes 173 CPU cycles.  The interrupt comes when the FIFO is a quarter
 * full.  So there is time for 96 more bytes, or 16,000 cycles, before a byte is lost.
 * Interrupts are never masked for longer than it takes to empty the FIFO once.
 */
#include "stub/soc/esp8266/serial.h"

#include "stub/chip.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/line/ring.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"

enum {
    TX_EMPTY_THRESHOLD = 32,
    FULL_THRESHOLD = 32,
    TIMEOUT_BYTES = 2,
    TX_FIFO_USED = 126, /* of 128 bytes; the ROM uses as many */
    RX_INTS = UART_RXFIFO_FULL_INT | UART_RXFIFO_OVF_INT | UART_RXFIFO_TOUT_INT,
};

uint32_t chip_uart_received(void)
{
    return registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK;
}

uint8_t chip_uart_take(void)
{
    return (uint8_t)registers(UART0_BASE)[UART_FIFO];
}

uint32_t chip_uart_unsent(void)
{
    return registers(UART0_BASE)[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT & UART_FIFO_COUNT_MASK;
}

uint32_t chip_uart_room(void)
{
    uint32_t unsent = chip_uart_unsent();

    return unsent < TX_FIFO_USED ? TX_FIFO_USED - unsent : 0;
}

void chip_uart_send(uint8_t byte)
{
    registers(UART0_BASE)[UART_FIFO] = byte;
}

void chip_uart_call_for_more(bool wanted)
{
    registers(UART0_BASE)[UART_INT_ENA] = wanted ? RX_INTS | UART_TXFIFO_EMPTY_INT : RX_INTS;
}

/* Interrupts must be masked, or this interrupt must be the caller. */
static void empty_fifo(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t events = uart[UART_INT_RAW] & RX_INTS;

    ring_receive();
    if (events & UART_RXFIFO_OVF_INT)
        ring_overrun();
    /* Clears the events last, because FULL comes back at once while the FIFO is that
     * full. */
    uart[UART_INT_CLR] = events;
}

/* TXFIFO_EMPTY comes back at once while the FIFO is that empty.  So this interrupt is
 * disabled while there is nothing to send; ring_send() disables it. */
static void on_interrupt(void *arg)
{
    (void)arg;
    empty_fifo();
    ring_send();
    registers(UART0_BASE)[UART_INT_CLR] = UART_TXFIFO_EMPTY_INT;
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    ets_isr_mask(~0u); /* all interrupts that the ROM left enabled */
    uart[UART_INT_ENA] = 0;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT |
        TIMEOUT_BYTES << UART_RX_TOUT_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = RX_INTS;
    ets_isr_attach(ETS_UART_INUM, on_interrupt, 0);
    ets_isr_unmask(1u << ETS_UART_INUM);
    interrupts_allow();
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    ets_isr_mask(~0u);
    uart[UART_INT_ENA] = 0;
    uart[UART_INT_CLR] = ~0u;
}

void chip_uart_poll(void)
{
    uint32_t saved = chip_mask_interrupts();

    empty_fifo();
    chip_restore_interrupts(saved);
}

uint32_t chip_uart_divisor(void)
{
    return registers(UART0_BASE)[UART_CLKDIV] & UART_CLKDIV_MASK;
}

void chip_uart_set_divisor(uint32_t divisor)
{
    registers(UART0_BASE)[UART_CLKDIV] = divisor;
}
