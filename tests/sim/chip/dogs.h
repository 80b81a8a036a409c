/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watchdogs as the ESP32 and the chips after it have them, in timer groups and in the RTC.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP32 Technical Reference Manual ch. 24; ESP32-C3 Technical Reference Manual
 * ch. 12.  All have the same registers one after the other: configuration, (timer groups:
 * prescaler,) four stages, feed, write protection.  A stage without an action only passes.
 */
#ifndef SIM_CHIP_DOGS_H
#define SIM_CHIP_DOGS_H

#include <stdbool.h>
#include <stdint.h>

enum { DOGS_MAX = 3 };

/* What differs between the watchdogs. */
struct dog_kind {
    uint32_t config;       /* address of WDTCONFIG0 */
    uint32_t config_reset; /* of WDTCONFIG0 */
    uint32_t hold_reset;   /* of the first stage's time, in ticks */
    uint32_t flash_boot;   /* bit of WDTCONFIG0: works without WDT_EN in a flash boot;
                            * 0: no such bit */
    uint32_t from_crystal; /* bit of WDTCONFIG0: ticks come from the crystal; 0: no such bit */
    uint32_t slow_hz;      /* the rate of its ticks; 0: a prescaler divides the bus clock */
    unsigned stages;       /* offset of the first stage's time */
    unsigned first_doubled; /* the first stage's time counts twice for each 1 */
    unsigned action_shift; /* of the first stage; the next stages have lower bits */
    unsigned action_bits;
    int cpu, system, rtc;  /* the causes of the resets */
};

struct dogs {
    const struct dog_kind *kinds;
    unsigned count;
    uint32_t *registers; /* the chip's registers, one word for each */
    uint32_t base;       /* the address of the first one */
    bool flash_boot;     /* the watchdogs obey their bits for flash boots */
    uint64_t fed_ns[DOGS_MAX];
};

void dogs_reset(struct dogs *dogs, uint64_t now_ns);
/* The chip boots from flash: the watchdogs guard it.  In download mode they do not. */
void dogs_flash_boot(struct dogs *dogs, bool on, uint64_t now_ns);
/* True if the address belongs to a watchdog; then *value is the value to keep. */
bool dogs_store(struct dogs *dogs, uint32_t address, uint32_t *value, uint64_t now_ns);
/* The time at which a watchdog bites, and the reset that follows.  UINT64_MAX: never. */
uint64_t dogs_due(const struct dogs *dogs, uint32_t apb_hz, uint32_t crystal_hz, int *cause);

#endif
