/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings by their names: sets and lists them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "cli/visible.h"
#include "esp-imgedit/fields/boards_check.h"

#define MASK "***"

struct esp_settings_image fields_image(const struct fields_request *request)
{
    return (struct esp_settings_image){
        .data = request->buffer->data,
        .size = request->buffer->size,
        .chip = request->chip,
        .nvs_keys = request->nvs_keys,
        .nvs_keys_size = request->nvs_keys_size,
    };
}

static int status_for(enum esp_edit_result result)
{
    return result == ESP_EDIT_DONE      ? STATUS_DONE
           : result == ESP_EDIT_REFUSED ? STATUS_REFUSED
                                        : STATUS_USAGE;
}

static const struct esp_editor *find_editor(const struct fields_request *request,
                                            const char *full_name, const char **name)
{
    const struct esp_editor *editor = esp_editor_of(full_name, name);
    char shown[BOARDS_SHOWN_MAX];

    if (!editor)
        message_error("--%s: '%s' does not begin with the name of a kind of settings, such as"
                      " espeasy:",
                      request->option, boards_shown(full_name, shown));
    return editor;
}

int fields_set(const struct fields_request *request, const char *full_name, const char *value,
               const char *where)
{
    struct esp_settings_image image = fields_image(request);
    struct image_trouble trouble;
    const char *name;
    const struct esp_editor *editor = find_editor(request, full_name, &name);
    enum esp_edit_result result;

    if (!editor)
        return STATUS_USAGE;
    result = editor->set(&image, name, value, &trouble);
    if (result != ESP_EDIT_DONE)
        message_error("--%s: %s%s%s: %s", request->option, where ? where : "", where ? ": " : "",
                      full_name, trouble.text);
    else
        message_verbose("%s is set", full_name);
    return status_for(result);
}

int fields_set_option(const struct fields_request *request, const char *text)
{
    const char *mark = strchr(text, '=');
    char *name;
    int status;

    if (!mark || mark == text) {
        message_error("--%s: the argument does not have the form NAME=VALUE", request->option);
        return STATUS_USAGE;
    }
    name = strndup(text, (size_t)(mark - text));
    if (!name) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    status = fields_set(request, name, mark + 1, NULL);
    free(name);
    return status;
}

const char *fields_shown(const struct fields_request *request, const struct fields_value *value)
{
    if (!value->text)
        return "(none)";
    return value->secret && !request->show_secrets && value->text[0] ? MASK : value->text;
}

static bool keep_value(void *context, const struct esp_setting *setting)
{
    struct fields_value *value = context;

    *value = (struct fields_value){strdup(setting->text), setting->secret};
    return false;
}

struct fields_value fields_value(const struct fields_request *request, const char *full_name)
{
    struct esp_settings_image image = fields_image(request);
    struct fields_value value = {0};
    struct image_trouble trouble;
    const char *name;
    const struct esp_editor *editor = esp_editor_of(full_name, &name);

    if (editor)
        (void)editor->get(&image, name, keep_value, &value, &trouble);
    return value;
}

bool fields_guess_type(const struct fields_request *request, const char *full_name,
                       const char *value)
{
    struct esp_settings_image image = fields_image(request);
    const char *name;

    return esp_editor_of(full_name, &name) == &esp_nvs_editor &&
           esp_nvs_guesses_type(&image, name, value);
}

void fields_print(const char *text)
{
    char *visible = malloc(VISIBLE_EXPANSION * strlen(text) + 1);

    if (!visible)
        return;
    visible_copy(visible, text);
    fputs(visible, stdout);
    free(visible);
}

/* What a visit of a listing needs. */
struct listing {
    const char *prefix;
    bool show_secrets;
};

/* Prints "espeasy:name=Pump_0", in a form that --set takes. */
static bool print_setting(void *context, const struct esp_setting *setting)
{
    struct listing *listing = context;

    printf("%s:", listing->prefix);
    fields_print(setting->name);
    putchar('=');
    fields_print(setting->secret && !listing->show_secrets && setting->text[0] ? MASK : setting->text);
    putchar('\n');
    return true;
}

int fields_list(const struct fields_request *request)
{
    struct esp_settings_image image = fields_image(request);
    const struct esp_editor *editor;
    int status = STATUS_DONE;
    bool found = false;

    for (unsigned i = 0; (editor = esp_editor_number(i)); i++) {
        struct listing listing = {.prefix = editor->prefix, .show_secrets = request->show_secrets};
        struct image_trouble trouble;
        enum esp_edit_result result;

        if (!editor->find(&image))
            continue;
        found = true;
        result = editor->list(&image, print_setting, &listing, &trouble);
        if (result == ESP_EDIT_DONE)
            continue;
        message_error("--%s: %s: %s", request->option, editor->prefix, trouble.text);
        status = status_for(result);
    }
    if (found)
        return status;
    message_error("--%s: the image has no settings that are known here", request->option);
    return STATUS_NO;
}
