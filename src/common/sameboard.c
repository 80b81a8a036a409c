/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the board that answers the one that a device line describes?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "common/sameboard.h"

#include <strings.h>

#include "common/connect.h"
#include "common/message.h"
#include "common/status.h"

static int compare(const struct esp_devline *expected, const struct esp_devline *found,
                   const char *port)
{
    static const char *const keys[] = {"mac", "chip", "flash-id"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *want = esp_devline_get(expected, keys[i]);
        const char *have = esp_devline_get(found, keys[i]);

        if (want && have && strcasecmp(want, have) != 0) {
            message_error("%s: another board is on that port now: its %s is %s, not %s", port,
                          keys[i], have, want);
            return STATUS_REFUSED;
        }
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
