/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printing the answer of --ota-fit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_FIT_OTA_FIT_PRINT_H
#define ESP_IMGEDIT_FIT_OTA_FIT_PRINT_H

#include "image/fit/fit.h"

/* A first step of an update in two steps: no smaller build with an updater is known.
 * ESPEasy's uploader has 270 KB (homieiot/homie-esp8266, issue 535); packed, two thirds are
 * left of a program. */
enum { SMALLEST_STEP = 256 << 10, SMALLEST_STEP_PACKED = 176 << 10 };

/* Can the update be done in two steps, with a small build as it is, or packed? */
bool ota_fit_in_steps(const struct image_fit *fit);
bool ota_fit_in_steps_packed(const struct image_fit *fit);

/* For people.  title: the new program's file. */
void ota_fit_print_text(const struct image_fit *fit, const char *title);

/* The answer as facts, for lines of key=value and JSON. */
void ota_fit_add_facts(struct image_part *part, const struct image_fit *fit);

#endif
