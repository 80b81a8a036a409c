/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the files of a file system.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-imgedit/fs/archive.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "files/imagefile.h"
#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"

/* A file system that is changed. */
struct change {
    struct editing *editing;
    const char *option;
    struct image_volume volume;
    struct image_fsedit edit;
    struct image_fsformat like; /* of --fs-like */
};

static int open_change(struct change *change, struct editing *editing, const char *option)
{
    int status;

    *change = (struct change){.editing = editing, .option = option};
    status = imgedit_fs_one(editing, option, &change->volume);
    if (status != STATUS_DONE)
        return status;
    change->edit = (struct image_fsedit){
        .data = editing->buffer.data + change->volume.offset,
        .size = change->volume.size,
        .force = editing->fs.force,
    };
    change->like.kind = change->volume.fs.kind;
    if (editing->fs.like) {
        if (!image_fsformat_like(&change->like, editing->fs.like, change->volume.size)) {
            message_error("--fs-like: there is no firmware '%s' that uses %s", editing->fs.like,
                          image_fs_kind_name(change->like.kind));
            return STATUS_USAGE;
        }
        change->edit.like = &change->like;
    }
    if (!image_volume_is_doubtful(&change->volume, editing->buffer.data, editing->buffer.size))
        return STATUS_DONE;
    message_error("--%s: the image does not have all of the file system at 0x%" PRIx32
                  ": read the whole partition",
                  option, change->volume.offset);
    return STATUS_REFUSED;
}

static int tell(const struct change *change, const char *path, enum image_fsedit_result result,
                const struct image_trouble *trouble)
{
    if (result == IMAGE_FSEDIT_DONE)
        return STATUS_DONE;
    message_error("--%s: %s: %s", change->option, path, trouble->text);
    if (result == IMAGE_FSEDIT_REFUSED && !change->editing->fs.force)
        message_error("--%s: use --fs-check to see all damage, and --force to change the file"
                      " system as it is",
                      change->option);
    if (result == IMAGE_FSEDIT_PROTECTED)
        message_error("--%s: use --force to change it all the same", change->option);
    return result == IMAGE_FSEDIT_REFUSED || result == IMAGE_FSEDIT_PROTECTED ? STATUS_REFUSED
                                                                              : STATUS_USAGE;
}

/* Notes which bytes of the image somebody gave, for Intel HEX. */
static int finish(const struct change *change, int status)
{
    struct image_trouble trouble;

    if (status != STATUS_DONE ||
        image_buffer_mark(&change->editing->buffer, change->volume.offset, change->volume.size,
                          &trouble))
        return status;
    message_error("--%s: %s", change->option, trouble.text);
    return STATUS_USAGE;
}

/* ---- --fs-put ---- */

static uint32_t time_of(const char *name)
{
    struct stat info;

    return stat(name, &info) == 0 && info.st_mtime > 0 ? (uint32_t)info.st_mtime : 0;
}

static int put(struct change *change, const char *path, const char *name)
{
    struct image_trouble trouble;
    uint8_t *bytes = NULL;
    size_t size;
    int status = image_file_read_any(name, IMAGE_BUFFER_MAX, &bytes, &size);

    if (status != STATUS_DONE)
        return status;
    change->edit.time = time_of(name);
    status = tell(change, path,
                  image_fsedit_put(&change->edit, path, bytes, size, &trouble), &trouble);
    free(bytes);
    return status;
}

int imgedit_fs_put(struct editing *editing, const char *option, const char *text)
{
    const char *mark = strchr(text, '=');
    struct change change;
    char *path;
    int status;

    if (!mark || mark == text || mark[1] == '\0') {
        message_error("--%s: the argument does not have the form PATH=FILE", option);
        return STATUS_USAGE;
    }
    path = strndup(text, (size_t)(mark - text));
    if (!path) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    status = open_change(&change, editing, option);
    if (status == STATUS_DONE)
        status = finish(&change, put(&change, path, mark + 1));
    free(path);
    return status;
}

/* ---- --fs-rm ---- */

int imgedit_fs_remove(struct editing *editing, const char *option, const char *path)
{
    struct image_trouble trouble;
    struct change change;
    int status = open_change(&change, editing, option);

    if (status != STATUS_DONE)
        return status;
    return finish(&change, tell(&change, path, image_fsedit_remove(&change.edit, path, &trouble),
                                &trouble));
}

/* ---- --fs-untar ---- */

/* A file that --fs-untar has written. */
struct member {
    char *name; /* as the archive has it */
    char *path;
};

struct untar {
    struct change change;
    struct member *members;
    size_t count, room;
};

static bool note(struct untar *untar, const struct archive_item *item)
{
    size_t room = untar->room ? 2 * untar->room : 64;
    struct member *members = untar->members, *new;

    if (untar->count == untar->room) {
        members = realloc(members, room * sizeof(*members));
        if (!members)
            return false;
        untar->members = members;
        untar->room = room;
    }
    new = &members[untar->count++];
    *new = (struct member){strdup(item->name), strdup(item->path)};
    return new->name && new->path;
}

static void forget(struct untar *untar)
{
    for (size_t i = 0; i < untar->count; i++) {
        free(untar->members[i].name);
        free(untar->members[i].path);
    }
    free(untar->members);
}

/* An archive may have two files whose names FAT takes for one name: readme.txt and README.TXT.
 * One of the files would be lost.  A name that is there twice, as after "tar --append", is one file in
 * the archive, too: the last one counts. */
static int note_or_refuse(struct untar *untar, const struct archive_item *item)
{
    enum image_fs_kind kind = untar->change.volume.fs.kind;

    for (size_t i = 0; i < untar->count; i++) {
        const struct member *member = &untar->members[i];

        if (!image_fs_same_path(kind, member->path, item->path))
            continue;
        if (strcmp(member->name, item->name) == 0)
            return STATUS_DONE;
        message_error("--%s: %s and %s would be the same file in %s", untar->change.option, member->name,
                      item->name, image_fs_kind_name(kind));
        return STATUS_USAGE;
    }
    if (note(untar, item))
        return STATUS_DONE;
    message_error("out of memory");
    return STATUS_USAGE;
}

static int add_item(void *context, const struct archive_item *item)
{
    struct untar *untar = context;
    struct change *change = &untar->change;
    struct image_trouble trouble;
    enum image_fsedit_result result;

    if (signals_caught() != 0)
        return STATUS_USAGE;
    if (!item->folder && note_or_refuse(untar, item) != STATUS_DONE)
        return STATUS_USAGE;
    change->edit.time = item->time;
    if (item->folder)
        result = image_fsedit_make_folder(&change->edit, item->path, &trouble);
    else
        result = image_fsedit_put(&change->edit, item->path, item->bytes, item->size, &trouble);
    change->edit.sound = result == IMAGE_FSEDIT_DONE && !change->edit.force;
    return tell(change, item->path, result, &trouble);
}

int imgedit_fs_untar(struct editing *editing, const char *option, const char *name)
{
    struct untar untar = {.count = 0};
    int status = open_change(&untar.change, editing, option);

    if (status == STATUS_DONE)
        status = finish(&untar.change, archive_read_all(option, name, add_item, &untar));
    forget(&untar);
    return status;
}

int imgedit_fs_edit(struct editing *editing, const char *option, const char *argument)
{
    static const struct {
        const char *option;
        int (*run)(struct editing *editing, const char *option, const char *argument);
    } functions[] = {
        {"fs-get", imgedit_fs_get},     {"fs-tar", imgedit_fs_tar},
        {"fs-put", imgedit_fs_put},     {"fs-rm", imgedit_fs_remove},
        {"fs-untar", imgedit_fs_untar}, {"fs-mk", imgedit_fs_make},
    };

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (strcmp(functions[i].option, option) == 0)
            return functions[i].run(editing, option, argument);
    return STATUS_USAGE;
}
