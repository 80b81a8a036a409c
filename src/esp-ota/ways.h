/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What esp-ota can do: one function for each way, and each returns an exit status after its
 * messages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_WAYS_H
#define ESP_OTA_WAYS_H

struct gengetopt_args_info;
struct ota_image;
struct ota_password;

/* Sends an image to a board by ArduinoOTA. */
int ota_push(const struct gengetopt_args_info *args);

/* Sends an image to a board's web page for updates. */
int ota_web(const struct gengetopt_args_info *args);

/* Sends a checked image to the page at url: one board of several. */
int ota_web_send(const struct gengetopt_args_info *args, const char *url,
                 const struct ota_image *image, struct ota_password *password);

/* Reads the settings that a firmware gives away by its web page. */
int ota_pull(const struct gengetopt_args_info *args);

/* Sends an image to all boards of the lines on standard input, or of a scan. */
int ota_all(const struct gengetopt_args_info *args);

/* Lists the boards that announce themselves. */
int ota_scan(const struct gengetopt_args_info *args);

#endif
