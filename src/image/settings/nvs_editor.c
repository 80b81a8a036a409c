/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor "nvs:NAMESPACE/KEY".
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/nvs/edit/nvs_secret.h"
#include "image/nvs/edit/nvs_text.h"
#include "image/settings/editor.h"

static bool find(const struct esp_settings_image *image)
{
    struct image_trouble trouble;
    uint32_t offset, size;
    char name[17];

    return image_nvs_place(image, &offset, &size, name, &trouble) == ESP_EDIT_DONE;
}

struct telling {
    const struct image_nvs *nvs; /* NULL: open the copy for each value */
    const struct image_nvs_work *work;
    esp_setting_visit *visit;
    void *context;
    bool no_memory, ended;
};

/* A string that begins like [TYPE:]VALUE needs its type, so that set() takes the text. */
static char *with_type(char *text, const struct image_nvs_value *value)
{
    struct image_nvs_text split;
    size_t size;
    char *longer;

    image_nvs_text_split(&split, text);
    if (!split.type || value->type != IMAGE_NVS_STRING)
        return text;
    size = strlen("str:") + strlen(text) + 1;
    longer = malloc(size);
    if (longer)
        snprintf(longer, size, "str:%s", text);
    OPENSSL_cleanse(text, strlen(text));
    free(text);
    return longer;
}

static bool tell(void *context, const struct image_nvs_value *value)
{
    struct telling *telling = context;
    char name[2 * IMAGE_NVS_KEY_MAX + 2];
    struct esp_setting setting = {.name = name, .type = image_nvs_type_name(value->type)};
    char *text;

    if (!value->space || !value->complete)
        return true;
    text = image_nvs_text_format(telling->nvs, value);
    text = text ? with_type(text, value) : NULL;
    telling->no_memory = !text;
    if (!text)
        return false;
    snprintf(name, sizeof(name), "%s/%s", value->space, value->key);
    setting.text = text;
    setting.secret = image_nvs_is_secret(value);
    setting.offset = telling->work->offset + (uint32_t)(value->entry.raw - telling->work->plain);
    telling->ended = !telling->visit(telling->context, &setting);
    OPENSSL_cleanse(text, strlen(text));
    free(text);
    return !telling->ended;
}

static enum esp_edit_result no_memory(struct image_trouble *trouble)
{
    image_trouble_set(trouble, 0, "out of memory");
    return ESP_EDIT_NOMEM;
}

/* Opens the partition, and tells its values.  wanted: NULL, or the name of the only one. */
static enum esp_edit_result list_values(const struct esp_settings_image *image,
                                        const struct image_nvs_name *wanted,
                                        struct telling *telling, struct image_trouble *trouble)
{
    struct image_nvs_work work;
    struct image_nvs nvs;
    enum esp_edit_result result = image_nvs_work_open(&work, image, trouble);

    if (result == ESP_EDIT_DONE && !image_nvs_open(&nvs, work.plain, work.size)) {
        image_nvs_close(&nvs);
        result = no_memory(trouble);
    } else if (result == ESP_EDIT_DONE) {
        telling->nvs = &nvs;
        telling->work = &work;
        if (wanted)
            result = image_nvs_work_get(&work, wanted, tell, telling, trouble);
        else
            image_nvs_each(&nvs, tell, telling);
        image_nvs_close(&nvs);
    }
    image_nvs_work_close(&work);
    return telling->no_memory ? no_memory(trouble) : result;
}

static enum esp_edit_result list(const struct esp_settings_image *image, esp_setting_visit *visit,
                                 void *context, struct image_trouble *trouble)
{
    struct telling telling = {.visit = visit, .context = context};

    return list_values(image, NULL, &telling, trouble);
}

static enum esp_edit_result get(const struct esp_settings_image *image, const char *name,
                                esp_setting_visit *visit, void *context,
                                struct image_trouble *trouble)
{
    struct telling telling = {.visit = visit, .context = context};
    struct image_nvs_name parsed;
    enum esp_edit_result result = image_nvs_name_parse(&parsed, name, trouble);

    return result == ESP_EDIT_DONE ? list_values(image, &parsed, &telling, trouble) : result;
}

static enum esp_edit_result set_value(struct image_nvs_work *work,
                                      const struct image_nvs_name *name, const char *typed,
                                      struct image_trouble *trouble)
{
    struct image_nvs_text text;
    struct image_nvs_bytes value;
    uint8_t *bytes = NULL;
    enum esp_edit_result result;

    image_nvs_text_split(&text, typed);
    result = image_nvs_text_type(&text, work, name, trouble);
    if (result == ESP_EDIT_DONE)
        result = image_nvs_text_parse(&text, &value, &bytes, trouble);
    if (result == ESP_EDIT_DONE) {
        result = image_nvs_work_set(work, name, &value, trouble);
        OPENSSL_cleanse(bytes, value.size);
    }
    free(bytes);
    return result;
}

static enum esp_edit_result set(struct esp_settings_image *image, const char *name,
                                const char *text, struct image_trouble *trouble)
{
    struct image_nvs_name parsed;
    struct image_nvs_work work;
    enum esp_edit_result result = image_nvs_name_parse(&parsed, name, trouble);

    if (result != ESP_EDIT_DONE)
        return result;
    result = image_nvs_work_open(&work, image, trouble);
    if (result == ESP_EDIT_DONE)
        result = set_value(&work, &parsed, text, trouble);
    if (result == ESP_EDIT_DONE)
        result = image_nvs_work_commit(&work, trouble);
    image_nvs_work_close(&work);
    return result;
}

static bool ignore(void *context, const struct esp_setting *setting)
{
    (void)context;
    (void)setting;
    return false;
}

bool esp_nvs_guesses_type(const struct esp_settings_image *image, const char *name,
                          const char *text)
{
    struct image_trouble trouble;
    struct image_nvs_text split;

    image_nvs_text_split(&split, text);
    return !split.type && find(image) &&
           get(image, name, ignore, NULL, &trouble) == ESP_EDIT_ABSENT;
}

bool esp_name_is_secret(const char *name)
{
    return image_nvs_is_secret(&(struct image_nvs_value){.key = name, .type = IMAGE_NVS_STRING});
}

const struct esp_editor esp_nvs_editor = {
    .prefix = "nvs", .find = find, .list = list, .get = get, .set = set};
