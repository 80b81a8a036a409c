/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART's registers, FIFOs and interrupts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart_internal.h"

#include <stdlib.h>
#include <string.h>

/* Reset values of the register description: 115200 baud at 80 MHz, 8N1. */
enum {
    CLKDIV_RESET = 0x2b6,
    AUTOBAUD_RESET = 0x1000,
    CLK_CONF_RESET = 0x03701000, /* half of the crystal's clock */
};

/* MEM_CONF: the last field has the high bits of the receive threshold. */
enum { THRESHOLD_BITS = 7, RX_MEM_FULL_SHIFT = 25, RX_MEM_FULL_MASK = 7 };

/* STATUS.  On the ESP8266, bit 31, UART_TXD, is 0 when no byte is being sent: Espressif's
 * second stub waits for that, and works on the chip.  UART_RXD follows the idle pin. */
#define STATUS_TXD 0x80000000u
#define STATUS_RXD 0x00008000u
enum {
    STATUS_TXFIFO_CNT_SHIFT = 16,
    STATUS_ST_UTX_OUT = 3 << 24,    /* the state of the transmitter, 0 when idle */
    CNT_STATUS_TX_SHIFT = 3,
    FSM_ST_UTX_OUT = 0xf << 4,      /* FSM_STATUS: the same */
    CLKDIV_FRACTION_SHIFT = 20,
    SIXTEENTHS = 16,
};

enum { CLOCK_DEFAULT_HZ = 52000000 }; /* 26 MHz crystal, doubled */

bool uart_fifo_push(struct uart_fifo *fifo, uint8_t byte)
{
    if (fifo->count == fifo->size)
        return false;
    fifo->bytes[(fifo->first + fifo->count) % fifo->size] = byte;
    fifo->count++;
    return true;
}

bool uart_fifo_pop(struct uart_fifo *fifo, uint8_t *byte)
{
    if (fifo->count == 0)
        return false;
    *byte = fifo->bytes[fifo->first];
    fifo->first = (fifo->first + 1) % fifo->size;
    fifo->count--;
    return true;
}

struct uart *uart_new(const struct uart_model *model)
{
    struct uart *uart = calloc(1, sizeof *uart);

    if (uart) {
        uart->model = model;
        uart->layout = model->layout ? model->layout : &uart_layout_first;
        uart->bus_hz = uart->crystal_hz = CLOCK_DEFAULT_HZ;
        uart_reset(uart);
    }
    return uart;
}

void uart_free(struct uart *uart)
{
    if (uart)
        free(uart->tx.sent);
    free(uart);
}

/* Gives a FIFO the size that MEM_CONF tells.  A change empties the FIFO. */
static void size_fifo(struct uart_fifo *fifo, uint32_t units)
{
    unsigned size = units * UART_FIFO_SIZE;

    if (size == 0 || size > UART_FIFO_MAX)
        size = size ? UART_FIFO_MAX : UART_FIFO_SIZE;
    if (size == fifo->size)
        return;
    fifo->size = size;
    fifo->first = fifo->count = 0;
}

static void store_mem_conf(struct uart *uart, uint32_t value)
{
    uart->others[UART_MEM_CONF / 4] = value;
    size_fifo(&uart->rx.fifo, value >> uart->layout->rx_size_shift & uart->layout->size_mask);
    size_fifo(&uart->tx.fifo, value >> uart->layout->tx_size_shift & uart->layout->size_mask);
}

void uart_reset(struct uart *uart)
{
    memset(uart->others, 0, sizeof uart->others);
    store_mem_conf(uart, uart->layout->mem_conf);
    uart->others[UART_CLK_CONF / 4] = CLK_CONF_RESET;
    uart_choose_clock(uart);
    uart->clkdiv = CLKDIV_RESET;
    uart->autobaud = AUTOBAUD_RESET;
    uart->conf0 = uart->model->conf0;
    uart->conf1 = uart->layout->conf1;
    uart->int_raw = 0;
    uart->int_ena = 0;
    uart->tx.fifo.count = 0;
    uart->tx.shifting = false; /* a byte that has left the pin stays sent */
    uart->rx.fifo.count = 0;
    uart->rx.timeout_ns = UINT64_MAX;
    uart_line_drop(&uart->rx.line);
    uart_pulses_restart(uart);
    uart_update_levels(uart);
}

void uart_set_clock(struct uart *uart, uint32_t clock_hz)
{
    uart->bus_hz = clock_hz ? clock_hz : CLOCK_DEFAULT_HZ;
    uart_choose_clock(uart);
}

void uart_set_crystal(struct uart *uart, uint32_t crystal_hz)
{
    uart->crystal_hz = crystal_hz;
    uart_choose_clock(uart);
}

unsigned uart_waiting(const struct uart *uart)
{
    return uart->rx.fifo.count;
}

/* In sixteenths of a clock. */
static uint32_t divisor(const struct uart *uart)
{
    uint32_t whole = uart->clkdiv & uart->layout->whole_mask;
    uint32_t fraction = uart->clkdiv >> CLKDIV_FRACTION_SHIFT; /* 0 on chips without it */

    return (whole ? whole : 1) * SIXTEENTHS + fraction;
}

uint32_t uart_baud(const struct uart *uart)
{
    return (uint32_t)((uint64_t)uart->clock_hz * SIXTEENTHS / divisor(uart));
}

uint64_t uart_bit_ps(const struct uart *uart)
{
    return UART_PS_PER_S / SIXTEENTHS * divisor(uart) / uart->clock_hz;
}

/* A threshold of 1 must act on the first byte, because the boot ROM's receive handler
 * relies on this. */
static uint32_t at_least_one(uint32_t threshold)
{
    return threshold ? threshold : 1;
}

void uart_update_levels(struct uart *uart)
{
    const struct uart_layout *layout = uart->layout;
    uint32_t high = uart->others[UART_MEM_CONF / 4] >> RX_MEM_FULL_SHIFT & RX_MEM_FULL_MASK;
    uint32_t full = at_least_one((uart->conf1 & layout->threshold_mask) |
                                 (layout->moved ? 0 : high << THRESHOLD_BITS));
    uint32_t empty = at_least_one(uart->conf1 >> layout->tx_threshold_shift &
                                  layout->threshold_mask);

    if (uart->rx.fifo.count >= full)
        uart->int_raw |= UART_RXFIFO_FULL_INT;
    else if (uart->model->full_is_level)
        uart->int_raw &= ~(uint32_t)UART_RXFIFO_FULL_INT;
    if (uart->tx.fifo.count < empty)
        uart->int_raw |= UART_TXFIFO_EMPTY_INT;
}

void uart_advance(struct uart *uart, uint64_t now_ns)
{
    uart_advance_transmitter(uart, now_ns);
    uart_advance_receiver(uart, now_ns);
    uart_update_levels(uart);
}

uint64_t uart_next_event(const struct uart *uart)
{
    uint64_t event = uart_receiver_event(uart);

    if (uart->tx.shifting && uart->tx.current.end_ns < event)
        event = uart->tx.current.end_ns;
    return event;
}

bool uart_irq(const struct uart *uart)
{
    return (uart->int_raw & uart->int_ena) != 0;
}

static uint32_t status(const struct uart *uart)
{
    uint32_t mask = uart->layout->count_mask;
    uint32_t counts = (uart->tx.fifo.count & mask) << STATUS_TXFIFO_CNT_SHIFT |
                      (uart->rx.fifo.count & mask);

    if (uart->layout->moved)
        return STATUS_TXD | STATUS_RXD | counts;
    if (uart->model->shows_state)
        return STATUS_TXD | STATUS_RXD | (uart->tx.shifting ? STATUS_ST_UTX_OUT : 0) | counts;
    return (uart->tx.shifting ? STATUS_TXD : 0) | STATUS_RXD | counts;
}

static uint32_t load_memory(const struct uart *uart, uint32_t offset)
{
    const struct uart_fifo *rx = &uart->rx.fifo;

    if (offset == UART_MEM_RX_STATUS)
        return rx->first << uart->layout->read_shift |
               (rx->first + rx->count) % rx->size << uart->layout->write_shift;
    if (offset == UART_FSM_STATUS)
        return uart->tx.shifting ? FSM_ST_UTX_OUT : 0;
    if (offset == UART_MEM_CNT_STATUS)
        return rx->count >> 8 | uart->tx.fifo.count >> 8 << CNT_STATUS_TX_SHIFT;
    return uart->others[offset / 4 % (sizeof uart->others / sizeof uart->others[0])];
}

static uint32_t load_fifo(struct uart *uart)
{
    uint8_t byte = 0;

    if (!uart_fifo_pop(&uart->rx.fifo, &byte))
        uart->stats.empty_loads++;
    uart_update_levels(uart);
    return byte;
}

uint32_t uart_load(struct uart *uart, uint32_t offset, uint64_t now_ns)
{
    uart_advance(uart, now_ns);
    offset = uart_register_of(uart->layout, offset);
    switch ((enum uart_register)offset) {
    case UART_FIFO:
        return load_fifo(uart);
    case UART_INT_RAW:
        return uart->int_raw;
    case UART_INT_ST:
        return uart->int_raw & uart->int_ena;
    case UART_INT_ENA:
        return uart->int_ena;
    case UART_CLKDIV:
        return uart->clkdiv;
    case UART_AUTOBAUD:
        return uart->autobaud;
    case UART_STATUS:
        return status(uart);
    case UART_CONF0:
        return uart->conf0;
    case UART_CONF1:
        return uart->conf1;
    case UART_LOWPULSE:
        return uart->rx.pulses.low;
    case UART_HIGHPULSE:
        return uart->rx.pulses.high;
    case UART_RXD_CNT:
        return uart->rx.pulses.edges;
    case UART_DATE:
        return uart->model->date;
    case UART_ID:
        return uart->model->id;
    case UART_INT_CLR:
        return 0;
    default:
        return uart->model->memory ? load_memory(uart, offset) : 0;
    }
}

static void store_autobaud(struct uart *uart, uint32_t value)
{
    bool was_on = uart->autobaud & UART_AUTOBAUD_EN;

    uart->autobaud = value;
    if ((value & UART_AUTOBAUD_EN) && !was_on)
        uart_pulses_restart(uart);
}

static void store_conf0(struct uart *uart, uint32_t value)
{
    uart->conf0 = value;
    if (uart->layout->autobaud)
        store_autobaud(uart, value & uart->layout->autobaud ? UART_AUTOBAUD_EN : 0);
    if (value & UART_RXFIFO_RST)
        uart->rx.fifo.count = 0;
    if (value & UART_TXFIFO_RST)
        uart->tx.fifo.count = 0; /* the byte on the pin is still sent */
}

void uart_store(struct uart *uart, uint32_t offset, uint32_t value, uint64_t now_ns)
{
    uart_advance(uart, now_ns);
    offset = uart_register_of(uart->layout, offset);
    switch ((enum uart_register)offset) {
    case UART_FIFO:
        uart_transmit(uart, (uint8_t)value, now_ns);
        break;
    case UART_INT_ENA:
        uart->int_ena = value & uart->model->interrupts;
        break;
    case UART_INT_CLR:
        uart->int_raw &= ~value; /* a level that still holds sets its bit again */
        break;
    case UART_CLKDIV:
        uart->clkdiv = value & (uart->model->sixteenths ? UART_CLKDIV_MAX : uart->layout->whole_mask);
        break;
    case UART_AUTOBAUD:
        store_autobaud(uart, value);
        break;
    case UART_CONF0:
        store_conf0(uart, value);
        break;
    case UART_CONF1:
        uart->conf1 = value;
        break;
    case UART_MEM_CONF:
        if (uart->model->memory)
            store_mem_conf(uart, value);
        break;
    case UART_CLK_CONF:
        uart->others[UART_CLK_CONF / 4] = value;
        uart_choose_clock(uart);
        break;
    default: /* read-only, or without effect */
        uart->others[offset / 4 % (sizeof uart->others / sizeof uart->others[0])] = value;
        break;
    }
    uart_update_levels(uart);
}

const struct uart_stats *uart_get_stats(const struct uart *uart)
{
    return &uart->stats;
}
