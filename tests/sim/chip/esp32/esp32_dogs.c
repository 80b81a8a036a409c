/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchdogs of the virtual ESP32: one in each timer group, and one in the RTC.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32 Technical Reference Manual ch. 24.  All three have the same registers one
 * after the other: configuration, (timer groups: prescaler,) four stages, feed, write
 * protection.  A stage without an action only passes.
 */
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/esp32_soc.h"

enum {
    STAGES = 4,
    PROTECTION_KEY = 0x50d83aa1,
    ACT_CPU = 2, /* a stage's actions: 0 nothing, 1 an interrupt */
    ACT_SYSTEM = 3,
    ACT_RTC = 4,
    RTC_SLOW_HZ = 150000,
    TG_FLASH_BOOT_HOLD = 26000000, /* the reset value of WDTCONFIG2, at 80 MHz: 325 ms */
    RTC_FLASH_BOOT_HOLD = 128000,  /* the reset value of WDTCONFIG1: 853 ms */
};
#define WDT_EN 0x80000000u

struct dog {
    uint32_t config;       /* address of WDTCONFIG0 */
    uint32_t config_reset; /* of WDTCONFIG0 */
    uint32_t flash_boot;   /* bit of WDTCONFIG0: works without WDT_EN in a flash boot;
                            * 0: no such bit */
    uint32_t stages;       /* offset of the first stage's time */
    unsigned action_shift; /* of the first stage; the next stages have lower bits */
    unsigned action_bits;
    enum esp32_reset cpu, system, rtc;
};

static const struct dog dogs[ESP32_DOGS] = {
    [ESP32_DOG_TG0] = {TIMG0 + TIMG_WDTCONFIG0, 0x4c000, 1 << 14, 8, 29, 2, ESP32_RESET_TG_WDT_CPU,
                       ESP32_RESET_TG0_WDT, ESP32_RESET_TG0_WDT},
    [ESP32_DOG_TG1] = {TIMG1 + TIMG_WDTCONFIG0, 0x4c000, 0, 8, 29, 2, ESP32_RESET_TG_WDT_CPU,
                       ESP32_RESET_TG1_WDT, ESP32_RESET_TG1_WDT},
    [ESP32_DOG_RTC] = {RTC_CNTL_WDTCONFIG0, 0x400, 1 << 10, 4, 28, 3, ESP32_RESET_RTC_WDT_CPU,
                       ESP32_RESET_RTC_WDT_SYSTEM, ESP32_RESET_RTC_WDT},
};

static uint32_t *reg(const struct esp32 *chip, uint32_t address)
{
    return &chip->plain[(address - DPORT_BASE) / 4];
}

static uint32_t stage_address(const struct dog *dog, unsigned stage)
{
    return dog->config + dog->stages + 4 * stage;
}

static uint32_t feed_address(const struct dog *dog)
{
    return stage_address(dog, STAGES);
}

static uint32_t protection_address(const struct dog *dog)
{
    return feed_address(dog) + 4;
}

static uint32_t tick_hz(const struct esp32 *chip, const struct dog *dog)
{
    uint32_t prescaler;

    if (dog->stages == 4)
        return RTC_SLOW_HZ;
    prescaler = *reg(chip, dog->config + 4) >> 16;
    return chip->apb_hz / (prescaler ? prescaler : 1);
}

void esp32_dogs_reset(struct esp32 *chip)
{
    chip->flash_boot = false;
    for (unsigned i = 0; i < ESP32_DOGS; i++) {
        *reg(chip, dogs[i].config) = dogs[i].config_reset;
        *reg(chip, stage_address(&dogs[i], 0)) =
            i == ESP32_DOG_RTC ? RTC_FLASH_BOOT_HOLD : TG_FLASH_BOOT_HOLD;
        *reg(chip, protection_address(&dogs[i])) = PROTECTION_KEY;
        chip->fed_ns[i] = esp32_now_ns(chip);
    }
}

void esp32_dogs_flash_boot(struct esp32 *chip, bool on)
{
    chip->flash_boot = on;
    for (unsigned i = 0; i < ESP32_DOGS; i++)
        chip->fed_ns[i] = esp32_now_ns(chip);
}

bool esp32_dogs_store(struct esp32 *chip, uint32_t address, uint32_t *value)
{
    for (unsigned i = 0; i < ESP32_DOGS; i++) {
        const struct dog *dog = &dogs[i];
        uint32_t protection = protection_address(dog);

        if (address < dog->config || address > protection)
            continue;
        if (address != protection && *reg(chip, protection) != PROTECTION_KEY)
            *value = *reg(chip, address);
        else if (address == feed_address(dog) || address == dog->config)
            chip->fed_ns[i] = esp32_now_ns(chip);
        xtensa_yield(&chip->cpu);
        return true;
    }
    return false;
}

static enum esp32_reset reset_of(const struct dog *dog, unsigned action)
{
    return action == ACT_CPU ? dog->cpu : action == ACT_SYSTEM ? dog->system : dog->rtc;
}

static uint64_t due(const struct esp32 *chip, const struct dog *dog, uint64_t fed_ns,
                    enum esp32_reset *cause)
{
    uint32_t config = *reg(chip, dog->config), hz = tick_hz(chip, dog);
    uint64_t ticks = 0;

    if (!(config & WDT_EN) && !(chip->flash_boot && (config & dog->flash_boot)))
        return UINT64_MAX;
    for (unsigned stage = 0; stage < STAGES; stage++) {
        unsigned shift = dog->action_shift - stage * dog->action_bits;
        unsigned action = config >> shift & ((1u << dog->action_bits) - 1);

        ticks += *reg(chip, stage_address(dog, stage));
        if (!(config & WDT_EN) && stage == 0) /* by the bit for flash boots only */
            action = dog->stages == 4 ? ACT_RTC : ACT_SYSTEM;
        if (action < ACT_CPU)
            continue;
        *cause = reset_of(dog, action);
        return fed_ns + ticks * 1000 / (hz / 1000) * 1000;
    }
    return UINT64_MAX;
}

uint64_t esp32_dogs_due(const struct esp32 *chip, enum esp32_reset *cause)
{
    uint64_t first = UINT64_MAX;

    for (unsigned i = 0; i < ESP32_DOGS; i++) {
        enum esp32_reset this_cause = ESP32_RESET_POWER_ON;
        uint64_t at = due(chip, &dogs[i], chip->fed_ns[i], &this_cause);

        if (at < first) {
            first = at;
            *cause = this_cause;
        }
    }
    return first;
}
