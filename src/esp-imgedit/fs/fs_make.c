/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a new file system: --fs-mk.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "image/fs/edit/fsedit.h"

enum { SECTOR = 4096 };

static enum image_fs_kind kind_of(const char *name)
{
    for (int kind = IMAGE_FS_SPIFFS; kind <= IMAGE_FS_FAT; kind++)
        if (strcmp(image_fs_kind_name((enum image_fs_kind)kind), name) == 0)
            return (enum image_fs_kind)kind;
    return IMAGE_FS_NONE;
}

/* Is there nothing but a file system, or nothing at all?  Wear levelling fills the place. */
static bool is_free(const uint8_t *data, size_t size)
{
    struct image_fs fs;
    uint64_t used;

    if (esp_blank(data, size))
        return true;
    if (!image_fs_find(&fs, data, size))
        return false;
    used = image_fs_size(&fs);
    return (fs.kind == IMAGE_FS_FAT && fs.fat.wear.present) || used >= size ||
           esp_blank(data + used, size - (size_t)used);
}

/* Finds the range that --fs names, or in an image without bytes --fs-size.  What lies there
 * must be blank or a file system. */
static int find_place(struct editing *editing, const char *option, struct image_extent *place)
{
    struct image_trouble trouble;
    int status = imgedit_fs_place(editing, place);

    if (status != STATUS_DONE)
        return status;
    if (editing->fs.size > 0 && place->size > 0 && editing->fs.size > place->size) {
        message_error("--fs-size: 0x%" PRIx32 " bytes are more than the 0x%" PRIx32 " of %s",
                      editing->fs.size, place->size, editing->fs.place);
        return STATUS_USAGE;
    }
    if (editing->fs.size > 0)
        place->size = editing->fs.size;
    if (place->size == 0 || place->size % SECTOR != 0 || place->offset % SECTOR != 0) {
        message_error("--%s: the place must be whole sectors of 4096 bytes: name a partition or a"
                      " range with --fs, or the size with --fs-size",
                      option);
        return STATUS_USAGE;
    }
    if (editing->buffer.size < (uint64_t)place->offset + place->size &&
        !image_buffer_resize(&editing->buffer, (uint64_t)place->offset + place->size, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return STATUS_USAGE;
    }
    if (editing->fs.force || is_free(editing->buffer.data + place->offset, place->size))
        return STATUS_DONE;
    message_error("--%s: 0x%" PRIx32 "-0x%" PRIx32 " has something that is no file system; use"
                  " --force to replace it",
                  option, place->offset, place->offset + place->size - 1);
    return STATUS_REFUSED;
}

int imgedit_fs_make(struct editing *editing, const char *option, const char *text)
{
    struct image_fsformat format = {.kind = kind_of(text),
                                    .block_size = editing->fs.block,
                                    .page_size = editing->fs.page,
                                    .name_max = editing->fs.name};
    struct image_trouble trouble;
    struct image_extent place;
    int status;

    if (format.kind == IMAGE_FS_NONE) {
        message_error("--%s: '%s' is not spiffs, littlefs or fat", option, text);
        return STATUS_USAGE;
    }
    status = find_place(editing, option, &place);
    if (status != STATUS_DONE)
        return status;
    if (editing->fs.like && !image_fsformat_like(&format, editing->fs.like, place.size)) {
        message_error("--fs-like: there is no firmware '%s' that uses %s", editing->fs.like, text);
        return STATUS_USAGE;
    }
    if (image_fsedit_format(&(struct image_fsedit){.data = editing->buffer.data + place.offset,
                                                   .size = place.size},
                            &format, &trouble) != IMAGE_FSEDIT_DONE ||
        !image_buffer_mark(&editing->buffer, place.offset, place.size, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return STATUS_USAGE;
    }
    return STATUS_DONE;
}
