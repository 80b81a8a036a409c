/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --ota-fit: does a program fit as an update over the air?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_FIT_OTA_FIT_H
#define ESP_IMGEDIT_FIT_OTA_FIT_H

#include "image/survey/survey.h"

struct gengetopt_args_info;

/* Prints the answer.  survey: of the image, or NULL if there is no image; title: the
 * image's name; chip: the value of --chip, or NULL.  STATUS_DONE: the program fits as it
 * is; STATUS_NO: it does not, or only packed or in two steps; else a message was printed. */
int ota_fit(const struct gengetopt_args_info *args, const char *title,
            const struct esp_chipfacts *chip, const struct image_survey *survey);

#endif
