/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of every survey, for the fuzz targets that look into images.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FUZZ_SURVEYED_H
#define FUZZ_SURVEYED_H

#include "fuzz/lib/fuzz.h"
#include "image/survey/survey.h"

/* Checks a survey, and frees it. */
__attribute__((unused)) static void fuzz_check_survey(struct image_survey *survey)
{
    size_t faults = 0, named = 0;

    FUZZ_CHECK(!survey->out_of_memory);
    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];

        FUZZ_CHECK(part->fact_count <= IMAGE_FACTS_MAX && part->name);
        FUZZ_CHECK(part->used <= part->size);
        FUZZ_CHECK(!part->list); /* what follows belongs to the part itself */
        for (size_t k = 0; k < part->fact_count; k++) {
            faults += part->facts[k].type == IMAGE_FACT_FAULT;
            named += part->facts[k].text != NULL;
        }
    }
    FUZZ_CHECK(faults <= survey->faults && faults <= named);
    image_survey_free(survey);
}

#endif
