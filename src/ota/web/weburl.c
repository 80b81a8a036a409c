/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address of a board's web page, in parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/weburl.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The scheme's usual port counts as none: a browser's and curl's "Host" do not have it, and the
 * board compares "Origin" with that. */
static CURLcode get_part(CURLU *url, CURLUPart part, char **copy)
{
    char *text = NULL;

    if (curl_url_get(url, part, &text, CURLU_NO_DEFAULT_PORT) == CURLUE_OK) {
        *copy = strdup(text);
        curl_free(text);
        return *copy ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    }
    *copy = NULL;
    return CURLE_OK;
}

/* url is the same as text. */
static int take_apart(struct ota_web_url *out, CURLU *url, const char *text,
                      struct esp_fault *fault)
{
    char *scheme = NULL, *password = NULL, *host = NULL, *port = NULL;
    int err = ESP_ERR_NOMEM;

    if (get_part(url, CURLUPART_SCHEME, &scheme) || get_part(url, CURLUPART_HOST, &host) ||
        get_part(url, CURLUPART_PORT, &port) || get_part(url, CURLUPART_PATH, &out->path) ||
        get_part(url, CURLUPART_USER, &out->user) ||
        get_part(url, CURLUPART_PASSWORD, &password))
        goto out;
    if (password) {
        err = esp_fail(fault, ESP_ERR_ARG, "the password does not go into the address");
        goto out;
    }
    if (!out->user && strchr(text, '@')) { /* "admin:80/x@board": the host would be "admin" */
        err = esp_fail(fault, ESP_ERR_ARG, "behind the host, an address has no '@'");
        goto out;
    }
    if (!scheme || !host || (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        err = esp_fail(fault, ESP_ERR_ARG, "only http:// and https:// lead to a board");
        goto out;
    }
    if (out->path && (out->path[0] == '\0' || strcmp(out->path, "/") == 0)) {
        free(out->path);
        out->path = NULL;
    }
    if (asprintf(&out->host, "%s%s%s", host, port ? ":" : "", port ? port : "") < 0 ||
        asprintf(&out->origin, "%s://%s", scheme, out->host) < 0)
        goto out;
    err = ESP_OK;
out:
    free(scheme);
    free(password);
    free(host);
    free(port);
    return err;
}

/* Without the user's name and the password.  curl ends the user's part at the last '@' in front of
 * the path; a password may have a '/' of its own. */
static const char *without_user(const char *text)
{
    const char *at = strrchr(text, '@');

    return at ? at + 1 : text;
}

int ota_web_url_parse(struct ota_web_url *out, const char *text, struct esp_fault *fault)
{
    CURLU *url = curl_url();
    char *full = NULL;
    int err = ESP_ERR_NOMEM;

    *out = (struct ota_web_url){0};
    if (!url || asprintf(&full, "%s%s", strstr(text, "://") ? "" : "http://", text) < 0)
        esp_fail(fault, err, "out of memory");
    else if (curl_url_set(url, CURLUPART_URL, full, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        err = esp_fail(fault, ESP_ERR_ARG, "%s is no address of a web page",
                       without_user(text));
    else
        err = take_apart(out, url, text, fault);
    free(full);
    curl_url_cleanup(url);
    if (err)
        ota_web_url_free(out);
    return err;
}

void ota_web_url_free(struct ota_web_url *url)
{
    free(url->origin);
    free(url->host);
    free(url->path);
    free(url->user);
    *url = (struct ota_web_url){0};
}
