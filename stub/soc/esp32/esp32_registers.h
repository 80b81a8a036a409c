/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32 registers that the stub uses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32 Technical Reference Manual (UART, SPI, watchdog timers, interrupt matrix)
 * and ESP-IDF's register headers, which agree.  Names are Espressif's.
 */
#ifndef STUB_SOC_ESP32_ESP32_REGISTERS_H
#define STUB_SOC_ESP32_ESP32_REGISTERS_H

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

#define UART0_BASE 0x3ff40000u
/* The same UART on the other bus.  The transmit FIFO is written here, because a store by the
 * first bus may be lost (ESP32 errata; ESP-IDF does the same).  The receive FIFO is read by
 * the first bus, because a load by this bus may take two bytes. */
#define UART0_AHB_BASE 0x60000000u
#define UART_SEND_BASE UART0_AHB_BASE
enum {
    UART_FIFO = 0x00 / 4,
    UART_INT_RAW = 0x04 / 4,
    UART_INT_ENA = 0x0c / 4,
    UART_INT_CLR = 0x10 / 4,
    UART_CLKDIV = 0x14 / 4, /* bits 19:0 the divisor, bits 23:20 its sixteenths */
    UART_STATUS = 0x1c / 4,
    UART_CONF1 = 0x24 / 4,
    UART_MEM_RX_STATUS = 0x60 / 4,

    UART_RXFIFO_FULL_INT = 1 << 0,
    UART_TXFIFO_EMPTY_INT = 1 << 1,
    UART_RXFIFO_OVF_INT = 1 << 4,
    UART_RXFIFO_TOUT_INT = 1 << 8,
    UART_RX_INTS = UART_RXFIFO_FULL_INT | UART_RXFIFO_OVF_INT | UART_RXFIFO_TOUT_INT,
    UART_CLKDIV_MASK = 0xfffff,
    UART_CLKDIV_FRAG_SHIFT = 20,
    UART_FIFO_COUNT_MASK = 0xff,
    UART_TXFIFO_CNT_SHIFT = 16,
    UART_TX_EMPTY_THRHD_SHIFT = 8,
    UART_RX_TOUT_THRHD_SHIFT = 24,
    /* MEM_RX_STATUS: where the receive FIFO is read and written next */
    UART_RX_READ_SHIFT = 2,
    UART_RX_WRITE_SHIFT = 13,
    UART_RX_PLACE_MASK = 0x7ff,
};
#define UART_RX_TOUT_EN (1u << 31)
/* STATUS: bytes in the transmit FIFO, and the transmitter's state, which is 0 at rest. */
#define UART_TX_BUSY 0x0fff0000u

/* SPI1, the flash controller for programs.  (SPI0 belongs to the cache.) */
#define SPI1_BASE 0x3ff42000u
enum {
    SPI_CMD = 0x00 / 4,
    SPI_ADDR = 0x04 / 4,
    SPI_CTRL = 0x08 / 4,
    SPI_CLOCK = 0x18 / 4,
    SPI_USER = 0x1c / 4,
    SPI_USER1 = 0x20 / 4,
    SPI_USER2 = 0x24 / 4,
    SPI_MOSI_DLEN = 0x28 / 4,
    SPI_MISO_DLEN = 0x2c / 4,
    SPI_W0 = 0x80 / 4,

    SPI_USR_ADDR_BITLEN_SHIFT = 26,
    SPI_USR_COMMAND_BITLEN_SHIFT = 28,
};
#define SPI_CMD_USR (1u << 18)
#define SPI_CMD_RDID (1u << 28)
#define SPI_USR_COMMAND (1u << 31)
#define SPI_USR_ADDR (1u << 30)
#define SPI_USR_DUMMY (1u << 29)
#define SPI_USR_MISO (1u << 28)
#define SPI_USR_MOSI (1u << 27)
/* CK_I_EDGE, which is set after a reset, and CS_SETUP */
#define SPI_USER_ALWAYS (1u << 6 | 1u << 5)
/* SPI_CTRL: the bits for fast, dual and quad reads, which also act on user commands, and the
 * bits that would send the lowest bit first. */
#define SPI_CTRL_LINES 0x07902000u
#define SPI_CTRL_DUAL 0x00004000u
#define SPI_CTRL_FAST 0x00002000u /* the other bits act only with this one */
/* SPI_CLOCK: the bus clock divided by 2 (CLKCNT_N = CLKCNT_L = 1), or by 4 (3; CLKCNT_H =
 * 1). */
#define SPI_CLOCK_HALF 0x1001u
#define SPI_CLOCK_QUARTER 0x3043u

/* The address register sends its highest bit first. */
static inline uint32_t spi_address(uint32_t address, uint32_t bits)
{
    return address << (32 - bits);
}

/* ---- watchdogs ---- */

/* Timer groups 0 and 1. */
#define TIMG0_BASE 0x3ff5f000u
#define TIMG1_BASE 0x3ff60000u
enum {
    TIMG_WDTCONFIG0 = 0x48 / 4,
    TIMG_WDTWPROTECT = 0x64 / 4,
};

#define RTC_CNTL_BASE 0x3ff48000u
enum {
    RTC_CNTL_OPTIONS0 = 0x00 / 4,
    RTC_CNTL_WDTCONFIG0 = 0x8c / 4,
    RTC_CNTL_WDTCONFIG1 = 0x90 / 4, /* ticks of the slow clock until stage 0 acts */
    RTC_CNTL_WDTFEED = 0xa0 / 4,
    RTC_CNTL_WDTWPROTECT = 0xa4 / 4,
};
#define WDT_KEY 0x50d83aa1u /* opens the registers of each watchdog */
#define RTC_SW_SYS_RST (1u << 31)
#define RTC_WDT_FEED (1u << 31)
#define RTC_WDT_EN (1u << 31)
#define RTC_WDT_STG0_RTC (4u << 28) /* stage 0 resets the chip with its RTC */
#define RTC_WDT_RESET_LENGTHS (7u << 14 | 7u << 11) /* the longest pulses */

/* ---- interrupts ---- */

#define DPORT_BASE 0x3ff00000u
enum { DPORT_CPU_PER_CONF = 0x3c / 4, DPORT_PRO_UART_INTR_MAP = 0x18c / 4 };
/* An interrupt of the CPU that follows its line, with level 3 (TRM, "Interrupt Matrix"). */
enum { UART_CPU_INTERRUPT = 23 };

/* ---- clocks ---- */

enum {
    RTC_CNTL_TIME_UPDATE = 0x0c / 4,
    RTC_CNTL_TIME0 = 0x10 / 4,
    RTC_CNTL_CLK_CONF = 0x70 / 4,
    RTC_CNTL_REG = 0x7c / 4,

    RTC_SOC_CLK_SEL_SHIFT = 27,
    CLOCK_CRYSTAL = 0,
    CLOCK_PLL = 1,
    CPU_80_MHZ = 0, /* DPORT_CPU_PER_CONF, with a PLL of 320 MHz */
    CPU_160_MHZ = 1,
};
#define RTC_TIME_UPDATE (1u << 31)
#define RTC_TIME_VALID (1u << 30)
#define RTC_SOC_CLK_SEL_MASK (3u << 27)
#define RTC_DIG_DBIAS_WAK_1V25 (7u << 11)
/* RTC_CNTL_OPTIONS0: BIAS_I2C, BBPLL, BBPLL_I2C and BB_I2C forced off */
#define RTC_PLL_FORCE_PD (1u << 18 | 1u << 10 | 1u << 8 | 1u << 6)
#define ANA_CONFIG 0x6000e044u
#define ANA_BBPLL_OFF (1u << 17)
#define ROM_I2C_WRITE_REG 0x400041a4u /* rom_i2c_writeReg(block, host, register, value) */

#define TIMG0_RTCCALICFG1 0x3ff5f06cu
enum { RTC_CALI_VALUE_SHIFT = 7 };
#define EFUSE_BLK0_RDATA4 0x3ff5a010u
enum { EFUSE_CK8M_MASK = 0xff };

#endif
