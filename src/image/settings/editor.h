/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editors: settings in an image that have names, whatever keeps them there.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A setting's full name is PREFIX:NAME, for example "nvs:wifi/ssid" or "espeasy:unit".  The
 * prefix chooses the editor.  An editor only changes bytes within the image: the image never
 * becomes longer or shorter, and the editor makes the checksums of its settings right.  An
 * editor prints nothing and opens no file.  If a function fails, the image is as before.
 *
 * To add an editor: write a constant struct esp_editor in a file of its own, declare the
 * editor below, and add the editor to the table in editors.c.
 */
#ifndef IMAGE_SETTINGS_EDITOR_H
#define IMAGE_SETTINGS_EDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "image/trouble.h"

/* The image, and what the user said about it. */
struct esp_settings_image {
    uint8_t *data;                    /* from offset 0 of the flash on; or a partition alone */
    size_t size;
    const struct esp_chipfacts *chip; /* the value of --chip, or NULL */
    /* The range that the user chose for the editor, for example by the name of a partition;
     * size 0: the editor finds the place. */
    uint32_t place_offset, place_size;
    /* The contents of a partition with the keys of NVS, or NULL. */
    const uint8_t *nvs_keys;
    size_t nvs_keys_size;
};

/* A setting as list() and get() tell it.  All strings are valid only during the call. */
struct esp_setting {
    const char *name; /* without the prefix: "wifi/ssid", "unit" */
    const char *type; /* a short word: "str", "u8", "ip" */
    const char *text; /* the value, in a form that set() takes; may hold any byte but NUL */
    bool secret;      /* the text is a password, a key or the like: programs mask the text */
    uint32_t offset;  /* of the value's first byte in the image */
};

/* Returns false to end the list. */
typedef bool esp_setting_visit(void *context, const struct esp_setting *setting);

enum esp_edit_result {
    ESP_EDIT_DONE,
    ESP_EDIT_ABSENT,  /* the image has nothing for this editor, or has no such setting */
    ESP_EDIT_BAD,     /* the name or the value is malformed, out of range or too long */
    ESP_EDIT_REFUSED, /* the image is damaged, of an unknown version, encrypted or full */
    ESP_EDIT_NOMEM,
};

/* Of all functions: every result but ESP_EDIT_DONE comes with *trouble, a text for one line
 * of a message.  The text never has the value, which may be a secret. */
struct esp_editor {
    const char *prefix; /* without the colon: "nvs" */

    /* Does the image have settings for this editor?  The function is quick, and does not
     * check the settings. */
    bool (*find)(const struct esp_settings_image *image);

    /* Calls visit() for each setting, in a fixed order. */
    enum esp_edit_result (*list)(const struct esp_settings_image *image, esp_setting_visit *visit,
                                 void *context, struct image_trouble *trouble);

    /* Calls visit() once, for the setting with this name. */
    enum esp_edit_result (*get)(const struct esp_settings_image *image, const char *name,
                                esp_setting_visit *visit, void *context,
                                struct image_trouble *trouble);

    /* Sets the value.  Setting the value that is there already succeeds, and changes no
     * byte. */
    enum esp_edit_result (*set)(struct esp_settings_image *image, const char *name,
                                const char *text, struct image_trouble *trouble);
};

extern const struct esp_editor esp_nvs_editor; /* nvs_editor.c */
extern const struct esp_editor esp_espeasy_editor, esp_tasmota_editor; /* image/fields */

/* Would setting NAMESPACE/KEY make a new key, whose type the text does not name?  Then the
 * name may be a mistake. */
bool esp_nvs_guesses_type(const struct esp_settings_image *image, const char *name,
                          const char *text);

/* Does the name, of whatever it is, say that the value is a password, a key or a token? */
bool esp_name_is_secret(const char *name);

/* Finds the editor of a full name, and sets *name behind the prefix.  NULL: no editor has
 * this prefix. */
const struct esp_editor *esp_editor_of(const char *full_name, const char **name);

/* All editors, in the order of their prefixes.  NULL behind the last. */
const struct esp_editor *esp_editor_number(unsigned number);

#endif
