/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: settings with names.  A value that was set is read back; a refused edit
 * changes nothing; a second --scrub finds no value that the first one blanked.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/replace.h"
#include "image/fields/scrub.h"
#include "image/fields/seal.h"
#include "image/fields/volumes.h"
#include "image/settings/editor.h"
#include "image/settings/tasmota.h"

#include "fuzz/lib/fuzz.h"

static const char *wanted;

static bool check_value(void *context, const struct esp_setting *setting)
{
    FUZZ_CHECK(setting->name && setting->type && setting->text);
    if (context)
        FUZZ_CHECK(strcmp(setting->text, wanted) == 0);
    return true;
}

static void check_set(struct esp_settings_image *image, const char *full_name, const char *value)
{
    uint8_t *before = fuzz_copy(image->data, image->size);
    const char *name;
    const struct esp_editor *editor = esp_editor_of(full_name, &name);
    struct image_trouble trouble;

    FUZZ_CHECK(editor);
    wanted = value;
    if (editor->set(image, name, value, &trouble) == ESP_EDIT_DONE)
        FUZZ_CHECK(editor->get(image, name, check_value, &trouble, &trouble) == ESP_EDIT_DONE);
    else
        FUZZ_CHECK(memcmp(before, image->data, image->size) == 0);
    free(before);
}

static void note(void *context, uint32_t offset, uint64_t size, const char *what, const char *name)
{
    const struct esp_settings_image *image = context;

    (void)name;
    FUZZ_CHECK(what && offset <= image->size && size <= image->size);
}

static bool blank(void *context, uint32_t offset, uint32_t size)
{
    struct esp_settings_image *image = context;

    FUZZ_CHECK(offset <= image->size && size <= image->size - offset);
    memset(image->data + offset, 0, size);
    return true;
}

static void failed(void *context, uint32_t offset, const char *what, const char *name)
{
    const struct esp_settings_image *image = context;

    (void)name;
    FUZZ_CHECK(what && offset <= image->size);
}

/* What all files of the first file system have in common. */
struct files_sum {
    size_t count, broken;
    uint64_t bytes;
};

static struct files_sum sum_files(const struct esp_settings_image *image)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    struct files_sum sum = {0};
    struct image_fsfiles files;

    if (image_volumes_find(image->data, image->size, volumes) != 1)
        return sum;
    FUZZ_CHECK(image_fsfiles_list(&files, &volumes[0].fs));
    sum.count = files.count;
    for (size_t i = 0; i < files.count; i++) {
        sum.broken += files.files[i].broken;
        sum.bytes += files.files[i].size;
    }
    image_fsfiles_free(&files);
    return sum;
}

static void check_scrub(struct esp_settings_image *image)
{
    struct image_scrub scrub = {.image = image, .radio = true, .note = note, .blank = blank,
                                .fail = failed, .context = image};
    struct files_sum before = sum_files(image), after;

    if (image_scrub_all(&scrub) == ESP_EDIT_DONE && before.count > 0) {
        after = sum_files(image);
        FUZZ_CHECK(after.count == before.count && after.bytes == before.bytes && !after.broken);
    }
    image_scrub_free(&scrub);
}

static bool visit(void *context, const struct image_replace_place *place)
{
    return blank(context, place->offset, place->size);
}

static void check_replace(struct esp_settings_image *image)
{
    struct image_replace replace = {.old_text = "garden", .new_text = "well", .old_size = 6,
                                    .new_size = 4};
    struct image_trouble trouble;

    if (image_replace_outside(&replace, image, visit, image, &trouble) == ESP_EDIT_DONE)
        (void)image_replace_in_files(&replace, image, &trouble);
}

/* Makes the checks of Tasmota's sectors right, so that chance gets further than the check. */
static void make_right(uint8_t *data, size_t size)
{
    struct image_tasmota settings;

    for (size_t at = 0; at + IMAGE_TASMOTA_SIZE <= size; at += IMAGE_TASMOTA_SIZE)
        if (image_tasmota_parse(&settings, data + at))
            image_tasmota_renew(data + at, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = fuzz_copy(data, size);
    struct esp_settings_image image = {.data = exact, .size = size};
    const struct esp_editor *editor;
    struct image_trouble trouble;

    make_right(exact, size);
    for (unsigned i = 0; (editor = esp_editor_number(i)); i++)
        if (editor->find(&image))
            (void)editor->list(&image, check_value, NULL, &trouble);
    check_set(&image, "espeasy:name", "Pump_0");
    check_set(&image, "espeasy:ip", "192.168.0.200");
    check_set(&image, "espeasy:key", "a key");
    check_set(&image, "tasmota:hostname", "a-longer-name-than-before");
    check_set(&image, "tasmota:ssid1", "x");
    check_set(&image, "tasmota:mask", "255.255.0.0");
    check_replace(&image);
    check_scrub(&image);
    free(exact);
    return 0;
}
