/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation with a board's web server.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The small servers of these firmwares need care, see webclient.c.  The functions return
 * ESP_OK for each answer of the board, whatever its status; otherwise ESP_ERR_ARG (the
 * address makes no sense), ESP_ERR_LINE (no connection), ESP_ERR_TIMEOUT, ESP_ERR_PROTOCOL
 * (closed without an answer, or not HTTP), ESP_ERR_CANCELLED or ESP_ERR_NOMEM, with the
 * reason in the fault.
 */
#ifndef OTA_WEB_WEBCLIENT_H
#define OTA_WEB_WEBCLIENT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct ota_web_options {
    const char *url;      /* http://HOST[:PORT][/PATH], or without http:// */
    const char *user;     /* NULL: admin, or the one in the URL */
    const char *password; /* NULL: none.  Sent only to a board that asks for a password */
    /* Over http:// the password goes to no board that takes it in clear text only (Basic).  For
     * addresses that the network told: anybody may have told them. */
    bool no_clear_text;
    int timeout_ms;       /* without a sign of the board */
    const volatile sig_atomic_t *cancel;                      /* NULL, or not 0: stop */
    void (*progress)(void *ctx, uint64_t done, uint64_t total); /* of a file; NULL: none */
    void *ctx;
};

struct ota_web; /* a conversation */

/* The options must stay valid until the end. */
int ota_web_open(struct ota_web **web, const struct ota_web_options *options,
                 struct esp_fault *fault);
void ota_web_close(struct ota_web *web); /* NULL: nothing happens */

/* HOST[:PORT] for messages, without a user's name. */
const char *ota_web_host(const struct ota_web *web);
/* The path of the URL; NULL: the URL has none, or only "/". */
const char *ota_web_path(const struct ota_web *web);
/* A password for requests from now on; text must stay valid. */
void ota_web_set_password(struct ota_web *web, const char *text);
/* The board asked for the password in clear text, and does not get it, see no_clear_text. */
bool ota_web_clear_text_denied(const struct ota_web *web);
/* The milliseconds without a sign of the board after which a request has failed. */
int ota_web_timeout(const struct ota_web *web);
void ota_web_set_timeout(struct ota_web *web, int timeout_ms);

struct ota_web_reply {
    long status;
    char *body; /* ends in a NUL that does not count */
    size_t length;
    char server[64];   /* header "Server"; empty: none */
    char location[160]; /* the address that the board sends to; empty: none */
    bool cut;          /* the connection broke after a part of the body */
};
void ota_web_reply_free(struct ota_web_reply *reply);

/* Gets a page or a file of at most limit bytes.  The password is sent if the board asks for
 * it.  Free the reply in any case. */
int ota_web_get(struct ota_web *web, const char *path, size_t limit, struct ota_web_reply *reply,
                struct esp_fault *fault);

/* A file in a form, as a browser sends it. */
struct ota_web_file {
    const char *field; /* name of the form's field */
    const char *name;  /* of the file */
    const uint8_t *data;
    size_t size;
};

/* Sends a file to a form.  Get the form first: this tells how the board wants the password,
 * and nobody likes to send a megabyte for a "401"; after a 401 the file is sent once more, with
 * the password.  Free the reply in any case. */
int ota_web_post(struct ota_web *web, const char *path, const struct ota_web_file *file,
                 struct ota_web_reply *reply, struct esp_fault *fault);

#endif
