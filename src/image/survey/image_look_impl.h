/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of looking through an image; for the files in this folder only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_SURVEY_IMAGE_LOOK_IMPL_H
#define IMAGE_SURVEY_IMAGE_LOOK_IMPL_H

#include "image/survey/survey.h"

enum { IMAGE_SECTOR = 4096 };

/* Adds the program that begins at offset, and its faults.  name: the partition's name, or
 * NULL for a name after the place.  limit: the program must end there or before.  False if
 * nothing begins there that looks like a program. */
bool image_look_program(struct image_survey *survey, uint32_t offset, uint32_t limit,
                        const char *name);

/* Adds the programs at the places where the chip looks for one, and then all other programs
 * outside of parts that are known already. */
void image_look_programs(struct image_survey *survey);

/* Adds the table of partitions and all partitions that begin within the image.  flash_size:
 * what the partitions must fit into, in bytes; 0: not known.  False if there is no table. */
bool image_look_partitions(struct image_survey *survey, uint64_t flash_size);

/* The chip for which the image's programs are; NULL: not known. */
const struct esp_chipfacts *image_look_chip(const uint8_t *data, size_t size);

/* The first byte behind the parts that cover this offset; offset itself if no part covers
 * the offset. */
uint32_t image_look_behind(const struct image_survey *survey, uint32_t offset);

#endif
