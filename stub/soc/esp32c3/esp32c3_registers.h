/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C3 registers that the stub uses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual (UART, SPI, watchdog timers, interrupt matrix,
 * system registers) and ESP-IDF's register headers, which agree.  Names are Espressif's.
 */
#ifndef STUB_SOC_ESP32C3_ESP32C3_REGISTERS_H
#define STUB_SOC_ESP32C3_ESP32C3_REGISTERS_H

#include <stdint.h>

/* A block of registers at a base address.  Registers take only 32-bit accesses.  The
 * assembler statement hides the number from the compiler, so that the code uses one base
 * and offsets. */
static inline volatile uint32_t *registers(uint32_t base)
{
    __asm__("" : "+r"(base));
    return (volatile uint32_t *)base;
}

/* Offsets below are in words. */

#define UART0_BASE 0x60000000u
#define UART_SEND_BASE UART0_BASE
enum {
    UART_FIFO = 0x00 / 4,
    UART_INT_RAW = 0x04 / 4,
    UART_INT_ENA = 0x0c / 4,
    UART_INT_CLR = 0x10 / 4,
    UART_CLKDIV = 0x14 / 4, /* bits 11:0 the divisor, bits 23:20 its sixteenths */
    UART_STATUS = 0x1c / 4,
    UART_CONF1 = 0x24 / 4,
    UART_MEM_CONF = 0x60 / 4,
    UART_FSM_STATUS = 0x6c / 4,
    UART_CLK_CONF = 0x78 / 4,

    UART_RXFIFO_FULL_INT = 1 << 0,
    UART_TXFIFO_EMPTY_INT = 1 << 1,
    UART_RXFIFO_OVF_INT = 1 << 4,
    UART_RXFIFO_TOUT_INT = 1 << 8,
    UART_RX_INTS = UART_RXFIFO_FULL_INT | UART_RXFIFO_OVF_INT | UART_RXFIFO_TOUT_INT,
    UART_CLKDIV_MASK = 0xfff,
    UART_CLKDIV_FRAG_SHIFT = 20,
    UART_FIFO_COUNT_MASK = 0x3ff,
    UART_TXFIFO_CNT_SHIFT = 16,
    UART_TX_EMPTY_THRHD_SHIFT = 9,
    UART_RX_TOUT_EN = 1 << 21,
    UART_ST_UTX_OUT = 0xf0, /* FSM_STATUS: 0 while nothing is being sent */
    UART_RX_TOUT_THRHD_SHIFT = 16, /* MEM_CONF; counts bits on the line */
    /* CLK_CONF: the clock is divided by DIV_NUM + 1 before UART_CLKDIV divides it. */
    UART_SCLK_DIV_NUM_SHIFT = 12,
    UART_SCLK_SEL_SHIFT = 20,
    UART_SCLK_SEL_CRYSTAL = 3,
};
#define UART_RX_TOUT_THRHD_MASK (0x3ffu << UART_RX_TOUT_THRHD_SHIFT)
#define UART_SCLK_DIV_NUM_MASK (0xffu << UART_SCLK_DIV_NUM_SHIFT)

/* USB-Serial/JTAG: see usb_serial.c. */
#define USB_SERIAL_BASE 0x60043000u

/* A function of the ROM, at this address in all its revisions (ESP-IDF, esp32c3.rom.ld): returns
 * the address of what the ROM knows of its line.  The byte at ROM_LINE_NUMBER is the line by
 * which the loader was synchronised (esp-stub-lib, usb_serial_jtag.c). */
#define ROM_GET_UART_DEVICE 0x400000b0u
enum { ROM_LINE_NUMBER = 24, ROM_LINE_USB = 3 };

/* SPI1, the flash controller for programs.  (SPI0 belongs to the cache.) */
#define SPI1_BASE 0x60002000u
enum {
    SPI_CMD = 0x00 / 4,
    SPI_ADDR = 0x04 / 4,
    SPI_CTRL = 0x08 / 4,
    SPI_CLOCK = 0x14 / 4,
    SPI_USER = 0x18 / 4,
    SPI_USER1 = 0x1c / 4,
    SPI_USER2 = 0x20 / 4,
    SPI_MOSI_DLEN = 0x24 / 4,
    SPI_MISO_DLEN = 0x28 / 4,
    SPI_W0 = 0x58 / 4,

    SPI_USR_ADDR_BITLEN_SHIFT = 26,
    SPI_USR_COMMAND_BITLEN_SHIFT = 28,
};
/* SPI0, the flash controller of the cache.  FSM: not 0 while it works. */
#define SPI0_BASE 0x60003000u
enum { SPI_FSM = 0x54 / 4, SPI_EM_ST_MASK = 7 << 4 };
#define SPI_CMD_USR (1u << 18)
#define SPI_CMD_RDID (1u << 28)
#define SPI_USR_COMMAND (1u << 31)
#define SPI_USR_ADDR (1u << 30)
#define SPI_USR_DUMMY (1u << 29)
#define SPI_USR_MISO (1u << 28)
#define SPI_USR_MOSI (1u << 27)
/* CS_SETUP and CS_HOLD */
#define SPI_USER_ALWAYS (1u << 7 | 1u << 6)
/* SPI_CTRL: the bits for fast, dual and quad reads and for commands on several lines, which
 * also act on user commands. */
#define SPI_CTRL_LINES 0x01902180u
#define SPI_CTRL_DUAL 0x00004000u
#define SPI_CTRL_FAST 0x00002000u /* the other bits act only with this one */
/* SPI_CLOCK: the controller's clock divided by 2 (CLKCNT_N = CLKCNT_L = 1), or by 4 (3;
 * CLKCNT_H = 1). */
#define SPI_CLOCK_HALF 0x00010001u
#define SPI_CLOCK_QUARTER 0x00030103u

/* The lowest bits of the address register are sent. */
static inline uint32_t spi_address(uint32_t address, uint32_t bits)
{
    (void)bits;
    return address;
}

/* ---- watchdogs ---- */

/* Timer groups 0 and 1. */
#define TIMG0_BASE 0x6001f000u
#define TIMG1_BASE 0x60020000u
enum {
    TIMG_WDTCONFIG0 = 0x48 / 4,
    TIMG_WDTWPROTECT = 0x64 / 4,
};
#define TIMG_WDT_CONF_UPDATE (1u << 22) /* what is written to CONFIG0 comes into force */

#define RTC_CNTL_BASE 0x60008000u
enum {
    RTC_CNTL_OPTIONS0 = 0x00 / 4,
    RTC_CNTL_WDTCONFIG0 = 0x90 / 4,
    RTC_CNTL_WDTCONFIG1 = 0x94 / 4, /* ticks of the slow clock until stage 0 acts */
    RTC_CNTL_WDTFEED = 0xa4 / 4,
    RTC_CNTL_WDTWPROTECT = 0xa8 / 4,
    RTC_CNTL_SWD_CONF = 0xac / 4, /* the super watchdog */
    RTC_CNTL_SWD_WPROTECT = 0xb0 / 4,
};
#define WDT_KEY 0x50d83aa1u /* opens the registers of each watchdog but the super watchdog */
#define SWD_KEY 0x8f1d312au
#define RTC_SWD_AUTO_FEED_EN (1u << 31)
#define RTC_WDT_FEED (1u << 31)
#define RTC_WDT_EN (1u << 31)
#define RTC_WDT_STG0_RTC (4u << 28) /* stage 0 resets the chip with its RTC */
#define RTC_WDT_RESET_LENGTHS (7u << 16 | 7u << 13) /* the longest pulses */
/* RTC_CNTL_OPTIONS0: BBPLL, BBPLL_I2C and BB_I2C forced off */
#define RTC_PLL_FORCE_PD (1u << 10 | 1u << 8 | 1u << 6)

/* ---- interrupts ---- */

#define INTERRUPT_BASE 0x600c2000u
enum {
    UART_INTR_MAP = 0x54 / 4,
    USB_INTR_MAP = 0x68 / 4,
    CPU_INT_ENABLE = 0x104 / 4,
    CPU_INT_TYPE = 0x108 / 4,
    CPU_INT_CLEAR = 0x10c / 4,
    CPU_INT_PRI_0 = 0x114 / 4, /* one register for each interrupt of the CPU */
    CPU_INT_THRESH = 0x194 / 4,
    LINE_CPU_INTERRUPT = 5, /* any from 1 to 31 */
    LINE_PRIORITY = 2,      /* not below the threshold */
};

/* ---- clocks ---- */

#define SYSTEM_BASE 0x600c0000u
enum {
    SYSTEM_CPU_PER_CONF = 0x08 / 4,
    SYSTEM_SYSCLK_CONF = 0x58 / 4,

    CPU_PERIOD_MASK = 3, /* CPU_PER_CONF, with a PLL of 480 MHz */
    CPU_80_MHZ = 0,
    CPU_160_MHZ = 1,
    PLL_480_MHZ = 1 << 2,
    /* SYSCLK_CONF */
    SOC_CLK_SEL_SHIFT = 10,
    CLOCK_CRYSTAL = 0,
    CLOCK_PLL = 1,
    SOC_CLK_SEL_MASK = 3 << 10,
    PRE_DIV_MASK = 0x3ff, /* the crystal's clock is divided by this plus 1 */
};

/* A counter that has 2/5 of the crystal's clock, 16 MHz. */
#define SYSTIMER_BASE 0x60023000u
enum { SYSTIMER_UNIT0_OP = 0x04 / 4, SYSTIMER_UNIT0_VALUE_LO = 0x44 / 4 };
#define SYSTIMER_UPDATE (1u << 30)
#define SYSTIMER_VALID (1u << 29)

#endif
