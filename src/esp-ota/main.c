/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-ota: sends an image to a board over the network.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/esp-ota-cmdline.h"

#include "cli/main.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-ota/ota_options.h"
#include "esp-ota/ways.h"

static int work(const struct gengetopt_args_info *args)
{
    if (args->web_given + args->pull_settings_given + args->scan_given + args->all_given +
            args->address_given > 1) {
        program_usage_error("--address, --web, --pull-settings, --scan and --all do not go together");
        return STATUS_USAGE;
    }
    if (!ota_options_check(args))
        return STATUS_USAGE;
    if (args->all_given)
        return ota_all(args);
    if (args->scan_given)
        return ota_scan(args);
    if (args->pull_settings_given)
        return ota_pull(args);
    if (args->web_given)
        return ota_web(args);
    return ota_push(args);
}

int main(int argc, char **argv)
{
    return program_main("esp-ota", cmdline_parser, work, argc, argv);
}
