/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of editors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "image/settings/editor.h"

static const struct esp_editor *const editors[] = {
    &esp_espeasy_editor,
    &esp_nvs_editor,
    &esp_tasmota_editor,
    NULL,
};

const struct esp_editor *esp_editor_number(unsigned number)
{
    return number < sizeof(editors) / sizeof(editors[0]) ? editors[number] : NULL;
}

const struct esp_editor *esp_editor_of(const char *full_name, const char **name)
{
    const struct esp_editor *editor;

    for (unsigned i = 0; (editor = esp_editor_number(i)); i++) {
        size_t length = strlen(editor->prefix);

        if (strncmp(full_name, editor->prefix, length) == 0 && full_name[length] == ':') {
            *name = full_name + length + 1;
            return editor;
        }
    }
    return NULL;
}
