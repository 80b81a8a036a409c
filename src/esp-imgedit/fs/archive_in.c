/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the files of an archive, or of a folder.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fs/archive.h"
#include "image/edit/buffer.h"

enum { BLOCK = 64 << 10 };

/* An archive that is read. */
struct reading {
    const char *option, *name; /* for messages */
    struct archive *archive;
    const char *base; /* of a folder: the paths begin with it */
    size_t base_size; /* without slashes at its end, which libarchive leaves out */
    archive_take *take;
    void *context;
};

static int fail(const struct reading *reading)
{
    const char *reason = reading->archive ? archive_error_string(reading->archive) : NULL;

    message_error("--%s: %s: %s", reading->option, reading->name, reason ? reason : "out of memory");
    return STATUS_USAGE;
}

/* The path within the file system, without leading "./" and '/'.  NULL after a message. */
static const char *inner_path(const struct reading *reading, struct archive_entry *entry)
{
    const char *path = archive_entry_pathname(entry);

    if (!path) {
        message_error("--%s: %s has a file whose name cannot be read", reading->option,
                      reading->name);
        return NULL;
    }
    if (reading->base && strncmp(path, reading->base, reading->base_size) == 0)
        path += reading->base_size;
    while (*path == '/' || (path[0] == '.' && (path[1] == '/' || path[1] == '\0')))
        path++;
    for (const char *part = path; *part; part += strspn(part, "/")) {
        size_t length = strcspn(part, "/");

        if (length == 2 && strncmp(part, "..", 2) == 0) {
            message_error("--%s: %s: the path '%s' leads out of the archive", reading->option,
                          reading->name, path);
            return NULL;
        }
        part += length;
    }
    return path;
}

/* Reads the contents.  *bytes is allocated. */
static int read_bytes(const struct reading *reading, struct archive_entry *entry, uint8_t **bytes,
                      size_t *size)
{
    la_int64_t told = archive_entry_size(entry);
    la_ssize_t got;

    *bytes = NULL;
    *size = 0;
    if (told < 0 || told > IMAGE_BUFFER_MAX) {
        message_error("--%s: %s: the file %s is larger than any flash", reading->option,
                      reading->name, archive_entry_pathname(entry));
        return STATUS_USAGE;
    }
    *bytes = malloc((size_t)told + 1);
    if (!*bytes)
        return fail(reading);
    while ((got = archive_read_data(reading->archive, *bytes + *size, (size_t)told - *size)) > 0)
        *size += (size_t)got;
    return got < 0 || *size != (size_t)told ? fail(reading) : STATUS_DONE;
}

/* 0 for a time that the file systems cannot have. */
static uint32_t time_of(struct archive_entry *entry)
{
    time_t time = archive_entry_mtime(entry);

    return time > 0 && (uint64_t)time <= UINT32_MAX ? (uint32_t)time : 0;
}

static int take_entry(const struct reading *reading, struct archive_entry *entry)
{
    unsigned type = archive_entry_filetype(entry);
    struct archive_item item = {.folder = type == AE_IFDIR,
                                .time = time_of(entry)};
    uint8_t *bytes = NULL;
    int status = STATUS_DONE;

    item.name = archive_entry_pathname(entry);
    item.path = inner_path(reading, entry);
    if (!item.path)
        return STATUS_USAGE;
    if (*item.path == '\0')
        return STATUS_DONE; /* the folder itself */
    if ((type != AE_IFREG && type != AE_IFDIR) || archive_entry_hardlink(entry)) {
        message_error("--%s: %s: %s is a link or a device; a file system on the flash has only"
                      " files and folders",
                      reading->option, reading->name, item.path);
        return STATUS_USAGE;
    }
    if (type == AE_IFREG)
        status = read_bytes(reading, entry, &bytes, &item.size);
    item.bytes = bytes;
    if (status == STATUS_DONE)
        status = reading->take(reading->context, &item);
    free(bytes);
    return status;
}

/* Reads the next header.  Pax archives say that names are UTF-8.  The programs run in the locale
 * "C", so libarchive cannot convert a name that is not ASCII: it warns, and gives the bytes as they
 * are in the archive.  Those bytes are the name on the flash. */
static int next_header(const struct reading *reading, struct archive_entry *entry)
{
    int result = archive_read_next_header2(reading->archive, entry);
    const char *warning = result == ARCHIVE_WARN ? archive_error_string(reading->archive) : NULL;

    return warning && strstr(warning, "can't be converted from") ? ARCHIVE_OK : result;
}

static int take_entries(const struct reading *reading)
{
    struct archive_entry *entry = archive_entry_new();
    int result = ARCHIVE_EOF, status = STATUS_DONE;

    if (!entry)
        return fail(reading);
    while (status == STATUS_DONE && (result = next_header(reading, entry)) == ARCHIVE_OK) {
        status = take_entry(reading, entry);
        if (reading->base && archive_entry_filetype(entry) == AE_IFDIR)
            archive_read_disk_descend(reading->archive);
    }
    if (status == STATUS_DONE && result != ARCHIVE_EOF)
        status = fail(reading);
    archive_entry_free(entry);
    return status;
}

static int open_file(const struct reading *reading)
{
    const char *name = strcmp(reading->name, "-") == 0 ? NULL : reading->name;

    if (reading->archive && archive_read_support_filter_all(reading->archive) >= ARCHIVE_WARN &&
        archive_read_support_format_tar(reading->archive) == ARCHIVE_OK &&
        archive_read_open_filename(reading->archive, name, BLOCK) == ARCHIVE_OK)
        return STATUS_DONE;
    return fail(reading);
}

static int open_folder(const struct reading *reading)
{
    if (reading->archive && archive_read_disk_set_symlink_physical(reading->archive) == ARCHIVE_OK &&
        archive_read_disk_open(reading->archive, reading->name) == ARCHIVE_OK)
        return STATUS_DONE;
    return fail(reading);
}

int archive_read_all(const char *option, const char *name, archive_take *take, void *context)
{
    struct reading reading = {.option = option, .name = name, .take = take, .context = context};
    struct stat info;
    int status;

    if (stat(name, &info) == 0 && S_ISDIR(info.st_mode)) {
        reading.base = name;
        reading.base_size = strlen(name);
        while (reading.base_size > 1 && name[reading.base_size - 1] == '/')
            reading.base_size--;
        reading.archive = archive_read_disk_new();
        status = open_folder(&reading);
    } else {
        reading.archive = archive_read_new();
        status = open_file(&reading);
    }
    if (status == STATUS_DONE)
        status = take_entries(&reading);
    if (reading.archive)
        archive_read_free(reading.archive);
    return status;
}
