/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing rfc2217:// URLs, in pyserial's syntax.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp/line/transport_rfc2217.h"

enum {
    TIMEOUT_MS = 5000, /* a server may still be busy with its last client */
    TIMEOUT_MAX_S = 60,
};

static bool is(const char *option, size_t length, const char *name)
{
    return length == strlen(name) && strncmp(option, name, length) == 0;
}

/* Parses seconds with at most three decimals; 0 for any other text.  strtod() depends on
 * the locale, and accepts signs and infinity. */
static int milliseconds(const char *text, size_t length)
{
    int ms = 0, unit = 1000;
    size_t i = 0;

    for (; i < length && text[i] >= '0' && text[i] <= '9' && ms <= TIMEOUT_MAX_S * 1000; i++)
        ms = ms * 10 + (text[i] - '0') * 1000;
    if (i < length && text[i] == '.')
        for (i++; i < length && text[i] >= '0' && text[i] <= '9' && unit > 1; i++) {
            unit /= 10;
            ms += (text[i] - '0') * unit;
        }
    return i == length && ms <= TIMEOUT_MAX_S * 1000 ? ms : 0;
}

static int take_option(struct esp_rfc2217_url *parts, const char *option, size_t length,
                       struct esp_fault *fault)
{
    static const char timeout[] = "timeout=";
    size_t skip = sizeof(timeout) - 1;

    if (is(option, length, "ign_set_control")) {
        parts->ignore_set_control = true;
        return 0;
    }
    if (is(option, length, "poll_modem")) /* this program does not use the modem's state */
        return 0;
    if (length > skip && is(option, skip, timeout)) {
        parts->timeout_ms = milliseconds(option + skip, length - skip);
        if (parts->timeout_ms > 0)
            return 0;
        return esp_fail(fault, ESP_ERR_ARG, "timeout= takes seconds, more than 0 and up to %d: %.*s",
                        TIMEOUT_MAX_S, (int)length, option);
    }
    return esp_fail(fault, ESP_ERR_ARG,
                    "unknown option \"%.*s\" in the URL: known are ign_set_control, poll_modem and "
                    "timeout=SECONDS",
                    (int)length, option);
}

int esp_rfc2217_parse_url(struct esp_rfc2217_url *parts, const char *url, struct esp_fault *fault)
{
    static const char scheme[] = "rfc2217://";
    const char *address = url + sizeof(scheme) - 1, *query = strchr(address, '?');
    size_t length = query ? (size_t)(query - address) : strlen(address);
    int err = 0;

    *parts = (struct esp_rfc2217_url){.timeout_ms = TIMEOUT_MS};
    if (length >= sizeof(parts->address))
        return esp_fail(fault, ESP_ERR_ARG, "the port's name is too long");
    memcpy(parts->address, address, length);
    while (query && !err) {
        const char *option = query + 1;

        length = strcspn(option, "&");
        if (length || option[length]) /* an empty text behind the '?' is allowed */
            err = take_option(parts, option, length, fault);
        query = option[length] ? option + length : NULL;
    }
    return err;
}
