/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchdogs that stay on when a port's lines reset the chip's core only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/watchdogs.h"

#include "esp/rom/loader.h"

enum {
    KEY = 0x50d83aa1, /* ESP-IDF, rwdt_ll.h and lpwdt_ll.h: ..._WDT_WKEY_VALUE */
    TRIES = 3,        /* the request has no check sum */
};
#define ALL UINT32_C(0xffffffff)
#define ENABLED UINT32_C(0x80000000) /* ..._WDT_EN */

int esp_calm_watchdogs(struct esp_link *link, const struct esp_watchdogs *dogs)
{
    const struct esp_reg_write writes[] = {
        {dogs->protect, KEY, ALL},
        {dogs->rtc, 0, ALL},
        {dogs->protect, 0, ALL},
        {dogs->super_protect, dogs->super_key, ALL},
        {dogs->super, dogs->feeds_itself, dogs->feeds_itself},
        {dogs->super_protect, 0, ALL},
    };
    const uint32_t addresses[] = {dogs->rtc, dogs->super};
    uint32_t values[2] = {ENABLED, 0};

    for (int i = 0; i < TRIES; i++) {
        int err = esp_write_regs(link, writes, sizeof(writes) / sizeof(writes[0]));

        if (!err)
            err = esp_read_regs_sure(link, addresses, 2, values);
        if (err)
            return err;
        if (!(values[0] & ENABLED) && (values[1] & dogs->feeds_itself))
            return 0;
    }
    return esp_fail(link->fault, ESP_ERR_UNSUPPORTED,
                    "the chip's watchdogs cannot be stopped, and may reset the chip: their registers are 0x%08x and 0x%08x",
                    (unsigned)values[0], (unsigned)values[1]);
}
