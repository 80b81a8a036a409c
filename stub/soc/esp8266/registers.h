/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266 registers that the stub uses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP8266 Technical Reference, ch. 11 (UART) and appendix (register
 * tables), and the boot ROM's use of them.  Names are Espressif's.
 */
#ifndef STUB_SOC_ESP8266_REGISTERS_H
#define STUB_SOC_ESP8266_REGISTERS_H

#include <stdint.h>

/* A block of registers at a base address.  Registers take only 32-bit accesses.  The
 * assembler statement hides the number from the compiler, so that the code uses one base
 * and offsets.  Otherwise the compiler would load each register's address from a constant
 * of its own. */
static inline volatile uint32_t *registers(uint32_t base)
{
    __asm__("" : "+r"(base));
    return (volatile uint32_t *)base;
}

/* Offsets below are in words. */

#define UART0_BASE 0x60000000u
/* The other UART, which shares the interrupt.  The offsets are the same. */
#define UART1_BASE 0x60000f00u
enum {
    UART_FIFO = 0x00 / 4,
    UART_INT_RAW = 0x04 / 4,
    UART_INT_ENA = 0x0c / 4,
    UART_INT_CLR = 0x10 / 4,
    UART_CLKDIV = 0x14 / 4,
    UART_STATUS = 0x1c / 4,
    UART_CONF1 = 0x24 / 4,

    UART_RXFIFO_FULL_INT = 1 << 0,
    UART_RXFIFO_OVF_INT = 1 << 4,
    UART_RXFIFO_TOUT_INT = 1 << 8,
    UART_CLKDIV_MASK = 0xfffff,
    UART_FIFO_COUNT_MASK = 0xff,
    UART_TXFIFO_CNT_SHIFT = 16,
    UART_TXFIFO_EMPTY_INT = 1 << 1,
    UART_TX_EMPTY_THRHD_SHIFT = 8,
    UART_RX_TOUT_THRHD_SHIFT = 24, /* in byte times */
};
#define UART_RX_TOUT_EN (1u << 31)

/* SPI0, the flash controller */
#define SPI0_BASE 0x60000200u
enum {
    SPI_CMD = 0x00 / 4,
    SPI_ADDR = 0x04 / 4,
    SPI_CTRL = 0x08 / 4,
    SPI_CLOCK = 0x18 / 4,
    SPI_USER = 0x1c / 4,
    SPI_USER1 = 0x20 / 4,
    SPI_USER2 = 0x24 / 4,
    SPI_W0 = 0x40 / 4,

    SPI_USR_MOSI_BITLEN_SHIFT = 17,
    SPI_USR_MISO_BITLEN_SHIFT = 8,
    SPI_USR_COMMAND_BITLEN_SHIFT = 28,
};
#define SPI_CMD_USR (1u << 18)
#define SPI_CMD_RDID (1u << 28)
#define SPI_CMD_READ (1u << 31)
/* SPI_USER after a reset: a command, FLASH_MODE (bit 2), CK_I_EDGE (bit 6). */
#define SPI_USER_RESET 0x80000044u
#define SPI_USR_COMMAND (1u << 31)
#define SPI_USR_MISO (1u << 28)
#define SPI_USR_MOSI (1u << 27)
#define SPI_CS_SETUP (1u << 5)
/* WP_REG, SHARE_BUS and RESANDRES, as the ROM sets them when it attaches the flash.  All
 * bits for fast, dual and quad reads are 0. */
#define SPI_CTRL_PLAIN 0x288000u
/* Low 12 bits of SPI_CTRL: the flash clock is the system clock / 2, or / 4.  The ROM uses
 * / 4. */
#define SPI_CTRL_CLOCK_HALF 0x101u
#define SPI_CTRL_CLOCK_QUARTER 0x313u
/* The same divisors in SPI_CLOCK (here CLKCNT_N = CLKCNT_L = 1), which has full speed after
 * a reset.  It is not documented which of the two registers holds for user commands. */
#define SPI_CLOCK_HALF 0x1001u
#define SPI_CLOCK_QUARTER 0x3043u /* CLKCNT_N = CLKCNT_L = 3, CLKCNT_H = 1 */

/* The rest, from one base again: RTC, IO_MUX, watchdog. */
#define PERIPHERALS_BASE 0x60000600u
enum {
    RTC_CTL = (0x700 - 0x600) / 4,
    IO_MUX_CONF = (0x800 - 0x600) / 4,
    WDT_CTL = (0x900 - 0x600) / 4,
    WDT_FEED = (0x914 - 0x600) / 4,

    WDT_CTL_ENABLE = 1,
    WDT_FEED_WORD = 0x73,
    IO_MUX_SPI0_CLK_EQU_SYS_CLK = 0x100,
};
#define RTC_SW_RESET (1u << 31)

/* DPORT: bit 0 doubles the CPU's clock and no other clock (source: system_update_cpu_freq()
 * of Espressif's SDK). */
#define CPU_CLOCK 0x3ff00014u
enum { CPU_CLOCK_X2 = 1 };

/* DPORT: bits that programs running from the flash leave set.  They enable the cache, and
 * give it two blocks of instruction RAM as its memory: 16 KB from 0x40108000 on and 16 KB
 * from 0x4010c000 on.  Offsets from DPORT_BASE are in words.  Source: Cache_Read_Enable in
 * esp8266/Arduino's cores/esp8266/mmu_iram and its linker map. */
#define DPORT_BASE 0x3ff00000u
enum {
    DPORT_NMI = 0x00 / 4,
    DPORT_CACHE_CTL = 0x0c / 4,
    DPORT_CACHE_MEMORY = 0x24 / 4,

    DPORT_CACHE_ON = 1 << 8,
    DPORT_CACHE_BANKS = 0x18,
};

#endif
