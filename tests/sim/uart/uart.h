/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART of Espressif's chips: registers, FIFOs, interrupts, and the edge counter by which
 * a boot ROM measures the host's rate.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP8266 Technical Reference ch. 11 and ESP32 Technical Reference Manual ch. 13,
 * with the names of uart_register.h and uart_reg.h.  Times are virtual nanoseconds.
 */
#ifndef SIM_UART_UART_H
#define SIM_UART_UART_H

#include <stdbool.h>
#include <stdint.h>

struct uart;

/* A register that is elsewhere than on the first chips. */
struct uart_moved {
    uint16_t offset, first; /* here, and on the first chips (enum uart_register) */
};

/* Where the registers and their fields are.  The first chips are ESP8266 and ESP32. */
struct uart_layout {
    const struct uart_moved *moved; /* up to the row with offset UART_SPAN; registers that are
                                     * not in the list only store values.  NULL: all registers
                                     * are as on the first chips */
    uint32_t count_mask;            /* STATUS: of the FIFO counts, at bits 0 and 16 */
    uint32_t threshold_mask;        /* CONF1: of RXFIFO_FULL_THRHD at bit 0 */
    unsigned tx_threshold_shift;    /* CONF1: TXFIFO_EMPTY_THRHD */
    uint32_t timeout_enable;        /* CONF1: RX_TOUT_EN */
    bool timeout_in_bits;           /* RX_TOUT_THRHD is in MEM_CONF, and counts bits, not bytes */
    unsigned rx_size_shift, tx_size_shift; /* MEM_CONF: in units of 128 bytes */
    uint32_t size_mask;
    unsigned read_shift, write_shift; /* MEM_RX_STATUS: the places in the receive FIFO */
    uint32_t whole_mask;            /* CLKDIV: the divisor without a fraction */
    uint32_t pulse_max;             /* the largest value of LOWPULSE and HIGHPULSE */
    uint32_t autobaud;              /* CONF0: the bit for it; 0: AUTOBAUD has it */
    uint32_t conf1, mem_conf;       /* after a reset */
    bool chooses_clock;             /* CLK_CONF divides one of the clocks */
};
enum { UART_SPAN = 0x100 };

/* The layout of the ESP32-C3 (ESP32-C3 Technical Reference Manual ch. 26, uart_reg.h). */
extern const struct uart_layout uart_layout_c3;

/* What differs between the chips' UARTs. */
struct uart_model {
    uint32_t interrupts;    /* the bits that exist in INT_RAW and INT_ENA */
    uint32_t conf0;         /* CONF0 after a reset */
    uint32_t date, id;      /* the values of the last two registers */
    bool sixteenths;        /* CLKDIV has sixteenths of the divisor in bits 23:20 */
    bool memory;            /* UART_MEM_CONF chooses the sizes of the FIFOs */
    bool full_is_level;     /* RXFIFO_FULL goes away when the FIFO is read */
    bool shows_state;       /* STATUS: ST_UTX_OUT tells that a byte is being sent, and TXD is
                             * the level of the pin */
    const struct uart_layout *layout; /* NULL: that of the first chips */
};

struct uart_stats {
    uint64_t received, sent;    /* bytes through the FIFOs */
    uint64_t receive_overflow;  /* bytes lost to a full receive FIFO */
    uint64_t empty_loads;       /* loads from an empty receive FIFO */
    uint64_t garbled;           /* bytes that came at a wrong rate */
    uint32_t receive_peak;      /* the largest fill of the receive FIFO */
};

/* The caller keeps the model.  NULL when out of memory. */
struct uart *uart_new(const struct uart_model *model);
void uart_free(struct uart *uart);
void uart_reset(struct uart *uart); /* as after power-on: divisor, FIFOs, INT_ENA */

/* Registers by offset, 0 to 0x7c; with another layout, up to UART_SPAN. */
uint32_t uart_load(struct uart *uart, uint32_t offset, uint64_t now_ns);
void uart_store(struct uart *uart, uint32_t offset, uint32_t value, uint64_t now_ns);

/* The interrupt line.  Call uart_advance() before. */
bool uart_irq(const struct uart *uart);
/* Updates time-outs (RXFIFO_TOUT) and the transmit shifter to now_ns. */
void uart_advance(struct uart *uart, uint64_t now_ns);
/* The next virtual time at which something changes by itself.  UINT64_MAX: never. */
uint64_t uart_next_event(const struct uart *uart);

/* Sets the clock that CLKDIV divides: that of the bus.  If the layout chooses the clock, this is
 * only one of its clocks. */
void uart_set_clock(struct uart *uart, uint32_t clock_hz);
/* Sets the crystal's clock, for a layout that chooses the clock. */
void uart_set_crystal(struct uart *uart, uint32_t crystal_hz);
uint32_t uart_baud(const struct uart *uart); /* clock / CLKDIV */

/* Bytes in the receive FIFO.  Call uart_advance() before. */
unsigned uart_waiting(const struct uart *uart);

/* One byte has arrived on the RX pin.  It was sent at host_baud (0: the UART's own rate),
 * and its stop bit ends at now_ns.  If auto-baud is on, counts the byte's edges and
 * measures its pulses.  A rate that is off by more than 4 % garbles the byte. */
void uart_receive(struct uart *uart, uint8_t byte, uint32_t host_baud, uint64_t now_ns);

/* Takes the next byte whose stop bit left the TX pin by now_ns.  True if there was one.
 * *end_ns: the end of its stop bit. */
bool uart_sent(struct uart *uart, uint64_t now_ns, uint8_t *byte, uint64_t *end_ns);
/* The rate of the last byte that uart_sent() gave.  The divisor may have changed since. */
uint32_t uart_sent_baud(const struct uart *uart);

const struct uart_stats *uart_get_stats(const struct uart *uart);

#endif
