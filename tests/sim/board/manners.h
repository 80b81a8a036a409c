/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd behaviour of real flash chips: the words of --flash-manners, and the fields that they
 * set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_MANNERS_H
#define SIM_BOARD_MANNERS_H

struct nor_config;

/* Returns 0, or -1 if a word or its value is unknown: see sim_words_parse(). */
int manners_parse_flash(const char *list, struct nor_config *flash);

#endif
