/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip table.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/family.h"

#include "esp/chip/stubs.h"
#include "esp/rom/loader.h"

#define ESP8266_MAGIC 0xfff0c101u

/* What an ESP8285 differs in is that its flash is inside. */
#define ESP8266_COMMON                                                                           \
    .magic = ESP8266_MAGIC, .spi_base = 0x60000200, .stub_address = 0x40100000,                  \
    .stub_room = 0x8000, .stub = esp_stub_esp8266, .stub_size = &esp_stub_esp8266_size,          \
    .trial = esp_trial_esp8266, .trial_size = &esp_trial_esp8266_size,                           \
    .read_fuses = esp8266_read_fuses, .mac = esp8266_mac, .uart_hz = esp8266_uart_hz,            \
    .crystal_hz = esp8266_crystal_hz, .connect_flash = esp8266_connect_flash

/* Variants stand before the row that takes the rest of their magic. */
static const struct esp_chip chips[] = {
    {
        .name = "ESP8285",
        .features = "wifi,flash",
        .is_variant = esp8266_is_8285,
        ESP8266_COMMON,
    },
    {
        .name = "ESP8266EX",
        .features = "wifi",
        .is_variant = esp8266_is_any,
        ESP8266_COMMON,
    },
};

/* Known by their magic, but not supported yet. */
static const struct {
    uint32_t magic;
    const char *name;
} others[] = {
    {0x00f01d83, "ESP32"},
    {0x000007c6, "ESP32-S2"},
};

const struct esp_chip *esp_chip_table(size_t *count)
{
    *count = sizeof(chips) / sizeof(chips[0]);
    return chips;
}

static const struct esp_chip *find_family(uint32_t magic)
{
    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
        if (chips[i].magic == magic)
            return &chips[i];
    return NULL;
}

const struct esp_chip *esp_chip_find(uint32_t magic, const uint32_t fuses[ESP_FUSE_WORDS])
{
    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
        if (chips[i].magic == magic && chips[i].is_variant(fuses))
            return &chips[i];
    return NULL;
}

static int unknown(struct esp_link *link, uint32_t magic)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].magic == magic)
            return esp_fail(link->fault, ESP_ERR_CHIP, "this is an %s, which is not supported yet",
                            others[i].name);
    return esp_fail(link->fault, ESP_ERR_CHIP, "unknown chip: its magic is 0x%08x",
                    (unsigned)magic);
}

int esp_chip_detect(struct esp_link *link, const struct esp_chip **chip,
                    uint32_t fuses[ESP_FUSE_WORDS])
{
    const struct esp_chip *family;
    uint32_t magic;
    int err = esp_read_regs_sure(link, (const uint32_t[]){ESP_CHIP_MAGIC_ADDRESS}, 1, &magic);

    if (err)
        return err;
    family = find_family(magic);
    if (!family)
        return unknown(link, magic);
    err = family->read_fuses(link, fuses);
    if (err)
        return err;
    *chip = esp_chip_find(magic, fuses);
    return 0;
}
