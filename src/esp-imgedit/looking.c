/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit that print facts about an image in place of the image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/looking.h"

#include "cli/message.h"
#include "cli/status.h"

bool looking_wanted(const struct gengetopt_args_info *args)
{
    return args->info_given || args->map_given || args->diff_given || args->ota_fit_given;
}

bool looking_without_image(const struct gengetopt_args_info *args)
{
    return args->ota_fit_given && args->chip_size_given;
}

int look_at(const struct gengetopt_args_info *args, const char *title,
            const struct esp_chipfacts *chip, const uint8_t *data, size_t size)
{
    (void)args;
    (void)chip;
    (void)data;
    (void)size;
    message_error("%s: looking is not possible yet", title);
    return STATUS_USAGE;
}
