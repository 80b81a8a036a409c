/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines that users of other flashers type out of habit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/foreign/foreign.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/foreign/foreign_words.h"
#include "cli/message.h"

/* A word that this project does not know, and what follows from it. */
struct habit {
    const char *word;
    enum { DROPPED, DROPPED_WITH_VALUE, ERASE_ALL, AFTER, CK_ADDRESS, CK_SIZE, CK_FILE, CK_PORT,
           CK_BAUD } meaning;
};

/* Sources: the manuals of esptool 4; README.md of esptool-ck; boards.txt and platform.txt of
 * Arduino for the ESP8266. */
static const struct habit habits[] = {
    {"-z", DROPPED}, {"--compress", DROPPED}, {"-u", DROPPED}, {"--no-compress", DROPPED},
    {"--verify", DROPPED}, {"--no-progress", DROPPED}, {"-t", DROPPED}, {"--trace", DROPPED},
    {"--chip", DROPPED_WITH_VALUE}, {"-c", DROPPED_WITH_VALUE}, {"--before", DROPPED_WITH_VALUE},
    {"--connect-attempts", DROPPED_WITH_VALUE}, {"-e", ERASE_ALL}, {"--erase-all", ERASE_ALL},
    {"--after", AFTER}, {"-ca", CK_ADDRESS}, {"-cz", CK_SIZE}, {"-cf", CK_FILE},
    {"-cp", CK_PORT}, {"-cb", CK_BAUD}, {"-cd", DROPPED_WITH_VALUE}, {"-cr", DROPPED},
    {"-ce", DROPPED}, {"-cv", DROPPED}, {"-cvv", DROPPED},
};

/* Options of ours whose value is the next word. */
static const char *const valued[] = {
    "-p", "--port", "-b", "--baud", "--connect-baud", "--reset", "--flash-size", "--offset",
    "--size", "--base", "-o", "--output", "--meta",
};

/* esptool's commands, and the programs that do them. */
static const struct {
    const char *command, *program;
} commands[] = {
    {"flash_id", "esp-detect"},    {"chip_id", "esp-detect"},   {"read_mac", "esp-detect"},
    {"read_flash", "esp-read"},    {"write_flash", "esp-write"}, {"verify_flash", "esp-verify"},
    {"erase_flash", "esp-erase"},  {"erase_region", "esp-erase"}, {"run", "esp-reset"},
    {"image_info", "esp-imgedit"}, {"merge_bin", "esp-imgedit"},
};

/* esptool 5 writes '-' where older ones write '_'. */
static bool is_command(const char *word, const char *command)
{
    while (*word && (*word == *command || (*word == '-' && *command == '_'))) {
        word++;
        command++;
    }
    return *word == *command;
}

static bool is_all(const char *word)
{
    return strcasecmp(word, "all") == 0;
}

static void add_operand(struct foreign_words *words, const char *word)
{
    if (words->count < FOREIGN_OPERANDS_MAX)
        words->operands[words->count++] = word;
    else
        words->unclear = true;
}

/* ---- sorting the words ---- */

static void take_after(struct foreign_words *words, const char *word, const char *value)
{
    if (strcmp(value, "no_reset") == 0 || strcmp(value, "no-reset") == 0) {
        foreign_note(words, word);
        words->stay = true;
    } else if (strcmp(value, "hard_reset") == 0 || strcmp(value, "hard-reset") == 0) {
        foreign_note(words, word);
    } else {
        foreign_add(words, words->options, " --after=", value);
    }
}

static void add_step(struct foreign_words *words, const char *size, const char *file)
{
    const char *address = words->address ? words->address : "0x0";

    if (words->step_count < FOREIGN_STEPS_MAX)
        words->steps[words->step_count++] = (struct foreign_step){address, size, file};
    else
        words->unclear = true;
}

static void take_value(struct foreign_words *words, const struct habit *habit, const char *value)
{
    switch (habit->meaning) {
    case AFTER:
        take_after(words, habit->word, value);
        return;
    case CK_ADDRESS:
        words->address = value;
        break;
    case CK_SIZE:
        add_step(words, value, NULL);
        break;
    case CK_FILE:
        add_step(words, NULL, value);
        break;
    case CK_PORT:
        foreign_add(words, words->options, " --port=", value);
        break;
    case CK_BAUD:
        foreign_add(words, words->options, " --baud=", value);
        break;
    default:
        break;
    }
    foreign_note(words, habit->word);
}

static bool has_name(const char *word, const char *name)
{
    size_t length = strlen(name);

    return strncmp(word, name, length) == 0 &&
           (word[length] == '\0' || (name[1] == '-' && word[length] == '='));
}

static const struct habit *find_habit(const char *word)
{
    for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
        if (has_name(word, habits[i].word))
            return &habits[i];
    return NULL;
}

static bool has_value(const char *word)
{
    for (size_t i = 0; i < sizeof(valued) / sizeof(valued[0]); i++)
        if (strcmp(word, valued[i]) == 0)
            return true;
    return false;
}

/* Takes a word that begins with '-', and the word after it if that is its value.  Returns how
 * many words it took. */
static int take_option(struct foreign_words *words, const char *word, const char *next)
{
    const struct habit *habit = find_habit(word);
    const char *equals = strchr(word, '=');

    if (has_name(word, "--size") && is_all(equals ? equals + 1 : next ? next : "")) {
        foreign_note(words, equals ? equals + 1 : next);
        return equals ? 1 : 2;
    }
    if (!habit) {
        bool two = has_value(word) && next;

        foreign_add(words, words->options, " ", word);
        if (two)
            foreign_add(words, words->options, " ", next);
        return two ? 2 : 1;
    }
    if (habit->meaning == DROPPED || habit->meaning == ERASE_ALL) {
        words->erase_all = words->erase_all || habit->meaning == ERASE_ALL;
        foreign_note(words, habit->word);
        return 1;
    }
    if (!equals && !next)
        words->unclear = true;
    else
        take_value(words, habit, equals ? equals + 1 : next);
    return equals ? 1 : 2;
}

/* The first operand may be a command of esptool's, unless a file has that name. */
static bool take_command(struct foreign_words *words, const char *word)
{
    if (words->count > 0 || access(word, F_OK) == 0)
        return false;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (!is_command(word, commands[i].command))
            continue;
        words->program = commands[i].program;
        foreign_note(words, word);
        if (strcmp(commands[i].command, "erase_flash") == 0)
            add_operand(words, "all");
        if (strcmp(commands[i].command, "image_info") == 0)
            foreign_add(words, words->options, " --", "info");
        words->merge = strcmp(commands[i].command, "merge_bin") == 0;
        return true;
    }
    return false;
}

static void sort_words(struct foreign_words *words, int argc, char *const *argv)
{
    bool options = true;

    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];

        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && word[0] == '-' && word[1] != '\0')
            i += take_option(words, word, i + 1 < argc ? argv[i + 1] : NULL) - 1;
        else if (!take_command(words, word))
            add_operand(words, word);
    }
}

bool foreign_translate(const char *program, int argc, char *const *argv, char *command,
                       size_t size, const char **word)
{
    struct foreign_words words = {.program = program};
    char text[FOREIGN_TEXT_MAX] = "";

    sort_words(&words, argc, argv);
    if (words.stay)
        foreign_add(&words, words.options, " --after=", "stay");
    foreign_compose(&words, text);
    *word = words.first;
    return words.first && !words.unclear &&
           (size_t)snprintf(command, size, "%s", text) < size;
}

bool foreign_answer(const char *program, int argc, char *const *argv)
{
    char command[FOREIGN_TEXT_MAX];
    const char *word;

    /* esp-imgedit has options of its own with these names. */
    if ((strcmp(program, "esp-imgedit") == 0 &&
         !(argc > 1 && (is_command(argv[1], "image_info") || is_command(argv[1], "merge_bin")))) ||
        !foreign_translate(program, argc, argv, command, sizeof(command), &word))
        return false;
    message_error("'%s' is not known here; what does it: %s", word, command);
    return true;
}
