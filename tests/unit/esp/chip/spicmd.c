/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of flash commands through registers, with a controller in memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/spicmd.h"

#include "esp/chip/family.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link wire;
static const uint8_t good[ESP_STATUS_SIZE] = {0, 5}; /* the second byte is an old one */

static void begin(void (*answer)(struct fake_transport *, const uint8_t *, size_t))
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&wire, &fake.base, &fake.fault);
}

static uint32_t spi_registers[64], flash_id, busy_count;

static void write_spi(const uint8_t *group)
{
    uint32_t *reg = &spi_registers[(esp_get32(group) & 0xff) / 4], mask = esp_get32(group + 8);

    if (reg != &spi_registers[0])
        *reg = (*reg & ~mask) | (esp_get32(group + 4) & mask);
    else if ((spi_registers[0x24 / 4] & 0xffff) == 0x9f)
        spi_registers[0x40 / 4] = busy_count ? 0xffffff : flash_id;
    else
        spi_registers[0x40 / 4] = busy_count ? busy_count-- > 0 : 0;
}

static void spi(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t *data = request + ESP_HEADER_SIZE, *end = request + size;
    uint32_t value = 0;

    if (request[1] == ESP_OP_READ_REG)
        value = spi_registers[(esp_get32(data) & 0xff) / 4];
    else
        for (; data < end; data += 16)
            write_spi(data);
    fake_answer(f, request[1], value, good, 2);
}

static void test_spi(void)
{
    uint32_t id = 0;

    begin(spi);
    flash_id = 0x16405e;
    busy_count = 3;
    spi_registers[0x1c / 4] = 0x80000040;
    tap_ok(esp_spi_read_id(&wire, &esp_families[0]->spi, false, &id) == 0 && id == 0x16405e,
           "the flash's ID is read once the flash is idle");
    tap_is(spi_registers[0x1c / 4], 0x80000040, "and the controller's settings are put back");
    tap_is(spi_registers[0x20 / 4], 0, "all of them");
}

int main(void)
{
    test_spi();
    return tap_done();
}
