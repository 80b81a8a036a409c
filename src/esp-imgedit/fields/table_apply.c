/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what a row of a table of boards says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/table_apply.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp-imgedit/fields/boards_check.h"
#include "esp-imgedit/imgedit_bytes.h"
#include "image/edit/buffer.h"

/* A row that is applied. */
struct job {
    const struct fields_request *request;
    const struct table_choice *choice;
    const struct boards *boards;
    size_t row;
};

static void tell_failed(const struct job *job, size_t column, const char *where)
{
    char shown[BOARDS_SHOWN_MAX];

    message_error("%s: %s: column %zu, %s, failed", job->boards->title, where, column + 1,
                  boards_shown(csv_cell(&job->boards->csv, 0, column)->text, shown));
}

/* Does an edit of bytes: "string:OLD" or "patch:N". */
static int do_bytes(const struct job *job, size_t column, const char *argument, const char *where)
{
    const struct csv *csv = &job->boards->csv;
    const char *name = csv_cell(csv, 0, column)->text;
    const struct table_choice *choice = job->choice;
    int status = (*name == 'p' ? choice->patch : choice->replace)(
        choice->context, argument, csv_cell(csv, job->row, column)->text);

    if (status != STATUS_DONE)
        tell_failed(job, column, where);
    return status;
}

/* A new key in NVS without a type is more often a mistake in the column's name. */
static int check_new(const struct job *job, const char *name, const char *text, const char *where)
{
    if (!fields_guess_type(job->request, name, text))
        return STATUS_DONE;
    message_error("%s: %s: %.60s: the image has no such key; a new one needs its type, such as"
                  " str:",
                  job->boards->title, where, name);
    return STATUS_USAGE;
}

static bool is_edit(const struct job *job, size_t column)
{
    const struct csv *csv = &job->boards->csv;
    const struct csv_cell *cell = csv_cell(csv, job->row, column);
    const char *argument;

    return boards_is_edit(csv_cell(csv, 0, column)->text, &argument) &&
           (cell->text[0] || cell->quoted);
}

static int do_cell(const struct job *job, size_t column)
{
    const struct csv *csv = &job->boards->csv;
    const char *name = csv_cell(csv, 0, column)->text;
    const char *text = csv_cell(csv, job->row, column)->text;
    size_t prefix = boards_bytes_prefix(name);
    char where[64];
    int status;

    snprintf(where, sizeof(where), "line %u", csv->lines[job->row]);
    if (prefix > 0)
        return do_bytes(job, column, name + prefix, where);
    status = check_new(job, name, text, where);
    return status == STATUS_DONE ? fields_set(job->request, name, text, where) : status;
}

/* ---- patches of one row ---- */

struct patch {
    uint64_t offset, size;
    size_t column;
};

/* Finds out where the patch of a cell lies. */
static int place_patch(const struct job *job, size_t column, struct patch *patch, const char *where)
{
    const char *name = csv_cell(&job->boards->csv, 0, column)->text;
    uint8_t *bytes = NULL;
    size_t size = 0;
    int status = imgedit_bytes_parse("patch", csv_cell(&job->boards->csv, job->row, column)->text,
                                     &bytes, &size);

    if (bytes)
        OPENSSL_cleanse(bytes, size);
    free(bytes);
    if (status == STATUS_DONE && !number_option("table", name + boards_bytes_prefix(name), 0,
                                                IMAGE_BUFFER_MAX, &patch->offset))
        status = STATUS_USAGE;
    if (status != STATUS_DONE)
        tell_failed(job, column, where);
    patch->size = size;
    patch->column = column;
    return status;
}

static int compare_patches(const void *one, const void *other)
{
    const struct patch *a = one, *b = other;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static int check_overlap(const struct job *job, struct patch *patches, size_t count,
                         const char *where)
{
    const struct csv *csv = &job->boards->csv;

    qsort(patches, count, sizeof(*patches), compare_patches);
    for (size_t i = 1; i < count; i++)
        if (patches[i].offset - patches[i - 1].offset < patches[i - 1].size) {
            message_error("%s: %s: the bytes of the columns '%.40s' and '%.40s' overlap",
                          job->boards->title, where, csv_cell(csv, 0, patches[i - 1].column)->text,
                          csv_cell(csv, 0, patches[i].column)->text);
            return STATUS_USAGE;
        }
    return STATUS_DONE;
}

/* Which of two patches of one place would win is not what a table says. */
static int check_patches(const struct job *job)
{
    const struct csv *csv = &job->boards->csv;
    struct patch *patches = calloc(csv->columns, sizeof(*patches));
    int status = STATUS_DONE;
    char where[64];
    size_t count = 0;

    if (!patches) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    snprintf(where, sizeof(where), "line %u", csv->lines[job->row]);
    for (size_t i = 0; i < csv->columns && status == STATUS_DONE; i++)
        if (is_edit(job, i) && csv_cell(csv, 0, i)->text[0] == 'p' &&
            boards_bytes_prefix(csv_cell(csv, 0, i)->text))
            status = place_patch(job, i, &patches[count++], where);
    if (status == STATUS_DONE)
        status = check_overlap(job, patches, count, where);
    free(patches);
    return status;
}

static int do_row(const struct job *job)
{
    int status = check_patches(job);
    bool edited = false;

    for (size_t i = 0; i < job->boards->csv.columns && status == STATUS_DONE; i++) {
        if (!is_edit(job, i))
            continue;
        edited = true;
        status = do_cell(job, i);
    }
    if (!edited && status == STATUS_DONE)
        message_notice("%s: line %u: all cells of edits are empty: the image stays as it is",
                       job->boards->title, job->boards->csv.lines[job->row]);
    return status;
}

/* ---- what differs ---- */

static struct fields_value *take_values(const struct job *job)
{
    const struct csv *csv = &job->boards->csv;
    struct fields_value *values = calloc(csv->columns, sizeof(*values));

    for (size_t i = 0; values && i < csv->columns; i++)
        values[i] = fields_value(job->request, csv_cell(csv, 0, i)->text);
    return values;
}

static void free_values(const struct job *job, struct fields_value *values)
{
    for (size_t i = 0; values && i < job->boards->csv.columns; i++)
        free(values[i].text);
    free(values);
}

static void print_title(const struct job *job)
{
    const struct csv *csv = &job->boards->csv;
    const char *argument;

    printf("row %zu, line %u", job->row, csv->lines[job->row]);
    for (size_t i = 0; i < csv->columns; i++) {
        const char *column = csv_cell(csv, 0, i)->text;

        if (boards_is_edit(column, &argument) || !*column || !csv_cell(csv, job->row, i)->text[0])
            continue;
        printf(", ");
        fields_print(column);
        putchar('=');
        fields_print(fields_shown(job->request,
                                  &(struct fields_value){csv_cell(csv, job->row, i)->text,
                                                         esp_name_is_secret(column)}));
    }
    printf(":\n");
}

static bool same_value(const struct fields_value *one, const struct fields_value *other)
{
    return one->text && other->text ? strcmp(one->text, other->text) == 0
                                    : one->text == other->text;
}

static void print_change(const struct job *job, const char *name,
                         const struct fields_value *before, const struct fields_value *after)
{
    printf("  ");
    fields_print(name);
    printf(": ");
    fields_print(fields_shown(job->request, before));
    printf(" -> ");
    fields_print(fields_shown(job->request, after));
    putchar('\n');
}

/* Prints the settings that differ, and how many bytes. */
static void print_changes(const struct job *job, const struct fields_value *before,
                          const struct fields_value *after, const uint8_t *old)
{
    const struct image_buffer *buffer = job->request->buffer;
    size_t differ = 0;

    print_title(job);
    for (size_t i = 0; i < job->boards->csv.columns; i++)
        if (!same_value(&before[i], &after[i]))
            print_change(job, csv_cell(&job->boards->csv, 0, i)->text, &before[i], &after[i]);
    for (size_t i = 0; i < buffer->size; i++)
        differ += buffer->data[i] != old[i];
    printf("  %zu bytes of the image differ\n", differ);
}

/* Applies the row, prints what differs, and takes the row back.  Edits of a row never
 * change the image's length. */
static int try_row(const struct job *job)
{
    struct image_buffer *buffer = job->request->buffer;
    uint8_t *old = malloc(buffer->size + 1);
    struct fields_value *before = take_values(job), *after = NULL;
    int status = STATUS_USAGE;

    if (old && before) {
        memcpy(old, buffer->data, buffer->size);
        status = do_row(job);
        after = take_values(job);
        if (status == STATUS_DONE && after)
            print_changes(job, before, after, old);
        memcpy(buffer->data, old, buffer->size);
    }
    if (!old || !before || !after)
        message_error("out of memory");
    free_values(job, before);
    free_values(job, after);
    free(old);
    return status;
}

static int try_all(struct job *job)
{
    int worst = STATUS_DONE;

    for (job->row = 1; job->row < job->boards->csv.rows; job->row++) {
        int status = try_row(job);

        if (status > worst)
            worst = status;
    }
    return worst;
}

static int choose(struct job *job)
{
    const struct table_choice *choice = job->choice;

    if (choice->select)
        return boards_select(job->boards, choice->select, &job->row);
    if (choice->row)
        return boards_number(job->boards, choice->row, &job->row);
    return boards_by_device_line(job->boards, &job->row);
}

int table_apply(const struct fields_request *request, const struct table_choice *choice,
                const char *file)
{
    struct boards boards;
    struct job job = {.request = request, .choice = choice, .boards = &boards};
    int status = boards_read(&boards, file);

    if (status == STATUS_DONE)
        status = boards_check(&boards);
    if (status == STATUS_DONE && choice->dry_run && !choice->select && !choice->row) {
        status = try_all(&job);
    } else if (status == STATUS_DONE) {
        status = choose(&job);
        if (status == STATUS_DONE)
            status = choice->dry_run ? try_row(&job) : do_row(&job);
    }
    boards_free(&boards);
    return status;
}
