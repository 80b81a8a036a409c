/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32, as a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/esp32.h"

#include <stdlib.h>

#include "sim/chip/esp32/esp32_config.h"
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/uart_glue.h"
#include "sim/uart/uart.h"

static void destroy(void *self)
{
    if (self)
        esp32_destroy(self);
    free(self);
}

static void *create(const void *config, struct nor *flash)
{
    struct esp32 *chip = calloc(1, sizeof *chip);

    if (chip && esp32_init(chip, config, flash) < 0) {
        destroy(chip);
        return NULL;
    }
    return chip;
}

/* EN is the chip's power switch: its reset looks like a power-on. */
static void reset(void *self, enum sim_reset cause, enum sim_strap strap)
{
    struct esp32 *chip = self;

    if (cause == SIM_RESET_WATCHDOG) {
        esp32_reset(chip, ESP32_RESET_RTC_WDT);
        return;
    }
    chip->strap = strap == SIM_STRAP_DOWNLOAD ? STRAP_DOWNLOAD : STRAP_FLASH;
    if (chip->config.strap_1v8)
        chip->strap |= STRAP_VDDSDIO;
    esp32_reset(chip, ESP32_RESET_POWER_ON);
}

static void swap(void *self, const void *config)
{
    const struct esp32_soc_config *other = config;

    esp32_set_fuses(self, &other->fuses);
}

static uint64_t now_ns(const void *self)
{
    return esp32_now_ns(self);
}

static bool run(void *self, uint64_t until_ns)
{
    return esp32_run(self, until_ns);
}

static void pass(void *self, uint64_t ns)
{
    struct esp32 *chip = self;

    chip->base_ns += ns;
}

static void receive(void *self, uint8_t byte, uint32_t baud)
{
    esp32_receive(self, byte, baud);
}

static bool sent(void *self, struct sim_sent *sent)
{
    struct esp32 *chip = self;

    return sim_uart_sent(chip->uart, esp32_now_ns(chip), sent);
}

static bool idle(const void *self)
{
    return esp32_idle(self);
}

static const char *trouble(const void *self)
{
    const struct esp32 *chip = self;

    return chip->trouble;
}

static void stats(const void *self, struct sim_stats *stats)
{
    const struct esp32 *chip = self;
    const struct uart_stats *uart = uart_get_stats(chip->uart);

    stats->cpu_cycles = chip->cpu.cycles;
    stats->resets = chip->stats.resets;
    stats->watchdog_resets = chip->stats.watchdog_resets;
    sim_uart_stats(chip->uart, stats);
    stats->own[0].key = "empty_loads";
    stats->own[0].count = uart->empty_loads;
}

static const char *const names[] = {"esp32", NULL};

const struct sim_chip sim_chip_esp32 = {
    .names = names,
    .options = esp32_options,
    .configure = esp32_configure,
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
