/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchdogs of the virtual ESP32-C3: one in each timer group, one in the RTC, and the super
 * watchdog.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual ch. 12.  No source tells whether the super
 * watchdog runs after a reset.  The real ROM never feeds it, and chips stay in download mode for
 * hours; so here it sleeps until a program stores to its register, unless an option wakes it.
 */
#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"

enum {
    TG_FLASH_BOOT_HOLD = 26000000, /* the reset value of WDTCONFIG2, at 80 MHz: 325 ms */
    RTC_FLASH_BOOT_HOLD = 200000,  /* the reset value of WDTCONFIG1 */
    SWD_CONF_RESET = 300 << 18,    /* SWD_SIGNAL_WIDTH */
    SWD_PERIOD_NS = 950000000,     /* "slightly less than one second" */
};

#define TIMER_GROUP                                                                              \
    .config_reset = 0x4c000, .hold_reset = TG_FLASH_BOOT_HOLD, .from_crystal = 1 << 21,          \
    .stages = 8, .action_shift = 29, .action_bits = 2

static const struct dog_kind kinds[] = {
    {.config = TIMG0 + TIMG_WDTCONFIG0, TIMER_GROUP, .flash_boot = 1 << 14,
     .cpu = C3_RESET_TG0_WDT_CPU, .system = C3_RESET_TG0_WDT, .rtc = C3_RESET_TG0_WDT},
    {.config = TIMG1 + TIMG_WDTCONFIG0, TIMER_GROUP, .cpu = C3_RESET_TG1_WDT_CPU,
     .system = C3_RESET_TG1_WDT, .rtc = C3_RESET_TG1_WDT},
    /* first_doubled: by EFUSE_WDT_DELAY_SEL, which is 0. */
    {.config = RTC_CNTL_WDTCONFIG0, .config_reset = 0x13214, .hold_reset = RTC_FLASH_BOOT_HOLD,
     .flash_boot = 1 << 12, .slow_hz = C3_RTC_SLOW_HZ, .stages = 4, .first_doubled = 1,
     .action_shift = 28, .action_bits = 3, .cpu = C3_RESET_RTC_WDT_CPU,
     .system = C3_RESET_RTC_WDT_CORE, .rtc = C3_RESET_RTC_WDT},
};

void c3_dogs_reset(struct c3 *chip)
{
    chip->dogs.kinds = kinds;
    chip->dogs.count = sizeof kinds / sizeof *kinds;
    chip->dogs.registers = chip->plain;
    chip->dogs.base = PERI_BASE;
    dogs_reset(&chip->dogs, c3_now_ns(chip));
    chip->super_watchdog.armed = chip->config.super_watchdog;
    chip->super_watchdog.fed_ns = c3_now_ns(chip);
    *c3_plain(chip, RTC_CNTL_SWD_CONF) =
        SWD_CONF_RESET | (chip->cause == C3_RESET_SUPER_WDT ? SWD_RESET_FLAG : 0);
    *c3_plain(chip, RTC_CNTL_SWD_WPROTECT) = 0;
}

void c3_dogs_flash_boot(struct c3 *chip, bool on)
{
    dogs_flash_boot(&chip->dogs, on, c3_now_ns(chip));
}

/* The bit that feeds reads as 0. */
static void store_super_watchdog(struct c3 *chip, uint32_t *value)
{
    uint32_t before = *c3_plain(chip, RTC_CNTL_SWD_CONF), flag = before & SWD_RESET_FLAG;

    if (*c3_plain(chip, RTC_CNTL_SWD_WPROTECT) != SWD_KEY || chip->config.closed_watchdog) {
        *value = before;
        return;
    }
    if (*value & SWD_RST_FLAG_CLR)
        flag = 0;
    chip->super_watchdog.armed = true;
    chip->super_watchdog.fed_ns = c3_now_ns(chip);
    *value = (*value & ~(uint32_t)(SWD_FEED | SWD_RST_FLAG_CLR | SWD_RESET_FLAG)) | flag;
}

bool c3_dogs_store(struct c3 *chip, uint32_t address, uint32_t *value)
{
    if (address == RTC_CNTL_SWD_CONF)
        store_super_watchdog(chip, value);
    else if (!dogs_store(&chip->dogs, address, value, c3_now_ns(chip)))
        return false;
    rv32_yield(&chip->cpu);
    return true;
}

static uint64_t super_watchdog_due(const struct c3 *chip)
{
    uint32_t conf = *c3_plain(chip, RTC_CNTL_SWD_CONF);

    if (!chip->super_watchdog.armed || conf & (SWD_AUTO_FEED_EN | SWD_DISABLE))
        return UINT64_MAX;
    return chip->super_watchdog.fed_ns + SWD_PERIOD_NS;
}

uint64_t c3_dogs_due(const struct c3 *chip, enum c3_reset *cause)
{
    int number = C3_RESET_POWER_ON;
    uint64_t due = dogs_due(&chip->dogs, chip->apb_hz, C3_CRYSTAL_HZ, &number);

    if (super_watchdog_due(chip) < due) {
        *cause = C3_RESET_SUPER_WDT;
        return super_watchdog_due(chip);
    }
    *cause = (enum c3_reset)number;
    return due;
}
