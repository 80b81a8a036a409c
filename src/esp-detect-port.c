/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect on one port: find the board, leave it in order, describe it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect.h"

#include "common/message.h"
#include "common/status.h"

#define DEFAULT_CONNECT_BAUD 115200 /* as struct esp_session_options says */

int detect_print(const struct esp_devline *line, bool json, FILE *stream)
{
    int err = json ? esp_devline_print_json(line, stream) : esp_devline_print(line, stream);

    if (err != ESP_OK)
        message_error("%s", esp_strerror(err));
    fflush(stream);
    return status_of(err);
}

/* How the next program finds the board, where it does not run its application. */
static int describe_state(struct esp_devline *line, const struct esp_session *session,
                          const struct connect_settings *settings)
{
    enum esp_state state = esp_session_state(session);
    uint32_t baud = settings->connect_baud;
    int err;

    if (state != ESP_STATE_STUB && state != ESP_STATE_ROM)
        return ESP_OK;
    err = esp_devline_set(line, "state", state == ESP_STATE_STUB ? "stub" : "rom");
    if (err == ESP_OK && baud != 0 && baud != DEFAULT_CONNECT_BAUD)
        err = esp_devline_setf(line, "connect-baud", "%u", baud);
    return err;
}

static int describe(struct esp_devline *line, const char *port,
                    const struct esp_session *session, const struct connect_settings *settings)
{
    int err = esp_devline_set(line, "port", port);

    if (err == ESP_OK)
        err = esp_devline_set_board(line, esp_session_board(session));
    if (err == ESP_OK)
        err = describe_state(line, session, settings);
    return err;
}

int detect_port(struct esp_devline *line, const char *port,
                const struct connect_settings *settings)
{
    struct esp_session *session = NULL;
    int found = connect_board(&session, settings, port, false);
    int err = ESP_OK, left = ESP_OK;

    /* No stub to identify a board: it takes a second, and where there is no
     * reset line it would have to stay. */
    if (found == ESP_OK && settings->after == ESP_AFTER_STAY)
        err = esp_session_start_stub(session);
    if (session)
        left = esp_session_leave(session, settings->after);
    if (found == ESP_OK && err == ESP_OK)
        err = left;
    if (found == ESP_OK && err == ESP_OK)
        err = describe(line, port, session, settings);
    if (err != ESP_OK)
        connect_failed(session, port, err);
    esp_session_close(session);
    return found != ESP_OK ? found : err;
}
