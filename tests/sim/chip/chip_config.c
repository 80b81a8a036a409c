/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that all virtual chips have.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/chip_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"

/* The slowest and the fastest rate that all chips can divide their clock into. */
enum { SLOWEST = 300, FASTEST = 2000000 };

int sim_config_set_bad_ram(void *config, const char *value, char *error)
{
    struct sim_config *common = config;
    uint64_t address;

    (void)error;
    if (number_parse(value, &address) != NUMBER_OK || address > UINT32_MAX)
        return -1;
    common->bad_ram = (uint32_t)address;
    return 0;
}

int sim_config_set_flood(void *config, const char *value, char *error)
{
    struct sim_config *common = config;

    (void)value;
    (void)error;
    common->application.floods = true;
    return 0;
}

int sim_config_set_crash_loop(void *config, const char *value, char *error)
{
    struct sim_config *common = config;

    (void)value;
    (void)error;
    common->application.crashes = true;
    return 0;
}

int sim_config_set_app_baud(void *config, const char *value, char *error)
{
    struct sim_config *common = config;
    uint64_t baud;

    (void)error;
    if (number_parse(value, &baud) != NUMBER_OK || baud < SLOWEST || baud > FASTEST)
        return -1;
    common->application.baud = (uint32_t)baud;
    return 0;
}

int sim_config_load_rom(struct sim_config *config, const char *path, size_t smallest, size_t size,
                        char *error)
{
    uint8_t *image = calloc(1, size + 1); /* one byte more, so that a larger file is refused, too */
    FILE *file = fopen(path, "rb");
    size_t got = file && image ? fread(image, 1, size + 1, file) : 0;
    int result = got >= smallest && got <= size ? 0 : -1;

    if (result && file)
        snprintf(error, SIM_OPTION_ERROR, "%.160s: not a boot ROM of %zu KiB", path, size / 1024);
    else if (result)
        snprintf(error, SIM_OPTION_ERROR, "%.160s: %s", path, strerror(errno));
    if (file)
        fclose(file);
    free(config->rom_image);
    config->rom_image = image;
    return result;
}

void sim_config_free(void *config)
{
    struct sim_config *common = config;

    if (common)
        free(common->rom_image);
    free(common);
}
