/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings by their names: the options --set, --settings, --table and the like.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions return an exit status.  If it is not STATUS_DONE, the function has printed a
 * message.  No message has the value of a setting, which may be a secret.
 */
#ifndef ESP_IMGEDIT_FIELDS_H
#define ESP_IMGEDIT_FIELDS_H

#include <stdbool.h>

#include "image/edit/buffer.h"
#include "image/settings/editor.h"

/* The image of a request, with the options that concern settings. */
struct fields_request {
    struct image_buffer *buffer;
    const struct esp_chipfacts *chip;
    const char *option; /* for messages, without dashes: "set" */
    bool show_secrets;
    const uint8_t *nvs_keys; /* of encrypted NVS, or NULL */
    size_t nvs_keys_size;
};

/* Sets the field "name", for example "espeasy:name".  Messages begin with the text "where", for
 * example "row 3".  If "where" is NULL, messages begin without a text. */
int fields_set(const struct fields_request *request, const char *name, const char *value,
               const char *where);

/* Does NAME=VALUE. */
int fields_set_option(const struct fields_request *request, const char *text);

struct fields_value {
    char *text; /* allocated; NULL: there is no such setting, or memory is out */
    bool secret;
};

/* The value of NAME.  Secrets are not masked here: fields_shown() does that. */
struct fields_value fields_value(const struct fields_request *request, const char *name);

/* Would setting NAME make a new key of NVS, whose type the value does not name? */
bool fields_guess_type(const struct fields_request *request, const char *name, const char *value);

/* The text of a value for people: "***" for a secret, unless the user wants to see it. */
const char *fields_shown(const struct fields_request *request, const struct fields_value *value);

/* Prints all settings that the editors know. */
int fields_list(const struct fields_request *request);

/* Prints text from an image, made safe for a terminal. */
void fields_print(const char *text);

/* Fills the editors' view of the image. */
struct esp_settings_image fields_image(const struct fields_request *request);

#endif
