/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART's sending side: FIFO, shift register, and bytes that left the pin.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart_internal.h"

#include <stdlib.h>
#include <string.h>

static void shift(struct uart *uart, uint8_t byte, uint64_t start_ns)
{
    struct uart_transmitter *tx = &uart->tx;
    uint64_t duration_ns = (UART_FRAME_BITS * uart_bit_ps(uart) + 500) / 1000;

    tx->shifting = true;
    tx->current.byte = byte;
    tx->current.baud = uart_baud(uart);
    tx->current.end_ns = start_ns + duration_ns;
}

static void depart(struct uart *uart)
{
    struct uart_transmitter *tx = &uart->tx;

    if (tx->sent_first > 0 && tx->sent_first + tx->sent_count == tx->sent_room) {
        memmove(tx->sent, tx->sent + tx->sent_first, tx->sent_count * sizeof *tx->sent);
        tx->sent_first = 0;
    }
    if (tx->sent_first + tx->sent_count == tx->sent_room) {
        tx->sent_room = tx->sent_room ? 2 * tx->sent_room : UART_FIFO_SIZE;
        tx->sent = realloc(tx->sent, tx->sent_room * sizeof *tx->sent);
        if (!tx->sent)
            abort(); /* a test program out of memory */
    }
    tx->sent[tx->sent_first + tx->sent_count++] = tx->current;
    uart->stats.sent++;
}

void uart_transmit(struct uart *uart, uint8_t byte, uint64_t now_ns)
{
    if (uart->conf0 & UART_TXFIFO_RST)
        return;
    if (!uart->tx.shifting)
        shift(uart, byte, now_ns);
    else
        uart_fifo_push(&uart->tx.fifo, byte); /* a full FIFO loses the byte */
}

void uart_advance_transmitter(struct uart *uart, uint64_t now_ns)
{
    struct uart_transmitter *tx = &uart->tx;

    while (tx->shifting && tx->current.end_ns <= now_ns) {
        uint8_t byte;

        depart(uart);
        tx->shifting = false;
        if (uart_fifo_pop(&tx->fifo, &byte))
            shift(uart, byte, tx->current.end_ns);
        else
            uart->int_raw |= UART_TX_DONE_INT & uart->model->interrupts;
    }
}

bool uart_sent(struct uart *uart, uint64_t now_ns, uint8_t *byte, uint64_t *end_ns)
{
    struct uart_transmitter *tx = &uart->tx;
    const struct uart_departure *departure;

    uart_advance(uart, now_ns);
    if (tx->sent_count == 0)
        return false;
    departure = &tx->sent[tx->sent_first];
    if (departure->end_ns > now_ns)
        return false;
    *byte = departure->byte;
    *end_ns = departure->end_ns;
    tx->last_baud = departure->baud;
    tx->sent_first++;
    if (--tx->sent_count == 0)
        tx->sent_first = 0;
    return true;
}

uint32_t uart_sent_baud(const struct uart *uart)
{
    return uart->tx.last_baud;
}
