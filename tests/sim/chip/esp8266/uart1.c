/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART1 of the ESP8266.  Only its share of interrupt 5 is simulated, because that can
 * disturb a program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/uart1.h"

enum {
    INT_RAW = 0x04,
    INT_ST = 0x08,
    INT_ENA = 0x0c,
    INT_CLR = 0x10,
    STATUS = 0x1c,
    INT_MASK = 0x1ff,
    RXFIFO_TOUT_INT = 0x100,

    NOISE_NS = 20000000,      /* time between two interrupts */
    NOISE_AGAIN_NS = 1000000, /* time to the next try while the ROM runs */
};

void uart1_reset(struct uart1 *uart, bool noisy, uint64_t now_ns)
{
    uart->raw = 0;
    uart->enabled = noisy ? RXFIFO_TOUT_INT : 0;
    uart->due_ns = noisy ? now_ns + NOISE_NS : UINT64_MAX;
}

void uart1_advance(struct uart1 *uart, bool in_program, uint64_t now_ns)
{
    if (now_ns < uart->due_ns)
        return;
    if (in_program)
        uart->raw |= RXFIFO_TOUT_INT;
    uart->due_ns = now_ns + (in_program ? NOISE_NS : NOISE_AGAIN_NS);
}

bool uart1_irq(const struct uart1 *uart)
{
    return (uart->raw & uart->enabled) != 0;
}

bool uart1_load(const struct uart1 *uart, uint32_t offset, uint32_t *value)
{
    switch (offset) {
    case INT_RAW:
        *value = uart->raw;
        return true;
    case INT_ST:
        *value = uart->raw & uart->enabled;
        return true;
    case INT_ENA:
        *value = uart->enabled;
        return true;
    case INT_CLR:
    case STATUS: /* no byte received, no byte to send */
        *value = 0;
        return true;
    default:
        return false;
    }
}

bool uart1_store(struct uart1 *uart, uint32_t offset, uint32_t value)
{
    if (offset == INT_CLR)
        uart->raw &= ~value;
    else if (offset == INT_ENA)
        uart->enabled = value & INT_MASK;
    else
        return offset == INT_RAW || offset == INT_ST || offset == STATUS;
    return true;
}
