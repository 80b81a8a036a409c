/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a program fit as an update over the air?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fit/fit.h"

#include <string.h>

#include "image/layout/layout_find.h"
#include "image/fit/fit_slot.h"
#include "image/imageheader.h"

/* What the chip sees of its flash: tools/sdk/ld/eagle.flash.4m.ld, irom0_0_seg ends there. */
enum { MAPPED = 1 << 20, FIRST_APP = 0x1000, SIZE_BYTE = 3 };

static uint32_t round_up(uint32_t size)
{
    return (size + IMAGE_FIT_SECTOR - 1) & ~(uint32_t)(IMAGE_FIT_SECTOR - 1);
}

static uint32_t less(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* What is left of the space when this much of it is used. */
static uint32_t left(uint32_t space, uint32_t used)
{
    return space > round_up(used) ? space - round_up(used) : 0;
}

void image_fit_stage(struct image_fit_staging *s)
{
    s->max_size = left(s->fs_start, s->current);
    s->max_program = less(s->fs_start, MAPPED);
    s->fits = round_up(s->size) <= s->max_size && s->size <= s->max_program;
    s->fits_packed = round_up(s->gzip_size) <= s->max_size && s->size <= s->max_program;
    if (s->size > s->max_program)
        return;
    /* The small build must fit now, and after it the new program must fit. */
    s->step_max = less(s->max_size, left(s->fs_start, s->size));
    s->step_max_packed = s->max_size;
    s->step_max_unpacked = less(left(s->fs_start, s->gzip_size), MAPPED);
}

/* The application of which updates replace the whole from the start of the flash. */
static const struct image_part *current_part(const struct image_survey *survey)
{
    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];

        if (part->kind == IMAGE_PART_APPLICATION && part->offset == FIRST_APP && part->used > 0)
            return part;
    }
    return NULL;
}

static bool is_flash(size_t size)
{
    return size >= 256 << 10 && (size & (size - 1)) == 0;
}

/* The sizes of the flash: what was told, what the image has, what the header says. */
static void find_sizes(struct image_fit *fit, const struct image_fit_request *request)
{
    const struct image_survey *survey = request->survey;
    const struct esp_chipfacts *chip = fit->new.chip;
    uint32_t boot = chip ? chip->boot_offset : 0;

    if (survey && chip && survey->size > boot + SIZE_BYTE &&
        image_header_chip(chip, survey->data + boot, survey->size - boot) == chip)
        fit->header_size = chip->flash_sizes[survey->data[boot + SIZE_BYTE] >> 4];
    fit->chip_size = request->chip_size;
    if (fit->chip_size == 0 && survey && is_flash(survey->size))
        fit->chip_size = (uint32_t)survey->size;
    if (fit->chip_size == 0)
        fit->chip_size = request->layout ? request->layout->chip_size : fit->header_size;
}

/* Sets a layout that was named. */
static enum image_fit_error take_layout(struct image_fit *fit, const struct image_layout *layout)
{
    fit->layout = layout;
    if (layout)
        fit->staging.fs_start = layout->fs_start;
    return layout && layout->fs_start ? IMAGE_FIT_OK : IMAGE_FIT_OTHER_LAYOUT;
}

/* A file system tells which layout the program has.  Without one, the program may have a
 * layout without one, too. */
static enum image_fit_error find_layout(struct image_fit *fit,
                                        const struct image_fit_request *request)
{
    uint32_t claimed = fit->header_size ? fit->header_size : fit->chip_size;
    const struct image_layout *found;

    if (request->layout)
        return take_layout(fit, request->layout);
    if (!request->survey)
        return IMAGE_FIT_NO_LAYOUT;
    found = image_layout_find(request->survey->data, request->survey->size, claimed);
    if (found)
        return take_layout(fit, found);
    if (!is_flash(request->survey->size) && request->chip_size == 0)
        return IMAGE_FIT_NO_LAYOUT;
    fit->layout_assumed = true;
    return take_layout(fit, image_layout_with(claimed, 0)) == IMAGE_FIT_OK ? IMAGE_FIT_OK
                                                                       : IMAGE_FIT_NO_LAYOUT;
}

static enum image_fit_error find_staging(struct image_fit *fit,
                                         const struct image_fit_request *request)
{
    struct image_fit_staging *staging = &fit->staging;
    const struct image_part *part = request->survey ? current_part(request->survey) : NULL;
    const struct image_fact *format = part ? image_fact_find(part, "format") : NULL;
    enum image_fit_error error;

    if (request->survey && !part)
        return IMAGE_FIT_NO_CURRENT;
    if (format && format->text && strcmp(format->text, "version-2") == 0) {
        image_fit_find_user(fit, request->survey);
        return IMAGE_FIT_OK;
    }
    fit->way = IMAGE_FIT_STAGING;
    error = find_layout(fit, request);
    staging->size = fit->new.size;
    staging->gzip_size = fit->new.gzip_size;
    staging->current = part ? FIRST_APP + part->used : fit->new.size;
    fit->current_assumed = !part;
    image_fit_stage(staging);
    return error;
}

static enum image_fit_error find_slot(struct image_fit *fit,
                                      const struct image_fit_request *request)
{
    fit->layout = request->layout;
    if (!fit->layout)
        return request->survey ? image_fit_find_partition(fit, request->survey)
                               : IMAGE_FIT_NO_LAYOUT;
    if (fit->layout->fs_start)
        return IMAGE_FIT_OTHER_LAYOUT;
    image_fit_find_named(fit, fit->layout);
    return IMAGE_FIT_OK;
}

/* Updater::begin() refuses if the current program's header claims more than the chip has,
 * _verifyEnd() if the new one's does. */
static void judge(struct image_fit *fit)
{
    const struct image_fit_staging *staging = &fit->staging;

    if (fit->chip_size > 0) {
        fit->header_too_large = fit->header_size > fit->chip_size;
        fit->new_header_too_large = fit->way == IMAGE_FIT_STAGING && !fit->new.packed &&
                                    fit->new.flash_size > fit->chip_size;
        fit->layout_too_large = fit->layout && fit->layout->chip_size > fit->chip_size;
    }
    if (fit->way == IMAGE_FIT_STAGING)
        fit->fits = fit->new.packed ? staging->fits_packed : staging->fits;
    else
        fit->fits = fit->way == IMAGE_FIT_SLOT && !fit->new.packed &&
                    fit->new.size <= fit->slot_size;
    if (fit->header_too_large || fit->new_header_too_large || fit->layout_too_large)
        fit->fits = false;
}

enum image_fit_error image_fit_find(struct image_fit *fit,
                                    const struct image_fit_request *request)
{
    const struct esp_chipfacts *chip = request->chip;
    enum image_fit_error error;

    *fit = (struct image_fit){0};
    if (!chip && request->survey)
        chip = request->survey->chip;
    image_fit_look_at_new(&fit->new, chip, request->data, request->size);
    if (fit->new.kind != IMAGE_FIT_NEW_GOOD)
        return IMAGE_FIT_BAD_NEW;
    if (chip && fit->new.chip != chip)
        return IMAGE_FIT_FOREIGN;
    find_sizes(fit, request);
    error = fit->new.chip->extended_header ? find_slot(fit, request) : find_staging(fit, request);
    judge(fit);
    return error;
}
