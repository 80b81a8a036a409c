/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names and numbers of the chips, as in their images and boot ROMs.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One row for each kind of die.  A variant shares the row of its die: an ESP8285 has its
 * flash inside, but its images and ROM are those of the ESP8266.
 */
#ifndef BASE_CHIPFACTS_H
#define BASE_CHIPFACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Byte 3 of a header has four bits for the size of the flash, four for its rate. */
enum { ESP_FLASH_CODES = 16 };

/* A code of the flash's rate.  A code may stand for two rates. */
struct esp_flash_rate {
    uint8_t code;
    uint8_t mhz; /* 0 ends a list */
};

/* Addresses from first to last; both are 0 if the range is not known. */
struct esp_address_range {
    uint32_t first, last;
};

static inline bool esp_address_within(const struct esp_address_range *range, uint32_t address)
{
    return range->last != 0 && address >= range->first && address <= range->last;
}

struct esp_chipfacts {
    const char *name;
    /* The word at 0x40001000 of the boot ROM.  0: the word does not identify the chip; the
     * chip then tells its image_id in its answer to GET_SECURITY_INFO. */
    uint32_t rom_magic;
    uint32_t boot_offset; /* where in the flash the ROM looks for an image's header */
    const uint32_t *flash_sizes; /* bytes for each of the ESP_FLASH_CODES codes; 0: none */
    const struct esp_flash_rate *flash_rates;
    bool extended_header; /* the header has 16 more bytes, which contain image_id */
    uint16_t image_id;
    /* A flash inside the package (the feature "flash") works with the mode DOUT only. */
    bool inside_is_dout;
    /* Near the end of the flash, the SDK keeps a sector with the radio's calibration, and in
     * the next sector the radio's start values (esp_init_data_default.bin).  This is the
     * distance of the first one from the end, in bytes.  0: the SDK has other places. */
    uint32_t radio_from_end;
    /* Addresses at which programs see the flash.  A program with a segment there is an
     * application: bootloaders are loaded to RAM. */
    struct esp_address_range mapped[2];
    /* For a chip without an extended header: marks that only its own images have. */
    uint8_t second_magic; /* another first byte of an image; 0: no other first byte */
    struct esp_address_range entry;       /* of the program */
    struct esp_address_range segments[2]; /* where the first segment is loaded */
};

enum esp_chipfacts_row {
    ESP_FACTS_ESP8266,
    ESP_FACTS_ESP32,
    ESP_FACTS_ESP32S2,
    ESP_FACTS_ESP32C3,
    ESP_FACTS_ESP32S3,
    ESP_FACTS_ESP32C2,
    ESP_FACTS_ESP32C6,
    ESP_FACTS_ESP32H2,
    ESP_FACTS_ESP32P4,
    ESP_FACTS_ESP32C61,
    ESP_FACTS_ESP32C5,
    ESP_FACTS_ESP32H21,
    ESP_FACTS_ESP32H4,
    ESP_FACTS_ESP32E22,
    ESP_FACTS_ESP32S31,
    ESP_FACTS_ROWS,
};

extern const struct esp_chipfacts esp_chipfacts[ESP_FACTS_ROWS];

/* The chip whose ROM has the magic word rom_magic, or NULL. */
const struct esp_chipfacts *esp_chipfacts_by_magic(uint32_t rom_magic);

/* The chip whose images have the number image_id, or NULL. */
const struct esp_chipfacts *esp_chipfacts_by_image_id(uint16_t image_id);

#endif
