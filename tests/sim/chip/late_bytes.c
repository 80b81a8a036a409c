/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that get into a UART's receive FIFO at the worst time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/late_bytes.h"

#include "sim/uart/uart.h"

enum { BYTE_BITS = 10 };
#define NS_PER_S UINT64_C(1000000000)

void late_bytes_deliver(struct late_bytes *late, struct uart *uart, uint64_t now_ns)
{
    for (unsigned i = 0; i < late->count; i++)
        uart_receive(uart, late->bytes[i], late->baud, now_ns);
    late->count = 0;
}

void late_bytes_take(struct late_bytes *late, struct uart *uart, uint8_t byte, uint32_t baud,
                     uint64_t now_ns)
{
    if (late->count == LATE_BYTES || (late->count > 0 && late->baud != baud))
        late_bytes_deliver(late, uart, now_ns);
    uart_advance(uart, now_ns);
    if (uart_waiting(uart) > 0) {
        uart_receive(uart, byte, baud, now_ns);
        return;
    }
    if (late->count == 0)
        late->due_ns = now_ns + LATE_BYTES * BYTE_BITS * NS_PER_S / (baud ? baud : uart_baud(uart));
    late->baud = baud;
    late->bytes[late->count++] = byte;
}
