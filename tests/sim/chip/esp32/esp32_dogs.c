/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchdogs of the virtual ESP32: one in each timer group, and one in the RTC.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/esp32_soc.h"

enum {
    RTC_SLOW_HZ = 150000,
    TG_FLASH_BOOT_HOLD = 26000000, /* the reset value of WDTCONFIG2, at 80 MHz: 325 ms */
    RTC_FLASH_BOOT_HOLD = 128000,  /* the reset value of WDTCONFIG1: 853 ms */
};

#define TIMER_GROUP                                                                              \
    .config_reset = 0x4c000, .hold_reset = TG_FLASH_BOOT_HOLD, .stages = 8, .action_shift = 29,  \
    .action_bits = 2, .cpu = ESP32_RESET_TG_WDT_CPU

static const struct dog_kind kinds[] = {
    {.config = TIMG0 + TIMG_WDTCONFIG0, TIMER_GROUP, .flash_boot = 1 << 14,
     .system = ESP32_RESET_TG0_WDT, .rtc = ESP32_RESET_TG0_WDT},
    {.config = TIMG1 + TIMG_WDTCONFIG0, TIMER_GROUP, .system = ESP32_RESET_TG1_WDT,
     .rtc = ESP32_RESET_TG1_WDT},
    {.config = RTC_CNTL_WDTCONFIG0, .config_reset = 0x400, .hold_reset = RTC_FLASH_BOOT_HOLD,
     .flash_boot = 1 << 10, .slow_hz = RTC_SLOW_HZ, .stages = 4, .action_shift = 28,
     .action_bits = 3, .cpu = ESP32_RESET_RTC_WDT_CPU, .system = ESP32_RESET_RTC_WDT_SYSTEM,
     .rtc = ESP32_RESET_RTC_WDT},
};

void esp32_dogs_reset(struct esp32 *chip)
{
    chip->dogs.kinds = kinds;
    chip->dogs.count = sizeof kinds / sizeof *kinds;
    chip->dogs.registers = chip->plain;
    chip->dogs.base = DPORT_BASE;
    dogs_reset(&chip->dogs, esp32_now_ns(chip));
}

void esp32_dogs_flash_boot(struct esp32 *chip, bool on)
{
    dogs_flash_boot(&chip->dogs, on, esp32_now_ns(chip));
}

bool esp32_dogs_store(struct esp32 *chip, uint32_t address, uint32_t *value)
{
    if (!dogs_store(&chip->dogs, address, value, esp32_now_ns(chip)))
        return false;
    xtensa_yield(&chip->cpu);
    return true;
}

uint64_t esp32_dogs_due(const struct esp32 *chip, enum esp32_reset *cause)
{
    int number = ESP32_RESET_POWER_ON;
    uint64_t due = dogs_due(&chip->dogs, chip->apb_hz, chip->config.crystal_hz, &number);

    *cause = (enum esp32_reset)number;
    return due;
}
