/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a command line, sorted, and the command that they make.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_FOREIGN_FOREIGN_WORDS_H
#define CLI_FOREIGN_FOREIGN_WORDS_H

#include <stdbool.h>

enum {
    FOREIGN_OPERANDS_MAX = 64,
    FOREIGN_TEXT_MAX = 2048, /* bytes of a command; a longer one helps nobody */
    FOREIGN_STEPS_MAX = 8,   /* of esptool-ck; Arduino gives two */
};

/* What esptool-ck does with -cz or -cf, at the address of the -ca before it. */
struct foreign_step {
    const char *address, *size, *file; /* one of the last two is NULL */
};

/* The command line, sorted.  Each word is one of argv, or a part of it. */
struct foreign_words {
    const char *program;             /* the program of ours that is meant */
    const char *first;               /* the first word that is not known here */
    char options[FOREIGN_TEXT_MAX];          /* of ours, each with a blank before it */
    const char *operands[FOREIGN_OPERANDS_MAX];
    unsigned count;                  /* of the operands */
    const char *address;             /* of esptool-ck's last -ca */
    struct foreign_step steps[FOREIGN_STEPS_MAX];
    unsigned step_count;
    bool merge;                      /* esptool's merge_bin */
    bool erase_all;                  /* esptool's -e */
    bool stay;                       /* esptool's --after no_reset */
    bool unclear;
};

/* Adds a word as a shell reads it, with a text before it.  Sets "unclear" if the text, which
 * has FOREIGN_TEXT_MAX bytes, is full. */
void foreign_add(struct foreign_words *words, char *text, const char *before, const char *word);

/* Notes the first word that is not known here. */
void foreign_note(struct foreign_words *words, const char *word);

/* Writes the command into a text of FOREIGN_TEXT_MAX bytes. */
void foreign_compose(struct foreign_words *words, char *command);

#endif
