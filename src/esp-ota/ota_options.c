/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options go together.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ota_options.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <stddef.h>

#include "cli/program.h"

/* The ways to work.  A device line may name a board for ArduinoOTA or a web page, so LINE takes
 * the options of both. */
enum way {
    ADDRESS = 1,
    LINE = 2,
    WEB = 4,
    PULL = 8,
    SCAN = 16,
    ALL = 32,
    PUSHES = ADDRESS | LINE | ALL,
    PAGES = LINE | WEB | ALL,
    SENDS = PUSHES | WEB,
};

struct row {
    const char *name;
    unsigned given;
    unsigned ways; /* that look at the option */
};

static enum way way_of(const struct gengetopt_args_info *args, const char **name)
{
    const struct {
        enum way way;
        unsigned given;
        const char *name;
    } ways[] = {
        {ADDRESS, args->address_given, "--address"},
        {WEB, args->web_given, "--web"},
        {PULL, args->pull_settings_given, "--pull-settings"},
        {SCAN, args->scan_given, "--scan"},
        {ALL, args->all_given, "--all"},
    };

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (ways[i].given) {
            *name = ways[i].name;
            return ways[i].way;
        }
    }
    *name = NULL;
    return LINE;
}

static bool check_ways(const struct gengetopt_args_info *args)
{
    const struct row rows[] = {
        {"chip", args->chip_given, SENDS},
        {"auth-file", args->auth_file_given, SENDS | PULL},
        {"host-port", args->host_port_given, PUSHES},
        {"firmware", args->firmware_given, PAGES | PULL},
        {"user", args->user_given, PAGES | PULL},
        {"output", args->output_given, PULL},
        {"espeasy-port", args->espeasy_port_given, SCAN | ALL},
        {"filesystem", args->filesystem_given, SENDS},
        {"gzip", args->gzip_given, SENDS},
        {"running-size", args->running_size_given, SENDS},
        {"layout", args->layout_given, SENDS},
        {"backup", args->backup_given, SENDS},
        {"dry-run", args->dry_run_given, SENDS},
        {"force", args->force_given, SENDS},
        {"retries", args->retries_given, PUSHES},
        {"wait", args->wait_given, SENDS},
    };
    const char *name;
    enum way way = way_of(args, &name);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!rows[i].given || rows[i].ways & way)
            continue;
        if (name)
            program_usage_error("--%s has no meaning with %s", rows[i].name, name);
        else
            program_usage_error("--%s has no meaning for an update of a board", rows[i].name);
        return false;
    }
    return true;
}

static bool check_filesystem(const struct gengetopt_args_info *args)
{
    if (!args->filesystem_given || !args->running_size_given)
        return true;
    program_usage_error("--running-size is for applications, and has no meaning with --filesystem");
    return false;
}

bool ota_options_check(const struct gengetopt_args_info *args)
{
    return check_ways(args) && check_filesystem(args);
}
