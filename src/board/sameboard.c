/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking that the board is the one that a device line describes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/sameboard.h"

#include <string.h>
#include <strings.h>

#include "board/connect.h"
#include "cli/message.h"
#include "cli/status.h"

static const char *known(const struct esp_devline *line, const char *key)
{
    const char *value = esp_devline_get(line, key);

    return value && strcmp(value, "unknown") != 0 ? value : NULL;
}

bool sameboard_differs(const struct esp_devline *one, const struct esp_devline *other,
                       const char *key)
{
    const char *a = known(one, key), *b = known(other, key);

    return a && b && strcasecmp(a, b) != 0;
}

static int compare(const struct esp_devline *expected, const struct esp_devline *found,
                   const char *port)
{
    static const char *const keys[] = {"mac", "chip", "flash-id"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (!sameboard_differs(expected, found, keys[i]))
            continue;
        message_error("%s: another board is on that port now: its %s is %s, not %s", port, keys[i],
                      esp_devline_get(found, keys[i]), esp_devline_get(expected, keys[i]));
        return STATUS_REFUSED;
    }
    return STATUS_DONE;
}

int sameboard_check(const struct esp_devline *expected, const struct esp_session *session,
                    const char *port)
{
    struct esp_devline found;
    int err, status;

    esp_devline_init(&found);
    err = esp_devline_set_board(&found, esp_session_board(session));
    status = err == ESP_OK ? compare(expected, &found, port)
                           : connect_failed(NULL, port, err);
    esp_devline_free(&found);
    return status;
}
