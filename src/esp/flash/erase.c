/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing flash: checks the request, and makes the first change carefully.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "esp/flash/ops.h"
#include "esp/flash/settle.h"

int esp_session_erase_part(struct esp_session *s, const struct esp_erase_request *request,
                           uint64_t *erased)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);

    *erased = 0;
    return ops ? ops->erase(s, request, erased) : ESP_ERR_ARG;
}

/* Treats the range as an image that is blank. */
static int settle(struct esp_session *s, const struct esp_erase_request *request)
{
    uint8_t *data = malloc(request->size);
    const struct esp_image image = {request->offset, request->size, data};
    struct esp_plan plan = {0};
    int err = ESP_ERR_NOMEM;

    if (data) {
        memset(data, 0xff, request->size);
        /* The image consists of whole sectors, so nothing is read around it. */
        err = esp_plan_make(&plan, &image, 1, esp_session_boot_offset(s), NULL, NULL);
    }
    if (err)
        esp_fail(&s->fault, err, "out of memory");
    else
        err = esp_session_settle(s, &plan);
    esp_plan_free(&plan);
    free(data);
    return err;
}

int esp_session_erase(struct esp_session *s, const struct esp_erase_request *request,
                      uint64_t *erased)
{
    uint32_t settled = 0;
    int err;

    *erased = 0;
    if ((request->offset | request->size) % ESP_SECTOR_SIZE || !request->size)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not whole sectors");
    err = esp_session_check_range(s, request->offset, request->size, "range");
    if (err)
        return err;
    if (s->board.flash_repeats) {
        err = settle(s, request);
        settled = s->board.flash_repeats ? 0 : ESP_SECTOR_SIZE;
    }
    if (!err)
        err = esp_session_erase_part(s, request, erased);
    if (!err && esp_flash_ops(s)->spares_blank && !request->all)
        *erased += settled; /* settle() erased this sector before */
    err = esp_session_end_work(s, err);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
