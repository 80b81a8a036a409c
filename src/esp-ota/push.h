/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one image to one board by ArduinoOTA, with messages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_PUSH_H
#define ESP_OTA_PUSH_H

#include "cli/progress.h"
#include "esp-ota/ota_address.h"
#include "esp-ota/ota_image.h"
#include "esp-ota/ota_password.h"

/* What is the same for each board. */
struct push_settings {
    uint16_t first_port, last_port; /* of this machine; 0 and 0: any */
    unsigned retries, timeout_ms;
    bool wait;
    enum progress_style progress;
};

/* Returns an exit status. */
int push_settings_parse(struct push_settings *settings, const struct gengetopt_args_info *args);

/* Sends the checked image, and tells how it ended.  Returns an exit status. */
int push_image(const struct push_settings *settings, const struct ota_board *board,
               const struct ota_image *image, struct ota_password *password);

#endif
