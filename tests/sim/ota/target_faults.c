/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong on the virtual board: by option, or by chance.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target.h"

#include <stdlib.h>
#include <string.h>

bool target_chance(unsigned percent)
{
    return percent > 0 && (unsigned)(lrand48() % 100) < percent;
}

static const struct target_faults no_faults = {
    .stall_at = TARGET_FOREVER, .close_at = TARGET_FOREVER, .reset_at = TARGET_FOREVER,
    .restart_at = TARGET_FOREVER, .error_at = TARGET_FOREVER,
};

/* value: 1 if the word has none. */
static bool set(struct target_faults *faults, const char *word, int value)
{
    const struct {
        const char *word;
        unsigned *number;
        int *at;
        bool *flag;
    } all[] = {
        {"lose", &faults->lose, NULL, NULL},
        {"late", &faults->late_ms, NULL, NULL},
        {"read", &faults->read_size, NULL, NULL},
        {"error", &faults->error_code, NULL, NULL},
        {"stall", NULL, &faults->stall_at, NULL},
        {"close", NULL, &faults->close_at, NULL},
        {"reset", NULL, &faults->reset_at, NULL},
        {"restart", NULL, &faults->restart_at, NULL},
        {"error-at", NULL, &faults->error_at, NULL},
        {"twice", NULL, NULL, &faults->twice},
        {"no-connection", NULL, NULL, &faults->no_connection},
        {"no-proof", NULL, NULL, &faults->no_proof},
        {"merge", NULL, NULL, &faults->merge},
        {"damage", NULL, NULL, &faults->damage},
        {"early-ok", NULL, NULL, &faults->early_ok},
        {"book", NULL, NULL, &faults->says_book},
        {"no-last-word", NULL, NULL, &faults->no_last_word},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (strcmp(all[i].word, word) != 0)
            continue;
        if (all[i].number)
            *all[i].number = (unsigned)value;
        else if (all[i].at)
            *all[i].at = value;
        else
            *all[i].flag = value != 0;
        return true;
    }
    return false;
}

bool target_faults_parse(struct target_faults *faults, const char *text)
{
    char *copy = strdup(text), *rest = copy, *word;
    bool good = copy != NULL;

    *faults = no_faults;
    while (good && (word = strsep(&rest, ",")) != NULL) {
        char *value = strchr(word, '=');

        if (value)
            *value++ = '\0';
        good = word[0] == '\0' || set(faults, word, value ? atoi(value) : 1);
    }
    free(copy);
    return good;
}

void target_faults_choose(struct target_faults *faults, unsigned seed, bool later)
{
    int *const places[] = {&faults->stall_at, &faults->close_at, &faults->reset_at, &faults->restart_at};
    bool *const flags[] = {&faults->damage, &faults->early_ok, &faults->says_book, &faults->no_last_word, &faults->no_proof};

    *faults = no_faults;
    srand48((long)seed);
    faults->lose = target_chance(60) ? (unsigned)(lrand48() % 40) : 0;
    faults->late_ms = target_chance(30) ? (unsigned)(lrand48() % 1500) : 0;
    faults->twice = target_chance(30);
    faults->merge = target_chance(50);
    faults->read_size = target_chance(40) ? (unsigned)(1 + lrand48() % 1460) : 0;
    if (target_chance(25))
        *places[lrand48() % 4] = (int)(lrand48() % 40000);
    if (target_chance(20))
        *flags[lrand48() % 5] = true;
    /* A board that reads little by little has the host send on.  If such a board then says OK
     * too early, the host has sent all, and cannot know that this OK is a lie. */
    if (faults->early_ok)
        faults->read_size = 0;
    if (target_chance(15)) {
        faults->error_code = (unsigned)(1 + lrand48() % (later ? 13 : 16));
        faults->error_at = target_chance(50) ? (int)(lrand48() % 40000) : TARGET_FOREVER;
    }
}
