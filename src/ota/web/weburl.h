/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address of a board's web page, in parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_WEB_WEBURL_H
#define OTA_WEB_WEBURL_H

#include "base/error.h"

struct ota_web_url {
    char *origin; /* scheme://host[:port], without the port that the scheme has anyway */
    char *host;   /* host[:port], the same */
    char *path;   /* NULL: none, or only "/" */
    char *user;   /* NULL: none */
};

/* Takes text apart: http://[USER@]HOST[:PORT][/PATH], where http:// may be missing.  An
 * address with a password is refused, because each user of this machine can read it.  What stands
 * in front of an '@' is in no fault.
 * ESP_ERR_ARG or ESP_ERR_NOMEM, with the reason in the fault. */
int ota_web_url_parse(struct ota_web_url *url, const char *text, struct esp_fault *fault);
void ota_web_url_free(struct ota_web_url *url);

#endif
