/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manners of real chips that a polite model does not have: words of a command
 * line, and what they set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/manners.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "sim/chip/esp8266/soc.h"
#include "sim/nor/nor_chip.h"

enum { WORD_MAX = 32 };

/* What a word sets: a bool; or, where otherwise is not 0, a uint32_t, which is that
 * without a number behind the word; or an unsigned int, the place of the name behind
 * the word among names, counted from 1. */
struct manner {
    const char *word;
    size_t offset; /* in the configuration */
    uint32_t otherwise;
    const char *const *names;
};

static const struct manner chip_manners[] = {
    {"cached-iram", offsetof(struct soc_config, cached_iram), 0, NULL},
    {"miso-shift", offsetof(struct soc_config, spi.miso_shift), 0, NULL},
    {"uart1-noise", offsetof(struct soc_config, uart1_noise), 0, NULL},
    {"user-edge", offsetof(struct soc_config, spi.user_edge), 0, NULL},
    {"stuck-divider", offsetof(struct soc_config, spi.stuck_divider), 0, NULL},
    {"reset-to-loader", offsetof(struct soc_config, reset_to_loader), 0, NULL},
    {NULL, 0, 0, NULL},
};

/* By enum nor_block_erase. */
static const char *const block_erases[] = {"less", "more", "other", NULL};
/* By enum nor_second. */
static const char *const seconds[] = {"ones", "zeros", "first", "last", NULL};

static const struct manner flash_manners[] = {
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
    {"slow", offsetof(struct nor_config, slowness), 24, NULL},
    {"block-erase", offsetof(struct nor_config, block_erase), 0, block_erases},
    {"puya-overwrite", offsetof(struct nor_config, weak_overwrite), 0, NULL},
    {"xmc-sr3", offsetof(struct nor_config, volatile_clears_third), 0, NULL},
    {NULL, 0, 0, NULL},
};

static int set_name(const struct manner *manner, const char *value, void *field)
{
    for (unsigned i = 0; value && manner->names[i]; i++)
        if (strcmp(manner->names[i], value) == 0) {
            *(unsigned *)field = i + 1;
            return 0;
        }
    return -1;
}

static int set_number(const struct manner *manner, const char *value, uint32_t *field)
{
    uint64_t number = manner->otherwise;

    if (value && (number_parse(value, &number) != NUMBER_OK || !number || number > UINT32_MAX))
        return -1;
    *field = (uint32_t)number;
    return 0;
}

/* value is what stands behind "=", or NULL. */
static int set(const struct manner *manner, const char *value, void *config)
{
    void *field = (char *)config + manner->offset;

    if (manner->names)
        return set_name(manner, value, field);
    if (manner->otherwise)
        return set_number(manner, value, field);
    *(bool *)field = true;
    return value ? -1 : 0;
}

static int parse_word(const char *text, size_t size, const struct manner *manner, void *config)
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
    for (; manner->word; manner++)
        if (strcmp(manner->word, word) == 0)
            return set(manner, value, config);
    return -1;
}

static int parse(const char *list, const struct manner *manners, void *config)
{
    for (;;) {
        size_t size = strcspn(list, ",");

        if (parse_word(list, size, manners, config) < 0)
            return -1;
        if (!list[size])
            return 0;
        list += size + 1;
    }
}

int manners_parse_flash(const char *list, struct nor_config *flash)
{
    return parse(list, flash_manners, flash);
}

int manners_parse_chip(const char *list, struct soc_config *soc)
{
    return parse(list, chip_manners, soc);
}
