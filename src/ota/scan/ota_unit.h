/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that announces itself, and what its announcement tells.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: enableArduino() of both cores' mDNS libraries (board, tcp_check, ssh_upload,
 * auth_upload); ESPHome's mdns_component.cpp (platform, version, mac, board); ESPEasy's
 * NodeStruct.h and Networking.cpp (sendSysInfoUDP(), checkUDP()).
 */
#ifndef OTA_SCAN_OTA_UNIT_H
#define OTA_SCAN_OTA_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ota/ota_chips.h"

enum ota_via {
    OTA_VIA_ARDUINO, /* _arduino._tcp: ArduinoOTA at port */
    OTA_VIA_ESPHOME, /* _esphomelib._tcp: has a protocol of its own for updates */
    OTA_VIA_ESPEASY, /* ESPEasy's broadcasts: the web server is at port */
};

struct ota_unit {
    enum ota_via via;
    char address[64]; /* a number, with %INTERFACE if the address needs that */
    uint16_t port;
    char name[128];
    char board[64];   /* the name of a kind of boards; empty: not told */
    char version[64]; /* of the firmware; empty: not told */
    char mac[18];     /* empty: not told */
    const struct ota_chip *chip; /* NULL: not told */
    bool password;    /* an update needs one */
    int unit;         /* ESPEasy's number; -1: none */
};

/* The word for "via", as in a device line. */
const char *ota_via_name(enum ota_via via);

/* Takes one text of a TXT record, as in "auth_upload=yes".  The bytes need no NUL. */
void ota_unit_take_txt(struct ota_unit *unit, const uint8_t *text, size_t length);

/* Parses a packet of ESPEasy.  The address must be set by the caller: the one in the packet
 * may be another network's.  False: the packet tells of no board. */
bool ota_unit_parse_espeasy(struct ota_unit *unit, const uint8_t *packet, size_t length);

#endif
