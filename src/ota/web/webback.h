/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeing a board come back after an update.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_WEB_WEBBACK_H
#define OTA_WEB_WEBBACK_H

#include "ota/web/webclient.h"
#include "ota/web/webkind.h"

/* Waits until the board was away and answers again, or answers with another version than
 * before.  ESP_ERR_TIMEOUT: it did not come back within limit_ms, or (the fault says so) has
 * answered all the time. */
int ota_web_wait_back(struct ota_web *web, const struct ota_web_board *before, int limit_ms,
                      struct ota_web_board *after, struct esp_fault *fault);

#endif
