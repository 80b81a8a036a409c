/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd behaviour of real flash chips: the words of --flash-manners, and the fields that they
 * set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/manners.h"

#include "sim/chip/wordlist.h"
#include "sim/nor/nor_chip.h"

/* Indexed by enum nor_block_erase. */
static const char *const block_erases[] = {"less", "more", "other", NULL};
/* Indexed by enum nor_second. */
static const char *const seconds[] = {"ones", "zeros", "first", "last", NULL};

static const struct sim_word manners[] = {
    {"status-8bit", offsetof(struct nor_config, status_by_byte), 0, NULL},
    {"status-16bit", offsetof(struct nor_config, status_by_pair), 0, NULL},
    {"status-locked", offsetof(struct nor_config, status_locked), 0, NULL},
    {"short-status-clears", offsetof(struct nor_config, short_status_clears), 0, NULL},
    {"no-volatile-status", offsetof(struct nor_config, no_volatile_status), 0, NULL},
    {"wel-stuck", offsetof(struct nor_config, wel_stuck), 0, NULL},
    {"late-wel", offsetof(struct nor_config, late_wel_us), 300, NULL},
    {"lost-wel", offsetof(struct nor_config, lost_wel), 50, NULL},
    {"no-sr2", offsetof(struct nor_config, second), 0, seconds},
    {"cmp", offsetof(struct nor_config, complement), 0, NULL},
    {"drops-from", offsetof(struct nor_config, drops_from), 64, NULL},
    {"longest-times", offsetof(struct nor_config, longest), 0, NULL},
    {"slow", offsetof(struct nor_config, slowness), 24, NULL},
    {"block-erase", offsetof(struct nor_config, block_erase), 0, block_erases},
    {"id-changes", offsetof(struct nor_config, id_changes), 1, NULL},
    {"puya-overwrite", offsetof(struct nor_config, weak_overwrite), 0, NULL},
    {"no-4byte", offsetof(struct nor_config, no_four_bytes), 0, NULL},
    {"no-dual", offsetof(struct nor_config, no_dual), 0, NULL},
    {"xmc-sr3", offsetof(struct nor_config, volatile_clears_third), 0, NULL},
    {NULL, 0, 0, NULL},
};

int manners_parse_flash(const char *list, struct nor_config *flash)
{
    return sim_words_parse(list, manners, flash);
}
