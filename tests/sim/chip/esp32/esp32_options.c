/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that the ESP32 has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "sim/chip/esp32/esp32_config.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/sim-cmdline.h"
#include "sim/chip/wordlist.h"

static int set_mac(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;

    (void)error;
    return fuses_set_mac(&esp32->fuses, value);
}

static int set_crystal(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;

    (void)error;
    if (strcmp(value, "26") != 0 && strcmp(value, "40") != 0)
        return -1;
    esp32->crystal_hz = value[0] == '4' ? 40000000 : 26000000;
    return 0;
}

static int set_bad_ram(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;
    uint64_t address;

    (void)error;
    if (number_parse(value, &address) != NUMBER_OK || address > UINT32_MAX)
        return -1;
    esp32->bad_ram = (uint32_t)address;
    return 0;
}

static int set_flood(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;

    (void)value;
    (void)error;
    esp32->flood = true;
    return 0;
}

static int set_fuses(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;

    (void)error;
    return fuses_parse(value, &esp32->fuses);
}

static const struct sim_word manners[] = {
    {"strap-1v8", offsetof(struct esp32_soc_config, strap_1v8), 0, NULL},
    {NULL, 0, 0, NULL},
};

static int set_manners(void *config, const char *value, char *error)
{
    (void)error;
    return sim_words_parse(value, manners, config);
}

const struct sim_option esp32_options[] = {
    SIM_OPTION("mac", mac, set_mac),
    SIM_OPTION("crystal", crystal, set_crystal),
    SIM_OPTION("bad-ram", bad_ram, set_bad_ram),
    SIM_OPTION("fuses", fuses, set_fuses),
    SIM_OPTION_FLAG("flood", flood, set_flood),
    SIM_OPTION("chip-manners", chip_manners, set_manners),
    {.name = NULL},
};

void *esp32_configure(const char *name)
{
    struct esp32_soc_config *esp32 = calloc(1, sizeof *esp32);

    (void)name;
    if (!esp32)
        return NULL;
    esp32->crystal_hz = 40000000;
    fuses_set_mac(&esp32->fuses, "24:0a:c4:16:45:d2");
    return esp32;
}

void esp32_discard(void *config)
{
    free(config);
}
