/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of resetting a whole chip by its watchdog, with a loader in memory that has the
 * registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/wholereset.h"

#include "tap.h"
#include "unit/fake_transport.h"

/* The registers' numbers are their addresses, in words. */
enum { STRAP = 0x100, FORCE = 0x104, WATCHDOG = 0x108, HOLD = 0x10c, PROTECT = 0x110 };
enum { FLASH_BIT = 0x8, FORCE_BIT = 0x4, KEY = 0x50d83aa1 };

static struct fake_transport fake;
static struct esp_link wire;
static uint32_t registers[5];
static bool force_sticks;  /* the bit cannot be cleared */
static bool in_order;      /* the watchdog was open at each change, and armed after its time */
static unsigned writes;

static void store(uint32_t address, uint32_t value, uint32_t mask)
{
    uint32_t *reg = &registers[(address - STRAP) / 4];

    if (address == FORCE && force_sticks)
        return;
    if ((address == WATCHDOG || address == HOLD) && registers[(PROTECT - STRAP) / 4] != KEY)
        in_order = false;
    if (address == WATCHDOG && registers[(HOLD - STRAP) / 4] == 0)
        in_order = false;
    *reg = (*reg & ~mask) | (value & mask);
    writes++;
}

static void loader(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[4] = {0};
    const uint8_t *data = request + ESP_HEADER_SIZE;
    uint32_t value = 0;

    if (request[1] == ESP_OP_READ_REG)
        value = registers[(esp_get32(data) - STRAP) / 4];
    else if (request[1] == ESP_OP_WRITE_REG)
        for (size_t at = ESP_HEADER_SIZE; at + 16 <= size; at += 16)
            store(esp_get32(request + at), esp_get32(request + at + 4),
                  esp_get32(request + at + 8));
    fake_answer(f, request[1], value, good, ESP_STATUS_SIZE);
}

static const struct esp_wholereset whole = {
    .strap = STRAP, .strap_flash = FLASH_BIT, .force = FORCE, .force_mask = FORCE_BIT,
    .watchdog = WATCHDOG, .protect = PROTECT,
};

static bool stays_with(const struct esp_wholereset *facts, uint32_t strap, uint32_t force)
{
    bool stays = false;

    fake_open(&fake);
    fake.answer = loader;
    esp_link_init(&wire, &fake.base, &fake.fault);
    registers[0] = strap;
    registers[1] = force;
    tap_ok(esp_stays_in_download(&wire, facts, &stays) == 0, "the registers are read");
    return stays;
}

int main(void)
{
    struct esp_wholereset unknown = whole;

    unknown.strap = 0;
    tap_ok(!stays_with(&whole, 0xf, 0), "a chip whose strap is high leaves download mode");
    tap_ok(stays_with(&whole, 0x7, 0), "one whose strap was low stays");
    tap_ok(!stays_with(&whole, 0x8, 0xff), "the bit that forces download mode is cleared");
    tap_ok(registers[1] == (0xff & ~FORCE_BIT), "and the bits beside it are kept");
    force_sticks = true;
    tap_ok(stays_with(&whole, 0x8, FORCE_BIT), "if the bit cannot be cleared, the chip stays");
    tap_ok(stays_with(&unknown, 0x8, 0), "so does a chip whose straps are not known");

    in_order = true;
    writes = 0;
    tap_ok(esp_reset_whole(&wire, &whole) == 0 && writes == 4, "the watchdog is armed");
    tap_ok(in_order, "opened before it is changed, and with its time set before it runs");
    tap_ok(registers[2] >> 31 == 1 && registers[4] == 0, "it runs, and is closed again");
    fake.answer = NULL;
    tap_ok(esp_reset_whole(&wire, &whole) == 0, "the answer may be lost in the reset");
    return tap_done();
}
