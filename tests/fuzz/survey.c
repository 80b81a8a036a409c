/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: looking through an image finds parts that make sense, whatever the bytes are,
 * and a program's sums can be made right.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the input begins with '@', the rest is a list of pieces for a blank flash of 256 KB:
 * a letter for the place, the length (2 bytes, the lower one first), the bytes.  Any other
 * input is an image itself.
 */
#include "image/survey/image_ending.h"
#include "image/survey/image_look.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "fuzz/lib/fuzz.h"
#include "image/app/app.h"

enum { FLASH_SIZE = 256 << 10, PIECE_HEAD = 3 };

static void check_part(const struct image_survey *survey, const struct image_part *part,
                       size_t *faults)
{
    FUZZ_CHECK(part->offset < survey->size || survey->size == 0);
    FUZZ_CHECK(part->kind < IMAGE_PART_KINDS && image_part_kind_name(part->kind));
    FUZZ_CHECK(part->fact_count <= IMAGE_FACTS_MAX);
    for (size_t i = 0; i < part->fact_count; i++) {
        const struct image_fact *fact = &part->facts[i];
        bool has_text = fact->type == IMAGE_FACT_TEXT || fact->type == IMAGE_FACT_DIGEST ||
                        fact->type == IMAGE_FACT_FAULT || fact->type == IMAGE_FACT_WARNING;

        FUZZ_CHECK(fact->key && *fact->key);
        FUZZ_CHECK(has_text == (fact->text != NULL));
        *faults += fact->type == IMAGE_FACT_FAULT;
    }
}

static void check_survey(const uint8_t *data, size_t size, const struct esp_chipfacts *chip)
{
    struct image_survey survey;
    size_t faults = 0;

    image_survey_look(&survey, data, size, chip);
    FUZZ_CHECK(!survey.out_of_memory);
    check_part(&survey, &survey.whole, &faults);
    for (size_t i = 0; i < survey.count; i++) {
        check_part(&survey, survey.parts[i], &faults);
        FUZZ_CHECK(i == 0 || survey.parts[i - 1]->offset <= survey.parts[i]->offset);
    }
    FUZZ_CHECK(faults <= survey.faults);
    image_survey_free(&survey);
}

/* A whole program with wrong sums has right sums after their repair, and not one byte else
 * is different. */
static void check_repair(uint8_t *data, size_t size)
{
    struct image_trouble trouble;
    struct image_app app, again;
    uint8_t *before;

    if (!image_app_parse(&app, NULL, data, size, &trouble))
        return;
    FUZZ_CHECK(app.size <= size && app.segment_count <= IMAGE_SEGMENTS_MAX + 1);
    before = malloc(size);
    memcpy(before, data, size);
    image_app_repair(&app, data);
    FUZZ_CHECK(image_app_measure_again(&again, app.format, NULL, data, size, &trouble));
    image_app_compute_sums(&again, data);
    FUZZ_CHECK(again.checksum.right);
    FUZZ_CHECK(!app.hash.present || again.hash.right);
    FUZZ_CHECK(!app.crc.present || again.crc.right || esp_get32(again.crc.computed) == UINT32_MAX);
    FUZZ_CHECK(memcmp(before, data, app.checksum.offset) == 0);
    FUZZ_CHECK(memcmp(before + app.size, data + app.size, size - app.size) == 0);
    free(before);
}

static void put_pieces(uint8_t *flash, const uint8_t *data, size_t size)
{
    static const uint32_t places[] = {0,       0x1000,  0x2000,  0x8000,  0x9000,  0xd000, 0xe000,
                                      0x10000, 0x20000, 0x30000, 0x3b000, 0x3c000, 0x3d000};

    while (size >= PIECE_HEAD) {
        uint32_t place = places[data[0] % (sizeof(places) / sizeof(places[0]))];
        size_t length = esp_get16(data + 1);

        data += PIECE_HEAD;
        size -= PIECE_HEAD;
        if (length > size)
            length = size;
        if (length > FLASH_SIZE - place)
            length = FLASH_SIZE - place;
        memcpy(flash + place, data, length);
        data += length;
        size -= length;
    }
}

/* What ends last ends within the image. */
static void check_ending(const uint8_t *image, size_t size)
{
    static const unsigned chips[] = {ESP_FACTS_ESP8266, ESP_FACTS_ESP32};

    for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
        struct image_ending ending;

        image_ending_look(&ending, image, size, &esp_chipfacts[chips[i]]);
        if (ending.last_end > size)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool pieces = size > 0 && data[0] == '@';
    size_t image_size = pieces ? FLASH_SIZE : size;
    uint8_t *image = malloc(image_size ? image_size : 1);

    if (pieces) {
        memset(image, 0xff, image_size);
        put_pieces(image, data + 1, size - 1);
    } else if (size > 0) {
        memcpy(image, data, size);
    }
    if (image_size > 0) {
        check_survey(image, image_size, NULL);
        check_survey(image, image_size, &esp_chipfacts[ESP_FACTS_ESP8266]);
        check_survey(image, image_size, &esp_chipfacts[ESP_FACTS_ESP32]);
        check_ending(image, image_size);
        check_repair(image, image_size);
    }
    free(image);
    return 0;
}
