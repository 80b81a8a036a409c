/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that are a chip's: each chip lists those that it has.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Messages are a line without the program's name, in SIM_OPTION_ERROR bytes.
 */
#ifndef SIM_CHIP_CHIP_OPTION_H
#define SIM_CHIP_CHIP_OPTION_H

#include <stddef.h>

struct sim_chip;

enum { SIM_OPTION_ERROR = 256 };

struct sim_option {
    const char *name; /* NULL: the list ends */
    /* Puts the value into the configuration.  0, or -1; then a message that says more than
     * that the value was not understood may be put into error. */
    int (*set)(void *config, const char *value, char *error);
    /* Where gengetopt's structure tells whether the option is given (an unsigned int), and
     * its value (a char *); SIM_FLAG for an option without one. */
    size_t given, value;
};

#define SIM_FLAG ((size_t)-1)

/* Rows of a list, in a file that includes sim-cmdline.h.  member is the option's name as
 * gengetopt has it, with underscores. */
#define SIM_OPTION(option, member, setter)                          \
    {.name = (option), .set = (setter),                             \
     .given = offsetof(struct gengetopt_args_info, member##_given), \
     .value = offsetof(struct gengetopt_args_info, member##_arg)}
#define SIM_OPTION_FLAG(option, member, setter)                     \
    {.name = (option), .set = (setter),                             \
     .given = offsetof(struct gengetopt_args_info, member##_given), \
     .value = SIM_FLAG}

/* One option, by its name.  The value of a flag is NULL.  0, or -1 and a message. */
int sim_option_set(const struct sim_chip *chip, void *config, const char *name, const char *value,
                   char *error);

/* All options of the chip that a command line (gengetopt's structure) has.  Refuses those that
 * only other chips of the table have.  0, or -1 and a message. */
int sim_options_set(const struct sim_chip *const *chips, const struct sim_chip *chip, void *config,
                    const void *args, char *error);

#endif
