/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-reset: restarts an ESP8266 or ESP32, into its application or into its bootloader.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>

#include "esp-reset/esp-reset-cmdline.h"

#include "board/describe.h"
#include "board/device.h"
#include "cli/main.h"
#include "cli/message.h"
#include "cli/status.h"

static int prepare(struct device *device, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, NULL);

    if (program_has_operands(args->inputs, args->inputs_num))
        return STATUS_USAGE;
    if (args->run_given && args->bootloader_given) {
        program_usage_error("--run and --bootloader do not go together");
        return STATUS_USAGE;
    }
    if (!connect_settings_parse(&device->settings, &connect))
        return STATUS_USAGE;
    if (args->bootloader_given)
        device->settings.after = ESP_AFTER_BOOTLOADER;
    return device_choose(device, args->port_arg, true);
}

/* If the port has no reset line, the stub restarts the chip. */
static int leave(const struct device *device)
{
    struct esp_session *session = device->session;
    int err = ESP_ERR_UNSUPPORTED;

    if (device->settings.after == ESP_AFTER_RUN && !esp_session_has_lines(session) &&
        !device->settings.no_stub)
        err = esp_session_restart(session);
    /* There is not a stub for each chip. */
    return err != ESP_ERR_UNSUPPORTED ? err : esp_session_leave(session, device->settings.after);
}

/* Is the board in the wanted state?  If the port's reset lines may not be connected, this
 * function takes them to work; the device line tells the state that is known. */
static bool is_there(const struct device *device)
{
    enum esp_state state = esp_session_state(device->session);

    if (device->settings.after == ESP_AFTER_BOOTLOADER)
        return state == ESP_STATE_ROM;
    return esp_session_has_lines(device->session) ||
           (state != ESP_STATE_ROM && state != ESP_STATE_STUB && state != ESP_STATE_FOREIGN);
}

static int restart(const struct device *device)
{
    int err = leave(device);

    if (err != ESP_OK) {
        int status = device_failed(device, err);

        /* The port has no lines.  After a reset by hand the same command works. */
        return err == ESP_ERR_UNSUPPORTED ? STATUS_DEVICE : status;
    }
    if (!is_there(device)) {
        message_error("%s: this port has no line to reset the board with: do it by hand",
                      device->choice.port);
        return STATUS_DEVICE;
    }
    return STATUS_DONE;
}

/* Prints the device line.  Keeps fields from standard input that this program does not
 * know. */
static int print_line(const struct device *device)
{
    struct esp_devline line;
    int err, status;

    esp_devline_init(&line);
    err = describe_known(&line, &device->choice.line);
    if (err == ESP_OK)
        err = describe_board(&line, device->choice.port, device->session);
    status = err == ESP_OK ? describe_print(&line, false, stdout) : device_failed(device, err);
    esp_devline_free(&line);
    return status;
}

static int reset(const struct gengetopt_args_info *args)
{
    struct device device = {0};
    int status = prepare(&device, args);

    if (status == STATUS_DONE)
        status = device_open(&device, DEVICE_LOADER);
    if (status == STATUS_DONE)
        status = restart(&device);
    else
        device_leave(&device, status);
    if (status == STATUS_DONE)
        status = print_line(&device);
    device_close(&device);
    return status;
}

int main(int argc, char **argv)
{
    return program_main("esp-reset", cmdline_parser, reset, argc, argv);
}
