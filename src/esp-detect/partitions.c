/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --partitions: prints the partition table of a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/detect.h"

#include <inttypes.h>
#include <string.h>

#include "board/describe.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "cli/visible.h"
#include "esp/session.h"

/* What was read while the board was in its loader. */
struct looked {
    const struct parttable_place *place;
    struct image_table table;
    const struct image_row *boots; /* NULL: not known */
    bool found;
    int status;
};

static void look(void *ctx, struct esp_session *session, const char *port)
{
    struct looked *looked = ctx;

    looked->status = parttable_read(&looked->table, session, port, looked->place);
    if (looked->status != STATUS_DONE)
        return;
    looked->found = true;
    looked->status = parttable_check(&looked->table, session, port);
    if (looked->status == STATUS_DONE)
        looked->status = parttable_boots(&looked->boots, &looked->table, session, port);
    else if (looked->status == STATUS_REFUSED)
        looked->status = STATUS_NO;
}

/* The name of a type or subtype, or its number. */
static const char *name_of(char buf[8], const char *name, uint8_t number)
{
    snprintf(buf, 8, "0x%02x", number);
    return name ? name : buf;
}

/* ---- lines ---- */

static int describe_row(struct esp_devline *line, const char *port, const struct looked *looked,
                        const struct image_row *row)
{
    char type[8], subtype[8];
    int err = esp_devline_set(line, "port", port);

    if (err == ESP_OK)
        err = esp_devline_set(line, "partition", row->name);
    if (err == ESP_OK)
        err = esp_devline_set(line, "type", name_of(type, image_type_name(row->type), row->type));
    if (err == ESP_OK)
        err = esp_devline_set(line, "subtype",
                              name_of(subtype, image_subtype_name(row->type, row->subtype),
                                      row->subtype));
    if (err == ESP_OK)
        err = esp_devline_setf(line, "offset", "%" PRIu32, row->offset);
    if (err == ESP_OK)
        err = esp_devline_setf(line, "size", "%" PRIu32, row->size);
    if (err == ESP_OK && (row->flags & IMAGE_ROW_ENCRYPTED))
        err = esp_devline_set(line, "encrypted", "yes");
    if (err == ESP_OK && (row->flags & IMAGE_ROW_READONLY))
        err = esp_devline_set(line, "readonly", "yes");
    if (err == ESP_OK && row == looked->boots)
        err = esp_devline_set(line, "boots", "yes");
    return err;
}

static int print_lines(const char *port, const struct looked *looked, bool json, FILE *stream)
{
    int status = STATUS_DONE;

    for (unsigned i = 0; i < looked->table.count && status == STATUS_DONE; i++) {
        struct esp_devline line;
        int err;

        esp_devline_init(&line);
        err = describe_row(&line, port, looked, &looked->table.rows[i]);
        if (err == ESP_OK) {
            status = describe_print(&line, json, stream);
        } else {
            message_error("%s: %s", port, esp_strerror(err));
            status = status_of(err);
        }
        esp_devline_free(&line);
    }
    return status;
}

/* ---- the table for people ---- */

static int widest_name(const struct image_table *table)
{
    char name[VISIBLE_EXPANSION * sizeof(table->rows[0].name) + 1];
    size_t width = strlen("name");

    for (unsigned i = 0; i < table->count; i++) {
        visible_copy(name, table->rows[i].name);
        if (strlen(name) > width)
            width = strlen(name);
    }
    return (int)width;
}

static void print_row(const struct looked *looked, const struct image_row *row, int width,
                      FILE *stream)
{
    char name[VISIBLE_EXPANSION * sizeof(row->name) + 1], type[8], subtype[8], offset[16], size[32];

    visible_copy(name, row->name);
    snprintf(offset, sizeof(offset), "0x%" PRIx32, row->offset);
    number_format_size(size, sizeof(size), row->size);
    fprintf(stream, "%-*s  %-10s  %-11s  %10s  %12s%s%s%s\n", width, name,
            name_of(type, image_type_name(row->type), row->type),
            name_of(subtype, image_subtype_name(row->type, row->subtype), row->subtype), offset,
            size, row->flags & IMAGE_ROW_ENCRYPTED ? "  encrypted" : "",
            row->flags & IMAGE_ROW_READONLY ? "  readonly" : "",
            row == looked->boots ? "  boots" : "");
}

static int print_table(const char *port, const struct looked *looked, FILE *stream)
{
    const struct image_table *table = &looked->table;
    char shown[VISIBLE_EXPANSION * 256 + 1], name[256];
    int width = widest_name(table);

    snprintf(name, sizeof(name), "%s", port);
    visible_copy(shown, name);
    fprintf(stream, "%s: %u partitions, table at 0x%" PRIx32 "\n\n", shown, table->count,
            table->offset);
    fprintf(stream, "%-*s  %-10s  %-11s  %10s  %12s\n", width, "name", "type", "subtype", "offset",
            "size");
    for (unsigned i = 0; i < table->count; i++)
        print_row(looked, &table->rows[i], width, stream);
    return STATUS_DONE;
}

int detect_partitions(const char *port, const struct detect_request *request, FILE *stream,
                      int *err)
{
    struct looked looked = {.place = &request->place, .status = STATUS_DEVICE};
    struct esp_devline line;
    int status = STATUS_DONE;

    esp_devline_init(&line);
    *err = detect_port(&line, port, &request->settings, look, &looked);
    esp_devline_free(&line);
    if (*err != ESP_OK)
        return status_of(*err);
    if (looked.found && request->format == DETECT_TABLE)
        status = print_table(port, &looked, stream);
    else if (looked.status == STATUS_DONE)
        status = print_lines(port, &looked, request->format == DETECT_JSON, stream);
    fflush(stream);
    return status == STATUS_DONE ? looked.status : status;
}
