/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command line of the virtual board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_OPTIONS_H
#define SIM_BOARD_OPTIONS_H

#include "sim/board/board.h"
#include "sim/chip/sim_chip.h"

struct gengetopt_args_info;

struct options {
    struct board_config board;
    const char *stats; /* file name or NULL */
    char **command;    /* NULL-terminated; empty if there is no command */
    struct gengetopt_args_info *args;
    void *chip_config, *swap_config; /* configurations for board.chip, or NULL */
};

/* --chip is a name from the table chips.  Returns 0, or -1 after a message.  --help and
 * --version end the program. */
int options_parse(struct options *options, const struct sim_chip *const *chips, int argc,
                  char **argv);
void options_free(struct options *options);

#endif
