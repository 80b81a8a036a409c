/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: partition tables, and the records that choose an application.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first two bytes are the size of the flash in units of 64 KB.  The rest is the image.
 */
#include "fuzz/lib/surveyed.h"
#include "image/survey/describe_part.h"
#include "image/table/table_use.h"

static void check_rows(const struct image_table *table, uint64_t flash_size)
{
    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i];
        unsigned other = 0, faults = image_row_faults(table, i, flash_size, &other);

        FUZZ_CHECK(other <= table->count);
        FUZZ_CHECK(strlen(row->name) < sizeof(row->name));
        FUZZ_CHECK(flash_size == 0 || (faults & IMAGE_ROW_OUTSIDE) ||
                   (uint64_t)row->offset + row->size <= flash_size);
        FUZZ_CHECK((faults & IMAGE_ROW_EMPTY) || row->size > 0);
    }
}

static void check_boot(const struct image_table *table, const struct image_otadata *otadata)
{
    const struct image_row *row = image_table_boot_row(table, otadata);

    FUZZ_CHECK(!row || (row >= table->rows && row < table->rows + table->count));
    FUZZ_CHECK(!row || row->type == IMAGE_TYPE_APP);
}

static void check_table(const struct image_table *table, size_t size)
{
    FUZZ_CHECK(table->count > 0 && table->count <= IMAGE_ROWS_MAX + 1);
    FUZZ_CHECK(table->offset < size && table->end_offset <= size);
    FUZZ_CHECK(table->end_offset - table->offset ==
               (table->count + table->md5_present) * (uint32_t)IMAGE_ROW_SIZE);
    FUZZ_CHECK(table->md5_present || !table->md5_right);
}

/* A table that is sound has no row with a fault that matters, and each name finds its row. */
static void check_use(const struct image_table *table, uint64_t flash_size)
{
    struct image_trouble trouble;
    bool sound = image_table_sound(table, flash_size, &trouble);

    FUZZ_CHECK(!sound || !table->md5_present || table->md5_right);
    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i], *chosen;
        unsigned other = 0, faults = image_row_faults(table, i, flash_size, &other);
        enum image_choice choice = image_table_choose(table, row->name, &chosen);

        FUZZ_CHECK(choice == IMAGE_CHOICE_NAME && strcmp(chosen->name, row->name) == 0);
        FUZZ_CHECK(!sound || (chosen == row && !(faults & ~(unsigned)IMAGE_ROW_UNALIGNED)));
    }
    image_table_choose(table, "spiffs", &(const struct image_row *){NULL});
}

static void check_otadata(const struct image_otadata *otadata)
{
    FUZZ_CHECK(otadata->active >= -1 && otadata->active <= 1);
    FUZZ_CHECK(otadata->active < 0 || otadata->records[otadata->active].usable);
    for (int i = 0; i < 2; i++)
        FUZZ_CHECK(!otadata->records[i].usable || otadata->active >= 0);
}

static void check(const uint8_t *data, size_t size, uint64_t flash_size)
{
    struct image_survey survey;
    struct image_table table;
    struct image_otadata otadata;
    bool found = image_table_find(&table, data, size);

    image_survey_init(&survey, data, size);
    image_otadata_parse(&otadata, data, size);
    check_otadata(&otadata);
    if (found) {
        check_table(&table, size);
        check_rows(&table, flash_size);
        check_use(&table, flash_size);
        check_boot(&table, &otadata);
        check_boot(&table, NULL);
        image_describe_table(image_survey_add(&survey, IMAGE_PART_TABLE, "table", table.offset,
                                              IMAGE_TABLE_SECTOR),
                             &table, flash_size);
    }
    image_describe_otadata(image_survey_add(&survey, IMAGE_PART_OTADATA, "otadata", 0,
                                            IMAGE_OTADATA_SIZE),
                           &otadata, found ? &table : NULL);
    fuzz_check_survey(&survey);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    uint64_t flash_size = (uint64_t)fuzz_byte(&input) << 16 | (uint64_t)fuzz_byte(&input) << 24;
    uint8_t *exact = fuzz_copy(input.data, input.size);

    check(exact, input.size, flash_size);
    free(exact);
    return 0;
}
