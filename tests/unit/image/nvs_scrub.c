/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scrubbing NVS, and of the editor "nvs:".
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_scrub.h"

#include <stdlib.h>
#include <string.h>

#include "image/survey/describe_part.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

/* Passwords in values, in other values, in UTF-16, in erased entries, in a page that is
 * being freed and in one with a wrong header. */
static const char recipe[] =
    "size 0x6000\n"
    "at 0 nvs size=0x5000\n"
    "  ns=wifi ssid=str:MyNetwork password=str:TopSecret1 channel=u8:6\n"
    "  erased password=str:OldSecret2\n"
    "  ns=nvs.net80211 sta.ssid=blob:090000004d794e6574776f726b sta.pswd=blob:546f70536563726574310000\n"
    "  ns=app note=str:use_TopSecret1_here wide=blob:54006f0070005300650063007200650074003100 size=u32:7\n"
    "  ns=phy cal_data=blob:100x77\n"
    "  page\n"
    "  ns=app text=str:harmless\n"
    "end\n"
    "at 0x2000 hex aabbccdd\n"
    "at 0x2800 text \"TopSecret1\"\n";

static struct recipe_image image;

static bool has(const char *text)
{
    return memmem(image.data, image.size, text, strlen(text)) != NULL;
}

static struct esp_settings_image settings(void)
{
    return (struct esp_settings_image){
        .data = image.data, .size = image.size, .place_size = 0x5000};
}

static bool compare(void *context, const struct esp_setting *setting)
{
    tap_str(setting->text, context, setting->name);
    return true;
}

static void value_is(const char *name, const char *want)
{
    struct esp_settings_image editable = settings();
    struct image_trouble trouble;
    char text[128];

    snprintf(text, sizeof(text), "%s", want);
    if (esp_nvs_editor.get(&editable, name, compare, text, &trouble) != ESP_EDIT_DONE)
        tap_ok(false, "%s: %s", name, trouble.text);
}

struct reports {
    unsigned values, old_copies;
};

static void count(void *context, const struct image_nvs_scrubbed *scrubbed)
{
    struct reports *reports = context;

    if (scrubbed->key)
        reports->values++;
    else
        reports->old_copies++;
}

static void scrub(bool calibration)
{
    struct esp_settings_image editable = settings();
    struct image_trouble trouble;
    struct reports reports = {0};

    tap_is(image_nvs_scrub(&editable, calibration, count, &reports, &trouble), ESP_EDIT_DONE,
            "NVS is scrubbed");
    tap_is(reports.values, calibration ? 7 : 6, "values are reported");
    tap_is(reports.old_copies, 2, "old copies are reported");
}

static void nothing_is_left(void)
{
    static const char wide[] = "T\0o\0p\0S\0e\0c";

    tap_ok(!has("TopSecret1") && !has("OldSecret2") && !has("MyNetwork"), "no secret is left");
    tap_ok(!memmem(image.data, image.size, wide, sizeof(wide)), "nor one in UTF-16");
    value_is("wifi/ssid", "");
    value_is("wifi/password", "");
    value_is("wifi/channel", "6");
    value_is("nvs.net80211/sta.pswd", "000000000000000000000000");
    value_is("app/text", "harmless");
    value_is("app/size", "7");
}

static void image_is_whole(void)
{
    struct image_survey survey;

    image_survey_init(&survey, image.data, image.size);
    image_describe_nvs(image_survey_add(&survey, IMAGE_PART_NVS, "nvs", 0, 0x5000), image.data,
                       0x5000);
    if (!tap_is(survey.faults, 0, "the partition is whole"))
        printf("# %s\n", recipe_complaint(&survey, 0));
    image_survey_free(&survey);
}

static void editor(void)
{
    struct esp_settings_image editable = settings();
    struct image_trouble trouble;
    const char *name = NULL;

    tap_ok(esp_editor_of("nvs:wifi/ssid", &name) == &esp_nvs_editor, "the prefix finds the editor");
    tap_str(name, "wifi/ssid", "and the name is behind it");
    tap_ok(!esp_editor_of("nvs", &name) && !esp_editor_of("nvsx:a", &name), "others do not");
    tap_is(esp_nvs_editor.set(&editable, "wifi/ssid", "u8:5", &trouble), ESP_EDIT_DONE, "a type is set");
    value_is("wifi/ssid", "5");
    tap_is(esp_nvs_editor.set(&editable, "wifi/ssid", "str:u8:5", &trouble), ESP_EDIT_DONE,
            "a string is set that looks like a type");
    value_is("wifi/ssid", "str:u8:5");
    tap_is(esp_nvs_editor.set(&editable, "wifi/channel", "300", &trouble), ESP_EDIT_BAD,
            "a number is too large");
    tap_ok(!strstr(trouble.text, "300"), "the trouble does not have the value");
}

int main(void)
{
    image = recipe_make(recipe);
    editor();
    recipe_free(&image);
    for (int calibration = 0; calibration < 2; calibration++) {
        image = recipe_make(recipe);
        scrub(calibration);
        nothing_is_left();
        image_is_whole();
        recipe_free(&image);
    }
    return tap_done();
}
