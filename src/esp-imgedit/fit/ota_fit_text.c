/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of --ota-fit, for people.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/number.h"
#include "cli/visible.h"
#include "esp-imgedit/fit/ota_fit_print.h"

bool ota_fit_in_steps(const struct image_fit *fit)
{
    return fit->staging.step_max >= SMALLEST_STEP;
}

bool ota_fit_in_steps_packed(const struct image_fit *fit)
{
    return fit->staging.step_max_packed >= SMALLEST_STEP_PACKED &&
           fit->staging.step_max_unpacked >= SMALLEST_STEP;
}

static void row(const char *name, uint32_t bytes, const char *remark)
{
    char size[32];

    number_format_size(size, sizeof(size), bytes);
    printf("  %-22s %8" PRIu32 "  %s%s%s\n", name, bytes, size, remark[0] ? ", " : "", remark);
}

static void print_new(const struct image_fit *fit)
{
    row("new program", fit->new.size, "");
    if (fit->way == IMAGE_FIT_STAGING || fit->new.packed)
        row("  with gzip -9", fit->new.gzip_size, fit->new.packed ? "as the file is" : "");
}

static void print_layout(const struct image_fit *fit)
{
    if (!fit->layout)
        return;
    printf("  %-22s %s%s\n", "layout", fit->layout->name,
           fit->layout_assumed ? ", because no file system was found: --layout names another one"
                               : "");
}

static void print_staging(const struct image_fit *fit)
{
    const struct image_fit_staging *staging = &fit->staging;
    char where[32];

    snprintf(where, sizeof(where), "at 0x%" PRIx32, staging->fs_start);
    row("space for programs", staging->fs_start, "up to the file system");
    row("current program", staging->current,
        fit->current_assumed ? "if it is as large as the new one" : "");
    row("largest update now", staging->max_size, "");
}

/* Why a larger size in the header is no way out. */
static void print_obstacles(const struct image_fit *fit)
{
    char claimed[32], real[32];
    uint32_t most = fit->header_size > fit->new.flash_size ? fit->header_size : fit->new.flash_size;

    if (!fit->header_too_large && !fit->new_header_too_large && !fit->layout_too_large)
        return;
    if (fit->layout_too_large && fit->layout->chip_size > most)
        most = fit->layout->chip_size;
    number_format_size(claimed, sizeof(claimed), most);
    number_format_size(real, sizeof(real), fit->chip_size);
    printf("A header or the layout says %s, and the flash has %s.  A larger size in a header\n"
           "(-fs of other tools) makes no room: the updater refuses each update if a header claims\n"
           "more than the flash has, and nothing can lie beyond the end of the flash.\n",
           claimed, real);
}

static void print_steps(const struct image_fit *fit)
{
    const struct image_fit_staging *staging = &fit->staging;
    const char *usual = fit->new.step ? fit->new.step->name : NULL;

    if (ota_fit_in_steps(fit))
        printf("In two steps it fits: first a small build of at most %" PRIu32 " bytes, then the"
               " new program.\n",
               staging->step_max);
    else
        printf("In two steps it does not fit: a small build could have at most %" PRIu32
               " bytes.\n",
               staging->step_max);
    if (!ota_fit_in_steps(fit) && ota_fit_in_steps_packed(fit))
        printf("In two steps with gzip it fits: first a small build of at most %" PRIu32
               " bytes packed and\n%" PRIu32 " unpacked, then the new program packed.\n",
               staging->step_max_packed, staging->step_max_unpacked);
    if (usual && (ota_fit_in_steps(fit) || ota_fit_in_steps_packed(fit)))
        printf("The usual small build is %s.\n", usual);
}

static void print_staging_answer(const struct image_fit *fit, const char *title)
{
    const struct image_fit_staging *staging = &fit->staging;

    if (fit->fits) {
        printf("%s fits.\n", title);
        return;
    }
    printf("%s does not fit.\n", title);
    print_obstacles(fit);
    if (fit->header_too_large || fit->new_header_too_large || fit->layout_too_large)
        return;
    if (fit->new.size > staging->max_program) {
        printf("It is larger than any program here can be, %" PRIu32 " bytes.\n",
               staging->max_program);
        return;
    }
    if (!fit->new.packed && staging->fits_packed)
        printf("Packed by gzip -9 it fits, if the current program was built with version 2.7.0 of"
               " Arduino's\ncore or a later one.\n");
    else if (!fit->new.packed)
        printf("Packed by gzip it does not fit either.\n");
    print_steps(fit);
    if (!ota_fit_in_steps(fit) && !ota_fit_in_steps_packed(fit) && !staging->fits_packed)
        printf("This update needs a cable.\n");
}

static void print_slot_answer(const struct image_fit *fit, const char *title)
{
    printf("%s %s.\n", title, fit->fits ? "fits" : "does not fit");
    print_obstacles(fit);
    if (fit->way == IMAGE_FIT_NO_WAY)
        printf("There is no second slot for a program, so this board cannot be updated over the"
               " air.\n");
    else if (fit->new.packed)
        printf("It is gzip, which a board with slots does not unpack.\n");
    else if (fit->new.size > fit->slot_size)
        printf("The slot is too small by %" PRIu32 " bytes; gzip does not help, because the slot"
               " has to hold\nthe unpacked program.\n",
               fit->new.size - fit->slot_size);
}

void ota_fit_print_text(const struct image_fit *fit, const char *title)
{
    char name[64];

    print_new(fit);
    print_layout(fit);
    if (fit->chip_size)
        row("flash", fit->chip_size, "");
    if (fit->way == IMAGE_FIT_STAGING) {
        print_staging(fit);
        print_staging_answer(fit, title);
        return;
    }
    snprintf(name, sizeof(name), "slot%s%.20s", fit->slot[0] ? " " : "", fit->slot);
    if (fit->way == IMAGE_FIT_SLOT)
        row(name, fit->slot_size, "");
    print_slot_answer(fit, title);
}
