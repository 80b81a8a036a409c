/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the edits that the options ask for.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_apply.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_bytes.h"
#include "esp-imgedit/imgedit_change.h"
#include "esp-imgedit/imgedit_files.h"
#include "esp-imgedit/imgedit_place.h"
#include "esp-imgedit/fields/settings.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "esp-imgedit/nvs/imgedit_nvs.h"
#include "image/app/late_words.h"
#include "image/edit/edit_bytes.h"
#include "image/edit/edit_header.h"
#include "image/edit/merge.h"
#include "image/edit/places.h"
#include "image/hex/hexread.h"

/* An edit that is being done. */
struct step {
    struct editing *editing;
    struct image_merge *merge;
    const char *option; /* without dashes */
    const char *typed;  /* its argument; NULL: none */
    char *text;         /* a copy of the argument, which may be cut */
};

static int fail(const struct step *step, const struct image_trouble *trouble)
{
    message_error("--%s: %s", step->option, trouble->text);
    return STATUS_USAGE;
}

static int finish(const struct step *step, enum image_edit_result result,
                  const struct image_trouble *trouble)
{
    if (result == IMAGE_EDIT_DONE)
        return STATUS_DONE;
    fail(step, trouble);
    return result == IMAGE_EDIT_REFUSED ? STATUS_REFUSED : STATUS_USAGE;
}

/* Cuts the argument at the first or last '='.  Returns what is behind it; NULL after a
 * message. */
static char *cut(const struct step *step, bool at_last, const char *form)
{
    char *mark = at_last ? strrchr(step->text, '=') : strchr(step->text, '=');

    if (!mark || mark == step->text || mark[1] == '\0') {
        message_error("--%s: the argument does not have the form %s", step->option, form);
        return NULL;
    }
    *mark = '\0';
    return mark + 1;
}

static bool parse_range(const struct step *step, struct imgedit_place *range)
{
    return imgedit_range_parse(range, &step->editing->buffer, step->editing->chip, step->option,
                               step->text);
}

static int change_header(const struct step *step, enum image_header_field field)
{
    struct editing *editing = step->editing;
    struct image_trouble trouble;
    enum image_edit_result result = image_edit_header(&editing->buffer, editing->chip, field,
                                                      step->text, editing->fix, &trouble);

    return finish(step, result, &trouble);
}

static int edit_mode(const struct step *step)
{
    return change_header(step, IMAGE_HEADER_MODE);
}

static int edit_freq(const struct step *step)
{
    return change_header(step, IMAGE_HEADER_RATE);
}

static int edit_size(const struct step *step)
{
    return change_header(step, IMAGE_HEADER_SIZE);
}

static int edit_patch(const struct step *step)
{
    const char *what = cut(step, false, "N=WHAT");
    uint8_t *bytes = NULL;
    uint64_t offset;
    size_t size;
    int status;

    if (!what || !number_option(step->option, step->text, 0, IMAGE_BUFFER_MAX, &offset))
        return STATUS_USAGE;
    status = imgedit_bytes_parse(step->option, what, &bytes, &size);
    if (status == STATUS_DONE)
        status = imgedit_change(step->editing, step->option,
                                &(struct imgedit_change){.offset = offset, .size = size,
                                                         .bytes = bytes, .count = size});
    free(bytes);
    return status;
}

static int edit_fill(const struct step *step)
{
    const char *byte = cut(step, true, "RANGE=BYTE");
    struct imgedit_place range;
    uint64_t value;

    if (!byte || !number_option(step->option, byte, 0, UINT8_MAX, &value) ||
        !parse_range(step, &range))
        return STATUS_USAGE;
    return imgedit_change(step->editing, step->option,
                          &(struct imgedit_change){.offset = range.offset, .size = range.size,
                                                   .fill = (uint8_t)value});
}

static int edit_erase(const struct step *step)
{
    struct imgedit_place range;

    if (!parse_range(step, &range))
        return STATUS_USAGE;
    return imgedit_change(step->editing, step->option,
                          &(struct imgedit_change){.offset = range.offset, .size = range.size,
                                                   .fill = 0xff});
}

/* Checks the file against its place, and finds out how many bytes change. */
static bool check_insert(const struct step *step, const char *name, const uint8_t *bytes,
                         size_t size, struct imgedit_place *place)
{
    if (image_hex_begins(bytes, size)) {
        message_error("--%s: %s is Intel HEX, which has its own addresses: use --merge",
                      step->option, name);
        return false;
    }
    if (place->size > 0 && size > place->size) {
        message_error("--%s: %s has 0x%zx bytes, more than the 0x%" PRIx64 " of %s", step->option,
                      name, size, place->size, step->text);
        return false;
    }
    if (place->size == 0)
        place->size = size;
    return true;
}

static int edit_insert(const struct step *step)
{
    struct editing *editing = step->editing;
    const char *name = cut(step, false, "PLACE=FILE");
    struct imgedit_place place;
    uint8_t *bytes = NULL;
    size_t size;
    int status;

    if (!name || !imgedit_place_parse(&place, &editing->buffer, editing->chip, step->option,
                                      step->text))
        return STATUS_USAGE;
    status = imgedit_read_bytes(name, &bytes, &size);
    if (status == STATUS_DONE && !check_insert(step, name, bytes, size, &place))
        status = STATUS_USAGE;
    if (status == STATUS_DONE)
        status = imgedit_change(editing, step->option,
                                &(struct imgedit_change){.offset = place.offset,
                                                         .size = place.size, .fill = 0xff,
                                                         .bytes = bytes, .count = size});
    free(bytes);
    return status;
}

static int edit_extract(const struct step *step)
{
    struct image_trouble trouble;
    struct imgedit_place range;

    if (!parse_range(step, &range))
        return STATUS_USAGE;
    if (!image_edit_extract(&step->editing->buffer, range.offset, range.size, &trouble))
        return fail(step, &trouble);
    return STATUS_DONE;
}

/* Parses N=FILE.  FILE alone is enough for Intel HEX, which has its own addresses. */
static const char *parse_merge(const struct step *step, uint64_t *offset)
{
    const char *name = strchr(step->typed, '=');

    *offset = 0;
    if (!name)
        return step->typed;
    step->text[name - step->typed] = '\0';
    return number_option(step->option, step->text, 0, IMAGE_BUFFER_MAX, offset) ? name + 1 : NULL;
}

/* Adds the runs of a file.  The first merge finds the image that was there before. */
static int merge(const struct step *step, uint64_t offset, const struct image_sparse *sparse,
                 const char *name)
{
    struct editing *editing = step->editing;
    struct image_trouble trouble;
    enum image_edit_result result;

    editing->sparse = true;
    if (step->merge->count == 0 && editing->buffer.size > 0 &&
        !image_merge_start(step->merge, &editing->buffer,
                           *editing->title ? editing->title : "the image", &trouble))
        return fail(step, &trouble);
    result = image_merge_add(step->merge, &editing->buffer, offset, sparse, name, &trouble);
    return finish(step, result, &trouble);
}

static int edit_merge(const struct step *step)
{
    struct image_sparse sparse;
    uint64_t offset;
    bool is_hex = false;
    const char *name = parse_merge(step, &offset);
    int status = name ? imgedit_read_sparse(name, &sparse, &is_hex) : STATUS_USAGE;

    if (status != STATUS_DONE)
        return status;
    if (name == step->typed && !is_hex) {
        message_error("--%s: '%s' does not have the form N=FILE", step->option, step->typed);
        status = STATUS_USAGE;
    } else {
        status = merge(step, offset, &sparse, name);
    }
    image_sparse_free(&sparse);
    return status;
}

static int edit_trim(const struct step *step)
{
    struct image_buffer *buffer = &step->editing->buffer;
    size_t size = image_edit_trimmed_size(buffer, step->editing->chip);
    struct image_trouble trouble;

    if (size == 0) {
        message_error("--%s: the whole image is blank", step->option);
        return STATUS_USAGE;
    }
    return image_buffer_resize(buffer, size, &trouble) ? STATUS_DONE : fail(step, &trouble);
}

static int edit_pad(const struct step *step)
{
    struct image_trouble trouble;
    uint64_t size;

    if (!number_option(step->option, step->text, 1, IMAGE_BUFFER_MAX, &size))
        return STATUS_USAGE;
    if (!image_edit_pad(&step->editing->buffer, size, &trouble))
        return fail(step, &trouble);
    return STATUS_DONE;
}

static int edit_settings(const struct step *step)
{
    return imgedit_settings(step->editing, step->option, step->typed);
}

static int edit_nvs_set(const struct step *step)
{
    return imgedit_nvs_set(step->editing, step->option, step->text);
}

static int edit_nvs_del(const struct step *step)
{
    return imgedit_nvs_delete(step->editing, step->option, step->text);
}

static int edit_fs(const struct step *step)
{
    return imgedit_fs_edit(step->editing, step->option, step->typed);
}

typedef int edit_function(const struct step *step);

static edit_function *const functions[EDIT_KINDS] = {
    [EDIT_MODE] = edit_mode,     [EDIT_FREQ] = edit_freq,       [EDIT_SIZE] = edit_size,
    [EDIT_PATCH] = edit_patch,   [EDIT_FILL] = edit_fill,       [EDIT_ERASE] = edit_erase,
    [EDIT_INSERT] = edit_insert, [EDIT_EXTRACT] = edit_extract, [EDIT_MERGE] = edit_merge,
    [EDIT_TRIM] = edit_trim,     [EDIT_PAD] = edit_pad,
    [EDIT_SET] = edit_settings,  [EDIT_REPLACE] = edit_settings, [EDIT_TABLE] = edit_settings,
    [EDIT_SCRUB] = edit_settings,
    [EDIT_NVS_SET] = edit_nvs_set, [EDIT_NVS_DEL] = edit_nvs_del,
    [EDIT_FS_MAKE] = edit_fs,    [EDIT_FS_UNTAR] = edit_fs,     [EDIT_FS_PUT] = edit_fs,
    [EDIT_FS_REMOVE] = edit_fs,  [EDIT_FS_GET] = edit_fs,       [EDIT_FS_TAR] = edit_fs,
};

int imgedit_patch(struct editing *editing, const char *text)
{
    struct step step = {.editing = editing, .option = edit_option(EDIT_PATCH), .typed = text,
                        .text = strdup(text)};
    int status = STATUS_USAGE;

    if (step.text)
        status = edit_patch(&step);
    else
        message_error("out of memory");
    free(step.text);
    return status;
}

/* Is there a CRC over bootloader and application, and is it right? */
static bool late_crc_is_right(const struct image_buffer *buffer)
{
    struct image_late_crc crc;

    return image_late_crc_find(&crc, buffer->data, buffer->size) && crc.stored == crc.computed;
}

/* Does one edit.  A CRC over bootloader and application that was right is right again
 * afterwards: the edit of either changes that CRC. */
static int do_edit(const struct step *step, enum edit_kind kind)
{
    struct image_buffer *buffer = &step->editing->buffer;
    bool right = !step->editing->is_file && step->editing->fix && late_crc_is_right(buffer);
    int status;
    struct image_late_crc crc;

    if (step->editing->is_file) {
        message_error("--%s: no edit is possible after --fs-get and --fs-tar", step->option);
        return STATUS_USAGE;
    }
    status = functions[kind](step);
    if (kind != EDIT_MERGE) { /* the next merge begins with what this edit has made */
        image_merge_free(step->merge);
        *step->merge = (struct image_merge){0};
    }
    if (status == STATUS_DONE && right && !step->editing->is_file &&
        image_late_crc_find(&crc, buffer->data, buffer->size))
        esp_put32(buffer->data + crc.offset, crc.computed);
    return status;
}

int imgedit_apply(struct editing *editing, const struct edit_list *list)
{
    struct image_merge merge = {0};
    int status = STATUS_DONE;

    for (size_t i = 0; i < list->count && status == STATUS_DONE; i++) {
        const struct edit *edit = &list->edits[i];
        struct step step = {
            .editing = editing,
            .merge = &merge,
            .option = edit_option(edit->kind),
            .typed = edit->text,
            .text = strdup(edit->text ? edit->text : ""),
        };

        status = step.text && signals_caught() == 0 ? do_edit(&step, edit->kind) : STATUS_USAGE;
        if (!step.text)
            message_error("out of memory");
        free(step.text);
    }
    image_merge_free(&merge);
    return status;
}

void imgedit_warn_of_blanks(const struct editing *editing)
{
    struct image_row rows[IMAGE_ROWS_MAX];
    struct image_trouble trouble;
    int count = editing->sparse ? image_places_blanked(&editing->buffer, rows, &trouble) : 0;

    for (int i = 0; i < count; i++)
        message_notice("the result is blank at 0x%" PRIx32 "-0x%" PRIx32 " in the partition %s, so"
                       " writing it erases what the board has there; --format=hex leaves that out",
                       rows[i].offset, rows[i].offset + rows[i].size - 1, rows[i].name);
}
