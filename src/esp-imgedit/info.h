/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printing what an image contains.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All functions print to standard output.
 */
#ifndef ESP_IMGEDIT_INFO_H
#define ESP_IMGEDIT_INFO_H

#include <stdbool.h>

#include "image/survey/survey.h"

/* For people.  all: with facts that are of use only now and then. */
void info_print_text(const struct image_survey *survey, const char *title, bool all);

/* One line of key=value for the image, and one for each part:
 *   image=dump.bin size=4194304 chip=ESP32 faults=0
 *   part=bootloader name=bootloader offset=4096 size=26768 mode=DIO segment0-address=0x3fff0018
 * Faults are fault-KEY=TEXT, warnings are warning-KEY=TEXT. */
void info_print_lines(const struct image_survey *survey, const char *title);

/* One JSON object.  An enum esp_err. */
int info_print_json(const struct image_survey *survey, const char *title);

/* Prints faults as error messages. */
void info_print_faults(const struct image_survey *survey, const char *title);

#endif
