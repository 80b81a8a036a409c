/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words on a command line, and what each word sets.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_WORDLIST_H
#define SIM_CHIP_WORDLIST_H

#include <stddef.h>
#include <stdint.h>

/* What a word sets: a bool; or, where otherwise is not 0, a uint32_t, which is that
 * without a number behind the word; or an unsigned int, the place of the name behind
 * the word among names, counted from 1. */
struct sim_word {
    const char *word;
    size_t offset; /* in the configuration */
    uint32_t otherwise;
    const char *const *names; /* the last is NULL */
};

/* The list has words with commas between them; some words take a number or a name after
 * "=".  The last of the known words is NULL.  0, or -1 when a word of the list or what
 * follows the word is not known. */
int sim_words_parse(const char *list, const struct sim_word *words, void *config);

#endif
