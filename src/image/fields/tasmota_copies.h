/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copies of Tasmota's settings in an image, and their texts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * ESP8266: sectors through which the settings rotate, and in builds with a file system the
 * file /.settings.  The firmware takes the copy with the most saves, first the file, then
 * Arduino's EEPROM sector, then the others from the highest on.
 * ESP32: the file /.settings, and without it the blob main/Settings in NVS.
 * /.settings.lkg is the last one that worked, for when all others are broken.
 * Sources: settings.ino (SettingsLoad(), SettingsSave(), SettingsUpdateText()),
 * support_esp32.ino (SettingsRead()), tasmota_types.h (TSettings), tasmota.h
 * (SettingsTextIndex); for versions before 8.0, settings.h (SYSCFG) and SettingsDelta().
 */
#ifndef IMAGE_FIELDS_TASMOTA_COPIES_H
#define IMAGE_FIELDS_TASMOTA_COPIES_H

#include "image/settings/editor.h"
#include "image/settings/tasmota.h"

enum image_tasmota_where {
    IMAGE_TASMOTA_FILE,
    IMAGE_TASMOTA_SECTOR,
    IMAGE_TASMOTA_NVS,
    IMAGE_TASMOTA_LAST_KNOWN, /* the file of the last settings that worked */
};

struct image_tasmota_copy {
    enum image_tasmota_where where;
    uint32_t offset; /* in the image */
    struct image_tasmota header;
    bool sum16; /* the old sum is right, too */
    bool known; /* the version */
    uint8_t data[IMAGE_TASMOTA_SIZE];
};

/* Looks at a copy whose check is right, and may change its data, which then gets a right
 * check.  Sets *changed if so.  Every result but ESP_EDIT_DONE ends the walk. */
typedef enum esp_edit_result image_tasmota_visit(void *context, struct image_tasmota_copy *copy,
                                                 bool *changed, struct image_trouble *trouble);

/* Visits the copies in the order in which the firmware looks at them.  store: put changed
 * copies back into the image. */
enum esp_edit_result image_tasmota_each(struct esp_settings_image *image, bool store,
                                        image_tasmota_visit *visit, void *context,
                                        struct image_trouble *trouble);

/* Is there a copy, whatever its version? */
bool image_tasmota_any(const struct esp_settings_image *image);

/* Finds settings of a version before 6.0.  These settings have no check.  Returns false if the
 * image has no such settings. */
bool image_tasmota_find_early(const struct esp_settings_image *image, uint32_t *offset);

/* The texts.  Since version 8.0 they lie one behind the other, each with its NUL; before, each
 * one in its own field.  The version in data tells.  NULL: there is no such text. */
const char *image_tasmota_text(const uint8_t *data, unsigned index);

/* Replaces a text; those that lie behind it without a place of their own move.  False if the
 * texts have no room for it. */
bool image_tasmota_text_set(uint8_t *data, unsigned index, const char *text);

#define IMAGE_TASMOTA_POOL_SINCE UINT32_C(0x08000000) /* version */

enum {
    IMAGE_TASMOTA_TEXTS = 0x17,      /* offset of text_pool */
    IMAGE_TASMOTA_TEXTS_SIZE = 699,  /* settings_text_size */
    IMAGE_TASMOTA_TEXT_COUNT = 128,  /* SET_MAX of the ESP32; the ESP8266 has 101 */
};

#endif
