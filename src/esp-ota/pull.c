/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the settings that a firmware gives away by its web page.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include "cli/message.h"
#include "cli/status.h"

int ota_pull(const struct gengetopt_args_info *args)
{
    (void)args;
    message_error("reading settings is not built yet");
    return STATUS_USAGE;
}
