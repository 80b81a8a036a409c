/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the boards that announce themselves in the network.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/scan_way.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <stdio.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-ota/ways.h"

enum { TIMEOUT_MAX_S = 3600 };

static void show_trouble(void *ctx, const char *text)
{
    (void)ctx;
    message_notice("%s", text);
}

int scan_run(const struct gengetopt_args_info *args,
             void (*found)(void *ctx, const struct ota_unit *unit), void *ctx)
{
    uint64_t port = OTA_SCAN_ESPEASY_PORT, seconds = OTA_SCAN_MS / 1000;

    if ((args->espeasy_port_given &&
         !number_option("espeasy-port", args->espeasy_port_arg, 0, UINT16_MAX, &port)) ||
        (args->timeout_given &&
         !number_option("timeout", args->timeout_arg, 1, TIMEOUT_MAX_S, &seconds)))
        return STATUS_USAGE;
    struct ota_scan scan = {
        .timeout_ms = (int)seconds * 1000,
        .espeasy_port = (uint16_t)port,
        .cancel = signals_flag(),
        .found = found,
        .trouble = show_trouble,
        .ctx = ctx,
    };

    message_verbose("listening for announcements for at most %u seconds", (unsigned)seconds);
    if (ota_scan_run(&scan) == ESP_OK)
        return STATUS_DONE;
    message_error("this machine can listen neither for announcements by multicast DNS nor for ESPEasy's");
    return STATUS_USAGE;
}

/* Sets a key unless the value is empty. */
static int set(struct esp_devline *line, const char *key, const char *value)
{
    return value[0] ? esp_devline_set(line, key, value) : ESP_OK;
}

int scan_line(struct esp_devline *line, const struct ota_unit *unit)
{
    bool arduino = unit->via == OTA_VIA_ARDUINO;

    if (esp_devline_set(line, "address", unit->address) ||
        (arduino && esp_devline_setf(line, "ota-port", "%u", unit->port)) ||
        (unit->via == OTA_VIA_ESPEASY &&
         esp_devline_setf(line, "web", "http://%s:%u/", unit->address, unit->port)) ||
        set(line, "name", unit->name) || set(line, "chip", unit->chip ? unit->chip->name : "") ||
        set(line, "mac", unit->mac) || set(line, "board", unit->board) ||
        set(line, "version", unit->version) ||
        (unit->unit >= 0 && esp_devline_setf(line, "unit", "%d", unit->unit)) ||
        (arduino && esp_devline_set(line, "auth", unit->password ? "yes" : "no")) ||
        esp_devline_set(line, "via", ota_via_name(unit->via)))
        return ESP_ERR_NOMEM;
    return ESP_OK;
}

/* Prints a board as soon as it is found. */
static void print_unit(void *ctx, const struct ota_unit *unit)
{
    unsigned *count = ctx;
    struct esp_devline line;

    esp_devline_init(&line);
    if (scan_line(&line, unit) == ESP_OK && esp_devline_print(&line, stdout) == ESP_OK) {
        fflush(stdout);
        ++*count;
    }
    esp_devline_free(&line);
}

int ota_scan(const struct gengetopt_args_info *args)
{
    unsigned count = 0;

    if (program_has_operands(args->inputs, args->inputs_num))
        return STATUS_USAGE;
    int status = scan_run(args, print_unit, &count);

    if (status == STATUS_DONE && count == 0 && !signals_caught()) {
        message_error("no board has announced itself");
        status = STATUS_NO;
    }
    return status;
}
