/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes in an image's header for the mode, the rate and the size of the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/header_codes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/digit.h"

bool image_header_mode_code(const char *name, uint8_t *code, struct image_trouble *trouble)
{
    /* "Firmware Image Format" of esptool's manual. */
    static const char *const names[] = {"qio", "qout", "dio", "dout"};

    for (uint8_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            *code = i;
            return true;
        }
    }
    return image_trouble_set(trouble, 0, "'%.40s' is no mode: qio, qout, dio or dout", name);
}

/* Reads a decimal number of at most nine digits.  Returns the text behind it; NULL if there
 * is no such number. */
static const char *read_number(const char *text, uint32_t *number)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 9)
        return NULL;
    *number = 0;
    for (size_t i = 0; i < digits; i++)
        *number = *number * 10 + (uint32_t)esp_digit(text[i]);
    return text + digits;
}

/* Adds a name to a list of names for a message. */
static void list_name(char *list, size_t size, const char *name)
{
    size_t used = strlen(list);

    snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
}

bool image_header_rate_code(const struct esp_chipfacts *chip, const char *name, uint8_t *code,
                      struct image_trouble *trouble)
{
    char list[96] = "", text[16];
    uint32_t mhz = 0;
    const char *unit = read_number(name, &mhz);

    for (const struct esp_flash_rate *rate = chip->flash_rates; rate->mhz; rate++) {
        if (unit && rate->mhz == mhz && (strcasecmp(unit, "m") == 0 || strcasecmp(unit, "MHz") == 0)) {
            *code = rate->code;
            return true;
        }
        snprintf(text, sizeof(text), "%um", rate->mhz);
        list_name(list, sizeof(list), text);
    }
    return image_trouble_set(trouble, 0, "'%.40s' is no rate of the %s's flash: %s", name,
                             chip->name, list);
}

/* The name of a code's size: "512KB", "2MB-c1". */
static void name_size(const struct esp_chipfacts *chip, unsigned code, char *text, size_t size)
{
    uint32_t bytes = chip->flash_sizes[code];
    const char *again = "";

    for (unsigned i = 0; i < code; i++) {
        if (chip->flash_sizes[i] == bytes)
            again = "-c1";
    }
    if (bytes >> 20)
        snprintf(text, size, "%uMB%s", (unsigned)(bytes >> 20), again);
    else
        snprintf(text, size, "%uKB%s", (unsigned)(bytes >> 10), again);
}

/* Is a name as a user types it the name of a size?  "4M" and "4mb" are "4MB". */
static bool is_name(const char *typed, const char *name)
{
    size_t letters = strcspn(name, "KM") + 1;

    if (strcasecmp(typed, name) == 0)
        return true;
    return strncasecmp(typed, name, letters) == 0 && strcmp(name + letters, "B") == 0 &&
           typed[letters] == '\0';
}

/* A device line has the size in bytes: flash-size=4194304. */
static bool is_bytes(const char *typed, uint32_t bytes)
{
    uint32_t number;
    const char *unit = read_number(typed, &number);

    return unit && *unit == '\0' && number == bytes;
}

bool image_header_size_code(const struct esp_chipfacts *chip, const char *name, size_t dump,
                      uint8_t *code, struct image_trouble *trouble)
{
    bool of_dump = strcmp(name, "dump") == 0;
    char list[96] = "", text[16];

    for (unsigned i = 0; i < ESP_FLASH_CODES; i++) {
        if (chip->flash_sizes[i] == 0)
            continue;
        name_size(chip, i, text, sizeof(text));
        if (of_dump ? chip->flash_sizes[i] == dump
                    : is_name(name, text) || is_bytes(name, chip->flash_sizes[i])) {
            *code = (uint8_t)i;
            return true;
        }
        list_name(list, sizeof(list), text);
    }
    if (of_dump)
        return image_trouble_set(trouble, dump,
                                 "the image has 0x%zx bytes, which is no size of the %s's flash: %s",
                                 dump, chip->name, list);
    return image_trouble_set(trouble, 0, "'%.40s' is no size of the %s's flash: %s", name,
                             chip->name, list);
}
