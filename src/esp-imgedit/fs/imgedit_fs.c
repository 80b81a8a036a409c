/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit for the files of file systems: which file system is meant.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/fs/imgedit_fs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_place.h"

bool imgedit_fs_looks(const struct gengetopt_args_info *args)
{
    return args->fs_list_given || args->fs_check_given;
}

static bool is_used(const struct gengetopt_args_info *args)
{
    return imgedit_fs_looks(args) || args->fs_get_given || args->fs_tar_given ||
           args->fs_put_given || args->fs_rm_given || args->fs_untar_given || args->fs_mk_given;
}

static bool number(const char *option, const char *text, uint64_t max, uint32_t *value)
{
    uint64_t parsed = 0;

    if (text && !number_option(option, text, 1, max, &parsed))
        return false;
    *value = (uint32_t)parsed;
    return true;
}

static bool take_numbers(struct imgedit_fs *fs, const struct gengetopt_args_info *args)
{
    return number("fs-size", args->fs_size_arg, IMAGE_BUFFER_MAX, &fs->size) &&
           number("fs-block", args->fs_block_arg, 1 << 20, &fs->block) &&
           number("fs-page", args->fs_page_arg, 1 << 16, &fs->page) &&
           number("fs-name", args->fs_name_arg, 1022, &fs->name);
}

int imgedit_fs_prepare(struct imgedit_fs *fs, const struct gengetopt_args_info *args)
{
    const struct {
        const char *name;
        bool given;
    } of_making[] = {
        {"fs-size", args->fs_size_given}, {"fs-block", args->fs_block_given},
        {"fs-page", args->fs_page_given}, {"fs-name", args->fs_name_given},
    };

    if (args->fs_given && !is_used(args)) {
        program_usage_error("--fs is an option for --fs-list, --fs-get, --fs-put and the like");
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < sizeof(of_making) / sizeof(of_making[0]); i++) {
        if (of_making[i].given && !args->fs_mk_given) {
            program_usage_error("--%s is an option for --fs-mk", of_making[i].name);
            return STATUS_USAGE;
        }
    }
    if (args->fs_like_given && !args->fs_mk_given && !args->fs_put_given && !args->fs_rm_given &&
        !args->fs_untar_given) {
        program_usage_error("--fs-like is an option for --fs-mk, --fs-put, --fs-rm and --fs-untar");
        return STATUS_USAGE;
    }
    fs->place = args->fs_arg;
    fs->like = args->fs_like_arg;
    fs->force = args->force_given;
    return take_numbers(fs, args) ? STATUS_DONE : STATUS_USAGE;
}

/* OFFSET:SIZE is the same as OFFSET+SIZE. */
static int parse_place(const struct editing *editing, char *text, struct imgedit_place *place)
{
    char *mark = strchr(text, ':');

    if (mark)
        *mark = '+';
    if (!imgedit_place_parse(place, &editing->buffer, editing->chip, "fs", text))
        return STATUS_USAGE;
    if (place->offset <= UINT32_MAX && place->size <= UINT32_MAX)
        return STATUS_DONE;
    message_error("--fs: %s is too big", editing->fs.place);
    return STATUS_USAGE;
}

int imgedit_fs_place(const struct editing *editing, struct image_extent *extent)
{
    struct imgedit_place place = {0};
    char *copy;
    int status = STATUS_USAGE;

    *extent = (struct image_extent){0};
    if (!editing->fs.place)
        return STATUS_DONE;
    copy = strdup(editing->fs.place);
    if (copy)
        status = parse_place(editing, copy, &place);
    else
        message_error("out of memory");
    free(copy);
    *extent = (struct image_extent){(uint32_t)place.offset, (uint32_t)place.size};
    return status;
}

/* Keeps the file systems that begin at this offset. */
static unsigned keep(struct image_volume *volumes, unsigned count, uint32_t offset)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < count; i++)
        if (volumes[i].offset == offset)
            volumes[kept++] = volumes[i];
    return kept;
}

int imgedit_fs_volumes(const struct editing *editing, const char *option,
                       struct image_volume volumes[IMAGE_VOLUMES_MAX], unsigned *count)
{
    struct image_extent place;
    struct esp_settings_image image = {.data = editing->buffer.data,
                                       .size = editing->buffer.size,
                                       .chip = editing->chip};
    int status = imgedit_fs_place(editing, &place);

    if (status != STATUS_DONE)
        return status;
    image.place_offset = place.offset;
    image.place_size = place.size;
    *count = image_volumes_chosen(&image, volumes);
    if (editing->fs.place && place.size == 0)
        *count = keep(volumes, *count, place.offset);
    if (*count > 0)
        return STATUS_DONE;
    if (editing->fs.place)
        message_error("--%s: there is no file system at %s", option, editing->fs.place);
    else
        message_error("--%s: there is no file system in the image", option);
    return STATUS_NO;
}

const char *imgedit_fs_title(const struct image_volume *volume, char title[IMGEDIT_FS_TITLE])
{
    snprintf(title, IMGEDIT_FS_TITLE, "%s at 0x%" PRIx32, image_fs_kind_name(volume->fs.kind),
             volume->offset);
    return title;
}

/* Intel HEX leaves the blank end of a file system out: gives it back. */
static int restore_end(struct editing *editing, const char *option, struct image_volume *volume)
{
    uint64_t end = volume->offset + image_fs_size(&volume->fs);
    struct image_trouble trouble;

    if (!editing->sparse || end <= editing->buffer.size || editing->fs.place)
        return STATUS_DONE;
    if (!image_buffer_resize(&editing->buffer, end, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return STATUS_USAGE;
    }
    volume->size = (uint32_t)image_fs_size(&volume->fs);
    (void)image_fs_find(&volume->fs, editing->buffer.data + volume->offset, volume->size);
    return STATUS_DONE;
}

int imgedit_fs_one(struct editing *editing, const char *option, struct image_volume *volume)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count;
    char one[IMGEDIT_FS_TITLE], other[IMGEDIT_FS_TITLE];
    int status = imgedit_fs_volumes(editing, option, volumes, &count);

    if (status == STATUS_NO)
        return STATUS_USAGE;
    if (status != STATUS_DONE)
        return status;
    *volume = volumes[0];
    if (count == 1)
        return restore_end(editing, option, volume);
    message_error("--%s: the image has %u file systems, %s and %s%s: choose one, for example with"
                  " --fs=0x%" PRIx32,
                  option, count, imgedit_fs_title(&volumes[0], one),
                  imgedit_fs_title(&volumes[1], other), count > 2 ? " among them" : "",
                  volumes[0].offset);
    return STATUS_USAGE;
}
