/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 and ESP8285, as a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/esp8266.h"

#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp8266/esp8266_config.h"
#include "sim/chip/uart_glue.h"
#include "sim/uart/uart.h"

static void destroy(void *self)
{
    if (self)
        soc_destroy(self);
    free(self);
}

static void *create(const void *config, struct nor *flash)
{
    const struct esp8266_config *esp8266 = config;
    struct soc *soc = calloc(1, sizeof *soc);

    if (soc && soc_init(soc, &esp8266->soc, flash) < 0) {
        destroy(soc);
        return NULL;
    }
    return soc;
}

static void reset(void *self, enum sim_reset cause, enum sim_strap strap)
{
    struct soc *soc = self;

    if (cause == SIM_RESET_WATCHDOG) {
        soc_reset(soc, SOC_RESET_WATCHDOG);
        return;
    }
    soc->strap = strap == SIM_STRAP_DOWNLOAD ? SOC_STRAP_DOWNLOAD : SOC_STRAP_FLASH;
    soc_reset(soc, cause == SIM_RESET_POWER_ON ? SOC_RESET_POWER_ON : SOC_RESET_EXTERNAL);
}

static void swap(void *self, const void *config)
{
    const struct esp8266_config *other = config;
    struct soc *soc = self;

    memcpy(soc->config.efuse, other->soc.efuse, sizeof soc->config.efuse);
}

static uint64_t now_ns(const void *self)
{
    return soc_now_ns(self);
}

static bool run(void *self, uint64_t until_ns)
{
    return soc_run(self, until_ns);
}

static void pass(void *self, uint64_t ns)
{
    struct soc *soc = self;

    soc->base_ns += ns;
}

static void receive(void *self, uint8_t byte, uint32_t baud)
{
    struct soc *soc = self;

    uart_receive(soc->uart, byte, baud, soc_now_ns(soc));
}

static bool sent(void *self, struct sim_sent *sent)
{
    struct soc *soc = self;

    return sim_uart_sent(soc->uart, soc_now_ns(soc), sent);
}

static bool idle(const void *self)
{
    return soc_idle(self);
}

static const char *trouble(const void *self)
{
    const struct soc *soc = self;

    return soc->trouble;
}

static void stats(const void *self, struct sim_stats *stats)
{
    const struct soc *soc = self;

    stats->cpu_cycles = soc->cpu.cycles;
    stats->resets = soc->stats.resets;
    stats->watchdog_resets = soc->stats.watchdog_resets;
    sim_uart_stats(soc->uart, stats);
    stats->own[0].key = "cpu2x";
    stats->own[0].count = soc->stats.doublings;
}

static const char *const names[] = {"esp8266ex", "esp8285", NULL};

const struct sim_chip sim_chip_esp8266 = {
    .names = names,
    .options = esp8266_options,
    .configure = esp8266_configure,
    .discard = sim_config_free,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .swap = swap,
    .now_ns = now_ns,
    .run = run,
    .pass = pass,
    .receive = receive,
    .sent = sent,
    .idle = idle,
    .trouble = trouble,
    .stats = stats,
};
