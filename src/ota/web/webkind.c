/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmwares that take updates by their web pages, and how to tell them apart.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webkind.h"

#include <string.h>
#include <strings.h>

#include "ota/web/webtext.h"

static const struct {
    const char *name, *title;
} kinds[] = {
    [OTA_WEB_ANY] = {"", "the firmware"},
    [OTA_WEB_TASMOTA] = {"tasmota", "Tasmota"},
    [OTA_WEB_ESPEASY] = {"espeasy", "ESPEasy"},
    [OTA_WEB_ARDUINO] = {"arduino", "the sketch"},
};

enum ota_web_kind ota_web_kind_by_name(const char *name)
{
    for (enum ota_web_kind kind = OTA_WEB_TASMOTA; kind <= OTA_WEB_ARDUINO; kind++) {
        if (strcmp(kinds[kind].name, name) == 0)
            return kind;
    }
    return OTA_WEB_ANY;
}

const char *ota_web_kind_name(enum ota_web_kind kind)
{
    return kinds[kind].title;
}

/* Copies the text up to the first of the characters that end it. */
static void take(char *out, size_t size, const char *text, size_t length, const char *ends)
{
    size_t i = 0;

    while (i < length && i < size - 1 && text[i] > ' ' && text[i] <= '~' && !strchr(ends, text[i])) {
        out[i] = text[i];
        i++;
    }
    out[i] = '\0';
}

void ota_web_espeasy_version(struct ota_web_board *board, const char *json, size_t length)
{
    static const char key[] = "\"Build\":";
    const char *at = ota_web_find(json, length, key);

    if (!at)
        return;
    at += sizeof(key) - 1;
    while (at < json + length && (*at == ' ' || *at == '"'))
        at++;
    take(board->version, sizeof(board->version), at, (size_t)(json + length - at), "\",}");
}

bool ota_web_recognise(struct ota_web_board *board, const char *server, const char *html,
                       size_t length)
{
    static const char tasmota[] = "Tasmota/";

    if (strncasecmp(server, tasmota, sizeof(tasmota) - 1) == 0) {
        const char *version = server + sizeof(tasmota) - 1;

        board->kind = OTA_WEB_TASMOTA;
        take(board->version, sizeof(board->version), version, strlen(version), "(");
        return true;
    }
    /* Each of ESPEasy's pages ends with a link to the project, unless a template of the
     * user has no such line. */
    if (ota_web_find(html, length, "letscontrolit.com") ||
        ota_web_find(html, length, "ESP Easy")) {
        board->kind = OTA_WEB_ESPEASY;
        return true;
    }
    if (ota_web_find(html, length, "bit.ly/tasmota")) {
        board->kind = OTA_WEB_TASMOTA;
        return true;
    }
    return false;
}
