/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image to a board's web page for updates.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include "cli/message.h"
#include "cli/status.h"

int ota_web(const struct gengetopt_args_info *args)
{
    (void)args;
    message_error("sending to a web page is not built yet");
    return STATUS_USAGE;
}
