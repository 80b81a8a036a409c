/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing images: checks the request, makes the plan, and hands it to the back-end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/write.h"

#include "esp/flash/ops.h"
#include "esp/flash/settle.h"

static int check_images(struct esp_session *s, const struct esp_image *images, size_t count)
{
    uint64_t end = 0;

    for (size_t i = 0; i < count; i++) {
        if (images[i].size == 0 || images[i].offset < end)
            return esp_fail(&s->fault, ESP_ERR_ARG, "images that are empty, overlap or are not "
                                                    "sorted");
        end = (uint64_t)images[i].offset + images[i].size;
        if (esp_session_check_range(s, images[i].offset, images[i].size, "image"))
            return ESP_ERR_RANGE;
    }
    return count ? 0 : esp_fail(&s->fault, ESP_ERR_ARG, "nothing to write");
}

/* settle: the flash may be smaller than its ID says, so settle that first. */
static int write_plan(struct esp_session *s, const struct esp_write_request *request,
                      struct esp_write_report *report, bool settle)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    struct esp_plan plan = {0};
    int err;

    if (!ops)
        return ESP_ERR_ARG;
    err = esp_plan_make(&plan, request->images, request->count, esp_session_boot_offset(s),
                        esp_write_read, s);

    if (err == ESP_ERR_NOMEM)
        esp_fail(&s->fault, err, "out of memory");
    if (!err && settle)
        err = esp_session_settle(s, &plan);
    if (!err)
        err = ops->write(s, &plan, request, report);
    esp_plan_free(&plan);
    return err;
}

int esp_session_write_part(struct esp_session *s, const struct esp_write_request *request,
                           struct esp_write_report *report)
{
    return write_plan(s, request, report, false);
}

int esp_session_write(struct esp_session *s, const struct esp_write_request *request,
                      struct esp_write_report *report)
{
    struct esp_write_report unwanted;
    int err = esp_flash_ops(s) ? check_images(s, request->images, request->count) : ESP_ERR_ARG;

    if (!report)
        report = &unwanted;
    *report = (struct esp_write_report){0};
    if (err)
        return err;
    err = write_plan(s, request, report, s->board.flash_repeats && !request->dry_run);
    err = esp_session_end_work(s, err);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
