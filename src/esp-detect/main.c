/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect: find an ESP8266 or ESP32 on a serial port and print a line that describes it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <unistd.h>

#include "esp-detect/esp-detect-cmdline.h"

#include "board/connect.h"
#include "board/portchoice.h"
#include "cli/main.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-detect/detect.h"

static int detect_one(const struct gengetopt_args_info *args, const struct detect_request *request)
{
    const struct port_choice_request wanted = {
        .option = args->port_arg,
        .status_if_none = STATUS_NO,
    };
    struct port_choice choice;
    int err, status = port_choose(&choice, &wanted);

    if (status == STATUS_DONE)
        status = args->self_test_given
                     ? detect_selftest(choice.port, &request->settings)
                     : detect_print(choice.port, request, stdout, &err);
    port_choice_free(&choice);
    return status;
}

/* The options that go with --partitions, and those that do not. */
static bool partitions_make_sense(const struct gengetopt_args_info *args)
{
    if (!args->partitions_given && (args->partition_table_given || args->porcelain_given))
        program_usage_error("--%s is an option for --partitions",
                            args->porcelain_given ? "porcelain" : "partition-table");
    else if (args->partitions_given && (args->list_given || args->self_test_given))
        program_usage_error("--partitions does not go with --%s",
                            args->list_given ? "list" : "self-test");
    else if (args->porcelain_given && args->json_given)
        program_usage_error("--json does not go with --porcelain");
    else
        return true;
    return false;
}

/* The options that do not go with --watch. */
static bool watch_makes_sense(const struct gengetopt_args_info *args)
{
    const char *other = args->all_given          ? "all"
                        : args->port_given       ? "port"
                        : args->self_test_given  ? "self-test"
                        : args->partitions_given ? "partitions"
                                                 : NULL;

    if (!args->watch_given || !other)
        return true;
    program_usage_error("--watch does not go with --%s", other);
    return false;
}

static bool request_makes_sense(const struct gengetopt_args_info *args)
{
    if (program_has_operands(args->inputs, args->inputs_num))
        return false;
    if (!watch_makes_sense(args))
        return false;
    if (args->all_given && args->list_given) {
        program_usage_error("--all and --list do not go together");
        return false;
    }
    if (args->port_given && (args->all_given || args->list_given)) {
        program_usage_error("--port does not go with --%s", args->all_given ? "all" : "list");
        return false;
    }
    if (args->self_test_given && (args->all_given || args->list_given || args->json_given)) {
        program_usage_error("--self-test does not go with --%s",
                            args->all_given ? "all" : args->list_given ? "list" : "json");
        return false;
    }
    if (args->self_test_given && args->stub_given) {
        program_usage_error("--self-test does not go with --stub");
        return false;
    }
    return partitions_make_sense(args);
}

/* Partitions are a table for a person at a terminal, and lines for a program. */
static enum detect_format choose_format(const struct gengetopt_args_info *args)
{
    if (args->json_given)
        return DETECT_JSON;
    return args->partitions_given && !args->porcelain_given && isatty(STDOUT_FILENO)
               ? DETECT_TABLE
               : DETECT_LINES;
}

static int detect(const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    struct detect_request request = {
        .format = choose_format(args),
        .partitions = args->partitions_given,
    };

    if (!request_makes_sense(args) || !connect_settings_parse(&request.settings, &connect) ||
        !parttable_place_parse(&request.place, args->partition_table_arg))
        return STATUS_USAGE;
    if (args->watch_given)
        return detect_watch(&request, args->list_given);
    if (args->list_given)
        return detect_list(args->json_given);
    if (args->all_given)
        return detect_all(&request);
    return detect_one(args, &request);
}

int main(int argc, char **argv)
{
    return program_main("esp-detect", cmdline_parser, detect, argc, argv);
}
