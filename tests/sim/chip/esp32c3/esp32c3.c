/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3, as a row of the table of chips.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32c3/esp32c3.h"

#include <stdlib.h>

#include "sim/chip/esp32c3/c3_config.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/chip/uart_glue.h"
#include "sim/uart/uart.h"
#include "sim/usb/usb_controller.h"

static void destroy(void *self)
{
    if (self)
        c3_destroy(self);
    free(self);
}

static void *create(const void *config, struct nor *flash)
{
    struct c3 *chip = calloc(1, sizeof *chip);

    if (chip && c3_init(chip, config, flash) < 0) {
        destroy(chip);
        return NULL;
    }
    return chip;
}

/* EN is the chip's power switch: its reset looks like a power-on. */
static void reset(void *self, enum sim_reset cause, enum sim_strap strap)
{
    struct c3 *chip = self;

    if (cause == SIM_RESET_WATCHDOG) {
        c3_reset(chip, C3_RESET_RTC_WDT);
        return;
    }
    chip->strap = strap == SIM_STRAP_DOWNLOAD ? STRAP_DOWNLOAD : STRAP_FLASH;
    c3_reset(chip, C3_RESET_POWER_ON);
}

static void swap(void *self, const void *config)
{
    const struct c3_config *other = config;

    c3_set_fuses(self, &other->fuses);
}

static uint64_t now_ns(const void *self)
{
    return c3_now_ns(self);
}

static bool run(void *self, uint64_t until_ns)
{
    return c3_run(self, until_ns);
}

static void pass(void *self, uint64_t ns)
{
    struct c3 *chip = self;

    chip->base_ns += ns;
}

static void receive(void *self, uint8_t byte, uint32_t baud)
{
    c3_receive(self, byte, baud);
}

/* What UART0 sends while the host is at the USB port goes nowhere. */
static bool sent(void *self, struct sim_sent *sent)
{
    struct c3 *chip = self;

    if (!chip->usb_used)
        return sim_uart_sent(chip->uart, c3_now_ns(chip), sent);
    while (sim_uart_sent(chip->uart, c3_now_ns(chip), sent))
        continue;
    sent->baud = 0;
    return usb_serial_sent(chip->usb, c3_now_ns(chip), &sent->byte, &sent->end_ns);
}

static void usb(void *self, bool reads)
{
    struct c3 *chip = self;

    chip->usb_used = true;
    usb_serial_host_reads(chip->usb, reads, c3_now_ns(chip));
}

static bool idle(const void *self)
{
    return c3_idle(self);
}

static const char *trouble(const void *self)
{
    const struct c3 *chip = self;

    return chip->trouble;
}

static void stats(const void *self, struct sim_stats *stats)
{
    const struct c3 *chip = self;
    const struct uart_stats *uart = uart_get_stats(chip->uart);
    const struct usb_serial_stats *usb = usb_serial_get_stats(chip->usb);

    stats->cpu_cycles = chip->cpu.cycles;
    stats->resets = chip->stats.resets;
    stats->watchdog_resets = chip->stats.watchdog_resets;
    stats->usb_resets = chip->stats.usb_resets;
    sim_uart_stats(chip->uart, stats);
    stats->own[0].key = "empty_loads";
    stats->own[0].count = uart->empty_loads + usb->empty_loads;
    stats->own[1].key = "usb_packets";
    stats->own[1].count = usb->packets;
    stats->own[2].key = "usb_lost";
    stats->own[2].count = usb->lost;
    stats->own[3].key = "usb_longest_wait_us";
    stats->own[3].count = usb->longest_wait_ns / 1000;
}

static const char *const names[] = {"esp32c3", NULL};

const struct sim_chip sim_chip_esp32c3 = {
    .names = names,
    .options = c3_options,
    .configure = c3_configure,
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
    .usb = usb,
    .idle = idle,
    .trouble = trouble,
    .stats = stats,
};
