/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the UART model share.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The register and bit names are those of the ESP8266's "uart_register.h" and the ESP32's
 * "uart_reg.h".
 */
#ifndef SIM_UART_UART_INTERNAL_H
#define SIM_UART_UART_INTERNAL_H

#include <stddef.h>

#include "sim/uart/uart.h"
#include "sim/uart/uart_line.h"

enum uart_register {
    UART_FIFO = 0x00,
    UART_INT_RAW = 0x04,
    UART_INT_ST = 0x08,
    UART_INT_ENA = 0x0c,
    UART_INT_CLR = 0x10,
    UART_CLKDIV = 0x14,
    UART_AUTOBAUD = 0x18,
    UART_STATUS = 0x1c,
    UART_CONF0 = 0x20,
    UART_CONF1 = 0x24,
    UART_LOWPULSE = 0x28,
    UART_HIGHPULSE = 0x2c,
    UART_RXD_CNT = 0x30,
    UART_MEM_CONF = 0x58, /* this and the next two: only with struct uart_model's memory */
    UART_MEM_RX_STATUS = 0x60,
    UART_MEM_CNT_STATUS = 0x64,
    UART_DATE = 0x78,
    UART_ID = 0x7c,
    /* Registers that the first chips do not have. */
    UART_FSM_STATUS = UART_SPAN,
    UART_CLK_CONF = UART_SPAN + 4,
    UART_RX_FILT = UART_SPAN + 8,
    UART_OTHERS = 2 * UART_SPAN, /* those that only store values */
};

/* UART_INT_*; parity, DSR and CTS interrupts never happen here */
enum {
    UART_RXFIFO_FULL_INT = 1 << 0,
    UART_TXFIFO_EMPTY_INT = 1 << 1,
    UART_FRM_ERR_INT = 1 << 3,
    UART_RXFIFO_OVF_INT = 1 << 4,
    UART_BRK_DET_INT = 1 << 7,
    UART_RXFIFO_TOUT_INT = 1 << 8,
    UART_TX_DONE_INT = 1 << 14,
};

enum {
    UART_AUTOBAUD_EN = 1 << 0,
    UART_RXFIFO_RST = 1 << 17,
    UART_TXFIFO_RST = 1 << 18,
    UART_FIFO_SIZE = 128, /* after a reset */
    UART_FIFO_MAX = 1024, /* the memory that an ESP32's UARTs share */
    UART_CLKDIV_MAX = 0xffffff, /* with the sixteenths */
    UART_EDGES_MAX = 0x3ff,     /* RXD_CNT: 10 bits */
};

#define UART_PS_PER_S UINT64_C(1000000000000)

struct uart_fifo {
    uint8_t bytes[UART_FIFO_MAX];
    unsigned size, first, count;
};

/* A byte that has left the TX pin. */
struct uart_departure {
    uint64_t end_ns;
    uint32_t baud;
    uint8_t byte;
};

struct uart_transmitter {
    struct uart_fifo fifo;
    bool shifting;
    struct uart_departure current; /* the byte in the shift register */
    struct uart_departure *sent;   /* a queue that grows */
    size_t sent_first, sent_count, sent_room;
    uint32_t last_baud;
};

/* The auto-baud unit: the shortest pulses, and the number of edges, since it was switched
 * on. */
struct uart_pulses {
    uint32_t edges, low, high;
    uint64_t rise_ps; /* time of the last rise; 0: no rise yet */
};

struct uart_receiver {
    struct uart_fifo fifo;
    struct uart_line line;
    struct uart_pulses pulses;
    uint64_t host_bit_ps;  /* of the last byte */
    uint64_t timeout_ns;   /* when RXFIFO_TOUT is due; UINT64_MAX: never */
};

struct uart {
    const struct uart_model *model;
    const struct uart_layout *layout;
    uint32_t bus_hz, crystal_hz;
    uint32_t clock_hz; /* what CLKDIV divides */
    uint32_t clkdiv, autobaud, conf0, conf1;
    uint32_t int_raw, int_ena;
    uint32_t others[3 * UART_SPAN / 4]; /* registers that only store values, and MEM_CONF */
    struct uart_transmitter tx;
    struct uart_receiver rx;
    struct uart_stats stats;
};

bool uart_fifo_push(struct uart_fifo *fifo, uint8_t byte); /* false when full */
bool uart_fifo_pop(struct uart_fifo *fifo, uint8_t *byte); /* false when empty */

/* uart_layout.c */
extern const struct uart_layout uart_layout_first;
/* The register as the first chips number it. */
uint32_t uart_register_of(const struct uart_layout *layout, uint32_t offset);
/* Chooses the clock that CLKDIV divides. */
void uart_choose_clock(struct uart *uart);

/* Raises the interrupts for a FIFO's present level. */
void uart_update_levels(struct uart *uart);

/* The duration of one bit at the UART's own rate. */
uint64_t uart_bit_ps(const struct uart *uart);

void uart_transmit(struct uart *uart, uint8_t byte, uint64_t now_ns);
void uart_advance_transmitter(struct uart *uart, uint64_t now_ns);

void uart_advance_receiver(struct uart *uart, uint64_t now_ns);
/* The next time at which the receiver does something by itself.  UINT64_MAX: never. */
uint64_t uart_receiver_event(const struct uart *uart);

void uart_pulses_restart(struct uart *uart);
/* Counts the edges of a byte that began at start_ps, and measures its pulses. */
void uart_pulses_measure(struct uart *uart, uint8_t byte, uint64_t start_ps, uint64_t bit_ps);

#endif
