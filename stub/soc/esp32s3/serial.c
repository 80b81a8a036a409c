/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0 and the chip's own USB port: taking over the one at which the host is, its interrupt; the
 * UART's rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/cpu/xtensa/rom_call.h"
#include "stub/cpu/xtensa/vectors.h"
#include "stub/soc/common/uart0.h"
#include "stub/soc/common/usb_serial.h"
#include "stub/soc/esp32s3/esp32s3_registers.h"

enum {
    TX_EMPTY_THRESHOLD = 32,
    FULL_THRESHOLD = 32,
    TIMEOUT_BITS = 2 * 10, /* two bytes */
    DIVISOR_MAX = 0xffff,  /* 12 bits and 4 bits of sixteenths */
};

uint32_t chip_uart_received(void)
{
    if (usb_is_line())
        return usb_received();
    return registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK;
}

void interrupt_handler(void)
{
    if (usb_is_line())
        usb_on_interrupt();
    else
        uart_on_interrupt();
}

/* The ROM's loader answers at the port at which it was synchronised, and so does the stub. */
static bool host_is_on_usb(void)
{
    const uint8_t *known = (const uint8_t *)rom_call(ROM_GET_UART_DEVICE, 0, 0, 0, 0);

    return chip_address_ok((uint32_t)known) && known[ROM_LINE_NUMBER] == ROM_LINE_USB;
}

static void set_up_uart(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    uart[UART_MEM_CONF] = (uart[UART_MEM_CONF] & ~UART_RX_TOUT_THRHD_MASK) |
                          TIMEOUT_BITS << UART_RX_TOUT_THRHD_SHIFT;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = UART_RX_INTS;
}

void uart_take_over(void)
{
    bool usb = host_is_on_usb();

    vectors_enable(0); /* all interrupts that the ROM left enabled */
    vectors_set();
    registers(UART0_BASE)[UART_INT_ENA] = 0;
    if (usb)
        usb_take_over();
    else
        set_up_uart();
    registers(INTERRUPT_BASE)[usb ? USB_INTR_MAP : UART_INTR_MAP] = LINE_CPU_INTERRUPT;
    vectors_enable(1u << LINE_CPU_INTERRUPT);
    interrupts_allow();
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    vectors_enable(0);
    uart[UART_INT_ENA] = 0;
    uart[UART_INT_CLR] = ~0u;
    if (usb_is_line())
        usb_give_back();
}

/* In sixteenths, of both divisors together. */
uint32_t chip_uart_divisor(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t divisor = uart[UART_CLKDIV];
    uint32_t before = uart[UART_CLK_CONF] >> UART_SCLK_DIV_NUM_SHIFT & 0xff;

    return ((divisor & UART_CLKDIV_MASK) << 4 | (divisor >> UART_CLKDIV_FRAG_SHIFT & 15)) *
           (before + 1);
}

/* The first divisor divides only for the slowest rates, which the second cannot reach. */
void chip_uart_set_divisor(uint32_t divisor)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t before = divisor / (DIVISOR_MAX + 1);
    uint32_t rest = divisor / (before + 1);

    uart[UART_CLK_CONF] = (uart[UART_CLK_CONF] & ~UART_SCLK_DIV_NUM_MASK) |
                          (before << UART_SCLK_DIV_NUM_SHIFT & UART_SCLK_DIV_NUM_MASK);
    uart[UART_CLKDIV] = rest >> 4 | (rest & 15) << UART_CLKDIV_FRAG_SHIFT;
}
