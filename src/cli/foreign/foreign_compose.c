/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that does what another flasher's command line means.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/foreign/foreign_words.h"

#include <string.h>
#include <strings.h>

#include "cli/number.h"

static bool is_port(const char *word)
{
    return strncmp(word, "/dev/", 5) == 0 || strstr(word, "://");
}

static bool is_number(const char *word)
{
    uint64_t value;

    return number_parse(word, &value) == NUMBER_OK;
}

static bool is_all(const char *word)
{
    return strcasecmp(word, "all") == 0;
}

static bool add(char *text, const char *word)
{
    size_t used = strlen(text), length = strlen(word);

    if (used + length >= FOREIGN_TEXT_MAX)
        return false;
    memcpy(text + used, word, length + 1);
    return true;
}

/* Adds a part of the command as it is. */
static void add_text(struct foreign_words *words, char *text, const char *part)
{
    if (!add(text, part))
        words->unclear = true;
}

/* Adds a word as a shell reads it. */
void foreign_add(struct foreign_words *words, char *text, const char *before, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    bool quoted = word[strspn(word, plain)] != '\0' || word[0] == '\0';

    if (strchr(word, '\'') || !add(text, before) || !add(text, quoted ? "'" : "") ||
        !add(text, word) || !add(text, quoted ? "'" : ""))
        words->unclear = true;
}

void foreign_note(struct foreign_words *words, const char *word)
{
    if (!words->first)
        words->first = word;
}

/* A port among the operands of a program that takes none. */
static void take_port(struct foreign_words *words)
{
    for (unsigned i = 0; i < words->count; i++) {
        if (!is_port(words->operands[i]))
            continue;
        foreign_note(words, words->operands[i]);
        foreign_add(words, words->options, " --port=", words->operands[i]);
        words->count--;
        memmove(&words->operands[i], &words->operands[i + 1],
                (words->count - i) * sizeof(words->operands[0]));
        return;
    }
}

/* [ADDRESS SIZE|ALL] [FILE] */
static void compose_read(struct foreign_words *words, char *command)
{
    unsigned i = 0;

    if (words->count == 0)
        return;
    foreign_note(words, words->operands[0]);
    if (words->count >= 2 && is_number(words->operands[0]) &&
        (is_number(words->operands[1]) || is_all(words->operands[1]))) {
        foreign_add(words, command, " --offset=", words->operands[i++]);
        if (!is_all(words->operands[i]))
            foreign_add(words, command, " --size=", words->operands[i]);
        i++;
    } else if (is_all(words->operands[0])) {
        i++;
    }
    if (i < words->count && !is_number(words->operands[i]))
        foreign_add(words, command, " --output=", words->operands[i++]);
    words->unclear = words->unclear || i < words->count;
}

/* ADDRESS SIZE, or ALL */
static void compose_erase(struct foreign_words *words, char *command)
{
    const char *first = words->count > 0 ? words->operands[0] : NULL;

    if (!first)
        return;
    foreign_note(words, first);
    if (words->count == 1 && (is_all(first) || strcmp(first, "flash") == 0)) {
        if (!strstr(words->options, " --all"))
            foreign_add(words, command, " --", "all");
    } else if (words->count == 2 && is_number(first) && is_number(words->operands[1]) &&
               !strstr(words->options, " --all") && !strstr(words->options, " -a")) {
        foreign_add(words, command, " --offset=", first);
        foreign_add(words, command, " --size=", words->operands[1]);
    } else {
        words->unclear = true;
    }
}

static void add_step_command(struct foreign_words *words, const struct foreign_step *step,
                             char *command)
{
    const char *what = step->size ? step->size : step->file;
    bool prefixed = strncasecmp(step->address, "0x", 2) == 0;

    foreign_add(words, command, command[0] ? " && " : "", step->size ? "esp-erase" : "esp-write");
    add_text(words, command, words->options);
    foreign_add(words, command, step->size ? " --offset=" : " ", prefixed ? step->address : "0x");
    if (!prefixed) /* esptool-ck takes the address as hexadecimal */
        foreign_add(words, command, "", step->address);
    foreign_add(words, command, step->size ? " --size=" : " ", what);
}

/* esptool-ck's -ca -cz erases, and -ca -cf writes. */
static void compose_ck(struct foreign_words *words, char *command)
{
    words->unclear = words->unclear || words->step_count == 0 || words->count > 0;
    for (unsigned i = 0; i < words->step_count; i++)
        add_step_command(words, &words->steps[i], command);
}

/* Pairs of an address and a file. */
static void compose_merge(struct foreign_words *words, char *command)
{
    words->unclear = words->unclear || words->count % 2 != 0 || words->count == 0;
    for (unsigned i = 0; i + 1 < words->count; i += 2) {
        foreign_add(words, command, " --merge=", words->operands[i]);
        foreign_add(words, command, "=", words->operands[i + 1]);
    }
}

/* esp-write or esp-verify with its images. */
static void add_images(struct foreign_words *words, char *command, const char *option)
{
    add_text(words, command, words->program);
    add_text(words, command, option);
    add_text(words, command, words->options);
    for (unsigned i = 0; i < words->count; i++)
        foreign_add(words, command, " ", words->operands[i]);
}

/* An erase before a write comes only after a dry run, which finds whether the board is there
 * and takes the images.  A board that nobody can reset has to wait for the write. */
static void erase_before(struct foreign_words *words, char *command)
{
    bool waits = !words->stay && (strstr(words->options, " --reset=none") ||
                                  strstr(words->options, " --reset none"));

    for (unsigned i = 0; i < words->count; i++) /* standard input cannot be read twice */
        words->unclear = words->unclear || strcmp(words->operands[i], "-") == 0;
    add_images(words, command, waits ? " --dry-run --after=stay" : " --dry-run");
    add_text(words, command, " && esp-erase --all");
    add_text(words, command, waits ? " --after=stay" : "");
    add_text(words, command, words->options);
    add_text(words, command, " && ");
}

static void compose_own(struct foreign_words *words, char *command)
{
    bool writes = strcmp(words->program, "esp-write") == 0;
    bool images = writes || strcmp(words->program, "esp-verify") == 0 ||
                  (strcmp(words->program, "esp-imgedit") == 0 && !words->merge);

    words->unclear = words->unclear || (words->erase_all && !writes);
    if (writes && words->erase_all)
        erase_before(words, command);
    if (images) {
        add_images(words, command, "");
        return;
    }
    if (!words->merge)
        take_port(words);
    add_text(words, command, words->program);
    add_text(words, command, words->options);
    if (strcmp(words->program, "esp-read") == 0)
        compose_read(words, command);
    else if (strcmp(words->program, "esp-erase") == 0)
        compose_erase(words, command);
    else if (words->merge)
        compose_merge(words, command);
    else if (words->count > 0)
        words->unclear = true;
}

void foreign_compose(struct foreign_words *words, char *command)
{
    if (words->address || words->step_count > 0)
        compose_ck(words, command);
    else
        compose_own(words, command);
}
