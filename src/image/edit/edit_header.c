/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what the header of an image says about the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/edit_header.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/app/app.h"
#include "image/edit/header_codes.h"
#include "image/imageheader.h"

enum {
    OFFSET_MODE = 2,
    OFFSET_SIZE_RATE = 3, /* size in the high nibble, rate in the low one */
    /* Secure boot version 1 keeps its initialization vector (128 bytes) and its digest of
     * the bootloader (64) at offset 0 of the flash (ESP-IDF, "Secure Boot V1"). */
    SECURE_BOOT_DIGEST = 192,
};

/* Does a header begin there that the chip would boot with? */
static bool boots_at(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                     uint32_t start)
{
    const struct esp_chipfacts *found;

    if (start >= buffer->size || !image_app_begins(buffer->data + start, buffer->size - start))
        return false;
    found = image_header_chip(chip, buffer->data + start, buffer->size - start);
    return found && (start == 0 || found->boot_offset == start) && (!chip || found == chip);
}

bool image_edit_find_header(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                            uint32_t *start, struct image_trouble *trouble)
{
    /* A header at 0 may be left from an attempt to flash the bootloader there, so the chip's
     * own place comes first. */
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        *start = esp_chipfacts[i].boot_offset;
        if (*start > 0 && (!chip || chip == &esp_chipfacts[i]) && boots_at(buffer, chip, *start))
            return true;
    }
    *start = 0;
    if (boots_at(buffer, chip, 0))
        return true;
    if (chip && chip->boot_offset == 0)
        return image_trouble_set(trouble, 0, "no header of an %s's program is at 0x0", chip->name);
    if (chip)
        return image_trouble_set(trouble, chip->boot_offset,
                                 "no header of an %s's program is at 0x0 or 0x%" PRIx32, chip->name,
                                 chip->boot_offset);
    return image_trouble_set(trouble, 0,
                             "no header of a program is at 0x0, 0x1000 or 0x2000, from where chips"
                             " boot");
}

/* The new value of byte 2 or 3 of the header, which is "old" now. */
static bool new_byte(const struct image_buffer *buffer, const struct esp_chipfacts *chip,
                     enum image_header_field field, const char *value, uint8_t *byte,
                     struct image_trouble *trouble)
{
    uint8_t code;

    switch (field) {
    case IMAGE_HEADER_MODE:
        return image_header_mode_code(value, byte, trouble);
    case IMAGE_HEADER_RATE:
        if (!image_header_rate_code(chip, value, &code, trouble))
            return false;
        *byte = (uint8_t)((*byte & 0xf0) | code);
        return true;
    default:
        if (!image_header_size_code(chip, value, buffer->size, &code, trouble))
            return false;
        *byte = (uint8_t)((*byte & 0x0f) | code << 4);
        return true;
    }
}

static bool has_secure_boot_digest(const struct image_buffer *buffer, uint32_t start)
{
    static const uint8_t zeros[SECURE_BOOT_DIGEST];

    return start >= SECURE_BOOT_DIGEST && !image_app_begins(buffer->data, buffer->size) &&
           !esp_blank(buffer->data, SECURE_BOOT_DIGEST) &&
           memcmp(buffer->data, zeros, SECURE_BOOT_DIGEST) != 0;
}

/* Refuses to change a program of which the chip checks every byte. */
static bool refuse(const struct image_buffer *buffer, const struct image_app *app, uint32_t start,
                   struct image_trouble *trouble)
{
    if (app->signature_version != 0)
        image_trouble_set(trouble, start,
                          "the program at 0x%" PRIx32 " is signed for secure boot, so a chip with"
                          " secure boot would not start it after a change; sign it anew instead",
                          start);
    else if (has_secure_boot_digest(buffer, start))
        image_trouble_set(trouble, 0,
                          "0x0 has secure boot's digest of the program at 0x%" PRIx32
                          ", so the chip would not start the program after a change",
                          start);
    else
        return false;
    return true;
}

/* Writes the byte into the header, and into the second header of an image of version 2. */
static void put_byte(uint8_t *program, const struct image_app *app, unsigned place, uint8_t byte)
{
    program[place] = byte;
    if (app->format == IMAGE_APP_VERSION_2)
        program[app->segments[0].offset + app->segments[0].size + place] = byte;
}

/* Changes the header of the program at start, which is parsed. */
static enum image_edit_result change(struct image_buffer *buffer, const struct image_app *app,
                                     uint32_t start, enum image_header_field field,
                                     const char *value, bool fix, struct image_trouble *trouble)
{
    unsigned place = field == IMAGE_HEADER_MODE ? OFFSET_MODE : OFFSET_SIZE_RATE;
    uint8_t *program = buffer->data + start;
    uint8_t byte = program[place];

    if (!new_byte(buffer, app->chip, field, value, &byte, trouble))
        return IMAGE_EDIT_WRONG;
    if (byte == program[place])
        return IMAGE_EDIT_DONE;
    if (refuse(buffer, app, start, trouble))
        return IMAGE_EDIT_REFUSED;
    if (fix && !app->checksum.right) {
        image_trouble_set(trouble, start + app->checksum.offset,
                          "the program at 0x%" PRIx32 " is damaged: its checksum is 0x%02x, and its"
                          " bytes give 0x%02x",
                          start, app->checksum.stored[0], app->checksum.computed[0]);
        return IMAGE_EDIT_WRONG;
    }
    put_byte(program, app, place, byte);
    if (fix)
        image_app_repair(app, program);
    return image_buffer_mark(buffer, start, app->size, trouble) ? IMAGE_EDIT_DONE
                                                                : IMAGE_EDIT_WRONG;
}

enum image_edit_result image_edit_header(struct image_buffer *buffer,
                                         const struct esp_chipfacts *chip,
                                         enum image_header_field field, const char *value,
                                         bool fix, struct image_trouble *trouble)
{
    struct image_trouble found;
    struct image_app app;
    uint32_t start;

    if (strcmp(value, "keep") == 0)
        return IMAGE_EDIT_DONE;
    if (!image_edit_find_header(buffer, chip, &start, trouble))
        return IMAGE_EDIT_WRONG;
    if (!image_app_measure(&app, NULL, buffer->data + start, buffer->size - start, &found)) {
        image_trouble_set(trouble, start + found.offset,
                          "the program at 0x%" PRIx32 " is broken: counted from there, %.100s", start,
                          found.text);
        return IMAGE_EDIT_WRONG;
    }
    return change(buffer, &app, start, field, value, fix, trouble);
}
