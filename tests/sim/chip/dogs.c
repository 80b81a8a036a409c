/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watchdogs as the ESP32 and the chips after it have them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/dogs.h"

enum {
    STAGES = 4,
    PROTECTION_KEY = 0x50d83aa1,
    ACT_CPU = 2, /* a stage's actions: 0 nothing, 1 an interrupt */
    ACT_SYSTEM = 3,
    ACT_RTC = 4, /* only watchdogs that have three bits for an action */
    RTC_ACTION_BITS = 3,
};
#define WDT_EN 0x80000000u

static uint32_t *reg(const struct dogs *dogs, uint32_t address)
{
    return &dogs->registers[(address - dogs->base) / 4];
}

static uint32_t stage_address(const struct dog_kind *dog, unsigned stage)
{
    return dog->config + dog->stages + 4 * stage;
}

static uint32_t feed_address(const struct dog_kind *dog)
{
    return stage_address(dog, STAGES);
}

static uint32_t protection_address(const struct dog_kind *dog)
{
    return feed_address(dog) + 4;
}

static uint32_t tick_hz(const struct dogs *dogs, const struct dog_kind *dog, uint32_t apb_hz,
                        uint32_t crystal_hz)
{
    bool crystal = *reg(dogs, dog->config) & dog->from_crystal;
    uint32_t prescaler;

    if (dog->slow_hz)
        return dog->slow_hz;
    prescaler = *reg(dogs, dog->config + 4) >> 16;
    return (crystal ? crystal_hz : apb_hz) / (prescaler ? prescaler : 1);
}

void dogs_reset(struct dogs *dogs, uint64_t now_ns)
{
    dogs->flash_boot = false;
    for (unsigned i = 0; i < dogs->count; i++) {
        const struct dog_kind *dog = &dogs->kinds[i];

        *reg(dogs, dog->config) = dog->config_reset;
        *reg(dogs, stage_address(dog, 0)) = dog->hold_reset;
        *reg(dogs, protection_address(dog)) = PROTECTION_KEY;
        dogs->fed_ns[i] = now_ns;
    }
}

void dogs_flash_boot(struct dogs *dogs, bool on, uint64_t now_ns)
{
    dogs->flash_boot = on;
    for (unsigned i = 0; i < dogs->count; i++)
        dogs->fed_ns[i] = now_ns;
}

bool dogs_store(struct dogs *dogs, uint32_t address, uint32_t *value, uint64_t now_ns)
{
    for (unsigned i = 0; i < dogs->count; i++) {
        const struct dog_kind *dog = &dogs->kinds[i];
        uint32_t protection = protection_address(dog);

        if (address < dog->config || address > protection)
            continue;
        if (address != protection && *reg(dogs, protection) != PROTECTION_KEY)
            *value = *reg(dogs, address);
        else if (address == feed_address(dog) || address == dog->config)
            dogs->fed_ns[i] = now_ns;
        return true;
    }
    return false;
}

static int reset_of(const struct dog_kind *dog, unsigned action)
{
    return action == ACT_CPU ? dog->cpu : action == ACT_SYSTEM ? dog->system : dog->rtc;
}

static uint64_t due(const struct dogs *dogs, unsigned number, uint32_t hz, int *cause)
{
    const struct dog_kind *dog = &dogs->kinds[number];
    uint32_t config = *reg(dogs, dog->config);
    uint64_t ticks = 0;

    if (!(config & WDT_EN) && !(dogs->flash_boot && (config & dog->flash_boot)))
        return UINT64_MAX;
    for (unsigned stage = 0; stage < STAGES; stage++) {
        unsigned shift = dog->action_shift - stage * dog->action_bits;
        unsigned action = config >> shift & ((1u << dog->action_bits) - 1);
        uint64_t hold = *reg(dogs, stage_address(dog, stage));

        ticks += stage == 0 ? hold << dog->first_doubled : hold;
        if (!(config & WDT_EN) && stage == 0) /* by the bit for flash boots only */
            action = dog->action_bits == RTC_ACTION_BITS ? ACT_RTC : ACT_SYSTEM;
        if (action < ACT_CPU)
            continue;
        *cause = reset_of(dog, action);
        return dogs->fed_ns[number] + ticks * 1000 / (hz / 1000) * 1000;
    }
    return UINT64_MAX;
}

uint64_t dogs_due(const struct dogs *dogs, uint32_t apb_hz, uint32_t crystal_hz, int *cause)
{
    uint64_t first = UINT64_MAX;

    for (unsigned i = 0; i < dogs->count; i++) {
        int this_cause = 0;
        uint32_t hz = tick_hz(dogs, &dogs->kinds[i], apb_hz, crystal_hz);
        uint64_t at = due(dogs, i, hz < 1000 ? 1000 : hz, &this_cause);

        if (at < first) {
            first = at;
            *cause = this_cause;
        }
    }
    return first;
}
