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

/* SFDP: the first header, a header, and a table (see tests/sim/nor/nor_sfdp.c). */
static uint32_t tables[] = {0x50444653, 0xff000106, 0x02010084, 0xff000010, 0x00000a47, 0xffdc5c21};

/* Reads two words of the tables, if the registers are set for that. */
static void read_tables(void)
{
    uint32_t at = spi_registers[1] >> 8;
    bool right = spi_registers[0x1c / 4] == 0xf0000000 && spi_registers[0x20 / 4] == 0x5c000007 &&
                 spi_registers[0x2c / 4] == 63 && spi_registers[0x24 / 4] == 0x7000005a;

    spi_registers[0x80 / 4] = right && at < sizeof(tables) ? tables[at / 4] : 0xffffffff;
    spi_registers[0x84 / 4] = right && at < sizeof(tables) ? tables[at / 4 + 1] : 0xffffffff;
}

static void write_spi(const uint8_t *group)
{
    uint32_t *reg = &spi_registers[(esp_get32(group) & 0xff) / 4], mask = esp_get32(group + 8);

    if (reg != &spi_registers[0])
        *reg = (*reg & ~mask) | (esp_get32(group + 4) & mask);
    else if ((spi_registers[0x24 / 4] & 0xffff) == 0x5a)
        read_tables();
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

static void test_far_commands(void)
{
    const struct esp_spi *one = &esp_families[1]->spi; /* with a register for the length */
    bool has = false;

    begin(spi);
    spi_registers[0x1c / 4] = 0x80000040;
    spi_registers[0x24 / 4] = 0x70000000;
    tap_ok(one->miso_dlen != 0 && esp_spi_ask_far_commands(&wire, one, 0xc2, &has) == 0 && has,
           "a flash's tables tell that it has commands with four bytes of address");
    tap_ok(spi_registers[0x1c / 4] == 0x80000040 && spi_registers[0x24 / 4] == 0x70000000,
           "and the settings are put back");
    tables[4] = 0x00000a07; /* without 12h */
    tap_ok(esp_spi_ask_far_commands(&wire, one, 0xc2, &has) == 0 && !has, "or that it has not all");
    tables[0] = 0xffffffff;
    tap_ok(esp_spi_ask_far_commands(&wire, one, 0xef, &has) == 0 && !has,
           "a flash without tables has none");
}

int main(void)
{
    test_spi();
    test_far_commands();
    return tap_done();
}
