/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there room for the image on the board, as far as that is known here?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ota_room.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "files/imagefile.h"
#include "image/fit/fit.h"
#include "image/layout/layout_find.h"
#include "image/survey/image_look.h"

/* Bytes behind an application that may be a signature, or padding to a sector. */
enum { BEHIND = 0x2000 };

bool ota_room_is_dump(const struct ota_image *image)
{
    return image->look.behind > BEHIND;
}

static const struct image_layout *parse_layout(const char *name)
{
    const struct image_layout *layout = image_layout_named(name);
    char list[1024] = "";
    size_t used = 0;

    for (size_t i = 0; !layout && i < image_layout_count && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, " %s", image_layouts[i].name);
    if (!layout)
        program_usage_error("'%s' is no known layout:%s", name, list);
    return layout;
}

/* Tells what does not fit, with numbers.  Returns an exit status. */
static int tell(const struct image_fit *fit, const struct ota_image *image, bool force)
{
    const struct image_fit_staging *staging = &fit->staging;
    const char *packing = "";

    if (fit->fits)
        return STATUS_DONE;
    if (fit->header_too_large)
        message_error("the board takes no update: the header of its application says that the "
                      "flash has %" PRIu32 " bytes, and it has %" PRIu32,
                      fit->header_size, fit->chip_size);
    else if (fit->new_header_too_large)
        message_error("%s: its header says that the flash has %" PRIu32
                      " bytes, and it has %" PRIu32 ", so the board will refuse it",
                      image->title, fit->new.flash_size, fit->chip_size);
    else if (fit->way == IMAGE_FIT_NO_WAY)
        message_error("the board has no slot for an update");
    else if (fit->way == IMAGE_FIT_SLOT)
        message_error("%s: %zu bytes do not fit into the %" PRIu32 " bytes of the board's slot",
                      image->title, image->size, fit->slot_size);
    else {
        if (!image->look.packed)
            packing =
                staging->fits_packed ? "; it fits with --gzip" : "; packed it does not fit either";
        message_error("%s: %zu bytes do not fit: between the %" PRIu32
                      " bytes that run now and the file system at 0x%" PRIx32
                      " is room for %" PRIu32 "%s",
                      image->title, image->size, staging->current, staging->fs_start,
                      staging->max_size, packing);
    }
    return force ? STATUS_DONE : STATUS_REFUSED;
}

static int by_numbers(const struct ota_image *image, const struct gengetopt_args_info *args)
{
    const struct image_layout *layout = NULL;
    struct image_fit fit = {.new = image->look, .way = IMAGE_FIT_STAGING};
    uint64_t running;

    if (!args->running_size_given || !args->layout_given) {
        program_usage_error("--running-size and --layout go together");
        return STATUS_USAGE;
    }
    if (!number_option("running-size", args->running_size_arg, 1, UINT32_MAX, &running) ||
        (layout = parse_layout(args->layout_arg)) == NULL)
        return STATUS_USAGE;
    if (layout->fs_start == 0) {
        fit.way = layout->slots > 1 ? IMAGE_FIT_SLOT : IMAGE_FIT_NO_WAY;
        fit.slot_size = layout->slot_size;
        fit.fits = layout->slots > 1 && image->size <= layout->slot_size;
        return tell(&fit, image, args->force_given);
    }
    fit.staging = (struct image_fit_staging){
        .fs_start = layout->fs_start,
        .current = (uint32_t)running,
        .size = image->look.size,
        .gzip_size = image->look.packed ? (uint32_t)image->size : image->look.gzip_size};
    image_fit_stage(&fit.staging);
    fit.fits = image->look.packed ? fit.staging.fits_packed : fit.staging.fits;
    return tell(&fit, image, args->force_given);
}

/* Has the board's file system, of room bytes, room for the new one? */
static int tell_filesystem(const struct ota_image *image, uint32_t room, bool force)
{
    if (image->size <= room)
        return STATUS_DONE;
    message_error("%s: %zu bytes do not fit into the %" PRIu32 " bytes of the board's file system",
                  image->title, image->size, room);
    return force ? STATUS_DONE : STATUS_REFUSED;
}

static int filesystem_by_layout(const struct ota_image *image,
                                const struct gengetopt_args_info *args)
{
    const struct image_layout *layout = parse_layout(args->layout_arg);

    if (!layout)
        return STATUS_USAGE;
    if (layout->fs_start == 0) { /* its table tells, and is not known here */
        program_usage_error("--layout=%s does not tell the size of the file system", layout->name);
        return STATUS_USAGE;
    }
    if (layout->has_fs)
        return tell_filesystem(image, image_layout_fs_size(layout), args->force_given);
    message_error("the layout %s has no file system", layout->name);
    return args->force_given ? STATUS_DONE : STATUS_REFUSED;
}

/* Of several file systems the largest counts: which one the board's program uses is not known. */
static int filesystem_by_survey(const struct ota_image *image, const struct image_survey *survey,
                                const struct gengetopt_args_info *args)
{
    uint32_t room = 0;

    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];

        if (part->kind == IMAGE_PART_FILE_SYSTEM && part->size > room)
            room = part->size;
    }
    if (room > 0)
        return tell_filesystem(image, room, args->force_given);
    message_notice("%s does not tell what fits on the board", image_file_title(args->backup_arg));
    return STATUS_DONE;
}

static int by_survey(const struct ota_image *image, const struct image_survey *survey,
                     const struct gengetopt_args_info *args)
{
    struct image_fit_request request = {.survey = survey, .data = image->data, .size = image->size};
    const char *title = image_file_title(args->backup_arg);
    struct image_fit fit;

    switch (image_fit_find(&fit, &request)) {
    case IMAGE_FIT_OK:
        return tell(&fit, image, args->force_given);
    case IMAGE_FIT_FOREIGN:
        message_error("%s is for another chip than the board of %s", image->title, title);
        return args->force_given ? STATUS_DONE : STATUS_REFUSED;
    default:
        message_notice("%s does not tell what fits on the board", title);
        return STATUS_DONE;
    }
}

static int by_backup(const struct ota_image *image, const struct gengetopt_args_info *args)
{
    struct image_survey survey;
    uint8_t *dump = NULL;
    size_t size;
    int status = image_file_read(args->backup_arg, &dump, &size);

    if (status != STATUS_DONE)
        return status;
    image_survey_look(&survey, dump, size, NULL);
    status = image->filesystem ? filesystem_by_survey(image, &survey, args)
                               : by_survey(image, &survey, args);
    image_survey_free(&survey);
    free(dump);
    return status;
}

int ota_room_check(const struct ota_image *image, const struct gengetopt_args_info *args)
{
    if (args->backup_given)
        return by_backup(image, args);
    if (image->filesystem)
        return args->layout_given ? filesystem_by_layout(image, args) : STATUS_DONE;
    if (args->running_size_given || args->layout_given)
        return by_numbers(image, args);
    return STATUS_DONE;
}
