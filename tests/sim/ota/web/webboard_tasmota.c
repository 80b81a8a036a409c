/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board's web server: Tasmota.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/web/webboard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Tasmota's numbers of errors, and the texts of two of its languages. */
enum { NO_ERROR, NO_FILE, NO_SPACE, MAGIC, FLASH_SIZE, UNUSED, END_FAILED, ABORTED, INVALID };
static const char *const errors[][2] = {
    [NO_FILE] = {"No file selected", "keine Datei ausgewählt"},
    [NO_SPACE] = {"Not enough space", "nicht genug Speicherplatz"},
    [MAGIC] = {"Invalid file signature", "Ungültige Dateisignatur"},
    [FLASH_SIZE] = {"Program flash size is larger than real flash size",
                    "Flash-Größe des Programms ist größer als die echte Flash-Größe"},
    [END_FAILED] = {"Upload failed. Enable logging 3", "Hochladen fehlgeschlagen. Log-Level 3"},
    [INVALID] = {"File invalid", "Datei ungültig"},
};

/* WSContentStart_P() and WSContentStop(): the page around the body. */
static void send_page(struct webboard *board, struct webboard_request *request,
                      const char *script, const char *body)
{
    char headers[128], page[4096];
    const char *version = board->new_runs ? board->new_version : board->version;

    snprintf(headers, sizeof(headers), "Server: Tasmota/%s (ESP8266EX)\r\n", version);
    snprintf(page, sizeof(page),
             "<!DOCTYPE html><html lang=\"%s\"><head><title>Kitchen - Information</title>"
             "<script>eb=s=>document.getElementById(s);%s</script><style>div{padding:5px}</style>"
             "</head><body><div style='text-align:left'><h3>Sonoff Basic</h3><h2>Kitchen</h2>%s"
             "<p><form action='.'><button>%s</button></form></p><div style='font-size:11px;'><hr/>"
             "<a href='https://bit.ly/tasmota'>Tasmota %s by Theo Arends</a></div></div></body></html>",
             board->german ? "de" : "en", script, body, board->german ? "Hauptmenü" : "Main Menu",
             version);
    webboard_send_text(request, 200, headers, page);
}

/* Requests whose Referer does not begin with the board's address or name get no answer
 * (HttpCheckPriviledgedAccess()). */
static bool privileged(struct webboard *board, struct webboard_request *request)
{
    char referer[256] = "", own[80];

    if (!webboard_authenticated(board, request)) {
        webboard_ask_password(board, request, false);
        return false;
    }
    if (webboard_has_fault(board, "denies"))
        return false;
    webboard_header(request, "Referer", referer, sizeof(referer));
    snprintf(own, sizeof(own), "http://%s", request->peer_name);
    return strncasecmp(referer, own, strlen(own)) == 0;
}

static int take(struct webboard *board, const struct webboard_request *request)
{
    const uint8_t *file = request->file;

    if (!file || request->name[0] == '\0' || request->file_size == 0)
        return NO_FILE;
    if (board->expects == WEBBOARD_SETTINGS)
        return INVALID;
    if (file[0] != 0xe9 && file[0] != 0x1f)
        return MAGIC;
    /* "small-chip": 1 MB.  The high half of the header's byte 3 tells the size; 2 is 1 MB. */
    if (webboard_has_fault(board, "small-chip") && file[0] == 0xe9 && file[3] >> 4 > 2)
        return FLASH_SIZE;
    if (request->file_size > board->space)
        return NO_SPACE;
    if (webboard_has_fault(board, "end"))
        return END_FAILED;
    webboard_keep(board, file, request->file_size);
    return NO_ERROR;
}

/* HandleUploadLoop() takes the file before HandleUploadDone() asks for the password. */
static void upload(struct webboard *board, struct webboard_request *request)
{
    static const char reload[] = "setTimeout(function(){location.href='.';},24000);";
    int error = take(board, request);
    char body[512];

    if (!privileged(board, request))
        return;
    if (webboard_has_fault(board, "silent"))
        return;
    if (error) {
        snprintf(body, sizeof(body),
                 "<div style='text-align:center;'><b>%s <font color='#ff5661'>%s</font></b><br><br>"
                 "%s</div><br>",
                 board->german ? "Hochladen" : "Upload",
                 board->german ? "fehlgeschlagen" : "Failed", errors[error][board->german]);
        send_page(board, request, "", body);
        return;
    }
    snprintf(body, sizeof(body),
             "<div style='text-align:center;'><b>%s <font color='#008000'>%s</font></b><br><br>"
             "<div style='text-align:center;'>%s</div><br></div><br>",
             board->german ? "Hochladen" : "Upload", board->german ? "erfolgreich" : "Successful",
             board->german ? "Gerät wird in wenigen Sekunden neu gestartet"
                           : "Device will restart in a few seconds");
    send_page(board, request, reload, body);
    board->restart = board->new_runs = true;
}

/* "false": the board restarts into its safeboot program. */
static void safeboot(struct webboard *board, struct webboard_request *request)
{
    bool enter = board->single && !board->safeboot;

    webboard_send_text(request, 200, "Server: Tasmota/13.1.0 (ESP32-C3)\r\n",
                       !board->single ? "none" : enter ? "false" : "true");
    if (enter)
        board->restart = board->safeboot = true;
}

void webboard_tasmota(struct webboard *board, struct webboard_request *request)
{
    char form[256];

    if (strcmp(request->path, "/") == 0) {
        if (!webboard_authenticated(board, request))
            webboard_ask_password(board, request, false);
        else
            send_page(board, request, "", "");
    } else if (strcmp(request->path, "/u2") == 0 && strcmp(request->method, "POST") == 0) {
        upload(board, request);
    } else if (strcmp(request->path, "/up") == 0) {
        if (!privileged(board, request))
            return;
        snprintf(form, sizeof(form),
                 "<form method='post' action='u2?fsz=' enctype='multipart/form-data'>"
                 "<input type='file' name='u2'><button type='submit' onclick='%s'>Start</button></form>",
                 board->single && !board->safeboot ? "return upl(this);" : "this.form.submit();");
        send_page(board, request, "", form);
        board->expects = WEBBOARD_FIRMWARE;
    } else if (strcmp(request->path, "/rs") == 0) {
        if (!privileged(board, request))
            return;
        send_page(board, request, "", "");
        board->expects = WEBBOARD_SETTINGS;
    } else if (strcmp(request->path, "/u4") == 0 && board->single) {
        if (privileged(board, request))
            safeboot(board, request);
    } else if (strcmp(request->path, "/dl") == 0) {
        if (privileged(board, request))
            webboard_send_file(request, board, board->settings, "Config_kitchen_12.4.0.dmp");
    } else {
        webboard_send_text(request, 404, "", "File Not Found");
    }
}
