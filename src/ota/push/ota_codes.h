/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a board refuses an update: the codes of both Arduino cores, in words, with what to do.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_PUSH_OTA_CODES_H
#define OTA_PUSH_OTA_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "ota/ota_chips.h"

struct ota_code {
    unsigned code;     /* what "ERROR[code]" has */
    const char *board; /* the board's words, as far as they are always the same */
    const char *what;  /* what happened: a part of a sentence */
    const char *advice; /* what to do: a part of a sentence */
    const char *advice_fs; /* of an update of the file system; NULL: the same */
    bool changed;      /* flash was or may have been changed before the board noticed */
};

/* The row of a code; NULL: the core does not have this code. */
const struct ota_code *ota_code_find(const struct ota_chip *chip, unsigned code);

/* The row of the board's words, which end at text + size: the later core tells no code.
 * NULL: no row has these words. */
const struct ota_code *ota_code_by_words(const struct ota_chip *chip, const char *text,
                                         size_t size);

/* All rows of a core. */
const struct ota_code *ota_codes(const struct ota_chip *chip, size_t *count);

#endif
