/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of an image each byte belongs to.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_SURVEY_IMAGE_COVER_H
#define IMAGE_SURVEY_IMAGE_COVER_H

#include "image/survey/survey.h"

struct image_cover_span {
    uint32_t first, end;          /* offsets; end is the first offset behind the span */
    const struct image_part *part; /* the innermost part there; NULL: no part is there */
};

/* Spans without gaps from offset 0 to the end.  Neighbours may belong to the same part. */
struct image_cover {
    struct image_cover_span *spans;
    size_t count;
};

/* Covers "size" bytes with the parts of a survey, of which no order is expected.  What lies
 * behind these bytes is left out.  False if memory has run out. */
bool image_cover_make(struct image_cover *cover, const struct image_survey *survey, uint32_t size);
void image_cover_free(struct image_cover *cover);

/* The first offset behind a part, at most "size".  A part that fills more than is reserved
 * for it ends where its contents end. */
uint32_t image_part_end(const struct image_part *part, uint32_t size);

#endif
