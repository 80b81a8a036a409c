/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and bits of the ESP32-C3 that its virtual copy knows.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP32-C3 Technical Reference Manual, ESP-IDF's soc.h, rtc_cntl_reg.h, system_reg.h,
 * interrupt_reg.h, timer_group_reg.h, systimer_reg.h, extmem_reg.h and efuse_reg.h of that chip.
 * The names are theirs.
 */
#ifndef SIM_CHIP_ESP32C3_C3_REGS_H
#define SIM_CHIP_ESP32C3_C3_REGS_H

enum {
    ROM_BASE = 0x40000000,
    ROM_SIZE = 0x60000,
    ROM_DATA_BASE = 0x3ff00000, /* the data bus sees the ROM's end there */
    ROM_DATA_IN_ROM = 0x40000,
    IRAM_BASE = 0x4037c000, /* SRAM0, which the cache may have, and SRAM1 */
    SRAM0_SIZE = 0x4000,
    IRAM_SIZE = 0x64000,
    DRAM_BASE = 0x3fc80000, /* SRAM1, as the data bus sees it */
    DRAM_END = 0x3fce0000,
    /* Espressif's first stub takes a mask from behind the RAM, and works on the chip: there a
     * load gives no fault.  How far this goes, and the value, are guesses. */
    DRAM_ECHO_END = 0x3fce1000,
    RTC_FAST_BASE = 0x50000000,
    RTC_FAST_SIZE = 0x2000,
    FLASH_DATA_WINDOW = 0x3c000000, /* the flash, by the cache */
    FLASH_CODE_WINDOW = 0x42000000,
    FLASH_WINDOW_SIZE = 0x800000,
    FLASH_PAGE_SHIFT = 16,

    PERI_BASE = 0x60000000,
    PERI_END = 0x600d2000,

    UART0 = 0x60000000,
    UART_STATUS = 0x6000001c,
    UART_MEM_RX_STATUS = 0x60000068,
    UART0_END = 0x60000100,
    SPI1 = 0x60002000,
    SPI1_END = 0x60002100,

    GPIO_STRAP = 0x60004038,
    STRAP_DOWNLOAD = 0x4, /* GPIO8 is high */
    STRAP_FLASH = 0xc,
    STRAP_NO_DOWNLOAD = 1 << 3, /* GPIO9 is high */

    RTC_CNTL = 0x60008000,
    RTC_CNTL_OPTIONS0 = 0x60008000,
    SW_PROCPU_RST = 1 << 5,
    RTC_CNTL_TIME_UPDATE = 0x6000800c,
    RTC_CNTL_TIME_LOW0 = 0x60008010,
    RTC_CNTL_TIME_HIGH0 = 0x60008014,
    RTC_CNTL_RESET_STATE = 0x60008038,
    RESET_STATE_VECTORS = 3 << 12, /* the ROM's reset vector */
    RTC_CNTL_WDTCONFIG0 = 0x60008090,
    RTC_CNTL_SWD_CONF = 0x600080ac,
    SWD_RESET_FLAG = 1 << 0,
    SWD_RST_FLAG_CLR = 1 << 28,
    SWD_FEED = 1 << 29,
    SWD_DISABLE = 1 << 30,
    RTC_CNTL_SWD_WPROTECT = 0x600080b0,
    RTC_CNTL_END = 0x60008400,

    EFUSE = 0x60008800,
    EFUSE_RD_WR_DIS = 0x6000882c,
    EFUSE_RD_END = 0x6000897c,
    EFUSE_CMD = 0x600089d4, /* reads 0 when the command is over */

    TIMG0 = 0x6001f000,
    TIMG1 = 0x60020000,
    TIMG_WDTCONFIG0 = 0x48,
    TIMG_RTCCALICFG = 0x68,
    RTC_CALI_RDY = 1 << 15,
    TIMG_RTCCALICFG1 = 0x6c,

    SYSTIMER = 0x60023000,
    SYSTIMER_UNIT0_OP = 0x60023004,
    SYSTIMER_UNIT1_OP = 0x60023008,
    SYSTIMER_VALUE_VALID = 1 << 29,
    SYSTIMER_UNIT0_VALUE_HI = 0x60023040,
    SYSTIMER_UNIT1_VALUE_LO = 0x6002304c,

    WDEV_RND = 0x600260b0,
    USB_SERIAL_JTAG = 0x60043000,
    USB_SERIAL_JTAG_EP1_CONF = 0x60043004,
    USB_SERIAL_JTAG_END = 0x60043100,

    SYSTEM = 0x600c0000,
    SYSTEM_CPU_PER_CONF = 0x600c0008, /* bits 1:0: 80, 160 MHz */
    SYSTEM_CPU_INTR_FROM_CPU_0 = 0x600c0028, /* and three more */
    SYSTEM_CPU_INTR_FROM_CPU_END = 0x600c0038,
    SYSTEM_SYSCLK_CONF = 0x600c0058,
    PRE_DIV_MASK = 0x3ff,
    SOC_CLK_SEL_SHIFT = 10, /* 0: crystal, 1: PLL, 2: RC oscillator */
    CLK_XTAL_FREQ_SHIFT = 12, /* in MHz */
    CLK_DIV_EN = 1 << 19,

    INTERRUPT = 0x600c2000, /* a word for each source: the CPU's interrupt */
    INTERRUPT_SOURCES = 62,
    INTERRUPT_STATUS_0 = 0x600c20f8, /* the active sources */
    INTERRUPT_STATUS_1 = 0x600c20fc,
    CPU_INT_ENABLE = 0x600c2104,
    CPU_INT_TYPE = 0x600c2108, /* 1: edge */
    CPU_INT_CLEAR = 0x600c210c,
    CPU_INT_EIP_STATUS = 0x600c2110,
    CPU_INT_PRI_0 = 0x600c2114,
    CPU_INT_THRESH = 0x600c2194,
    INTERRUPT_END = 0x600c2800,
    SOURCE_UART0 = 21, /* ESP-IDF, interrupts.h */
    SOURCE_USB = 26,
    SOURCE_FROM_CPU_0 = 50,

    EXTMEM = 0x600c4000,
    ICACHE_SYNC_CTRL = 0x600c4028,
    ICACHE_INVALIDATE_ENA = 1 << 0,
    ICACHE_SYNC_DONE = 1 << 1,
    ICACHE_PRELOAD_CTRL = 0x600c4034,
    ICACHE_PRELOAD_DONE = 1 << 1,
    ICACHE_AUTOLOAD_CTRL = 0x600c4040,
    ICACHE_AUTOLOAD_DONE = 1 << 3,
    EXTMEM_CACHE_STATE = 0x600c40b0,
    ICACHE_IDLE = 1,
    EXTMEM_ICACHE_FREEZE = 0x600c40cc,
    ICACHE_FREEZE_ENA = 1 << 0,
    ICACHE_FREEZE_DONE = 1 << 2,
    FLASH_MMU_TABLE = 0x600c5000, /* a word for each page; bit 8: the page is not mapped */
    FLASH_MMU_END = 0x600c5200,
    FLASH_MMU_INVALID = 1 << 8,
};

#define SW_SYS_RST 0x80000000u       /* RTC_CNTL_OPTIONS0 */
#define RTC_TIME_UPDATE 0x80000000u
#define SWD_AUTO_FEED_EN 0x80000000u /* RTC_CNTL_SWD_CONF */
#define SWD_KEY 0x8f1d312au

#endif
