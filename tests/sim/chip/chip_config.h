/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the configurations of all virtual chips have in common, and the options for that part.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each chip's configuration begins with a struct sim_config, so the options below take a
 * pointer to any chip's configuration.
 */
#ifndef SIM_CHIP_CHIP_CONFIG_H
#define SIM_CHIP_CHIP_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "sim/chip/application.h"
#include "sim/chip/chip_option.h"

struct sim_config {
    uint8_t *rom_image; /* the bytes of a real boot ROM, which sim_config_free() frees; NULL: the
                         * simulated ROM */
    uint32_t bad_ram;   /* address of a word of RAM that stays 0; 0: no such word */
    struct sim_application application; /* of the simulated ROM */
};

/* Setters, as in struct sim_option. */
int sim_config_set_bad_ram(void *config, const char *value, char *error);
int sim_config_set_flood(void *config, const char *value, char *error);
int sim_config_set_crash_loop(void *config, const char *value, char *error);
int sim_config_set_app_baud(void *config, const char *value, char *error);

/* Rows for a chip's list of options. */
#define SIM_CONFIG_OPTIONS                                              \
    SIM_OPTION("bad-ram", bad_ram, sim_config_set_bad_ram),             \
    SIM_OPTION_FLAG("flood", flood, sim_config_set_flood),              \
    SIM_OPTION_FLAG("crash-loop", crash_loop, sim_config_set_crash_loop), \
    SIM_OPTION("app-baud", app_baud, sim_config_set_app_baud)

/* Loads a dump of a boot ROM of size bytes.  If the file is shorter, but not shorter than
 * smallest, the rest is 0.  Returns 0, or -1 and a message. */
int sim_config_load_rom(struct sim_config *config, const char *path, size_t smallest, size_t size,
                        char *error);

/* Frees a chip's configuration.  config may be NULL. */
void sim_config_free(void *config);

#endif
