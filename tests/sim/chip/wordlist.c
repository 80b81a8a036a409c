/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words on a command line, and the fields that the words set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/wordlist.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"

enum { WORD_MAX = 32 };

static int set_name(const struct sim_word *known, const char *value, void *field)
{
    for (unsigned i = 0; value && known->names[i]; i++)
        if (strcmp(known->names[i], value) == 0) {
            *(unsigned *)field = i + 1;
            return 0;
        }
    return -1;
}

static int set_number(const struct sim_word *known, const char *value, uint32_t *field)
{
    uint64_t number = known->otherwise;

    if (value && (number_parse(value, &number) != NUMBER_OK || !number || number > UINT32_MAX))
        return -1;
    *field = (uint32_t)number;
    return 0;
}

/* value is the text behind "=", or NULL. */
static int set(const struct sim_word *known, const char *value, void *config)
{
    void *field = (char *)config + known->offset;

    if (known->names)
        return set_name(known, value, field);
    if (known->otherwise)
        return set_number(known, value, field);
    *(bool *)field = true;
    return value ? -1 : 0;
}

static int parse_word(const char *text, size_t size, const struct sim_word *known, void *config)
{
    char word[WORD_MAX];
    char *value;

    if (size >= sizeof word)
        return -1;
    memcpy(word, text, size);
    word[size] = '\0';
    value = strchr(word, '=');
    if (value)
        *value++ = '\0';
    for (; known->word; known++)
        if (strcmp(known->word, word) == 0)
            return set(known, value, config);
    return -1;
}

int sim_words_parse(const char *list, const struct sim_word *words, void *config)
{
    for (;;) {
        size_t size = strcspn(list, ",");

        if (parse_word(list, size, words, config) < 0)
            return -1;
        if (!list[size])
            return 0;
        list += size + 1;
    }
}
