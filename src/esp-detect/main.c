/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect: find an ESP8266 or ESP32 on a serial port and print a line that describes it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>

#include "esp-detect/esp-detect-cmdline.h"

#include "board/connect.h"
#include "board/describe.h"
#include "board/portchoice.h"
#include "cli/main.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-detect/detect.h"

static int detect_and_print(const char *port, const struct connect_settings *settings, bool json)
{
    struct esp_devline line;
    int status;

    esp_devline_init(&line);
    status = status_of(detect_port(&line, port, settings));
    if (status == STATUS_DONE)
        status = describe_print(&line, json, stdout);
    esp_devline_free(&line);
    return status;
}

static int detect_one(const struct gengetopt_args_info *args,
                      const struct connect_settings *settings)
{
    const struct port_choice_request request = {
        .option = args->port_arg,
        .status_if_none = STATUS_NO,
    };
    struct port_choice choice;
    int status = port_choose(&choice, &request);

    if (status == STATUS_DONE)
        status = args->self_test_given ? detect_selftest(choice.port, settings)
                                       : detect_and_print(choice.port, settings, args->json_given);
    port_choice_free(&choice);
    return status;
}

static bool request_makes_sense(const struct gengetopt_args_info *args)
{
    if (program_has_operands(args->inputs, args->inputs_num))
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
    return true;
}

static int detect(const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    struct connect_settings settings;

    if (!request_makes_sense(args) || !connect_settings_parse(&settings, &connect))
        return STATUS_USAGE;
    if (args->list_given)
        return detect_list(args->json_given);
    if (args->all_given)
        return detect_all(&settings, args->json_given);
    return detect_one(args, &settings);
}

int main(int argc, char **argv)
{
    return program_main("esp-detect", cmdline_parser, detect, argc, argv);
}
