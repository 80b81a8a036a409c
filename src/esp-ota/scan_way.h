/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan for the boards of this network, and a board as a device line.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * In the lines, ota-port= is ArduinoOTA's, because port= is a serial port in all other device
 * lines.
 */
#ifndef ESP_OTA_SCAN_WAY_H
#define ESP_OTA_SCAN_WAY_H

#include "esp/session/devline.h"
#include "ota/scan/ota_scan.h"

struct gengetopt_args_info;

/* Calls found for each board.  Returns an exit status, after a message. */
int scan_run(const struct gengetopt_args_info *args,
             void (*found)(void *ctx, const struct ota_unit *unit), void *ctx);

/* Describes a board in an empty line.  ESP_OK or ESP_ERR_NOMEM. */
int scan_line(struct esp_devline *line, const struct ota_unit *unit);

#endif
