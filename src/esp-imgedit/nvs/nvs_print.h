/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the values of an NVS partition.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_NVS_NVS_PRINT_H
#define ESP_IMGEDIT_NVS_NVS_PRINT_H

#include <stdbool.h>

#include "image/nvs/edit/nvs_work.h"
#include "image/survey/survey.h"

struct nvs_listing {
    const char *title; /* of the image */
    const struct image_nvs_work *work;
    const struct image_nvs *nvs;
    const struct image_part *part; /* its faults */
    bool show_secrets;
};

/* For people; lines of key=value; one JSON object.  False if memory is out.
 *   nvs=nvs offset=36864 size=20480 faults=0
 *   value=wifi/ssid type=str size=5 offset=36992 text=home
 *   value=wifi/password type=str size=9 offset=37056 secret=yes
 */
bool nvs_print_text(const struct nvs_listing *listing);
bool nvs_print_lines(const struct nvs_listing *listing);
bool nvs_print_json(const struct nvs_listing *listing);

#endif
