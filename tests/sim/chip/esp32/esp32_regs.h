/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and bits of the ESP32 that its virtual copy knows.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP32 Technical Reference Manual, ESP-IDF's soc.h, rtc_cntl_reg.h, dport_reg.h,
 * timer_group_reg.h, apb_ctrl_reg.h, efuse_reg.h and io_mux_reg.h.  The names are theirs.
 */
#ifndef SIM_CHIP_ESP32_ESP32_REGS_H
#define SIM_CHIP_ESP32_ESP32_REGS_H

enum {
    DPORT_BASE = 0x3ff00000,
    PERI_BASE = 0x3ff40000, /* peripherals, as the data bus sees them */
    PERI_END = 0x3ff80000,
    AHB_BASE = 0x60000000, /* the same peripherals by the other bus */
    AHB_END = 0x60040000,

    DPORT_PRO_CACHE_CTRL = 0x3ff00040,
    CACHE_FLUSH_ENA = 1 << 4,
    CACHE_FLUSH_DONE = 1 << 5,
    DPORT_CPU_PER_CONF = 0x3ff0003c, /* bits 1:0: 80, 160, 240 MHz */
    DPORT_PRO_UART_INTR_MAP = 0x3ff0018c,
    INTR_MAP_RESET = 16, /* an interrupt that nobody enables */

    FLASH_MMU_TABLE = 0x3ff10000, /* a word for each page; bit 8: the page is not mapped */
    FLASH_MMU_INVALID = 1 << 8,
    FLASH_WINDOW = 0x3f400000, /* the flash as data, by the cache */
    FLASH_WINDOW_END = 0x3f800000,
    FLASH_PAGE_SHIFT = 16,

    UART0 = 0x3ff40000,
    UART_STATUS_0 = 0x3ff4001c,
    UART_MEM_RX_STATUS_0 = 0x3ff40060,
    UART0_END = 0x3ff40080,
    SPI1 = 0x3ff42000,
    SPI1_END = 0x3ff42100,
    GPIO_STRAP = 0x3ff44038,
    STRAP_DOWNLOAD = 0x03,
    STRAP_FLASH = 0x13,
    STRAP_NO_DOWNLOAD = 1 << 4, /* GPIO0 is high */
    STRAP_VDDSDIO = 1 << 5, /* MTDI is high: a flash of 1.8 V */

    GPIO_FUNC0_OUT_SEL = 0x3ff44530, /* a word for each pin: which output leads to it */
    GPIO_FUNC_OUT_SEL_END = 0x3ff445d0,
    OUT_SEL_MASK = 0x1ff,
    SPICLK_OUT = 0, /* ESP-IDF, gpio_sig_map.h */
    SPIQ_OUT = 1,
    SPID_OUT = 2,
    SPICS0_OUT = 5,

    RTC_CNTL = 0x3ff48000,
    RTC_CNTL_OPTIONS0 = 0x3ff48000,
    SW_PROCPU_RST = 1 << 5,
    RTC_CNTL_TIME_UPDATE = 0x3ff4800c,
    TIME_VALID = 1 << 30,
    RTC_CNTL_TIME0 = 0x3ff48010,
    RTC_CNTL_TIME1 = 0x3ff48014,
    RTC_CNTL_RESET_STATE = 0x3ff48034,
    RESET_STATE_APP_SHIFT = 6,
    RESET_STATE_VECTORS = 3 << 12, /* both CPUs use the ROM's reset vector */
    RTC_CNTL_CLK_CONF = 0x3ff48070,
    SOC_CLK_SEL_SHIFT = 27, /* 0: crystal, 1: PLL, 2: 8 MHz */
    RTC_CNTL_SDIO_CONF = 0x3ff48074,
    RTC_CNTL_WDTCONFIG0 = 0x3ff4808c,
    RTC_CNTL_END = 0x3ff48400,

    IO_MUX_GPIO6 = 0x3ff49060,  /* SD_CLK */
    IO_MUX_GPIO11 = 0x3ff4905c, /* SD_CMD */
    MCU_SEL_SHIFT = 12,
    MCU_SEL_MASK = 7,
    MCU_SEL_SPI = 1,

    SLC_0TX_LINK = 0x3ff58040, /* SDIO slave; bit 31: the DMA is at rest */

    EFUSE_BLK0 = 0x3ff5a000,
    EFUSE_BLK1 = 0x3ff5a038,
    EFUSE_BLK3_END = 0x3ff5a098,
    EFUSE_CMD = 0x3ff5a104, /* reads 0 when the command is over */

    TIMG0 = 0x3ff5f000,
    TIMG_WDTCONFIG0 = 0x48,
    TIMG_RTCCALICFG = 0x68,
    RTC_CALI_RDY = 1 << 15,
    TIMG_RTCCALICFG1 = 0x6c,
    RTC_CALI_VALUE_SHIFT = 7,
    TIMG1 = 0x3ff60000,

    APB_CTRL_SYSCLK_CONF = 0x3ff66000, /* bits 9:0: divisor of the crystal, minus 1 */
    APB_CTRL_DATE = 0x3ff6607c,        /* bit 31: the third bit of the chip's revision */
};

#define SLC_LINK_PARK 0x80000000u
#define SW_SYS_RST 0x80000000u         /* RTC_CNTL_OPTIONS0 */
#define RTC_TIME_UPDATE 0x80000000u
#define APB_CTRL_DATE_VALUE 0x16042000u
#define APB_CTRL_REVISION_BIT 0x80000000u

#endif
