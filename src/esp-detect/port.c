/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect on one port: find the board, leave it in order, describe it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/detect.h"

#include "board/connect.h"
#include "board/describe.h"
#include "cli/status.h"

int detect_port(struct esp_devline *line, const char *port,
                const struct connect_settings *settings, detect_look *look, void *ctx)
{
    struct esp_session *session = NULL;
    int found = connect_board(&session, settings, port, false);
    int err = ESP_OK, left = ESP_OK;

    if (found == ESP_OK)
        found = connect_flash(session, port, true);
    if (found == ESP_OK)
        err = esp_session_look_for_repeats(session);
    if (found == ESP_OK && err == ESP_OK && look)
        look(ctx, session, port);
    /* The stub is started only if it is to stay.  Identifying a board does not need the
     * stub: starting it takes a second, and without a reset line it would have to stay. */
    if (found == ESP_OK && err == ESP_OK && settings->after == ESP_AFTER_STAY && !settings->no_stub)
        err = esp_session_start_stub(session);
    if (err == ESP_ERR_UNSUPPORTED) /* no stub for this chip: the loader stays */
        err = ESP_OK;
    if (session)
        left = esp_session_leave(session, settings->after);
    if (found == ESP_OK && err == ESP_OK)
        err = left;
    if (found == ESP_OK && err == ESP_OK)
        err = describe_board(line, port, session);
    if (err != ESP_OK)
        connect_failed(session, port, err);
    esp_session_close(session);
    return found != ESP_OK ? found : err;
}

int detect_print(const char *port, const struct detect_request *request, FILE *stream, int *err)
{
    struct esp_devline line;
    int status;

    if (request->partitions)
        return detect_partitions(port, request, stream, err);
    esp_devline_init(&line);
    *err = detect_port(&line, port, &request->settings, NULL, NULL);
    status = status_of(*err);
    if (status == STATUS_DONE)
        status = describe_print(&line, request->format == DETECT_JSON, stream);
    esp_devline_free(&line);
    return status;
}
