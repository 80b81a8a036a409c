/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of --ota-fit as facts, for lines of key=value and JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fit/ota_fit_print.h"

static void add_staging(struct image_part *part, const struct image_fit *fit)
{
    const struct image_fit_staging *staging = &fit->staging;

    image_fact_hex(part, "fs-start", staging->fs_start);
    image_fact_bytes(part, "current-size", staging->current);
    image_fact_flag(part, "current-assumed", fit->current_assumed);
    image_fact_bytes(part, "max-size", staging->max_size);
    image_fact_bytes(part, "max-program", staging->max_program);
    image_fact_flag(part, "fits-gzip", staging->fits_packed);
    image_fact_flag(part, "fits-in-two-steps", ota_fit_in_steps(fit));
    image_fact_bytes(part, "step-max", staging->step_max);
    image_fact_flag(part, "fits-in-two-steps-gzip", ota_fit_in_steps_packed(fit));
    image_fact_bytes(part, "step-max-gzip", staging->step_max_packed);
    image_fact_bytes(part, "step-max-unpacked", staging->step_max_unpacked);
    if (fit->new.step)
        image_fact_text(part, "usual-step", fit->new.step->name);
}

static void add_slot(struct image_part *part, const struct image_fit *fit)
{
    if (fit->slot[0]) {
        image_fact_text(part, "slot", fit->slot);
        image_fact_hex(part, "slot-offset", fit->slot_offset);
    }
    image_fact_bytes(part, "max-size", fit->slot_size);
}

void ota_fit_add_facts(struct image_part *part, const struct image_fit *fit)
{
    static const char *const ways[] = {
        [IMAGE_FIT_STAGING] = "staging",
        [IMAGE_FIT_SLOT] = "slot",
        [IMAGE_FIT_NO_WAY] = "none",
    };

    image_fact_flag(part, "fits", fit->fits);
    image_fact_text(part, "way", ways[fit->way]);
    image_fact_text(part, "chip", fit->new.chip->name);
    if (fit->layout)
        image_fact_text(part, "layout", fit->layout->name);
    image_fact_flag(part, "layout-assumed", fit->layout_assumed);
    image_fact_bytes(part, "chip-size", fit->chip_size);
    image_fact_bytes(part, "header-size", fit->header_size);
    image_fact_flag(part, "header-too-large", fit->header_too_large);
    image_fact_flag(part, "new-header-too-large", fit->new_header_too_large);
    image_fact_flag(part, "layout-too-large", fit->layout_too_large);
    image_fact_bytes(part, "new-size", fit->new.size);
    image_fact_bytes(part, "new-gzip-size", fit->new.gzip_size);
    image_fact_flag(part, "new-is-gzip", fit->new.packed);
    if (fit->way == IMAGE_FIT_STAGING)
        add_staging(part, fit);
    else if (fit->way == IMAGE_FIT_SLOT)
        add_slot(part, fit);
}
