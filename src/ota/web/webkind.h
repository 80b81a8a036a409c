/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmwares that take updates by their web pages, and how to tell them apart.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: Tasmota's xdrv_01_9_webserver.ino (WSHeaderSend()); ESPEasy's JSON.cpp and
 * ESPEasy_WebServer.cpp; ESP8266HTTPUpdateServer of esp8266/Arduino, HTTPUpdateServer of
 * espressif/arduino-esp32.
 */
#ifndef OTA_WEB_WEBKIND_H
#define OTA_WEB_WEBKIND_H

#include <stdbool.h>
#include <stddef.h>

enum ota_web_kind {
    OTA_WEB_ANY,     /* not known: the board's page tells */
    OTA_WEB_TASMOTA, /* /up and /u2 */
    OTA_WEB_ESPEASY, /* Arduino's update server at /update; settings at /download */
    OTA_WEB_ARDUINO, /* Arduino's update server, or what sketches have in its place */
};

/* The kind of a name as --firmware has it; OTA_WEB_ANY: no kind has this name. */
enum ota_web_kind ota_web_kind_by_name(const char *name);
/* The firmware's name for messages. */
const char *ota_web_kind_name(enum ota_web_kind kind);

/* What a board's pages tell about its firmware. */
struct ota_web_board {
    enum ota_web_kind kind;
    char version[64]; /* empty: the firmware tells no version */
};

/* Recognises the firmware by its first page.  server: the header "Server", or an empty text.
 * Leaves the board alone and returns false if the page does not tell. */
bool ota_web_recognise(struct ota_web_board *board, const char *server, const char *html,
                       size_t length);

/* Takes the version from the answer of ESPEasy's page /json. */
void ota_web_espeasy_version(struct ota_web_board *board, const char *json, size_t length);

#endif
