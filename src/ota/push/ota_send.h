/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image over the board's connection, and the board's last word.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_PUSH_OTA_SEND_H
#define OTA_PUSH_OTA_SEND_H

#include "ota/push/ota_push.h"

/* connection: a TCP socket that does not block. */
int ota_send(int connection, const struct ota_push_request *request,
             struct ota_push_result *result);

#endif
