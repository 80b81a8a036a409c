/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that takes only aligned 32-bit accesses, for example the ESP8266's instruction
 * RAM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_WORDS_H
#define STUB_WORDS_H

#include <stdint.h>

/* Reads the whole word.  Without this, the compiler reads a single byte if the code uses
 * only that byte.  (volatile would also work, but puts a MEMW before each access.) */
static inline uint32_t word_at(const uint32_t *word)
{
    uint32_t value = *word;

    __asm__("" : "+r"(value));
    return value;
}

#endif
