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
    struct esp8266_config *esp8266 = config;
    uint8_t *image = calloc(1, ROM_SIZE + 1); /* one byte more, so that a larger file is
                                               * refused, too */
    FILE *file = fopen(value, "rb");
    size_t size = 0;

    if (file && image)
        size = fread(image, 1, ROM_SIZE + 1, file);
    if (size != ROM_SIZE)
        snprintf(error, SIM_OPTION_ERROR, "%.160s: %s", value,
                 file ? "not a boot ROM of 64 KiB" : strerror(errno));
    if (file)
        fclose(file);
    free(esp8266->rom_image);
    esp8266->rom_image = image;
    esp8266->soc.rom_image = image;
    return size == ROM_SIZE ? 0 : -1;
}

static int set_bad_ram(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;
    uint64_t address;

    (void)error;
    if (number_parse(value, &address) != NUMBER_OK || address > UINT32_MAX)
        return -1;
    esp8266->soc.bad_ram = (uint32_t)address;
    return 0;
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

static int set_flood(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)value;
    (void)error;
    return sim_application_set_flood(&esp8266->soc.application);
}

static int set_crash_loop(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)value;
    (void)error;
    return sim_application_set_crash(&esp8266->soc.application);
}

static int set_app_baud(void *config, const char *value, char *error)
{
    struct esp8266_config *esp8266 = config;

    (void)error;
    return sim_application_set_baud(&esp8266->soc.application, value);
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
    SIM_OPTION("bad-ram", bad_ram, set_bad_ram),
    SIM_OPTION("cpu2x", cpu2x, set_cpu2x),
    SIM_OPTION_FLAG("flood", flood, set_flood),
    SIM_OPTION_FLAG("crash-loop", crash_loop, set_crash_loop),
    SIM_OPTION("app-baud", app_baud, set_app_baud),
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

void esp8266_discard(void *config)
{
    struct esp8266_config *esp8266 = config;

    if (esp8266)
        free(esp8266->rom_image);
    free(esp8266);
}
