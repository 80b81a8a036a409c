/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boards that announce themselves by multicast DNS, as avahi-daemon knows them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_SCAN_OTA_ANNOUNCED_H
#define OTA_SCAN_OTA_ANNOUNCED_H

#include "base/error.h"
#include "ota/scan/ota_unit.h"

struct ota_announced;
typedef void ota_announced_found(void *ctx, const struct ota_unit *unit);

/* Begins to browse _arduino._tcp and _esphomelib._tcp.  found: called for each board and
 * address, an IPv6 address of a board beside its IPv4 address.  ESP_ERR_UNSUPPORTED: this
 * build has no avahi; ESP_ERR_LINE: avahi-daemon does not answer. */
int ota_announced_open(struct ota_announced **announced, ota_announced_found *found, void *ctx,
                       struct esp_fault *fault);

/* Handles what comes within timeout_ms.  ESP_ERR_LINE: avahi-daemon has gone. */
int ota_announced_run(struct ota_announced *announced, int timeout_ms, struct esp_fault *fault);

/* Has avahi-daemon told all that it expects for now, and are all addresses known? */
bool ota_announced_complete(const struct ota_announced *announced);

void ota_announced_close(struct ota_announced *announced); /* NULL: nothing happens */

#endif
