/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and printing the device line of a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/describe.h"

#include <string.h>

#include "cli/closeout.h"
#include "cli/message.h"
#include "cli/status.h"

#define DEFAULT_CONNECT_BAUD 115200 /* see struct esp_session_options */

static bool is_momentary(const char *key)
{
    static const char *const keys[] = {"port", "state", "connect-baud", "gone"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (strcmp(key, keys[i]) == 0)
            return true;
    }
    return false;
}

int describe_known(struct esp_devline *line, const struct esp_devline *known)
{
    int err = ESP_OK;

    for (size_t i = 0; i < known->count && err == ESP_OK; i++) {
        const struct esp_devline_field *field = &known->fields[i];

        if (!is_momentary(field->key))
            err = esp_devline_set(line, field->key, field->value);
    }
    return err;
}

/* If the board does not run its application: tells the next program how to find it. */
static int describe_state(struct esp_devline *line, const struct esp_session *session)
{
    enum esp_state state = esp_session_state(session);
    uint32_t baud = esp_session_connect_baud(session);
    int err;

    if (state != ESP_STATE_STUB && state != ESP_STATE_ROM && state != ESP_STATE_FOREIGN)
        return ESP_OK;
    err = esp_devline_set(line, "state", state == ESP_STATE_ROM ? "rom" : state == ESP_STATE_STUB
                                                                       ? "stub" : "other-stub");
    if (err == ESP_OK && baud != DEFAULT_CONNECT_BAUD)
        err = esp_devline_setf(line, "connect-baud", "%u", baud);
    return err;
}

int describe_board(struct esp_devline *line, const char *port, const struct esp_session *session)
{
    int err = esp_devline_set(line, "port", port);

    if (err == ESP_OK)
        err = esp_devline_set_board(line, esp_session_board(session));
    if (err == ESP_OK)
        err = describe_state(line, session);
    return err;
}

int describe_print(const struct esp_devline *line, bool json, FILE *stream)
{
    int err = json ? esp_devline_print_json(line, stream) : esp_devline_print(line, stream);

    if (err != ESP_OK)
        message_error("%s", esp_strerror(err));
    if (stream == stdout)
        closeout_flush_stdout();
    else
        fflush(stream);
    return status_of(err);
}
