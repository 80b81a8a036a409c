/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that the ESP32-C3 has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "sim/chip/esp32c3/c3_config.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/chip/sim-cmdline.h"
#include "sim/chip/wordlist.h"

static int set_mac(void *config, const char *value, char *error)
{
    struct c3_config *c3 = config;

    (void)error;
    return c3_fuses_set_mac(&c3->fuses, value);
}

/* A dump of 0x40000000. */
static int set_rom(void *config, const char *value, char *error)
{
    return sim_config_load_rom(config, value, ROM_SIZE, ROM_SIZE, error);
}

static int set_fuses(void *config, const char *value, char *error)
{
    struct c3_config *c3 = config;

    (void)error;
    return c3_fuses_parse(value, &c3->fuses);
}

static const struct sim_word manners[] = {
    {"early-end", offsetof(struct c3_config, early_end), 0, NULL},
    {"super-watchdog", offsetof(struct c3_config, super_watchdog), 0, NULL},
    {"closed-watchdog", offsetof(struct c3_config, closed_watchdog), 0, NULL},
    {"late-bytes", offsetof(struct c3_config, late_bytes), 0, NULL},
    {"one-line", offsetof(struct c3_config, spi.data_in_dead), 0, NULL},
    {NULL, 0, 0, NULL},
};

static int set_manners(void *config, const char *value, char *error)
{
    (void)error;
    return sim_words_parse(value, manners, config);
}

const struct sim_option c3_options[] = {
    SIM_OPTION("mac", mac, set_mac),
    SIM_OPTION("rom", rom, set_rom),
    SIM_OPTION("fuses", fuses, set_fuses),
    SIM_CONFIG_OPTIONS,
    SIM_OPTION("chip-manners", chip_manners, set_manners),
    {.name = NULL},
};

void *c3_configure(const char *name)
{
    struct c3_config *c3 = calloc(1, sizeof *c3);

    (void)name;
    if (c3)
        c3_fuses_set_mac(&c3->fuses, "7c:df:a1:16:45:d2");
    return c3;
}
