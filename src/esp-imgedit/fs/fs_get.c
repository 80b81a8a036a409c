/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes one file, or all files as a tar archive, out of a file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fs/archive.h"
#include "esp-imgedit/fs/imgedit_fs.h"

/* Puts bytes, which are allocated, in the place of the image. */
static void take(struct editing *editing, uint8_t *bytes, size_t size)
{
    image_buffer_free(&editing->buffer);
    image_buffer_take(&editing->buffer, bytes, size);
    editing->is_file = true;
}

/* ---- --fs-get ---- */

/* A file of FAT is not found by a short name if it has a long one, as it is not changed by that. */
static int tell_alias(const char *option, const struct image_fsfiles *files, const char *path)
{
    const struct image_fsfile *file = image_fsfiles_aliased(files, path);

    if (!file)
        return STATUS_DONE;
    message_error("--%s: %s is the short name of '%s', and only the long name is taken", option, path,
                  file->path);
    return STATUS_NO;
}

/* Looks for the file in one file system.  *file is in *files. */
static int look(const char *option, const struct image_volume *volume, const char *path,
                struct image_fsfiles *files, const struct image_fsfile **file)
{
    char title[IMGEDIT_FS_TITLE];
    unsigned same = 0;

    if (!image_fsfiles_list(files, &volume->fs)) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    *file = image_fsfiles_named(files, path);
    if (!*file)
        return tell_alias(option, files, path);
    for (size_t i = 0; i < files->count; i++)
        same += !files->files[i].folder && strcmp(files->files[i].path, (*file)->path) == 0;
    if (same == 1 && !(*file)->broken)
        return STATUS_DONE;
    imgedit_fs_title(volume, title);
    if (same > 1)
        message_error("--%s: %s has the file %s twice: a change of it was interrupted", option,
                      title, path);
    else
        message_error("--%s: the file %s of %s is damaged: parts of it are missing or there twice",
                      option, path, title);
    return STATUS_REFUSED;
}

static uint8_t *copy_file(const struct editing *editing, const struct image_volume *volume,
                          const struct image_fsfile *file)
{
    uint8_t *bytes = malloc(file->size ? file->size : 1);

    if (bytes)
        image_fsfile_get(file, editing->buffer.data + volume->offset, 0, bytes, file->size);
    else
        message_error("out of memory");
    return bytes;
}

/* A file that was found. */
struct found {
    uint8_t *bytes; /* allocated; NULL: nothing was found yet */
    size_t size;
    const struct image_volume *volume;
};

static int look_into(struct found *found, const struct editing *editing, const char *option,
                     const struct image_volume *volume, const char *path)
{
    char one[IMGEDIT_FS_TITLE], other[IMGEDIT_FS_TITLE];
    struct image_fsfiles files;
    const struct image_fsfile *file = NULL;
    int status = look(option, volume, path, &files, &file);

    if (status == STATUS_DONE && file && found->bytes) {
        message_error("--%s: two file systems have a file %s, %s and %s: choose one with --fs",
                      option, path, imgedit_fs_title(found->volume, one),
                      imgedit_fs_title(volume, other));
        status = STATUS_USAGE;
    } else if (status == STATUS_DONE && file) {
        *found = (struct found){copy_file(editing, volume, file), file->size, volume};
        status = found->bytes ? STATUS_DONE : STATUS_USAGE;
    }
    image_fsfiles_free(&files);
    return status;
}

int imgedit_fs_get(struct editing *editing, const char *option, const char *path)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    struct found found = {0};
    unsigned count = 0;
    int status = imgedit_fs_volumes(editing, option, volumes, &count);

    for (unsigned i = 0; i < count && status == STATUS_DONE; i++)
        status = look_into(&found, editing, option, &volumes[i], path);
    if (status == STATUS_DONE && !found.bytes) {
        message_error("--%s: no file system has a file %s", option, path);
        status = STATUS_NO;
    }
    if (status == STATUS_DONE)
        take(editing, found.bytes, found.size);
    else
        free(found.bytes);
    return status;
}

/* ---- --fs-tar ---- */

static int put_file(struct archive_out *out, const struct editing *editing,
                    const struct image_volume *volume, const struct image_fsfile *file)
{
    uint8_t *bytes = copy_file(editing, volume, file);
    int status = STATUS_USAGE;

    if (bytes)
        status = archive_out_add(out, file->path, file->folder, file->time, bytes, file->size);
    free(bytes);
    return status;
}

/* Would a tar archive give the name back?  SPIFFS takes any bytes for a name, and a damaged file
 * system may have any name: tar reads "a/" as a folder, and "./a" as "a". */
static bool fits_tar(const char *path)
{
    size_t size = strlen(path);

    if (size == 0 || path[size - 1] == '/' || strcmp(path, ".") == 0 || strncmp(path, "./", 2) == 0)
        return false;
    for (const char *part = path; *part; part += strspn(part, "/")) {
        size_t length = strcspn(part, "/");

        if (length == 2 && strncmp(part, "..", 2) == 0)
            return false;
        part += length;
    }
    return true;
}

static bool is_second(const struct image_fsfiles *files, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(files->files[i].path, files->files[number].path) == 0)
            return true;
    return false;
}

/* Why this file is left out of an archive; NULL: it is not. */
static const char *find_obstacle(const struct image_fsfiles *files, size_t number)
{
    if (files->files[number].broken)
        return "is damaged";
    if (!fits_tar(files->files[number].path))
        return "has a name that is no name in a tar archive";
    return is_second(files, number) ? "is there twice" : NULL;
}

/* A damaged file is left out: the others are worth having.  The status tells. */
static int put_files(struct archive_out *out, const struct editing *editing, const char *option,
                     const struct image_volume *volume, const struct image_fsfiles *files)
{
    int status = STATUS_DONE;
    bool left_out = false;

    for (size_t i = 0; i < files->count && status == STATUS_DONE; i++) {
        const struct image_fsfile *file = &files->files[i];
        const char *obstacle = find_obstacle(files, i);

        if (obstacle)
            message_error("--%s: the file %s %s, and is left out", option, file->path, obstacle);
        else
            status = put_file(out, editing, volume, file);
        left_out |= obstacle != NULL;
    }
    if (files->damage.damaged)
        message_error("--%s: the file system is damaged, so files may be missing: %s", option,
                      files->damage.trouble.text);
    if (status == STATUS_DONE && (left_out || files->damage.damaged)) {
        message_error("--%s: use --force to have the other files", option);
        return editing->fs.force ? STATUS_DONE : STATUS_REFUSED;
    }
    return status;
}

int imgedit_fs_tar(struct editing *editing, const char *option, const char *unused)
{
    struct image_volume volume;
    struct image_fsfiles files;
    struct archive_out out;
    int status = imgedit_fs_one(editing, option, &volume);

    (void)unused;
    if (status != STATUS_DONE)
        return status;
    status = archive_out_open(&out);
    if (!image_fsfiles_list(&files, &volume.fs)) {
        message_error("out of memory");
        status = STATUS_USAGE;
    }
    if (status == STATUS_DONE)
        status = put_files(&out, editing, option, &volume, &files);
    image_fsfiles_free(&files);
    if (status == STATUS_DONE)
        status = archive_out_end(&out);
    if (status == STATUS_DONE)
        take(editing, out.bytes, out.size);
    else
        archive_out_drop(&out);
    return status;
}
