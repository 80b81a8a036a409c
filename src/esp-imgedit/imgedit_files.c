/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of esp-imgedit: images that are read, and the result.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_files.h"

#include <stdlib.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "files/imagefile.h"
#include "files/linktarget.h"
#include "files/sidecar.h"
#include "image/hex/hexread.h"
#include "image/hex/hexwrite.h"

static int fail(const char *name, const struct image_trouble *trouble)
{
    message_error("%s: %s", image_file_title(name), trouble->text);
    return STATUS_USAGE;
}

int imgedit_read_bytes(const char *name, uint8_t **bytes, size_t *size)
{
    return image_file_read_upto(name, IMAGE_BUFFER_MAX, bytes, size);
}

/* Reads Intel HEX, and frees the text. */
static int read_hex(const char *name, uint8_t *text, size_t size, struct image_sparse *sparse)
{
    struct image_trouble trouble;
    bool good = image_hex_read(sparse, text, size, &trouble);

    free(text);
    if (!good)
        return fail(name, &trouble);
    if (sparse->count > 0)
        return STATUS_DONE;
    image_sparse_free(sparse);
    message_error("%s has no data", image_file_title(name));
    return STATUS_USAGE;
}

int imgedit_read(const char *name, struct image_buffer *buffer)
{
    struct image_sparse sparse;
    struct image_trouble trouble;
    uint8_t *data;
    size_t size;
    int status = imgedit_read_bytes(name, &data, &size);

    if (status == STATUS_DONE && !image_hex_begins(data, size)) {
        image_buffer_take(buffer, data, size);
        return STATUS_DONE;
    }
    if (status == STATUS_DONE)
        status = read_hex(name, data, size, &sparse);
    if (status != STATUS_DONE)
        return status;
    if (!image_buffer_put(buffer, 0, &sparse, &trouble))
        status = fail(name, &trouble);
    image_sparse_free(&sparse);
    return status;
}

int imgedit_read_sparse(const char *name, struct image_sparse *sparse, bool *is_hex)
{
    uint8_t *data;
    size_t size;
    int status = imgedit_read_bytes(name, &data, &size);

    *sparse = (struct image_sparse){0};
    if (status != STATUS_DONE)
        return status;
    *is_hex = image_hex_begins(data, size);
    if (*is_hex)
        return read_hex(name, data, size, sparse);
    sparse->runs = calloc(1, sizeof(*sparse->runs));
    if (!sparse->runs) {
        free(data);
        message_error("out of memory");
        return STATUS_USAGE;
    }
    sparse->runs[0] = (struct image_run){.size = (uint32_t)size, .data = data};
    sparse->count = 1;
    sparse->pool = data;
    return STATUS_DONE;
}

/* A dump that has its description may be the only backup of a board.  With other contents
 * the description would be wrong, and esp-write would refuse the file. */
static int keep_dump(const char *path)
{
    char *target = linktarget_resolve(path); /* the dump that would be replaced */
    struct sidecar sidecar;
    int status = sidecar_read(&sidecar, target ? target : path);

    if (status == STATUS_DONE && sidecar.path && !sidecar.unreadable) {
        message_error("%s describes %s as esp-read made it, and would not describe the result: name"
                      " another file with --output, or move %s away first",
                      sidecar.path, path, sidecar.path);
        status = STATUS_REFUSED;
    }
    sidecar_free(&sidecar);
    free(target);
    return status;
}

int imgedit_open_output(struct output *output, const char *path, bool hex)
{
    if (path) {
        int status = keep_dump(path);

        if (status != STATUS_DONE)
            return status;
        return output_open(output, path) == 0 ? STATUS_DONE : STATUS_USAGE;
    }
    output_open_stdout(output);
    if (hex || !output_is_terminal(output))
        return STATUS_DONE;
    message_error("the terminal is no place for an image: use > FILE, a pipe or --output");
    return STATUS_USAGE;
}

static int take_text(void *ctx, const char *text, size_t size)
{
    return output_write(ctx, text, size);
}

/* Writes the text.  False after a message. */
static bool write_hex(struct output *output, const struct image_buffer *buffer)
{
    struct image_trouble trouble;
    struct image_run *runs;
    size_t count;
    bool good;

    if (!image_buffer_runs(buffer, &runs, &count, &trouble)) {
        message_error("%s", trouble.text);
        return false;
    }
    good = image_hex_write(runs, count, take_text, output) == 0;
    free(runs);
    return good;
}

static bool write_raw(struct output *output, const struct image_buffer *buffer)
{
    return output_reserve(output, buffer->size) == 0 &&
           output_write(output, buffer->data, buffer->size) == 0;
}

int imgedit_write(struct output *output, const struct image_buffer *buffer, bool hex)
{
    bool good = hex ? write_hex(output, buffer) : write_raw(output, buffer);

    good = good && output_finish(output) == 0 && signals_caught() == 0 &&
           output_publish(output) == 0;
    return good ? STATUS_DONE : STATUS_USAGE;
}
