/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART's receiving side, from the RX pin into the FIFO.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart_internal.h"

enum {
    RATE_TOLERANCE_PERCENT = 4,
    TOUT_SHIFT = 24, /* UART_RX_TOUT_THRHD in CONF1 */
    TOUT_MASK = 0x7f,
    TOUT_BITS_SHIFT = 16, /* UART_RX_TOUT_THRHD in MEM_CONF */
    TOUT_BITS_MASK = 0x3ff,
};

/* RXFIFO_TOUT comes once, this many frame times or bit times after the last byte. */
static uint64_t timeout_after(const struct uart *uart, uint64_t now_ns)
{
    uint64_t bits = (uart->conf1 >> TOUT_SHIFT & TOUT_MASK) * UART_FRAME_BITS;

    if (uart->layout->timeout_in_bits)
        bits = uart->others[UART_MEM_CONF / 4] >> TOUT_BITS_SHIFT & TOUT_BITS_MASK;
    return now_ns + bits * uart_bit_ps(uart) / 1000;
}

static void take_byte(struct uart *uart, uint8_t byte, uint64_t now_ns)
{
    if (uart->conf0 & UART_RXFIFO_RST)
        return; /* the FIFO is held in reset */
    uart->rx.timeout_ns = timeout_after(uart, now_ns);
    if (!uart_fifo_push(&uart->rx.fifo, byte)) {
        uart->stats.receive_overflow++;
        uart->int_raw |= UART_RXFIFO_OVF_INT;
        return;
    }
    uart->stats.received++;
    if (uart->rx.fifo.count > uart->stats.receive_peak)
        uart->stats.receive_peak = uart->rx.fifo.count;
}

static void take_frame(struct uart *uart, const struct uart_frame *frame, uint64_t now_ns)
{
    if (frame->framing_error)
        uart->int_raw |= UART_FRM_ERR_INT;
    if (frame->is_break)
        uart->int_raw |= UART_BRK_DET_INT;
    take_byte(uart, frame->byte, now_ns);
}

static void run_line(struct uart *uart, bool low, uint64_t until_ps, uint64_t now_ns)
{
    struct uart_frame frame;

    if (until_ps > uart->rx.line.end_ps &&
        uart_line_run(&uart->rx.line, low, until_ps, uart_bit_ps(uart), &frame))
        take_frame(uart, &frame, now_ns);
}

/* True if the rates are close enough to sample the last bit inside that bit. */
static bool same_rate(uint64_t a, uint64_t b)
{
    uint64_t low = a < b ? a : b, high = a < b ? b : a;

    return (high - low) * 100 <= RATE_TOLERANCE_PERCENT * high;
}

static void receive_garbled(struct uart *uart, uint8_t byte, uint64_t start_ps, uint64_t bit_ps,
                            uint64_t now_ns)
{
    unsigned bits = (unsigned)byte << 1 | 1u << (UART_FRAME_BITS - 1);

    uart->stats.garbled++;
    for (unsigned i = 0; i < UART_FRAME_BITS; i++)
        run_line(uart, !(bits >> i & 1), start_ps + (i + 1) * bit_ps, now_ns);
}

static void receive_whole(struct uart *uart, uint8_t byte, uint64_t end_ps, uint64_t now_ns)
{
    uart_line_drop(&uart->rx.line);
    uart->rx.line.end_ps = end_ps;
    uart->rx.line.low = false;
    take_byte(uart, byte, now_ns);
}

void uart_receive(struct uart *uart, uint8_t byte, uint32_t host_baud, uint64_t now_ns)
{
    uint32_t own_baud = uart_baud(uart);
    uint64_t bit_ps = host_baud ? UART_PS_PER_S / host_baud : uart_bit_ps(uart);
    uint64_t frame_ps = UART_FRAME_BITS * bit_ps;
    uint64_t start_ps = now_ns * 1000 > frame_ps ? now_ns * 1000 - frame_ps : 0;

    if (start_ps < uart->rx.line.end_ps)
        start_ps = uart->rx.line.end_ps; /* bytes that were delivered together were sent one
                                          * after the other */
    run_line(uart, false, start_ps, now_ns); /* idle until then */
    uart->rx.host_bit_ps = bit_ps;
    uart_advance(uart, now_ns);
    if (uart->autobaud & UART_AUTOBAUD_EN)
        uart_pulses_measure(uart, byte, start_ps, bit_ps);
    if (host_baud == 0 || same_rate(host_baud, own_baud))
        receive_whole(uart, byte, start_ps + frame_ps, now_ns);
    else
        receive_garbled(uart, byte, start_ps, bit_ps, now_ns);
    uart_update_levels(uart);
}

/* The caller reports a byte when its stop bit has ended.  So silence is certain only after
 * the time of one byte. */
static uint64_t certain_after_ps(const struct uart *uart)
{
    return UART_FRAME_BITS * uart->rx.host_bit_ps;
}

static bool timeout_armed(const struct uart *uart)
{
    return (uart->conf1 & uart->layout->timeout_enable) && uart->rx.fifo.count > 0 && uart->rx.timeout_ns != UINT64_MAX;
}

void uart_advance_receiver(struct uart *uart, uint64_t now_ns)
{
    if (uart->rx.line.in_frame && now_ns * 1000 > certain_after_ps(uart))
        run_line(uart, false, now_ns * 1000 - certain_after_ps(uart), now_ns);
    if (timeout_armed(uart) && uart->rx.timeout_ns <= now_ns) {
        uart->int_raw |= UART_RXFIFO_TOUT_INT;
        uart->rx.timeout_ns = UINT64_MAX;
    }
}

uint64_t uart_receiver_event(const struct uart *uart)
{
    uint64_t event = timeout_armed(uart) ? uart->rx.timeout_ns : UINT64_MAX;

    if (uart->rx.line.in_frame) {
        uint64_t end_ps = uart->rx.line.start_ps + UART_FRAME_BITS * uart_bit_ps(uart);
        uint64_t end_ns;

        if (end_ps < uart->rx.line.end_ps)
            end_ps = uart->rx.line.end_ps;
        end_ns = (end_ps + certain_after_ps(uart)) / 1000 + 1;
        if (end_ns < event)
            event = end_ns;
    }
    return event;
}
