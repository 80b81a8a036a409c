/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words on a command line, and the fields that the words set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_WORDLIST_H
#define SIM_CHIP_WORDLIST_H

#include <stddef.h>
#include <stdint.h>

/* A word sets one field.  A plain word sets a bool.  If otherwise is not 0, the word sets a
 * uint32_t: the number behind the word, or otherwise if there is no number.  If names is
 * given, the word sets an unsigned int: the place of the name behind the word among names,
 * counted from 1. */
struct sim_word {
    const char *word;
    size_t offset; /* of the field in the configuration */
    uint32_t otherwise;
    const char *const *names; /* the last name is NULL */
};

/* The list has words with commas between them.  Some words take a number or a name after
 * "=".  The last of the known words is NULL.  Returns 0, or -1 if a word of the list or its
 * value is unknown. */
int sim_words_parse(const char *list, const struct sim_word *words, void *config);

#endif
