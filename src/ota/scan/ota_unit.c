/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that announces itself, and what its announcement tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_unit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"

/* Offsets in ESPEasy's packet: two bytes FF 01, and struct NodeStruct. */
enum {
    MAC_AT = 2,
    UNIT_AT = 12,
    BUILD_AT = 13,
    NAME_AT = 15,
    NAME_SIZE = 25,
    TYPE_AT = 40,
    WEB_PORT_AT = 41,
    SHORTEST = 13, /* of builds before 2.0: up to the unit */
    FIRST_WITH_WEB_PORT = 20107,
};

const char *ota_via_name(enum ota_via via)
{
    static const char *const names[] = {
        [OTA_VIA_ARDUINO] = "arduino", [OTA_VIA_ESPHOME] = "esphome", [OTA_VIA_ESPEASY] = "espeasy"};

    return names[via];
}

/* ESPHome writes a MAC as 12 digits. */
static void take_mac(struct ota_unit *unit, const char *text)
{
    if (strlen(text) != 12 || strspn(text, "0123456789abcdefABCDEF") != 12)
        return;
    for (size_t i = 0; i < 6; i++)
        snprintf(unit->mac + 3 * i, sizeof(unit->mac) - 3 * i, "%.2s%s", text + 2 * i, i < 5 ? ":" : "");
}

static void take_platform(struct ota_unit *unit, const char *text)
{
    char lower[16];
    size_t i = 0;

    for (; text[i] && i < sizeof(lower) - 1; i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    lower[i] = '\0';
    unit->chip = ota_chip_by_name(lower);
}

void ota_unit_take_txt(struct ota_unit *unit, const uint8_t *text, size_t length)
{
    char copy[256];
    char *value;

    snprintf(copy, sizeof(copy), "%.*s", (int)(length < sizeof(copy) ? length : sizeof(copy) - 1), (const char *)text);
    value = strchr(copy, '=');
    if (!value)
        return;
    *value++ = '\0';
    if (strcasecmp(copy, "auth_upload") == 0)
        unit->password = strcasecmp(value, "yes") == 0;
    else if (strcasecmp(copy, "board") == 0)
        snprintf(unit->board, sizeof(unit->board), "%.63s", value);
    else if (strcasecmp(copy, "version") == 0)
        snprintf(unit->version, sizeof(unit->version), "%.63s", value);
    else if (strcasecmp(copy, "mac") == 0)
        take_mac(unit, value);
    else if (strcasecmp(copy, "platform") == 0)
        take_platform(unit, value);
}

/* NodeTypeID.h: 17 is an ESPEasy of the first core, 33 to 39 of later chips; others are
 * programs for a Raspberry Pi or an AVR, which speak the same protocol. */
static const struct ota_chip *chip_of_type(uint8_t type)
{
    if (type == 1 || type == 17)
        return ota_chip_of_core(true);
    return type >= 33 && type <= 39 ? ota_chip_of_core(false) : NULL;
}

bool ota_unit_parse_espeasy(struct ota_unit *unit, const uint8_t *packet, size_t length)
{
    const uint8_t *mac = packet + MAC_AT;
    unsigned build;

    if (length < SHORTEST || packet[0] != 0xff || packet[1] != 1)
        return false;
    *unit = (struct ota_unit){.via = OTA_VIA_ESPEASY, .port = 80, .unit = packet[UNIT_AT]};
    snprintf(unit->mac, sizeof(unit->mac), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
             mac[3], mac[4], mac[5]);
    if (length <= TYPE_AT)
        return true;
    if (packet[TYPE_AT] && !(unit->chip = chip_of_type(packet[TYPE_AT])))
        return false;
    build = esp_get16(packet + BUILD_AT);
    if (build)
        snprintf(unit->version, sizeof(unit->version), "%u", build);
    snprintf(unit->name, sizeof(unit->name), "%.*s", (int)strnlen((const char *)packet + NAME_AT, NAME_SIZE),
             (const char *)packet + NAME_AT);
    if (build >= FIRST_WITH_WEB_PORT && length >= WEB_PORT_AT + 2 && esp_get16(packet + WEB_PORT_AT))
        unit->port = esp_get16(packet + WEB_PORT_AT);
    return true;
}
