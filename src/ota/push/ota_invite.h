/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invitation: from the first datagram to the board's connection.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_PUSH_OTA_INVITE_H
#define OTA_PUSH_OTA_INVITE_H

#include "ota/push/ota_routes.h"

/* Invites the board until it connects.  Sets *connection to a socket that does not block. */
int ota_invite(const struct ota_routes *routes, const struct ota_push_request *request,
               struct ota_push_result *result, int *connection);

#endif
