/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the virtual board's command line share.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All functions return 0 or -1.  After -1 a message has been printed, except by
 * options_number().
 */
#ifndef SIM_BOARD_OPTIONS_PRIVATE_H
#define SIM_BOARD_OPTIONS_PRIVATE_H

#include <stdint.h>

#include "sim/board/options.h"

int options_complain(const char *option, const char *value); /* -1 */
int options_out_of_memory(void);                             /* -1 */
int options_number(const char *text, uint64_t max, uint64_t *value);
/* Parses two numbers with a colon between them. */
int options_pair(const char *option, const char *text, uint64_t *first, uint64_t max,
                 uint64_t *second);

int options_parse_resets(struct options *options);

#endif
