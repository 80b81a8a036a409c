/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board's web server: the update servers of both cores, a sketch with the cores'
 * example, and ESPEasy, which has the core's server.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/web/webboard.h"

#include <stdlib.h>
#include <string.h>

static bool is(const struct webboard *board, const char *firmware)
{
    return strcmp(board->firmware, firmware) == 0;
}

static void send_form(struct webboard *board, struct webboard_request *request)
{
    char form[512];

    snprintf(form, sizeof(form),
             "<html><body><form method='POST' action='' enctype='multipart/form-data'>"
             "<input type='file' name='%s'><input type='submit' value='Update'></form>%s"
             "</body></html>",
             is(board, "sketch") ? "update" : "firmware",
             is(board, "arduino") || is(board, "later-arduino")
                 ? "<form method='POST'><input type='file' name='filesystem'></form>"
                 : "");
    webboard_send_text(request, 200, "", form);
}

/* The error of the core's Updater as its printError() writes it; NULL: none. */
static const char *take(const struct webboard *board, const struct webboard_request *request)
{
    bool later = is(board, "later-arduino");
    bool application = strcmp(request->field, "filesystem") != 0;

    if (!request->file || request->file_size == 0)
        return later ? "Bad Size Given\r\n" : "ERROR[13]: No data supplied\n";
    if (application && request->file[0] != 0xe9 && request->file[0] != 0x1f)
        return later ? "Wrong Magic Byte\r\n" : "ERROR[10]: Magic byte is not 0xE9\n";
    if (application && request->file_size > board->space)
        return later ? "Not Enough Space\r\n" : "ERROR[4]: Not Enough Space\n";
    if (webboard_has_fault(board, "end"))
        return later ? "MD5 Check Failed\r\n" : "ERROR[7]: MD5 verification failed\n";
    if (webboard_has_fault(board, "flash-size"))
        return "ERROR[8]: Flash config wrong: real: 1048576, SDK: 4194304\n";
    webboard_keep(board, request->file, request->file_size);
    return NULL;
}

static void upload(struct webboard *board, struct webboard_request *request)
{
    static const char success[] =
        "<META http-equiv=\"refresh\" content=\"15;URL=/\">Update Success! Rebooting...";
    char origin[160] = "", host[128] = "", text[256];
    /* ESPEasy gives its update server no password. */
    bool authenticated = is(board, "espeasy") || webboard_authenticated(board, request);

    if (is(board, "later-arduino")) {
        webboard_header(request, "Origin", origin, sizeof(origin));
        webboard_header(request, "Host", host, sizeof(host));
        snprintf(text, sizeof(text), "http://%s", host);
        if (authenticated && strcmp(origin, text) != 0) {
            webboard_send_text(request, 200, "", "Update error: Wrong origin received!");
            return;
        }
    }
    if (!authenticated) {
        webboard_ask_password(board, request, false);
        return;
    }
    const char *error = take(board, request);

    if (webboard_has_fault(board, "silent"))
        return;
    if (error) {
        snprintf(text, sizeof(text), "Update error: %s", error);
        webboard_send_text(request, 200, "", is(board, "sketch") ? "FAIL" : text);
        return;
    }
    webboard_send_text(request, 200, "", is(board, "sketch") ? "OK" : success);
    board->restart = board->new_runs = true;
}

/* ESPEasy's own pages.  False: this is none of them. */
static bool espeasy(struct webboard *board, struct webboard_request *request)
{
    char text[256];

    if (strcmp(request->path, "/json") == 0) { /* needs no password */
        snprintf(text, sizeof(text), "{\"System\":{\n\"Load\":2.1,\n\"Build\":%s,\n\"Unit Name\":\"Pump\"}}",
                 board->new_runs ? board->new_version : board->version);
        webboard_send_text(request, 200, "", text);
        return true;
    }
    bool root = strcmp(request->path, "/") == 0;

    if (!root && strcmp(request->path, "/download") != 0 &&
        (strcmp(request->path, "/backup") != 0 || !board->archive))
        return false;
    if (webboard_has_fault(board, "blocked")) {
        webboard_send_text(request, 403, "", "IP blocked: 127.0.0.1");
    } else if (!webboard_authenticated(board, request)) {
        webboard_ask_password(board, request, true);
    } else if (root && webboard_has_fault(board, "template")) { /* a page of the user's own */
        webboard_send_text(request, 200, "", "<html><body>my pump</body></html>");
    } else if (root) {
        webboard_send_text(request, 200, "", "<html><body><h1>Welcome to ESP Easy Mega: Pump</h1><h6>Powered by "
                           "<a href='http://www.letscontrolit.com'>Let's Control It</a></h6></body></html>");
    } else {
        bool all = strcmp(request->path, "/backup") == 0;

        webboard_send_file(request, board, all ? board->archive : board->settings,
                           all ? "backup_Pump_U1.tar" : "config_Pump_U1.dat");
    }
    return true;
}

void webboard_arduino(struct webboard *board, struct webboard_request *request)
{
    if (is(board, "espeasy") && espeasy(board, request))
        return;
    /* The cores' example WebUpdate shows its form on the first page alone. */
    bool form = strcmp(request->path, is(board, "sketch") ? "/" : "/update") == 0;
    bool post = strcmp(request->method, "POST") == 0;

    if (post ? strcmp(request->path, "/update") != 0 : !form || webboard_has_fault(board, "no-page")) {
        webboard_send_text(request, 404, "", "Not found: no such page");
    } else if (post) {
        upload(board, request);
    } else if (is(board, "espeasy") || webboard_authenticated(board, request)) {
        send_form(board, request);
    } else {
        webboard_ask_password(board, request, false);
    }
}
