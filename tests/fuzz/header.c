/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what an image's bytes say about its kind, for each chip of the table.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the input begins with "@", the rest is put behind 4096 blank bytes.  There a whole
 * dump has an ESP32's bootloader.
 */
#include "image/imageheader.h"

#include "fuzz/lib/fuzz.h"

enum { BLANK_BEFORE = 0x1000, MAGIC = 0xe9, PLAIN_HEADER = 8, EXTENDED_HEADER = 24 };

static void check_program(const struct esp_chipfacts *chip, const uint8_t *data, size_t size)
{
    FUZZ_CHECK(size > (chip->extended_header ? EXTENDED_HEADER - 1 : PLAIN_HEADER));
    FUZZ_CHECK(data[0] == MAGIC || (chip->second_magic && data[0] == chip->second_magic));
}

static void check(const struct image_header *header, const struct esp_chipfacts *chip,
                  uint32_t flash_offset, const uint8_t *data, size_t size)
{
    uint32_t claim = header->flash_size;
    bool program = header->kind == IMAGE_KIND_PROGRAM;
    bool reaches = chip->boot_offset >= flash_offset && chip->boot_offset - flash_offset < size;

    FUZZ_CHECK((header->what != NULL) ==
               (header->kind == IMAGE_KIND_FOREIGN || header->kind == IMAGE_KIND_WRAPPED ||
                header->kind == IMAGE_KIND_MISTAKEN));
    FUZZ_CHECK(!header->what || strcmp(header->what, chip->name) != 0);
    FUZZ_CHECK(claim == 0 || program);
    FUZZ_CHECK((claim & (claim - 1)) == 0);
    FUZZ_CHECK(header->boot_offset == chip->boot_offset);
    FUZZ_CHECK(reaches || (!program && header->kind != IMAGE_KIND_DATA));
    FUZZ_CHECK(!reaches || header->kind != IMAGE_KIND_ELSEWHERE);
    if (program)
        check_program(chip, data + (chip->boot_offset - flash_offset),
                      size - (chip->boot_offset - flash_offset));
    FUZZ_CHECK(chip->extended_header || header->kind != IMAGE_KIND_DATA || size <= PLAIN_HEADER ||
               data[0] != MAGIC);
}

/* The image as a whole dump, from the start of the flash. */
static void check_dump(const uint8_t *data, size_t size, bool behind_blank)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];
        struct image_header header;

        image_header_parse(&header, chip, 0, data, size);
        check(&header, chip, 0, data, size);
        FUZZ_CHECK(!behind_blank || chip->boot_offset >= BLANK_BEFORE ||
                   header.kind == IMAGE_KIND_DATA || header.kind == IMAGE_KIND_FOREIGN);
    }
}

/* The image at the place from which each chip starts.  It is the program of one chip at
 * most. */
static void check_alone(const uint8_t *data, size_t size)
{
    unsigned programs = 0;

    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];
        struct image_header header;

        image_header_parse(&header, chip, chip->boot_offset, data, size);
        check(&header, chip, chip->boot_offset, data, size);
        programs += header.kind == IMAGE_KIND_PROGRAM;
    }
    FUZZ_CHECK(programs <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool behind_blank = size > 0 && data[0] == '@';
    size_t blank = behind_blank ? BLANK_BEFORE : 0, rest = size - behind_blank;
    uint8_t *image = malloc(blank + rest + 1);
    uint8_t *exact;

    FUZZ_CHECK(image);
    memset(image, 0xff, blank);
    memcpy(image + blank, data + behind_blank, rest);
    exact = fuzz_copy(image, blank + rest);
    check_dump(exact, blank + rest, behind_blank);
    check_alone(exact, blank + rest);
    free(exact);
    free(image);
    return 0;
}
