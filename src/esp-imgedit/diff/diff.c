/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --diff: what differs between two images.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/diff/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"
#include "files/imagefile.h"
#include "image/survey/image_look.h"

static int print(const struct gengetopt_args_info *args, const struct diff *diff)
{
    if (args->quiet_given)
        return ESP_OK;
    if (args->json_given)
        return diff_print_json(diff);
    if (args->porcelain_given)
        diff_print_lines(diff);
    else
        diff_print_text(diff);
    return ESP_OK;
}

/* The images are equal if their bytes are. */
static int compare(const struct gengetopt_args_info *args, struct diff *diff)
{
    int err = ESP_ERR_NOMEM;
    int status = STATUS_DONE;

    if (image_diff_make(&diff->changes, diff->old_survey, diff->survey) &&
        image_ranges_make(&diff->ranges, diff->old_survey, diff->survey))
        err = print(args, diff);
    if (err != ESP_OK || diff->old_survey->out_of_memory || diff->survey->out_of_memory) {
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        status = STATUS_USAGE;
    } else if (diff->ranges.count > 0) {
        status = STATUS_NO;
    }
    image_diff_free(&diff->changes);
    image_ranges_free(&diff->ranges);
    return status;
}

int diff_look(const struct gengetopt_args_info *args, const char *title,
              const struct esp_chipfacts *chip, const struct image_survey *survey)
{
    const char *image = args->inputs_num > 0 ? args->inputs[0] : "-";
    struct diff diff = {.title = title, .survey = survey};
    struct image_survey old_survey;
    uint8_t *data = NULL;
    size_t size = 0;
    int status;

    if (strcmp(args->diff_arg, "-") == 0 && strcmp(image, "-") == 0) {
        program_usage_error("standard input is the image or --diff, not both");
        return STATUS_USAGE;
    }
    status = image_file_read(args->diff_arg, &data, &size);
    if (status != STATUS_DONE)
        return status;
    image_survey_look(&old_survey, data, size, chip);
    diff.old_title = image_file_title(args->diff_arg);
    diff.old_survey = &old_survey;
    status = compare(args, &diff);
    image_survey_free(&old_survey);
    free(data);
    return status;
}
