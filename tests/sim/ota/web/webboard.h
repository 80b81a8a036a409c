/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board's web server: what Tasmota, ESPEasy and Arduino's update servers answer.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esp8266/Arduino 3.1.2 and later, ESP8266WebServer's Parsing-impl.h and
 * ESP8266HTTPUpdateServer-impl.h; espressif/arduino-esp32, HTTPUpdateServer.h; Tasmota's
 * xdrv_01_9_webserver.ino and settings.ino; ESPEasy's ESPEasy_WebServer.cpp and
 * DownloadPage.cpp.
 */
#ifndef SIM_OTA_WEB_WEBBOARD_H
#define SIM_OTA_WEB_WEBBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum webboard_type { WEBBOARD_FIRMWARE, WEBBOARD_SETTINGS };

struct webboard {
    /* options */
    const char *firmware; /* tasmota, espeasy, arduino, later-arduino, sketch */
    const char *flash;    /* file that gets an accepted image */
    const char *version, *new_version;
    const char *user, *password; /* NULL: none */
    const char *settings; /* file that /dl or /download gives away; NULL: none */
    const char *archive;  /* file that /backup gives away; NULL: no such page */
    const char *faults;   /* words with commas between them */
    size_t space;         /* for an application */
    int down_ms;          /* of a restart */
    bool german;
    bool single;          /* one partition for applications, and a safeboot program */
    FILE *log;            /* requests; NULL: none */
    /* state */
    enum webboard_type expects; /* what an upload to Tasmota's /u2 is taken for */
    bool safeboot;        /* the safeboot program runs */
    bool restart;         /* after this connection */
    bool new_runs;        /* the new firmware runs after the restart */
    char nonce[33];       /* for digest authentication */
};

bool webboard_has_fault(const struct webboard *board, const char *word);

struct webboard_request {
    int fd;
    char method[8], path[128], query[128];
    char *headers;       /* the lines after the first */
    const char *body;
    size_t length;
    char peer_name[64]; /* the address at which the client reached this board */
    /* the file in a form */
    char field[64], name[128];
    const uint8_t *file; /* NULL: none */
    size_t file_size;
};

/* The value of a header up to its line's end in out; false: there is none. */
bool webboard_header(const struct webboard_request *request, const char *name, char *out, size_t size);

/* Reads a request as the cores' servers do.  False: the board closes the connection. */
bool webboard_read(struct webboard_request *request, int fd);
void webboard_free(struct webboard_request *request);

void webboard_send(struct webboard_request *request, int status, const char *more_headers,
                   const char *body, size_t length);
void webboard_send_text(struct webboard_request *request, int status, const char *more_headers,
                        const char *text);
void webboard_send_file(struct webboard_request *request, const struct webboard *board,
                        const char *path, const char *as);

/* Is the request allowed?  If not, asks for the password. */
bool webboard_authenticated(const struct webboard *board, const struct webboard_request *request);
void webboard_ask_password(struct webboard *board, struct webboard_request *request, bool digest);

/* Keeps an image as the flash.  False: the board has no room. */
bool webboard_keep(const struct webboard *board, const uint8_t *data, size_t size);

void webboard_tasmota(struct webboard *board, struct webboard_request *request);
void webboard_arduino(struct webboard *board, struct webboard_request *request);

#endif
