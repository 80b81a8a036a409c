/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the boards that announce themselves in the network.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include "cli/message.h"
#include "cli/status.h"

int ota_scan(const struct gengetopt_args_info *args)
{
    (void)args;
    message_error("a scan is not built yet");
    return STATUS_USAGE;
}
