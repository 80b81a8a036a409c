/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-S3 registers that the stub uses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-S3 Technical Reference Manual (UART, SPI, watchdog timers, interrupt matrix,
 * system registers) and ESP-IDF's register headers, which agree.  Names are Espressif's.
 */
#ifndef STUB_SOC_ESP32S3_ESP32S3_REGISTERS_H
#define STUB_SOC_ESP32S3_ESP32S3_REGISTERS_H

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
    UART_TX_EMPTY_THRHD_SHIFT = 10,
    UART_RX_TOUT_EN = 1 << 23,
    UART_ST_UTX_OUT = 0xf0, /* FSM_STATUS: 0 while nothing is being sent */
    UART_RX_TOUT_THRHD_SHIFT = 17, /* MEM_CONF; counts bits on the line */
    /* CLK_CONF: the clock is divided by DIV_NUM + 1 before UART_CLKDIV divides it. */
    UART_SCLK_DIV_NUM_SHIFT = 12,
    UART_SCLK_SEL_SHIFT = 20,
    UART_SCLK_SEL_CRYSTAL = 3,
};
#define UART_RX_TOUT_THRHD_MASK (0x3ffu << UART_RX_TOUT_THRHD_SHIFT)
#define UART_SCLK_DIV_NUM_MASK (0xffu << UART_SCLK_DIV_NUM_SHIFT)

/* USB-Serial/JTAG: see usb_serial.c. */
#define USB_SERIAL_BASE 0x60038000u

/* A function of the ROM, at this address in all its revisions (ESP-IDF, esp32s3.rom.ld): returns
 * the address of what the ROM knows of its line.  The byte at ROM_LINE_NUMBER is the line by
 * which the loader was synchronised (esp-stub-lib, usb_serial_jtag.c). */
#define ROM_GET_UART_DEVICE 0x4000075cu
enum { ROM_LINE_NUMBER = 24, ROM_LINE_USB = 4 };

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
enum { SPI_FSM = 0x54 / 4, SPI_ST_MASK = 7 };
#define SPI_CMD_USR (1u << 18)
#define SPI_CMD_RDID (1u << 28)
#define SPI_USR_COMMAND (1u << 31)
#define SPI_USR_ADDR (1u << 30)
#define SPI_USR_DUMMY (1u << 29)
#define SPI_USR_MISO (1u << 28)
#define SPI_USR_MOSI (1u << 27)
/* CS_SETUP and CS_HOLD */
#define SPI_USER_ALWAYS (1u << 7 | 1u << 6)
/* SPI_CTRL: the bits for fast, dual, quad and octal reads and for commands on several lines,
 * which also act on user commands. */
#define SPI_CTRL_LINES 0x019023f0u
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

#define RTC_CNTL_BASE 0x60008000u
enum {
    RTC_CNTL_WDTCONFIG0 = 0x98 / 4,
    RTC_CNTL_WDTCONFIG1 = 0x9c / 4, /* ticks of the slow clock until stage 0 acts */
    RTC_CNTL_WDTFEED = 0xac / 4,
    RTC_CNTL_WDTWPROTECT = 0xb0 / 4,
    RTC_CNTL_SWD_CONF = 0xb4 / 4, /* the super watchdog */
    RTC_CNTL_SWD_WPROTECT = 0xb8 / 4,
};
#define WDT_KEY 0x50d83aa1u /* opens the registers of each watchdog but the super watchdog */
#define SWD_KEY 0x8f1d312au
#define RTC_SWD_AUTO_FEED_EN (1u << 31)
#define RTC_WDT_FEED (1u << 31)
#define RTC_WDT_EN (1u << 31)
#define RTC_WDT_STG0_RTC (4u << 28) /* stage 0 resets the chip with its RTC */
#define RTC_WDT_RESET_LENGTHS (7u << 16 | 7u << 13) /* the longest pulses */

/* ---- interrupts ---- */

/* The matrix of the first core, in which the ROM's loader runs. */
#define INTERRUPT_BASE 0x600c2000u
enum { UART_INTR_MAP = 0x6c / 4, USB_INTR_MAP = 0x180 / 4 };
/* An interrupt of the CPU that follows its line, with level 3 (TRM, "Interrupt Matrix"). */
enum { LINE_CPU_INTERRUPT = 23 };

/* ---- clocks ---- */

#define SYSTEM_BASE 0x600c0000u
enum {
    SYSTEM_SYSCLK_CONF = 0x60 / 4,

    SOC_CLK_SEL_MASK = 3 << 10, /* 0: the crystal */
    PRE_DIV_MASK = 0x3ff,       /* the crystal's clock is divided by this plus 1 */
};

#endif
