/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows values of NVS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/nvs/imgedit_nvs.h"
#include "esp-imgedit/nvs/nvs_print.h"
#include "image/nvs/edit/nvs_text.h"
#include "image/survey/describe_part.h"

static int out_of_memory(void)
{
    message_error("out of memory");
    return STATUS_USAGE;
}

static void tell_faults(const struct nvs_listing *listing)
{
    const struct image_part *part = listing->part;

    for (size_t i = 0; i < part->fact_count; i++)
        if (part->facts[i].type == IMAGE_FACT_FAULT)
            message_error("%s: NVS: %s", listing->title, part->facts[i].text);
}

static int print(const struct nvs_listing *listing, const struct gengetopt_args_info *args)
{
    bool good = true;

    if (args->json_given)
        good = nvs_print_json(listing);
    else if (args->porcelain_given)
        good = nvs_print_lines(listing);
    else if (!args->quiet_given)
        good = nvs_print_text(listing);
    if (!good)
        return out_of_memory();
    if (!args->json_given)
        tell_faults(listing);
    return listing->part->survey->faults > 0 ? STATUS_NO : STATUS_DONE;
}

/* The faults are those of the decrypted copy. */
static int list(const struct image_nvs_work *work, const char *title,
                const struct gengetopt_args_info *args)
{
    struct image_survey survey;
    struct image_part *part;
    struct image_nvs nvs;
    int status = STATUS_USAGE;

    image_survey_init(&survey, work->plain, work->size);
    part = image_survey_add(&survey, IMAGE_PART_NVS, *work->name ? work->name : "nvs",
                            work->offset, (uint32_t)work->size);
    image_describe_nvs(part, work->plain, work->size);
    if (!image_nvs_open(&nvs, work->plain, work->size) || survey.out_of_memory) {
        out_of_memory();
    } else {
        struct nvs_listing listing = {.title = title, .work = work, .nvs = &nvs, .part = part,
                                      .show_secrets = args->show_secrets_given};

        status = print(&listing, args);
    }
    image_nvs_close(&nvs);
    image_survey_free(&survey);
    return status;
}

struct getting {
    const struct image_nvs *nvs;
    bool complete;
    char *text;
};

static bool take_text(void *context, const struct image_nvs_value *value)
{
    struct getting *getting = context;

    getting->complete = value->complete;
    getting->text = image_nvs_text_format(getting->nvs, value);
    return true;
}

static int print_one(const struct getting *getting, const char *name)
{
    if (!getting->complete) {
        message_error("--nvs-get: %s: the value is damaged", name);
        return STATUS_NO;
    }
    if (!getting->text)
        return out_of_memory();
    puts(getting->text);
    return STATUS_DONE;
}

static int get(const struct image_nvs_work *work, const char *name)
{
    struct image_nvs nvs;
    struct getting getting = {.nvs = &nvs};
    struct image_nvs_name parsed;
    struct image_trouble trouble;
    enum esp_edit_result result = image_nvs_name_parse(&parsed, name, &trouble);
    bool open = result == ESP_EDIT_DONE && image_nvs_open(&nvs, work->plain, work->size);
    int status;

    if (result == ESP_EDIT_DONE && !open)
        return out_of_memory();
    if (open)
        result = image_nvs_work_get(work, &parsed, take_text, &getting, &trouble);
    if (result == ESP_EDIT_ABSENT) {
        message_error("--nvs-get: %s", trouble.text);
        status = STATUS_NO;
    } else if (result != ESP_EDIT_DONE) {
        status = imgedit_nvs_fail("nvs-get", name, result, &trouble);
    } else {
        status = print_one(&getting, name);
    }
    if (open)
        image_nvs_close(&nvs);
    if (getting.text)
        OPENSSL_cleanse(getting.text, strlen(getting.text));
    free(getting.text);
    return status;
}

int imgedit_nvs_show(struct editing *editing, const struct gengetopt_args_info *args)
{
    const char *option = args->nvs_given ? "nvs" : "nvs-get";
    struct esp_settings_image image;
    struct image_nvs_work work;
    struct image_trouble trouble;
    enum esp_edit_result result;
    int status = imgedit_nvs_image(&image, editing);

    if (status != STATUS_DONE)
        return status;
    result = image_nvs_work_open(&work, &image, &trouble);
    if (result != ESP_EDIT_DONE)
        status = imgedit_nvs_fail(option, NULL, result, &trouble);
    else if (args->nvs_given)
        status = list(&work, editing->title, args);
    else
        status = get(&work, args->nvs_get_arg);
    image_nvs_work_close(&work);
    return status;
}
