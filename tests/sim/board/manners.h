/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manners of real flashes that a polite model does not have: words of --flash-manners, and
 * what they set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_MANNERS_H
#define SIM_BOARD_MANNERS_H

struct nor_config;

/* 0, or -1 when a word or what follows it is not known: sim_words_parse(). */
int manners_parse_flash(const char *list, struct nor_config *flash);

#endif
