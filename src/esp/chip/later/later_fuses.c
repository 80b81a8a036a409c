/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuses of the chips after the ESP32 say.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <string.h>

#include "esp/chip/fusewords.h"
#include "esp/chip/later/later.h"

static unsigned value_of(const uint32_t *words, struct later_field field)
{
    return field.bits ? words[field.word] >> field.shift & ((1u << field.bits) - 1) : 0;
}

static unsigned joined(const uint32_t *words, struct later_field low, struct later_field high)
{
    return value_of(words, low) | value_of(words, high) << low.bits;
}

/* Megabytes; 0 for a code that is not known. */
static unsigned size_of(const struct later_size *sizes, unsigned code)
{
    for (; sizes && sizes->code; sizes++)
        if (sizes->code == code)
            return sizes->mb;
    return 0;
}

static bool fits(unsigned wanted, unsigned is)
{
    return wanted == LATER_ANY || wanted == is;
}

static const char *name_of(const struct later_chip *chip, unsigned package, unsigned flash,
                           unsigned psram)
{
    const struct later_package *row = chip->packages;

    while (row[1].name && !(fits(row->package, package) && fits(row->flash, flash) &&
                            fits(row->psram, psram)))
        row++;
    return row->name;
}

/* A code whose size is not known still says that there is memory. */
static void add_memory(char *list, size_t size, const char *kind, unsigned code, unsigned mb)
{
    if (code && mb)
        esp_fuses_add_memory(list, size, kind, mb);
    else if (code)
        esp_fuses_add_word(list, size, kind);
}

static void find_mac(const struct later_chip *chip, struct esp_identity *identity)
{
    uint32_t low = identity->words[LATER_MAC], high = identity->words[LATER_MAC + 1];
    uint8_t *mac = identity->mac;

    esp_fuses_mac(low, high, mac);
    identity->has_mac = low != 0 || (high & 0xffff) != 0;
    if (!chip->eui64 || !identity->has_mac || high >> 16 == 0)
        return;
    memcpy(identity->eui64, mac, 3);
    identity->eui64[3] = (uint8_t)(high >> 24);
    identity->eui64[4] = (uint8_t)(high >> 16);
    memcpy(identity->eui64 + 5, mac + 3, 3);
    identity->has_eui64 = true;
}

static void find_revision(const struct later_chip *chip, struct esp_identity *identity)
{
    const uint32_t *words = identity->words;
    unsigned major = joined(words, chip->major_low, chip->major_high);
    unsigned minor = joined(words, chip->minor_low, chip->minor_high);

    if (!chip->major_low.bits && !chip->minor_low.bits)
        return;
    if (chip->correct)
        chip->correct(words, &major, &minor);
    identity->revision_number = 100 * major + minor;
    snprintf(identity->revision, sizeof(identity->revision), "%u.%u", major % 100, minor % 100);
}

/* Encryption is on if an odd number of the counter's bits is set. */
static bool encrypts(const struct later_chip *chip, const uint32_t *words)
{
    return __builtin_parity(value_of(words, chip->crypt_count));
}

void later_decode(const struct later_chip *chip, struct esp_identity *identity)
{
    const uint32_t *words = identity->words;
    unsigned flash_code = value_of(words, chip->flash);
    unsigned psram_code = joined(words, chip->psram_low, chip->psram_high);
    unsigned flash = size_of(chip->flash_sizes, flash_code);
    unsigned psram = size_of(chip->psram_sizes, psram_code);

    snprintf(identity->name, sizeof(identity->name), "%s",
             name_of(chip, value_of(words, chip->package), flash, psram));
    snprintf(identity->features, sizeof(identity->features), "%s", chip->features);
    add_memory(identity->features, sizeof(identity->features), "flash", flash_code, flash);
    add_memory(identity->features, sizeof(identity->features), "psram", psram_code, psram);
    find_revision(chip, identity);
    find_mac(chip, identity);
    identity->flash_is_octal = value_of(words, chip->octal) != 0;
    identity->flash_encrypted = encrypts(chip, words);
    identity->secure_boot =
        value_of(words, chip->secure_boot) ? ESP_SECURE_BOOT_V2 : ESP_SECURE_BOOT_OFF;
}
