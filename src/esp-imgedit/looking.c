/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit that print facts about an image in place of the image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/looking.h"

#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-imgedit/diff/diff.h"
#include "esp-imgedit/fields/settings.h"
#include "esp-imgedit/fit/ota_fit.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "esp-imgedit/info.h"
#include "esp-imgedit/map/map.h"
#include "image/survey/image_look.h"

bool looking_wanted(const struct gengetopt_args_info *args)
{
    return args->info_given || args->map_given || args->diff_given || args->ota_fit_given ||
           args->settings_given || imgedit_fs_looks(args) ||
           args->nvs_given || args->nvs_get_given;
}

/* An option that has a meaning only beside one of the options "with". */
struct dependent {
    const char *name;
    bool given;
    const char *with;
    bool with_given;
};

static bool look_once(const struct gengetopt_args_info *args)
{
    const struct dependent looks[] = {
        {.name = "info", .given = args->info_given},
        {.name = "map", .given = args->map_given},
        {.name = "diff", .given = args->diff_given},
        {.name = "ota-fit", .given = args->ota_fit_given},
        {.name = "settings", .given = args->settings_given},
        {.name = "fs-list", .given = args->fs_list_given},
        {.name = "fs-check", .given = args->fs_check_given},
        {.name = "fs-get", .given = args->fs_get_given && looking_wanted(args)},
        {.name = "fs-tar", .given = args->fs_tar_given && looking_wanted(args)},
        {.name = "dry-run", .given = args->dry_run_given},
        {.name = "nvs", .given = args->nvs_given},
        {.name = "nvs-get", .given = args->nvs_get_given},
        {.name = "output", .given = args->output_given},
        {.name = "format", .given = args->format_given},
    };
    const char *first = NULL;

    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (!looks[i].given)
            continue;
        if (first) {
            program_usage_error("--%s does not go with --%s", looks[i].name, first);
            return false;
        }
        first = looks[i].name;
    }
    return true;
}

bool looking_makes_sense(const struct gengetopt_args_info *args)
{
    bool printed = args->info_given || args->diff_given || args->ota_fit_given ||
                   args->nvs_given || args->fs_list_given;
    const struct dependent options[] = {
        {"base", args->base_given, "--map", args->map_given},
        {"layout", args->layout_given, "--ota-fit", args->ota_fit_given},
        {"chip-size", args->chip_size_given, "--ota-fit", args->ota_fit_given},
        {"select", args->select_given, "--table", args->table_given},
        {"row", args->row_given, "--table", args->table_given},
        {"dry-run", args->dry_run_given, "--table", args->table_given},
        {"show-secrets", args->show_secrets_given, "--nvs, --settings or --dry-run",
         args->nvs_given || args->settings_given || args->dry_run_given},
        {"porcelain", args->porcelain_given, "--info, --diff, --ota-fit, --nvs or --fs-list", printed},
        {"json", args->json_given, "--info, --diff, --ota-fit, --nvs or --fs-list", printed},
    };

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (options[i].given && !options[i].with_given) {
            program_usage_error("--%s is an option for %s", options[i].name, options[i].with);
            return false;
        }
    }
    if (args->table_given && !args->select_given && !args->row_given && !args->dry_run_given &&
        (args->inputs_num == 0 || strcmp(args->inputs[0], "-") == 0)) {
        program_usage_error("--table needs --select or --row when the image is on standard input");
        return false;
    }
    if (args->dry_run_given && args->output_given) {
        program_usage_error("--output does not go with --dry-run");
        return false;
    }
    if (args->select_given && args->row_given) {
        program_usage_error("--row does not go with --select");
        return false;
    }
    if (args->porcelain_given && args->json_given) {
        program_usage_error("--json does not go with --porcelain");
        return false;
    }
    return !looking_wanted(args) || look_once(args);
}

bool looking_without_image(const struct gengetopt_args_info *args)
{
    return args->ota_fit_given && args->chip_size_given && args->inputs_num == 0;
}

static int print_info(const struct gengetopt_args_info *args, const char *title,
                      const struct image_survey *survey)
{
    int err = ESP_OK;

    if (args->quiet_given)
        info_print_faults(survey, title);
    else if (args->json_given)
        err = info_print_json(survey, title);
    else if (args->porcelain_given)
        info_print_lines(survey, title);
    else
        info_print_text(survey, title, args->verbose_given);
    if (err != ESP_OK || survey->out_of_memory) {
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        return STATUS_USAGE;
    }
    return survey->faults > 0 ? STATUS_NO : STATUS_DONE;
}

int look_at(const struct gengetopt_args_info *args, const char *title,
            const struct esp_chipfacts *chip, const uint8_t *data, size_t size)
{
    struct image_survey survey;
    int status = STATUS_USAGE;

    if (!data)
        return ota_fit(args, title, chip, NULL);
    if (args->settings_given)
        return imgedit_list(args->show_secrets_given, chip, data, size);
    image_survey_look(&survey, data, size, chip);
    if (args->info_given)
        status = print_info(args, title, &survey);
    else if (args->map_given)
        status = map_draw(args, title, &survey);
    else if (args->diff_given)
        status = diff_look(args, title, chip, &survey);
    else
        status = ota_fit(args, title, chip, &survey);
    image_survey_free(&survey);
    return status;
}
