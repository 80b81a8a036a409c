/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of Tasmota's settings.  A value is set in all copies whose check is right, so
 * that it does not matter which copy the firmware takes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "image/fields/fieldtext.h"
#include "image/fields/tasmota_copies.h"
#include "image/fields/volumes.h"

/* A setting: a text with its index in SettingsTextIndex, or an address with its offset in
 * TSettings. */
struct field {
    const char *name;
    unsigned text;    /* for IMAGE_FIELD_TEXT */
    uint32_t offset;  /* for IMAGE_FIELD_IP */
    bool secret;
    uint32_t since; /* version */
};

enum { DEVICE_NAME_SINCE = 0x08030002, SECOND_DNS_SINCE = 0x09050004 };

static const struct field fields[] = {
    {"hostname", 8, 0, false, 0},
    {"device-name", 76, 0, false, DEVICE_NAME_SINCE},
    {"friendly-name", 44, 0, false, 0},
    {"friendly-name2", 45, 0, false, 0},
    {"friendly-name3", 46, 0, false, 0},
    {"friendly-name4", 47, 0, false, 0},
    {"topic", 17, 0, false, 0},
    {"full-topic", 16, 0, false, 0},
    {"group-topic", 20, 0, false, 0},
    {"ssid1", 4, 0, false, 0},
    {"password1", 6, 0, true, 0},
    {"ssid2", 5, 0, false, 0},
    {"password2", 7, 0, true, 0},
    {"web-password", 10, 0, true, 0},
    {"mqtt-host", 12, 0, false, 0},
    {"mqtt-client", 13, 0, false, 0},
    {"mqtt-user", 14, 0, false, 0},
    {"mqtt-password", 15, 0, true, 0},
    {"ip", 0, 0x544, false, 0},
    {"gateway", 0, 0x548, false, 0},
    {"mask", 0, 0x54c, false, 0},
    {"dns", 0, 0x550, false, 0},
    {"dns2", 0, 0x554, false, SECOND_DNS_SINCE},
};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

static const struct image_field address = {"", IMAGE_FIELD_IP, 0, 4, false};

static enum esp_edit_result unknown_version(uint32_t offset, uint32_t version,
                                            struct image_trouble *trouble)
{
    image_trouble_set(trouble, offset, "version %u.%u.%u.%u of Tasmota's settings at 0x%x is not"
                                       " known; 6.0 to 15 are",
                      (unsigned)(version >> 24), (unsigned)(version >> 16 & 255),
                      (unsigned)(version >> 8 & 255), (unsigned)(version & 255), (unsigned)offset);
    return ESP_EDIT_REFUSED;
}

static enum esp_edit_result no_settings(const struct esp_settings_image *image,
                                        struct image_trouble *trouble)
{
    struct image_tasmota header;
    uint32_t offset;

    if (image_tasmota_find_early(image, &offset)) {
        (void)image_tasmota_parse(&header, image->data + offset);
        return unknown_version(offset, header.version, trouble);
    }
    image_trouble_set(trouble, 0, "there are no settings of Tasmota with a right check");
    return ESP_EDIT_ABSENT;
}

/* ---- the copy that the firmware takes ---- */

struct choice {
    struct image_tasmota_copy copy;
    bool found;
};

static enum esp_edit_result choose(void *context, struct image_tasmota_copy *copy, bool *changed,
                                   struct image_trouble *trouble)
{
    struct choice *choice = context;
    bool later = copy->where == IMAGE_TASMOTA_NVS || copy->where == IMAGE_TASMOTA_LAST_KNOWN;

    (void)changed;
    (void)trouble;
    if (choice->found && (later || copy->header.saves <= choice->copy.header.saves))
        return ESP_EDIT_DONE;
    choice->copy = *copy;
    choice->found = true;
    return ESP_EDIT_DONE;
}

static enum esp_edit_result find_choice(const struct esp_settings_image *image,
                                        struct choice *choice, struct image_trouble *trouble)
{
    struct esp_settings_image copy = *image;
    enum esp_edit_result result;

    choice->found = false;
    result = image_tasmota_each(&copy, false, choose, choice, trouble);
    if (result != ESP_EDIT_DONE)
        return result;
    if (!choice->found)
        return no_settings(image, trouble);
    return choice->copy.known
               ? ESP_EDIT_DONE
               : unknown_version(choice->copy.offset, choice->copy.header.version, trouble);
}

/* ---- the functions of the editor ---- */

static bool visit_field(const struct image_tasmota_copy *copy, const struct field *field,
                        esp_setting_visit *visit, void *context)
{
    char text[IMAGE_FIELD_TEXT_MAX];
    struct esp_setting setting = {.name = field->name, .secret = field->secret, .text = text};
    const char *found;

    if (copy->header.version < field->since)
        return true;
    if (field->offset) {
        image_field_show(&address, copy->data + field->offset, text);
        setting.offset = copy->offset + field->offset;
        setting.type = "ip";
        return visit(context, &setting);
    }
    found = image_tasmota_text(copy->data, field->text);
    if (!found)
        return true;
    setting.text = found;
    setting.type = "text";
    setting.offset = copy->offset + (uint32_t)((const uint8_t *)found - copy->data);
    return visit(context, &setting);
}

static enum esp_edit_result tasmota_list(const struct esp_settings_image *image,
                                         esp_setting_visit *visit, void *context,
                                         struct image_trouble *trouble)
{
    struct choice choice;
    enum esp_edit_result result = find_choice(image, &choice, trouble);

    for (unsigned i = 0; i < FIELDS && result == ESP_EDIT_DONE; i++)
        if (!visit_field(&choice.copy, &fields[i], visit, context))
            break;
    OPENSSL_cleanse(&choice, sizeof(choice));
    return result;
}

static const struct field *find_field(const char *name, struct image_trouble *trouble)
{
    for (unsigned i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    image_trouble_set(trouble, 0, "Tasmota has no setting '%.40s' that is known here", name);
    return NULL;
}

static enum esp_edit_result too_old(struct image_trouble *trouble)
{
    image_trouble_set(trouble, 0, "this version of Tasmota does not have the setting");
    return ESP_EDIT_ABSENT;
}

static enum esp_edit_result tasmota_get(const struct esp_settings_image *image, const char *name,
                                        esp_setting_visit *visit, void *context,
                                        struct image_trouble *trouble)
{
    const struct field *field = find_field(name, trouble);
    enum esp_edit_result result;
    struct choice choice;

    if (!field)
        return ESP_EDIT_BAD;
    result = find_choice(image, &choice, trouble);
    if (result == ESP_EDIT_DONE && choice.copy.header.version < field->since)
        result = too_old(trouble);
    if (result == ESP_EDIT_DONE)
        visit_field(&choice.copy, field, visit, context);
    OPENSSL_cleanse(&choice, sizeof(choice));
    return result;
}

struct change {
    const struct field *field;
    const char *text;
};

static enum esp_edit_result change_copy(void *context, struct image_tasmota_copy *copy,
                                        bool *changed, struct image_trouble *trouble)
{
    const struct change *change = context;
    const struct field *field = change->field;
    const char *old;

    if (!copy->known || copy->header.version < field->since)
        return ESP_EDIT_DONE; /* an older copy, which the firmware does not take */
    if (field->offset) {
        uint8_t before[4];

        memcpy(before, copy->data + field->offset, sizeof(before));
        if (!image_field_parse(&address, change->text, copy->data + field->offset, trouble))
            return ESP_EDIT_BAD;
        *changed = memcmp(before, copy->data + field->offset, sizeof(before)) != 0;
        return ESP_EDIT_DONE;
    }
    old = image_tasmota_text(copy->data, field->text);
    if (old && strcmp(old, change->text) == 0)
        return ESP_EDIT_DONE;
    *changed = true;
    if (image_tasmota_text_set(copy->data, field->text, change->text))
        return ESP_EDIT_DONE;
    image_trouble_set(trouble, copy->offset,
                      "Tasmota's texts at 0x%x have no room for %zu bytes", (unsigned)copy->offset,
                      strlen(change->text));
    return ESP_EDIT_BAD;
}

static enum esp_edit_result tasmota_set(struct esp_settings_image *image, const char *name,
                                        const char *text, struct image_trouble *trouble)
{
    struct change change = {find_field(name, trouble), text};
    enum esp_edit_result result;
    struct choice choice;

    if (!change.field)
        return ESP_EDIT_BAD;
    if (!image_field_is_plain(text, trouble))
        return ESP_EDIT_BAD;
    result = find_choice(image, &choice, trouble);
    if (result == ESP_EDIT_DONE && choice.copy.header.version < change.field->since)
        result = too_old(trouble);
    OPENSSL_cleanse(&choice, sizeof(choice));
    if (result == ESP_EDIT_DONE) /* so that the image stays as it is if one copy cannot change */
        result = image_tasmota_each(image, false, change_copy, &change, trouble);
    if (result == ESP_EDIT_DONE)
        result = image_tasmota_each(image, true, change_copy, &change, trouble);
    return result;
}

const struct esp_editor esp_tasmota_editor = {
    .prefix = "tasmota",
    .find = image_tasmota_any,
    .list = tasmota_list,
    .get = tasmota_get,
    .set = tasmota_set,
};
