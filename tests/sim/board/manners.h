/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manners of real chips that a polite model does not have: words of a command
 * line, and what they set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_MANNERS_H
#define SIM_BOARD_MANNERS_H

struct nor_config;
struct soc_config;

/* The list has words with commas between them; some words take a number or a name
 * after "=".  0, or -1 when a word or what follows it is not known. */
int manners_parse_flash(const char *list, struct nor_config *flash);
int manners_parse_chip(const char *list, struct soc_config *soc);

#endif
