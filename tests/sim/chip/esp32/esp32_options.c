/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that the ESP32 has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "sim/chip/chip_config.h"
#include "sim/chip/esp32/esp32_config.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/esp32/rom/esp32_rom.h"
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

/* A dump of 0x40000000.  The last bytes of the ROM are blank, and may be missing. */
static int set_rom(void *config, const char *value, char *error)
{
    return sim_config_load_rom(config, value, ESP32_ROM_SMALLEST + 1, ESP32_ROM_SIZE, error);
}

static int set_fuses(void *config, const char *value, char *error)
{
    struct esp32_soc_config *esp32 = config;

    (void)error;
    return fuses_parse(value, &esp32->fuses);
}

static const struct sim_word manners[] = {
    {"strap-1v8", offsetof(struct esp32_soc_config, strap_1v8), 0, NULL},
    {"slow-clock-jitter", offsetof(struct esp32_soc_config, slow_jitter), 0, NULL},
    {"late-bytes", offsetof(struct esp32_soc_config, late_bytes), 0, NULL},
    {"one-line", offsetof(struct esp32_soc_config, spi.data_in_dead), 0, NULL},
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
    SIM_OPTION("rom", rom, set_rom),
    SIM_OPTION("fuses", fuses, set_fuses),
    SIM_CONFIG_OPTIONS,
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
