/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: edits of an image.  Bytes outside of an edit stay as they are, and a program
 * that is said to be repaired has right sums.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input begins with the edit: its kind, a chip, offset (2), size (2), a byte.  The rest
 * is the image; behind an offset of 4096 blank bytes if the kind's highest bit is set.
 */
#include "image/app/app.h"
#include "image/edit/edit_bytes.h"
#include "image/edit/edit_header.h"
#include "image/edit/merge.h"
#include "image/edit/places.h"
#include "image/edit/touched.h"

#include "fuzz/lib/fuzz.h"

enum { BLANK_BEFORE = 4096 };

static const struct esp_chipfacts *chip; /* or NULL */

/* Is this byte one of a sum of the touched programs? */
static bool is_sum(const struct image_touched *touched, const struct image_buffer *buffer, size_t at)
{
    for (unsigned i = 0; i < touched->count; i++) {
        uint32_t start = touched->programs[i].start;
        struct image_trouble trouble;
        struct image_app app;

        if (at >= start &&
            image_app_measure_again(&app, touched->programs[i].app.format, chip,
                                    buffer->data + start, buffer->size - start, &trouble) &&
            at - start >= app.checksum.offset && at - start < app.size)
            return true;
    }
    return false;
}

/* Is the program, which had this format, whole, and are its sums right? */
static bool is_right(const struct image_touched_program *program, const struct image_buffer *buffer)
{
    struct image_trouble trouble;
    struct image_app app;

    if (!image_app_measure_again(&app, program->app.format, chip, buffer->data + program->start,
                                 buffer->size - program->start, &trouble))
        return false;
    image_app_compute_sums(&app, buffer->data + program->start);
    return app.checksum.right && app.crc.present == app.crc.right &&
           app.hash.present == app.hash.right;
}

static void check_fill(struct image_buffer *buffer, uint32_t offset, uint32_t size, uint8_t byte)
{
    struct image_trouble trouble;
    struct image_touched touched;
    uint8_t *before = fuzz_copy(buffer->data, buffer->size);

    if (image_edit_check(buffer, offset, size, &trouble)) {
        image_touch(&touched, buffer, chip, offset, size);
        FUZZ_CHECK(image_edit_fill(buffer, offset, size, byte, &trouble));
        for (unsigned i = 0; i < touched.count; i++) {
            const struct image_touched_program *program = &touched.programs[i];

            FUZZ_CHECK(program->start < (uint64_t)offset + size && program->end > offset);
            if (image_touched_repair(&touched, i, buffer, chip, &trouble) != IMAGE_REPAIRED)
                continue;
            /* Programs may lie in each other, so that another repair comes after this one. */
            FUZZ_CHECK(touched.count > 1 || is_right(program, buffer));
        }
        for (size_t i = 0; i < buffer->size; i++)
            FUZZ_CHECK(buffer->data[i] == before[i] || (i >= offset && i - offset < size) ||
                       is_sum(&touched, buffer, i));
    } else {
        FUZZ_CHECK(!image_edit_fill(buffer, offset, size, byte, &trouble));
        FUZZ_CHECK(memcmp(before, buffer->data, buffer->size) == 0);
    }
    free(before);
}

static void check_header(struct image_buffer *buffer, uint8_t byte)
{
    static const char *const modes[] = {"qio", "dout", "keep"}, *const rates[] = {"80m", "20m"},
                      *const sizes[] = {"1MB", "4M", "dump", "2MB-c1"};
    struct image_trouble trouble;
    bool fix = byte & 0x80;

    image_edit_header(buffer, chip, IMAGE_HEADER_MODE, modes[byte % 3], fix, &trouble);
    image_edit_header(buffer, chip, IMAGE_HEADER_RATE, rates[byte % 2], fix, &trouble);
    image_edit_header(buffer, chip, IMAGE_HEADER_SIZE, sizes[byte % 4], fix, &trouble);
}

static void check_length(struct image_buffer *buffer, uint32_t offset, uint32_t size)
{
    struct image_trouble trouble;
    size_t trimmed = image_edit_trimmed_size(buffer, chip);

    FUZZ_CHECK(trimmed <= buffer->size);
    for (size_t i = trimmed; i < buffer->size; i++)
        FUZZ_CHECK(buffer->data[i] == 0xff);
    FUZZ_CHECK(image_edit_pad(buffer, offset, &trouble) == (buffer->size == offset));
    if (image_edit_extract(buffer, offset / 2, size, &trouble))
        FUZZ_CHECK(buffer->size == size);
}

/* Merges the image behind itself. */
static void check_merge(struct image_buffer *buffer, uint32_t offset)
{
    struct image_run run = {.size = (uint32_t)buffer->size, .data = fuzz_copy(buffer->data, buffer->size)};
    const struct image_sparse sparse = {.runs = &run, .count = 1};
    struct image_row rows[IMAGE_ROWS_MAX];
    struct image_merge merge = {0};
    struct image_trouble trouble;
    struct image_run *runs;
    size_t count, size = buffer->size;

    FUZZ_CHECK(image_merge_start(&merge, buffer, "one", &trouble));
    if (image_merge_add(&merge, buffer, offset, &sparse, "other", &trouble) == IMAGE_EDIT_DONE) {
        FUZZ_CHECK(offset >= size && buffer->size == offset + size);
        FUZZ_CHECK(memcmp(buffer->data + offset, run.data, size) == 0);
    }
    FUZZ_CHECK(image_places_blanked(buffer, rows, &trouble) >= 0);
    FUZZ_CHECK(image_buffer_runs(buffer, &runs, &count, &trouble));
    for (size_t i = 0; i < count; i++)
        FUZZ_CHECK(runs[i].size > 0 && (uint64_t)runs[i].offset + runs[i].size <= buffer->size);
    free(runs);
    image_merge_free(&merge);
    free((void *)(uintptr_t)run.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    uint8_t kind = fuzz_byte(&input), number = fuzz_byte(&input);
    uint32_t offset = (uint32_t)(fuzz_byte(&input) | fuzz_byte(&input) << 8);
    uint32_t count = (uint32_t)(fuzz_byte(&input) | fuzz_byte(&input) << 8);
    uint8_t byte = fuzz_byte(&input);
    size_t blank = kind & 0x80 ? BLANK_BEFORE : 0;
    uint8_t *image = malloc(blank + input.size + 1), *exact;
    struct image_buffer buffer;

    FUZZ_CHECK(image);
    memset(image, 0xff, blank);
    memcpy(image + blank, input.data, input.size);
    exact = fuzz_copy(image, blank + input.size);
    free(image);
    chip = number < ESP_FACTS_ROWS ? &esp_chipfacts[number] : NULL;
    image_buffer_take(&buffer, exact, blank + input.size);
    switch (kind % 4) {
    case 0: check_fill(&buffer, offset, count, byte); break;
    case 1: check_header(&buffer, byte); break;
    case 2: check_length(&buffer, offset, count); break;
    default: check_merge(&buffer, offset); break;
    }
    image_buffer_free(&buffer);
    return 0;
}
