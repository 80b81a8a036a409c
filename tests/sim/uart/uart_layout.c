/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the chips' UARTs have their registers, and which clock they divide.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart_internal.h"

const struct uart_layout uart_layout_first = {
    .count_mask = 0xff, /* MEM_CNT_STATUS has the high bits */
    .threshold_mask = 0x7f,
    .tx_threshold_shift = 8,
    .timeout_enable = 0x80000000,
    .rx_size_shift = 3,
    .tx_size_shift = 7,
    .size_mask = 0xf,
    .read_shift = 2,
    .write_shift = 13,
    .whole_mask = 0xfffff,
    .pulse_max = 0xfffff,
    .conf1 = 0x6060,  /* both thresholds 96 */
    .mem_conf = 0x88, /* 128 bytes for each FIFO */
};

static const struct uart_moved moved_c3[] = {
    {0x00, UART_FIFO},      {0x04, UART_INT_RAW},       {0x08, UART_INT_ST},
    {0x0c, UART_INT_ENA},   {0x10, UART_INT_CLR},       {0x14, UART_CLKDIV},
    {0x18, UART_RX_FILT},   {0x1c, UART_STATUS},        {0x20, UART_CONF0},
    {0x24, UART_CONF1},     {0x28, UART_LOWPULSE},      {0x2c, UART_HIGHPULSE},
    {0x30, UART_RXD_CNT},   {0x60, UART_MEM_CONF},      {0x68, UART_MEM_RX_STATUS},
    {0x6c, UART_FSM_STATUS}, {0x78, UART_CLK_CONF},     {0x7c, UART_DATE},
    {0x80, UART_ID},        {UART_SPAN, 0},
};

const struct uart_layout uart_layout_c3 = {
    .moved = moved_c3,
    .count_mask = 0x3ff,
    .threshold_mask = 0x1ff,
    .tx_threshold_shift = 9,
    .timeout_enable = 1 << 21,
    .timeout_in_bits = true,
    .rx_size_shift = 1,
    .tx_size_shift = 4,
    .size_mask = 7,
    .read_shift = 0,
    .write_shift = 11,
    .whole_mask = 0xfff,
    .pulse_max = 0xfff,
    .autobaud = 1 << 27,
    .conf1 = 0xc060,
    .mem_conf = 0xa0012,
    .chooses_clock = true,
};

/* CLK_CONF: clock = source / (number + 1 + a / b). */
enum {
    SCLK_DIV_MASK = 0x3f, /* b at bit 0, a at bit 6 */
    SCLK_DIV_A_SHIFT = 6,
    SCLK_DIV_NUM_SHIFT = 12,
    SCLK_DIV_NUM_MASK = 0xff,
    SCLK_SEL_SHIFT = 20,
    SCLK_SEL_MASK = 3,
    SCLK_BUS = 1,
    SCLK_RC_FAST = 2,
    SCLK_CRYSTAL = 3,
    RC_FAST_HZ = 17500000,
};

uint32_t uart_register_of(const struct uart_layout *layout, uint32_t offset)
{
    const struct uart_moved *row = layout->moved;

    if (!row)
        return offset;
    while (row->offset != UART_SPAN && row->offset != offset)
        row++;
    return row->offset == UART_SPAN ? UART_OTHERS + offset % UART_SPAN : row->first;
}

static uint32_t source_hz(const struct uart *uart, uint32_t conf)
{
    switch (conf >> SCLK_SEL_SHIFT & SCLK_SEL_MASK) {
    case SCLK_CRYSTAL:
        return uart->crystal_hz;
    case SCLK_RC_FAST:
        return RC_FAST_HZ;
    case SCLK_BUS:
    default:
        return uart->bus_hz;
    }
}

void uart_choose_clock(struct uart *uart)
{
    uint32_t conf = uart->others[UART_CLK_CONF / 4];
    uint64_t a = conf >> SCLK_DIV_A_SHIFT & SCLK_DIV_MASK, b = conf & SCLK_DIV_MASK;
    uint64_t whole = (conf >> SCLK_DIV_NUM_SHIFT & SCLK_DIV_NUM_MASK) + 1;

    if (!uart->layout->chooses_clock)
        uart->clock_hz = uart->bus_hz;
    else if (b == 0)
        uart->clock_hz = (uint32_t)(source_hz(uart, conf) / whole);
    else
        uart->clock_hz = (uint32_t)(source_hz(uart, conf) * b / (whole * b + a));
}
