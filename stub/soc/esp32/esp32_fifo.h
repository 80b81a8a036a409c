/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bytes are in UART0's receive FIFO.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32_ESP32_FIFO_H
#define STUB_SOC_ESP32_ESP32_FIFO_H

#include <stdint.h>

#include "stub/soc/esp32/esp32_registers.h"

enum { UART_FIFO_SIZE = 128 };

/* The count in STATUS cannot be relied on while the FIFO is read by the first bus (ESP-IDF,
 * uart_ll_get_rxfifo_len), so the count comes from the places.  Equal places stand for an
 * empty FIFO or a full one, and the count only tells which.  The count is loaded first: a byte
 * that arrives between the loads must not make an empty FIFO look full. */
static inline uint32_t uart_received(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t count = uart[UART_STATUS] & UART_FIFO_COUNT_MASK;
    uint32_t places = uart[UART_MEM_RX_STATUS];
    uint32_t read = places >> UART_RX_READ_SHIFT & UART_RX_PLACE_MASK;
    uint32_t write = places >> UART_RX_WRITE_SHIFT & UART_RX_PLACE_MASK;

    if (write == read)
        return count >= UART_FIFO_SIZE / 2 ? UART_FIFO_SIZE : 0;
    return write > read ? write - read : write + UART_FIFO_SIZE - read;
}

#endif
