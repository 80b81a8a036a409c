/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens for boards that announce themselves.  Nothing is sent to any board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_SCAN_OTA_SCAN_H
#define OTA_SCAN_OTA_SCAN_H

#include <signal.h>

#include "base/error.h"
#include "ota/scan/ota_unit.h"

enum {
    OTA_SCAN_ESPEASY_PORT = 8266, /* registered for ESPEasy's protocol */
    OTA_SCAN_MS = 31000,          /* an ESPEasy announces itself each 30 seconds */
};

struct ota_scan {
    int timeout_ms;
    uint16_t espeasy_port;                /* UDP; 0: do not listen for ESPEasy */
    const volatile sig_atomic_t *cancel;  /* NULL, or not 0: stop */
    void (*found)(void *ctx, const struct ota_unit *unit); /* once for each board */
    /* Tells about a half of the scan that cannot be done; the other half goes on. */
    void (*trouble)(void *ctx, const char *text);
    void *ctx;
};

/* Ends after timeout_ms, or as soon as avahi-daemon knows all if ESPEasy is not listened
 * for.  ESP_ERR_LINE: neither half could be done. */
int ota_scan_run(const struct ota_scan *scan);

#endif
