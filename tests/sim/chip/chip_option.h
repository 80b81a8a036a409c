/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of esp-sim that belong to a chip.  Each chip lists its own options.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A message is one line without the program's name, in SIM_OPTION_ERROR bytes.
 */
#ifndef SIM_CHIP_CHIP_OPTION_H
#define SIM_CHIP_CHIP_OPTION_H

#include <stddef.h>

struct sim_chip;

enum { SIM_OPTION_ERROR = 256 };

struct sim_option {
    const char *name; /* NULL ends the list */
    /* Puts the value into the configuration.  Returns 0 or -1.  After -1, error may hold a
     * message that says more than "not understood". */
    int (*set)(void *config, const char *value, char *error);
    /* Offsets in gengetopt's structure: whether the option is given (an unsigned int), and
     * its value (a char *).  SIM_FLAG for an option without a value. */
    size_t given, value;
};

#define SIM_FLAG ((size_t)-1)

/* Rows of a list, for a file that includes sim-cmdline.h.  member is gengetopt's name of
 * the option, with underscores. */
#define SIM_OPTION(option, member, setter)                          \
    {.name = (option), .set = (setter),                             \
     .given = offsetof(struct gengetopt_args_info, member##_given), \
     .value = offsetof(struct gengetopt_args_info, member##_arg)}
#define SIM_OPTION_FLAG(option, member, setter)                     \
    {.name = (option), .set = (setter),                             \
     .given = offsetof(struct gengetopt_args_info, member##_given), \
     .value = SIM_FLAG}

/* Sets one option by its name.  The value of a flag is NULL.  Returns 0, or -1 and a
 * message. */
int sim_option_set(const struct sim_chip *chip, void *config, const char *name, const char *value,
                   char *error);

/* Sets all options of the chip that a command line (gengetopt's structure) has.  Refuses
 * options that only other chips of the table have.  Returns 0, or -1 and a message. */
int sim_options_set(const struct sim_chip *const *chips, const struct sim_chip *chip, void *config,
                    const void *args, char *error);

#endif
