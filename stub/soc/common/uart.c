/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: its FIFOs and its interrupt.  If the host is on the chip's own USB port, usb_serial.c
 * does the work.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The interrupt comes when the FIFO is a quarter full.  So there is time for 96 more bytes
 * before a byte is lost.  Interrupts are never masked for longer than it takes to empty the
 * FIFO once.
 */
#include "stub/soc/common/uart0.h"

#include "stub/chip.h"
#include "stub/line/ring.h"
#include "stub/soc/common/soc_registers.h"
#include "stub/soc/common/usb_serial.h"

enum { TX_FIFO_USED = 126 };

uint8_t chip_uart_take(void)
{
    if (usb_is_line())
        return usb_take();
    return (uint8_t)registers(UART0_BASE)[UART_FIFO];
}

uint32_t chip_uart_unsent(void)
{
    if (usb_is_line())
        return usb_unsent();
    return registers(UART0_BASE)[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT & UART_FIFO_COUNT_MASK;
}

uint32_t chip_uart_room(void)
{
    uint32_t unsent;

    if (usb_is_line())
        return usb_room();
    unsent = chip_uart_unsent();
    return unsent < TX_FIFO_USED ? TX_FIFO_USED - unsent : 0;
}

void chip_uart_send(uint8_t byte)
{
    if (usb_is_line())
        usb_send(byte);
    else
        registers(UART_SEND_BASE)[UART_FIFO] = byte;
}

void chip_uart_flush(void)
{
    if (usb_is_line())
        usb_flush();
}

bool chip_line_has_rate(void)
{
    return !usb_is_line();
}

void chip_uart_call_for_more(bool wanted)
{
    if (usb_is_line())
        usb_call_for_more(wanted);
    else
        registers(UART0_BASE)[UART_INT_ENA] =
            wanted ? UART_RX_INTS | UART_TXFIFO_EMPTY_INT : UART_RX_INTS;
}

/* Interrupts must be masked, or this interrupt must be the caller. */
static void empty_fifo(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t events = uart[UART_INT_RAW] & UART_RX_INTS;

    ring_receive();
    if (events & UART_RXFIFO_OVF_INT)
        ring_overrun();
    /* Clears the events last, because FULL comes back at once while the FIFO is that
     * full. */
    uart[UART_INT_CLR] = events;
}

/* TXFIFO_EMPTY comes back at once while the FIFO is that empty.  So this interrupt is
 * disabled while there is nothing to send; ring_send() disables it. */
void uart_on_interrupt(void)
{
    empty_fifo();
    ring_send();
    registers(UART0_BASE)[UART_INT_CLR] = UART_TXFIFO_EMPTY_INT;
}

void chip_uart_poll(void)
{
    uint32_t saved = chip_mask_interrupts();

    if (usb_is_line())
        usb_empty_fifo();
    else
        empty_fifo();
    chip_restore_interrupts(saved);
}
