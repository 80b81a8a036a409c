/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that the ESP8266 and the ESP8285 have.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "sim/chip/esp8266/efuse.h"
#include "sim/chip/esp8266/esp8266_config.h"
#include "sim/chip/esp8266/esp8266_manners.h"
#include "sim/chip/esp8266/rom/rom.h"
#include "sim/chip/sim-cmdline.h"

static int set_mac(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)error;
    return efuse_make(esp8266->soc.efuse, value, esp8266->is_8285);
}

static int set_crystal(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)error;
    if (strcmp(value, "26") != 0 && strcmp(value, "40") != 0)
        return -1;
    esp8266->soc.crystal_hz = value[0] == '4' ? 40000000 : 26000000;
    return 0;
}

static int set_rom(void *config, const char *value, char *error)
{
    return sim_config_load_rom(config, value, ROM_SIZE, ROM_SIZE, error);
}

static int set_cpu2x(void *config, const char *value, char *error)
{
    static const char *const words[] = {
        [SOC_CPU2X_WORKS] = "works",
        [SOC_CPU2X_IGNORED] = "ignored",
        [SOC_CPU2X_DIES] = "dies",
        [SOC_CPU2X_GARBLES] = "garbles",
        [SOC_CPU2X_TIRES] = "tires",
    };
    struct esp8266_config *esp8266 = config;

    (void)error;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], value) == 0) {
            esp8266->soc.cpu2x = (enum soc_cpu2x)i;
            return 0;
        }
    return -1;
}

static int set_manners(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)error;
    return esp8266_parse_manners(value, &esp8266->soc);
}

const struct sim_option esp8266_options[] = {
    SIM_OPTION("mac", mac, set_mac),
    SIM_OPTION("crystal", crystal, set_crystal),
    SIM_OPTION("rom", rom, set_rom),
    SIM_OPTION("cpu2x", cpu2x, set_cpu2x),
    SIM_CONFIG_OPTIONS,
    SIM_OPTION("chip-manners", chip_manners, set_manners),
    {.name = NULL},
};

void *esp8266_configure(const char *name)
{
    struct esp8266_config *esp8266 = calloc(1, sizeof *esp8266);

    if (!esp8266)
        return NULL;
    esp8266->is_8285 = strcmp(name, "esp8285") == 0;
    esp8266->soc.crystal_hz = 26000000;
    efuse_make(esp8266->soc.efuse, "a0:20:a6:16:45:d2", esp8266->is_8285);
    return esp8266;
}
