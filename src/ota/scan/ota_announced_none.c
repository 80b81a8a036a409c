/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boards that announce themselves by multicast DNS: a build without avahi.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_announced.h"

int ota_announced_open(struct ota_announced **announced, ota_announced_found *found, void *ctx,
                       struct esp_fault *fault)
{
    (void)found;
    (void)ctx;
    *announced = NULL;
    return esp_fail(fault, ESP_ERR_UNSUPPORTED, "this build has no avahi");
}

int ota_announced_run(struct ota_announced *announced, int timeout_ms, struct esp_fault *fault)
{
    (void)announced;
    (void)timeout_ms;
    return esp_fail(fault, ESP_ERR_UNSUPPORTED, "this build has no avahi");
}

bool ota_announced_complete(const struct ota_announced *announced)
{
    (void)announced;
    return true;
}

void ota_announced_close(struct ota_announced *announced)
{
    (void)announced;
}
