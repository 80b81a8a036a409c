/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that belong to a chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/chip_option.h"

#include <stdio.h>
#include <string.h>

#include "sim/chip/sim_chip.h"

static const struct sim_option *find(const struct sim_chip *chip, const char *name)
{
    const struct sim_option *option = chip->options;

    while (option->name && strcmp(option->name, name) != 0)
        option++;
    return option->name ? option : NULL;
}

static int refuse(const char *name, const char *value, const char *why, char *error)
{
    snprintf(error, SIM_OPTION_ERROR, "--%s%s%.100s: %s; try 'esp-sim --help'", name,
             value ? "=" : "", value ? value : "", why);
    return -1;
}

int sim_option_set(const struct sim_chip *chip, void *config, const char *name, const char *value,
                   char *error)
{
    const struct sim_option *option = find(chip, name);

    if (!option)
        return refuse(name, value, "this chip has no such option", error);
    error[0] = '\0';
    if (option->set(config, value, error) == 0)
        return 0;
    return error[0] ? -1 : refuse(name, value, "not understood", error);
}

static bool is_given(const struct sim_option *option, const void *args)
{
    return *(const unsigned *)(const void *)((const char *)args + option->given) != 0;
}

static const char *value_of(const struct sim_option *option, const void *args)
{
    if (option->value == SIM_FLAG)
        return NULL;
    return *(char *const *)(const void *)((const char *)args + option->value);
}

static int refuse_of_others(const struct sim_chip *const *chips, const struct sim_chip *chip,
                            const void *args, char *error)
{
    for (; *chips; chips++)
        for (const struct sim_option *option = (*chips)->options; option->name; option++)
            if (is_given(option, args) && !find(chip, option->name))
                return refuse(option->name, value_of(option, args), "this chip has no such option",
                              error);
    return 0;
}

int sim_options_set(const struct sim_chip *const *chips, const struct sim_chip *chip, void *config,
                    const void *args, char *error)
{
    if (refuse_of_others(chips, chip, args, error) < 0)
        return -1;
    for (const struct sim_option *option = chip->options; option->name; option++)
        if (is_given(option, args) &&
            sim_option_set(chip, config, option->name, value_of(option, args), error) < 0)
            return -1;
    return 0;
}
