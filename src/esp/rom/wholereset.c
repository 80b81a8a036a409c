/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resetting a whole chip by its watchdog, where the port's lines reset the core only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/wholereset.h"

#include "esp/rom/loader.h"

enum {
    KEY = 0x50d83aa1, /* ESP-IDF, rwdt_ll.h and lpwdt_ll.h: ..._WDT_WKEY_VALUE */
    /* As in esptool.  Stage 0 takes this number twice (ESP-IDF, rwdt_ll.h; more often if a fuse
     * says so) in ticks of a clock of 32.768 to 136 kHz (clk_tree_defs.h): 29 to 122 ms. */
    TICKS = 2000,
};
/* As in esptool 5.3.1 (esp32c3.py: watchdog_reset()).  ESP-IDF's rtc_cntl_reg.h and lp_wdt_reg.h
 * name these bits WDT_EN, WDT_STG0, WDT_CHIP_RESET_EN and WDT_CHIP_RESET_WIDTH.  What esptool's 5
 * in WDT_STG0 means is not said anywhere; there 4 is a reset of the chip with its real-time
 * clock. */
#define ARMED (UINT32_C(1) << 31 | UINT32_C(5) << 28 | 1 << 8 | 2)
#define ALL UINT32_C(0xffffffff)

int esp_stays_in_download(struct esp_link *link, const struct esp_wholereset *facts, bool *stays)
{
    uint32_t straps, forced = 0;
    int err;

    *stays = false;
    if (facts->force) {
        err = esp_write_reg(link, facts->force, 0, facts->force_mask);
        if (!err)
            err = esp_read_regs_sure(link, &facts->force, 1, &forced);
        if (err)
            return err;
    }
    if (!facts->strap) {
        *stays = true;
        return 0;
    }
    err = esp_read_regs_sure(link, &facts->strap, 1, &straps);
    *stays = !err && (!(straps & facts->strap_flash) || (forced & facts->force_mask));
    return err;
}

/* The answers may be lost, because the chip resets. */
int esp_reset_whole(struct esp_link *link, const struct esp_wholereset *facts)
{
    const struct esp_reg_write writes[] = {
        {facts->protect, KEY, ALL},
        {facts->watchdog + 4, TICKS, ALL},
        {facts->watchdog, ARMED, ALL},
        {facts->protect, 0, ALL},
    };
    int err = esp_write_regs(link, writes, sizeof(writes) / sizeof(writes[0]));

    return err == ESP_ERR_TIMEOUT ? 0 : err;
}
