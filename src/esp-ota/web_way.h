/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --web and --pull-settings have in common: opening, looking, and telling the user.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The functions return an exit status, after a message about a failure.
 */
#ifndef ESP_OTA_WEB_WAY_H
#define ESP_OTA_WEB_WAY_H

#include "esp-ota/ota_password.h"
#include "ota/web/webupdate.h"

struct gengetopt_args_info;

struct web_way {
    struct ota_web *web;
    struct ota_web_board board;
    struct ota_password *password;
    int timeout_ms;
};

/* Opens a conversation with the board at url, and finds out which firmware answers.  The
 * password must stay valid until the end. */
int web_way_open(struct web_way *way, const struct gengetopt_args_info *args, const char *url,
                 struct ota_password *password);
void web_way_close(struct web_way *way); /* also after a failure */

/* The board asks for a password: asks the user, unless a password is known.  False: there is
 * none, or the board does not accept it. */
bool web_way_ask(struct web_way *way);

/* Tells about an error of the library. */
int web_way_failed(const struct web_way *way, int err, const struct esp_fault *fault);

/* Tells what the board answered in place of what we asked for. */
int web_way_refused(const struct web_way *way, const struct ota_web_answer *answer);

#endif
