/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeing a board come back after an update.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webback.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ota/web/webupdate.h"

enum {
    POLL_MS = 200,
    ANSWER_MS = 3000, /* a board that has just started is slow, but not slower */
};

int ota_web_wait_back(struct ota_web *web, const struct ota_web_board *before, int limit_ms,
                      struct ota_web_board *after, struct esp_fault *fault)
{
    uint64_t deadline = esp_clock_after(limit_ms);
    struct ota_web_answer answer;
    bool away = false;

    ota_web_set_timeout(web, ANSWER_MS);
    do {
        int err = ota_web_look(web, before->kind, after, &answer, fault);

        if (err == ESP_ERR_CANCELLED || err == ESP_ERR_NOMEM)
            return err;
        if (err)
            away = true;
        else if (away || (after->version[0] && strcmp(after->version, before->version) != 0))
            return ESP_OK;
        usleep(POLL_MS * 1000);
    } while (esp_clock_left(deadline) > 0);
    return esp_fail(fault, ESP_ERR_TIMEOUT,
                    away ? "has not come back in %d s" : "has not restarted in %d s",
                    limit_ms / 1000);
}
