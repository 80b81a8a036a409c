/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --ota-fit: does a program fit as an update over the air?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/fit/ota_fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-imgedit/fit/ota_fit_print.h"
#include "esp-imgedit/info.h"
#include "files/imagefile.h"

static int unknown_layout(const char *name)
{
    char list[1024] = "";

    for (size_t i = 0; i < image_layout_count; i++)
        snprintf(list + strlen(list), sizeof(list) - strlen(list), " %s", image_layouts[i].name);
    if (name)
        program_usage_error("'%s' is no known layout:%s", name, list);
    else
        program_usage_error("--layout is missing: it is one of%s", list);
    return STATUS_USAGE;
}

static int parse(const struct gengetopt_args_info *args, struct image_fit_request *request)
{
    uint64_t size = 0;

    if (args->chip_size_given &&
        !number_option("chip-size", args->chip_size_arg, IMAGE_FIT_SECTOR, UINT32_MAX, &size))
        return STATUS_USAGE;
    request->chip_size = (uint32_t)size;
    if (args->layout_given) {
        request->layout = image_layout_named(args->layout_arg);
        if (!request->layout)
            return unknown_layout(args->layout_arg);
    } else if (!request->survey) {
        return unknown_layout(NULL);
    }
    return STATUS_DONE;
}

/* Says what is wrong with the new program. */
static int refuse_new(const struct image_fit_new *new, const char *title)
{
    switch (new->kind) {
    case IMAGE_FIT_NEW_WRAPPED:
        message_error("%s is %s, no update", title, new->what);
        break;
    case IMAGE_FIT_NEW_BROKEN:
        message_error("%s: %s%s", title, new->trouble.text, new->cut ? ": it is cut short" : "");
        break;
    case IMAGE_FIT_NEW_BOOTLOADER:
        message_error("%s begins with a bootloader: an update is the application alone", title);
        break;
    case IMAGE_FIT_NEW_NO_MEMORY:
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        break;
    default:
        message_error("%s does not begin as a program does", title);
        break;
    }
    return STATUS_USAGE;
}

static int refuse(enum image_fit_error error, const struct image_fit *fit,
                  const struct image_fit_request *request, const char *title, const char *new)
{
    const struct esp_chipfacts *chip = request->chip;

    switch (error) {
    case IMAGE_FIT_BAD_NEW:
        return refuse_new(&fit->new, new);
    case IMAGE_FIT_FOREIGN:
        chip = chip ? chip : request->survey->chip;
        message_error("%s is for an %s, and %s for an %s", new, fit->new.chip->name,
                      request->survey ? title : "the update", chip->name);
        break;
    case IMAGE_FIT_NO_CURRENT:
        message_error("%s has no application at 0x1000, which an update could replace", title);
        break;
    case IMAGE_FIT_NO_TABLE:
        message_error("%s has no table of partitions: --layout names one", title);
        break;
    case IMAGE_FIT_OTHER_LAYOUT:
        message_error("the layout %s is not for an %s", request->layout->name,
                      fit->new.chip->name);
        break;
    default:
        message_error("%s does not tell its layout: --layout names one", title);
        break;
    }
    return STATUS_USAGE;
}

static int print(const struct gengetopt_args_info *args, const struct image_fit *fit,
                 const char *new)
{
    struct image_survey answer;
    int err = ESP_OK;

    image_survey_init(&answer, NULL, 0);
    ota_fit_add_facts(&answer.whole, fit);
    if (answer.out_of_memory)
        err = ESP_ERR_NOMEM;
    else if (args->json_given)
        err = info_print_json(&answer, new);
    else if (args->porcelain_given)
        info_print_lines(&answer, new);
    else if (!args->quiet_given)
        ota_fit_print_text(fit, new);
    image_survey_free(&answer);
    if (err == ESP_OK)
        return fit->fits ? STATUS_DONE : STATUS_NO;
    message_error("%s", esp_strerror(err));
    return STATUS_USAGE;
}

int ota_fit(const struct gengetopt_args_info *args, const char *title,
            const struct esp_chipfacts *chip, const struct image_survey *survey)
{
    struct image_fit_request request = {.survey = survey, .chip = chip};
    const char *new = image_file_title(args->ota_fit_arg);
    enum image_fit_error error;
    uint8_t *data = NULL;
    struct image_fit fit;
    int status = parse(args, &request);

    if (status == STATUS_DONE)
        status = image_file_read(args->ota_fit_arg, &data, &request.size);
    if (status == STATUS_DONE) {
        request.data = data;
        error = image_fit_find(&fit, &request);
        status = error == IMAGE_FIT_OK ? print(args, &fit, new)
                                       : refuse(error, &fit, &request, title, new);
    }
    free(data);
    return status;
}
