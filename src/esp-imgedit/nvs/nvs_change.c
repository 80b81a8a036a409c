/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets and deletes values of NVS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_files.h"
#include "esp-imgedit/nvs/imgedit_nvs.h"
#include "image/nvs/edit/nvs_text.h"

/* A change of one key. */
struct change {
    struct editing *editing;
    const char *option;
    const char *title; /* NAMESPACE/KEY, for messages */
    struct image_nvs_name name;
    struct esp_settings_image image;
    struct image_nvs_work work;
};

static int fail(const struct change *change, enum esp_edit_result result,
                const struct image_trouble *trouble)
{
    return imgedit_nvs_fail(change->option, change->title, result, trouble);
}

static int open_work(struct change *change)
{
    struct image_trouble trouble;
    enum esp_edit_result result = image_nvs_name_parse(&change->name, change->title, &trouble);
    int status = STATUS_DONE;

    if (result == ESP_EDIT_DONE)
        status = imgedit_nvs_image(&change->image, change->editing);
    if (result == ESP_EDIT_DONE && status == STATUS_DONE)
        result = image_nvs_work_open(&change->work, &change->image, &trouble);
    return result == ESP_EDIT_DONE ? status : fail(change, result, &trouble);
}

static int commit(struct change *change)
{
    const struct image_nvs_work *work = &change->work;
    struct image_trouble trouble;
    enum esp_edit_result result = image_nvs_work_commit(&change->work, &trouble);

    if (result == ESP_EDIT_DONE && !image_buffer_mark(&change->editing->buffer, work->offset,
                                                      (uint32_t)work->size, &trouble))
        result = ESP_EDIT_NOMEM;
    if (result != ESP_EDIT_DONE)
        return fail(change, result, &trouble);
    if (work->repairs.count > 0)
        message_notice("NVS was left in the middle of a change; repaired as a board does when it"
                       " starts: %u place%s, the first at 0x%" PRIx64 ": %s",
                       work->repairs.count, work->repairs.count > 1 ? "s" : "",
                       work->repairs.first.offset, work->repairs.first.text);
    message_verbose("--%s: %s: changed in the NVS partition at 0x%" PRIx32, change->option,
                    change->title, work->offset);
    return STATUS_DONE;
}

/* Makes the bytes of a value: of a file for a blob that is written as @FILE. */
static int make_value(const struct change *change, const char *typed,
                      struct image_nvs_bytes *value, uint8_t **bytes)
{
    struct image_nvs_text text;
    struct image_trouble trouble;
    enum esp_edit_result result;
    int status;

    image_nvs_text_split(&text, typed);
    result = image_nvs_text_type(&text, &change->work, &change->name, &trouble);
    if (result == ESP_EDIT_DONE && text.type == IMAGE_NVS_BLOB && !text.base64 &&
        text.value[0] == '@') {
        *value = (struct image_nvs_bytes){.type = IMAGE_NVS_BLOB};
        status = imgedit_read_bytes(text.value + 1, bytes, &value->size);
        value->data = *bytes;
        return status;
    }
    if (result == ESP_EDIT_DONE)
        result = image_nvs_text_parse(&text, value, bytes, &trouble);
    return result == ESP_EDIT_DONE ? STATUS_DONE : fail(change, result, &trouble);
}

static int set_value(struct change *change, const char *typed)
{
    struct image_nvs_bytes value;
    struct image_trouble trouble;
    enum esp_edit_result result;
    uint8_t *bytes = NULL;
    int status = make_value(change, typed, &value, &bytes);

    if (status == STATUS_DONE) {
        result = image_nvs_work_set(&change->work, &change->name, &value, &trouble);
        status = result == ESP_EDIT_DONE ? commit(change) : fail(change, result, &trouble);
        OPENSSL_cleanse(bytes, value.size);
    }
    free(bytes);
    return status;
}

int imgedit_nvs_set(struct editing *editing, const char *option, const char *text)
{
    struct change change = {.editing = editing, .option = option};
    const char *mark = strchr(text, '=');
    char *title;
    int status;

    if (!mark) { /* the text may have a secret in a wrong place */
        message_error("--%s: the argument does not have the form NAMESPACE/KEY=[TYPE:]VALUE", option);
        return STATUS_USAGE;
    }
    title = strndup(text, (size_t)(mark - text));
    if (!title) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    change.title = title;
    status = open_work(&change);
    if (status == STATUS_DONE)
        status = set_value(&change, mark + 1);
    image_nvs_work_close(&change.work);
    free(title);
    return status;
}

int imgedit_nvs_delete(struct editing *editing, const char *option, const char *text)
{
    struct change change = {.editing = editing, .option = option, .title = text};
    struct image_trouble trouble;
    int status = open_work(&change);

    if (status == STATUS_DONE) {
        enum esp_edit_result result =
            image_nvs_work_delete(&change.work, &change.name, &trouble);

        status = result == ESP_EDIT_DONE ? commit(&change) : fail(&change, result, &trouble);
    }
    image_nvs_work_close(&change.work);
    return status;
}
