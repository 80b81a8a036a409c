/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about a partition table, and about the records that choose the application.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <string.h>

#include "image/survey/describe_part.h"

/* ---- the table ---- */

static void name_type(struct image_part *part, const struct image_row *row)
{
    const char *type = image_type_name(row->type);
    const char *subtype = image_subtype_name(row->type, row->subtype);

    if (type)
        image_fact_text(part, "type", type);
    else
        image_fact_hex(part, "type", row->type);
    if (subtype)
        image_fact_text(part, "subtype", subtype);
    else
        image_fact_hex(part, "subtype", row->subtype);
}

static void name_overlap(struct image_part *part, const struct image_table *table, unsigned number,
                         uint32_t at, unsigned other)
{
    const struct image_row *row = &table->rows[number];

    if (other == table->count)
        image_fact_fault(part, "overlap",
                         "row %u at 0x%" PRIx32 ": begins at 0x%" PRIx32
                         " and overlaps the table, which ends at 0x%" PRIx32,
                         number, at, row->offset, table->offset + IMAGE_TABLE_SECTOR);
    else
        image_fact_fault(part, "overlap",
                         "row %u at 0x%" PRIx32 ": begins at 0x%" PRIx32
                         " and overlaps row %u, which ends at 0x%" PRIx64,
                         number, at, row->offset, other,
                         (uint64_t)table->rows[other].offset + table->rows[other].size);
}

static void name_row_faults(struct image_part *part, const struct image_table *table,
                            unsigned number, uint64_t flash_size)
{
    const struct image_row *row = &table->rows[number];
    uint32_t at = table->offset + number * IMAGE_ROW_SIZE, align = image_row_alignment(row->type);
    unsigned other = 0, faults = image_row_faults(table, number, flash_size, &other);

    if (faults & IMAGE_ROW_EMPTY)
        image_fact_fault(part, "empty", "row %u at 0x%" PRIx32 ": the size is 0", number, at);
    if (faults & IMAGE_ROW_OUTSIDE)
        image_fact_fault(part, "outside",
                         "row %u at 0x%" PRIx32 ": ends at 0x%" PRIx64 ", the flash at 0x%" PRIx64,
                         number, at, (uint64_t)row->offset + row->size, flash_size);
    if (faults & IMAGE_ROW_UNALIGNED)
        image_fact_fault(part, "unaligned",
                         "row %u at 0x%" PRIx32 ": begins at 0x%" PRIx32
                         ", which is no multiple of 0x%" PRIx32,
                         number, at, row->offset, align);
    if (faults & IMAGE_ROW_OVERLAPS)
        name_overlap(part, table, number, at, other);
    else if (faults & IMAGE_ROW_NAME_TWICE)
        image_fact_fault(part, "name-twice", "row %u at 0x%" PRIx32 ": row %u has the same name",
                         number, at, other);
}

static void describe_row(struct image_part *part, const struct image_table *table, unsigned number,
                         uint64_t flash_size)
{
    const struct image_row *row = &table->rows[number];

    image_fact_item(part, "partition");
    image_fact_text(part, "name", row->name);
    name_type(part, row);
    image_fact_hex(part, "offset", row->offset);
    image_fact_bytes(part, "size", row->size);
    if (row->flags & IMAGE_ROW_ENCRYPTED)
        image_fact_flag(part, "encrypted", true);
    if (row->flags & IMAGE_ROW_READONLY)
        image_fact_flag(part, "readonly", true);
    if (row->flags & ~(uint32_t)(IMAGE_ROW_ENCRYPTED | IMAGE_ROW_READONLY))
        image_fact_hex(part, "flags", row->flags);
    name_row_faults(part, table, number, flash_size);
}

static void describe_md5(struct image_part *part, const struct image_table *table)
{
    if (!table->md5_present) {
        /* Tables before ESP-IDF 3.0, and CONFIG_PARTITION_TABLE_MD5=n. */
        image_fact_text(part, "md5", "none");
        return;
    }
    image_fact_digest(part, "md5", table->md5_stored, IMAGE_MD5_SIZE);
    image_fact_flag(part, "md5-right", table->md5_right);
    if (table->md5_right)
        return;
    image_fact_digest(part, "md5-computed", table->md5_computed, IMAGE_MD5_SIZE);
    image_fact_fault(part, "md5-wrong",
                     "the MD5 at 0x%" PRIx32 " is not that of the %u rows before it",
                     table->md5_offset, table->count);
}

static void describe_end(struct image_part *part, const struct image_table *table)
{
    switch (table->end) {
    case IMAGE_TABLE_ENDED:
        break;
    case IMAGE_TABLE_CUT:
        image_fact_fault(part, "end", "the image ends at 0x%" PRIx32 ", before a row of ff",
                         table->end_offset);
        break;
    case IMAGE_TABLE_FULL:
        image_fact_fault(part, "end", "the table ends at 0x%" PRIx32 " without a row of ff",
                         table->end_offset);
        break;
    case IMAGE_TABLE_BAD_MAGIC:
        image_fact_fault(part, "end",
                         "the row at 0x%" PRIx32 " begins with 0x%04x, not with 0x50aa or ff",
                         table->end_offset, table->end_magic);
        break;
    }
}

void image_describe_table(struct image_part *part, const struct image_table *table,
                          uint64_t flash_size)
{
    part->used = table->end_offset - table->offset;
    image_fact_count(part, "partitions", table->count);
    describe_md5(part, table);
    describe_end(part, table);
    for (unsigned i = 0; i < table->count; i++)
        describe_row(part, table, i, flash_size);
    image_fact_end_items(part);
}

/* ---- the choice ---- */

static void describe_record(struct image_part *part, const struct image_otadata *otadata,
                            unsigned number)
{
    const struct image_ota_record *record = &otadata->records[number];
    uint32_t at = part->offset + number * IMAGE_OTADATA_SECTOR;
    const char *state = image_ota_state_name(record->state);

    image_fact_item(part, "record");
    if (!record->present) {
        image_fact_fault(part, "cut", "the image ends before record %u at 0x%" PRIx32, number, at);
        return;
    }
    if (record->blank) {
        image_fact_flag(part, "blank", true);
        return;
    }
    image_fact_count(part, "sequence", record->sequence);
    if (state)
        image_fact_text(part, "state", state);
    else
        image_fact_fault(part, "state", "record %u at 0x%" PRIx32 ": the state is 0x%" PRIx32,
                         number, at, record->state);
    image_fact_flag(part, "crc-right", record->crc_stored == record->crc_computed);
    if (record->crc_stored != record->crc_computed)
        image_fact_fault(part, "crc-wrong",
                         "record %u at 0x%" PRIx32 ": the CRC is 0x%08" PRIx32 ", not 0x%08" PRIx32,
                         number, at, record->crc_stored, record->crc_computed);
    if (record->usable && record->state == IMAGE_OTA_PENDING)
        image_fact_warning(part, "pending",
                           "record %u at 0x%" PRIx32
                           ": the application has not confirmed that it works; a bootloader with "
                           "rollback will start another one",
                           number, at);
    image_fact_flag(part, "active", otadata->active == (int)number);
}

static void describe_boot(struct image_part *part, const struct image_otadata *otadata,
                          const struct image_table *table)
{
    const struct image_row *row = image_table_boot_row(table, otadata);

    if (row)
        image_fact_text(part, "boots", row->name);
    else
        image_fact_fault(part, "boots", "the table has no row for the application that is chosen");
}

void image_describe_otadata(struct image_part *part, const struct image_otadata *otadata,
                            const struct image_table *table)
{
    if (table)
        describe_boot(part, otadata, table);
    for (unsigned i = 0; i < 2; i++)
        describe_record(part, otadata, i);
    image_fact_end_items(part);
}
