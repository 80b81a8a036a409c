/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a tar archive to memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fs/archive.h"

enum { FILE_MODE = 0644, FOLDER_MODE = 0755 };

static int fail(const struct archive_out *out)
{
    const char *reason = out->archive ? archive_error_string(out->archive) : NULL;

    message_error("tar: %s", reason ? reason : "out of memory");
    return STATUS_USAGE;
}

/* Takes what libarchive writes. */
static la_ssize_t grow(struct archive *archive, void *context, const void *bytes, size_t size)
{
    struct archive_out *out = context;
    size_t room = out->room ? out->room : 1 << 16;
    uint8_t *grown;

    while (room < out->size + size)
        room *= 2;
    grown = room > out->room ? realloc(out->bytes, room) : out->bytes;
    if (!grown) {
        archive_set_error(archive, 0, "out of memory");
        return -1;
    }
    out->bytes = grown;
    out->room = room;
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
    return (la_ssize_t)size;
}

/* The format of GNU tar has the bytes of each name, of any length and in any encoding.  A pax
 * archive would have to say what encoding that is, and the flash does not tell. */
int archive_out_open(struct archive_out *out)
{
    *out = (struct archive_out){.archive = archive_write_new()};
    if (out->archive && archive_write_set_format_gnutar(out->archive) == ARCHIVE_OK &&
        archive_write_open(out->archive, out, NULL, grow, NULL) == ARCHIVE_OK)
        return STATUS_DONE;
    return fail(out);
}

/* A time_t of 32 bits ends in 2038. */
static time_t archive_time(uint32_t time)
{
    return sizeof(time_t) > sizeof(time) || time <= INT32_MAX ? (time_t)time : INT32_MAX;
}

int archive_out_add(struct archive_out *out, const char *path, bool folder, uint32_t time,
                    const uint8_t *bytes, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    bool good;

    if (!entry)
        return fail(out);
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, folder ? FOLDER_MODE : FILE_MODE);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_mtime(entry, archive_time(time), 0);
    good = archive_write_header(out->archive, entry) == ARCHIVE_OK &&
           archive_write_data(out->archive, bytes, size) == (la_ssize_t)size;
    archive_entry_free(entry);
    return good ? STATUS_DONE : fail(out);
}

int archive_out_end(struct archive_out *out)
{
    if (archive_write_close(out->archive) != ARCHIVE_OK)
        return fail(out);
    archive_write_free(out->archive);
    out->archive = NULL;
    return STATUS_DONE;
}

void archive_out_drop(struct archive_out *out)
{
    if (out->archive)
        archive_write_free(out->archive);
    free(out->bytes);
    *out = (struct archive_out){0};
}
