/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that takes nothing but aligned 32-bit accesses, as the ESP8266's
 * instruction RAM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_WORDS_H
#define STUB_WORDS_H

#include <stdint.h>

/* All of a word: the compiler would read a byte of it where only that is used.
 * (volatile would do, but puts a MEMW before each access.) */
static inline uint32_t word_at(const uint32_t *word)
{
    uint32_t value = *word;

    __asm__("" : "+r"(value));
    return value;
}

#endif
