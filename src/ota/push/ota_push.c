/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image to a board that takes updates by ArduinoOTA.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_push.h"

#include <unistd.h>

#include "ota/push/ota_invite.h"
#include "ota/push/ota_routes.h"
#include "ota/push/ota_send.h"

int ota_push_run(const struct ota_push_request *request, struct ota_push_result *result)
{
    struct ota_routes routes;
    int connection = -1, err;

    *result = (struct ota_push_result){.outcome = OTA_LOCAL};
    err = ota_routes_open(&routes, request, &result->fault);
    if (err != ESP_OK) {
        result->outcome = err == ESP_ERR_LINE ? OTA_FAILED : OTA_LOCAL;
        return err;
    }
    err = ota_invite(&routes, request, result, &connection);
    if (err == ESP_OK)
        err = ota_send(connection, request, result);
    if (connection >= 0)
        close(connection);
    ota_routes_close(&routes);
    return err;
}
