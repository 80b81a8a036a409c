/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image headers: is an image right for a chip, at a place of the chip's flash?
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The headers of all chips have the same first eight bytes: magic, number of segments,
 * flash mode, flash size and rate, entry point.  After a plain header the first segment
 * follows: its address, its length.  An extended header has 16 more bytes before the first
 * segment; they contain the chip's number (Espressif's "Firmware Image Format").
 */
#include "image/imageheader.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

enum {
    MAGIC = 0xe9,
    OFFSET_MODE = 2,
    OFFSET_SIZE = 3, /* flash size in the high nibble */
    OFFSET_ENTRY = 4,
    OFFSET_SEGMENT = 8, /* address of the first segment, after a plain header */
    OFFSET_CHIP = 12,   /* 16 bit, in an extended header */
    OFFSET_HASH = 23,   /* 0 or 1, in an extended header */
    EXTENDED_SIZE = 24,
};

/* An image, the chip that gets it, and its place in the chip's flash. */
struct placed_image {
    const struct esp_chipfacts *chip;
    uint32_t flash_offset;
    const uint8_t *data;
    size_t size;
};

/* Does the header have addresses that only images for this chip have? */
static bool has_addresses_of(const struct esp_chipfacts *chip, const uint8_t *data)
{
    uint32_t segment = esp_get32(data + OFFSET_SEGMENT);

    /* Some programs for this chip have an unusual entry point, but usual segments. */
    return esp_address_within(&chip->entry, esp_get32(data + OFFSET_ENTRY)) ||
           esp_address_within(&chip->segments[0], segment) || esp_address_within(&chip->segments[1], segment);
}

/* The chip with plain headers to which this image must belong; NULL if no such chip is
 * certain. */
static const struct esp_chipfacts *plain_owner(const uint8_t *data)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];

        if (!chip->extended_header &&
            (data[0] == MAGIC ? has_addresses_of(chip, data) : data[0] == chip->second_magic))
            return chip;
    }
    return NULL;
}

const struct esp_chipfacts *image_header_chip(const struct esp_chipfacts *chip, const uint8_t *data,
                                              size_t size)
{
    const struct esp_chipfacts *plain;
    uint16_t image_id;

    if (size < EXTENDED_SIZE)
        return NULL;
    plain = plain_owner(data);
    if (plain || data[0] != MAGIC || data[OFFSET_HASH] > 1)
        return plain;
    image_id = esp_get16(data + OFFSET_CHIP);
    if (chip && chip->extended_header && chip->image_id == image_id)
        return chip;
    return esp_chipfacts_by_image_id(image_id);
}

/* Is there a program at data that the chip can start?  An extended header must name the
 * chip; a plain header may say nothing about the chip. */
static bool is_program(const struct esp_chipfacts *chip, const uint8_t *data, size_t size)
{
    const struct esp_chipfacts *found = image_header_chip(chip, data, size);

    if (chip->extended_header)
        return found == chip;
    return size > OFFSET_SEGMENT && (!found || found == chip) &&
           (data[0] == MAGIC || data[0] == chip->second_magic);
}

/* Finds flash_offset in the image.  False if the image does not reach there. */
static bool find_in_image(const struct placed_image *image, uint32_t flash_offset, size_t *at)
{
    if (flash_offset < image->flash_offset ||
        flash_offset - image->flash_offset >= image->size)
        return false;
    *at = flash_offset - image->flash_offset;
    return true;
}

/* The name of another chip for which the program at flash_offset is made, or NULL.
 * blank_before: only if the image is blank before that program. */
static const char *foreign_at(const struct placed_image *image, uint32_t flash_offset,
                              bool blank_before)
{
    const struct esp_chipfacts *found;
    size_t at;

    if (!find_in_image(image, flash_offset, &at) || (blank_before && !esp_blank(image->data, at)))
        return NULL;
    found = image_header_chip(image->chip, image->data + at, image->size - at);
    return found && found != image->chip ? found->name : NULL;
}

/* The name of another chip for which the image is made, or NULL.  A whole dump of another
 * chip is blank before the place where that chip looks for its program. */
static const char *foreign(const struct placed_image *image)
{
    const char *name = foreign_at(image, image->chip->boot_offset, false);

    for (size_t i = 0; i < ESP_FACTS_ROWS && !name; i++)
        name = foreign_at(image, esp_chipfacts[i].boot_offset, true);
    return name;
}

void image_header_parse(struct image_header *header, const struct esp_chipfacts *chip,
                        uint32_t flash_offset, const uint8_t *data, size_t size)
{
    const struct placed_image image = {chip, flash_offset, data, size};
    size_t at = 0;
    bool reaches_boot = find_in_image(&image, chip->boot_offset, &at);

    *header = (struct image_header){
        .kind = reaches_boot ? IMAGE_KIND_DATA : IMAGE_KIND_ELSEWHERE,
        .boot_offset = chip->boot_offset,
    };
    /* The ROM does not look behind the boot offset, so the image is only data there. */
    if (flash_offset > chip->boot_offset) {
        if ((header->what = image_mistaken(data, size, true)) != NULL)
            header->kind = IMAGE_KIND_MISTAKEN;
        return;
    }
    if (reaches_boot && is_program(chip, data + at, size - at)) {
        header->kind = IMAGE_KIND_PROGRAM;
        header->flash_mode = data[at + OFFSET_MODE];
        header->flash_size = chip->flash_sizes[data[at + OFFSET_SIZE] >> 4];
    } else if ((header->what = foreign(&image)) != NULL) {
        header->kind = IMAGE_KIND_FOREIGN;
    } else if ((header->what = image_packed(data, size)) != NULL) {
        header->kind = IMAGE_KIND_WRAPPED;
    } else if ((header->what = image_mistaken(data, size, false)) != NULL) {
        header->kind = IMAGE_KIND_MISTAKEN;
    }
}

bool image_header_cut(const struct esp_chipfacts *chip, uint32_t flash_offset,
                      const uint8_t *data, size_t size)
{
    size_t header = chip->extended_header ? EXTENDED_SIZE : OFFSET_SEGMENT;

    return flash_offset == chip->boot_offset && size > 0 && size <= header && data[0] == MAGIC;
}
