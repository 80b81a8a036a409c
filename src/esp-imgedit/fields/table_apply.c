/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what a row of a table of boards says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/table_apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fields/boards.h"

/* A row that is applied. */
struct job {
    const struct fields_request *request;
    const struct table_choice *choice;
    const struct boards *boards;
    size_t row;
};

/* Columns that are edits of bytes, with the options of which they have the meaning. */
static const struct other {
    const char *prefix, *option;
} others[] = {{"patch:", "patch"}, {"string:", "replace-string"}};

static const struct other *other_of(const char *column)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (strncmp(column, others[i].prefix, strlen(others[i].prefix)) == 0)
            return &others[i];
    return NULL;
}

/* A column that is an edit nobody knows is a mistake, also where all cells are empty. */
static int check_columns(const struct boards *boards)
{
    const char *argument;

    for (size_t i = 0; i < boards->csv.columns; i++) {
        const char *column = csv_cell(&boards->csv, 0, i)->text;

        if (boards_is_edit(column, &argument) && !other_of(column) &&
            !esp_editor_of(column, &argument)) {
            message_error("%s: the column '%.60s' is no edit that is known", boards->title, column);
            return STATUS_USAGE;
        }
    }
    return STATUS_DONE;
}

static int do_other(const struct job *job, const struct other *other, const char *argument,
                    const char *value)
{
    size_t size = strlen(argument) + strlen(value) + 2;
    char *text = malloc(size);
    int status;

    if (!text) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    snprintf(text, size, "%s=%s", argument, value);
    status = job->choice->other_edit(job->choice->context, other->option, text);
    free(text);
    return status;
}

static int do_cell(const struct job *job, size_t column)
{
    const struct csv *csv = &job->boards->csv;
    const char *name = csv_cell(csv, 0, column)->text, *argument;
    const struct csv_cell *cell = csv_cell(csv, job->row, column);
    const struct other *other = other_of(name);
    char where[64];
    int status;

    if (!boards_is_edit(name, &argument) || (!cell->text[0] && !cell->quoted))
        return STATUS_DONE;
    snprintf(where, sizeof(where), "line %u", csv->lines[job->row]);
    if (!other)
        return fields_set(job->request, name, cell->text, where);
    status = do_other(job, other, argument, cell->text);
    if (status != STATUS_DONE) /* the name of a column string: may be a password */
        message_error("%s: %s: column %zu, %s, failed", job->boards->title, where, column + 1,
                      other->prefix);
    return status;
}

static int do_row(const struct job *job)
{
    int status = STATUS_DONE;

    for (size_t i = 0; i < job->boards->csv.columns && status == STATUS_DONE; i++)
        status = do_cell(job, i);
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
        fields_print(csv_cell(csv, job->row, i)->text);
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
        status = check_columns(&boards);
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
