/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edits of a command line, in the order in which they are given.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/edit_order.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const options[EDIT_KINDS] = {
    [EDIT_MODE] = "flash-mode", [EDIT_FREQ] = "flash-freq", [EDIT_SIZE] = "flash-size",
    [EDIT_PATCH] = "patch",     [EDIT_FILL] = "fill",       [EDIT_ERASE] = "erase",
    [EDIT_INSERT] = "insert",   [EDIT_EXTRACT] = "extract", [EDIT_MERGE] = "merge",
    [EDIT_TRIM] = "trim",       [EDIT_PAD] = "pad",
    [EDIT_SET] = "set",         [EDIT_REPLACE] = "replace-string",
    [EDIT_TABLE] = "table",     [EDIT_SCRUB] = "scrub",
    [EDIT_NVS_SET] = "nvs-set", [EDIT_NVS_DEL] = "nvs-del",
    [EDIT_FS_MAKE] = "fs-mk",   [EDIT_FS_UNTAR] = "fs-untar",
    [EDIT_FS_PUT] = "fs-put",   [EDIT_FS_REMOVE] = "fs-rm",
    [EDIT_FS_GET] = "fs-get",   [EDIT_FS_TAR] = "fs-tar",
};

const char *edit_option(enum edit_kind kind)
{
    return options[kind];
}

enum { OTHER = 1 }; /* what getopt_long() returns for other options; edits come after it */

static int value_of(const char *name, size_t length)
{
    for (int kind = 0; kind < EDIT_KINDS; kind++) {
        if (strlen(options[kind]) == length && memcmp(options[kind], name, length) == 0)
            return OTHER + 1 + kind;
    }
    return OTHER;
}

/* The tables of getopt_long(). */
struct table {
    struct option *longs;
    size_t count;
    char *shorts;
};

/* Adds the option of a line of --help: "  -o, --output=FILE  ...", "      --map[=FILE]  ...".
 * Lines of other forms are headings and texts.  False if memory is out. */
static bool add_line(struct table *table, const char *line)
{
    const char *name = line + strlen("  -o, --");
    size_t length;
    char *copy;
    int argument = no_argument;

    if (strlen(line) <= strlen("  -o, --") || strncmp(line, "  ", 2) != 0 ||
        strncmp(line + 6, "--", 2) != 0)
        return true;
    length = strcspn(name, "=[ ");
    if (name[length] != ' ' && name[length] != '\0')
        argument = name[length] == '=' ? required_argument : optional_argument;
    copy = strndup(name, length);
    if (!copy)
        return false;
    table->longs[table->count++] = (struct option){
        .name = copy, .has_arg = argument, .val = value_of(name, length)};
    if (line[2] == '-') {
        strncat(table->shorts, line + 3, 1);
        if (argument != no_argument)
            strcat(table->shorts, argument == required_argument ? ":" : "::");
    }
    return true;
}

static void free_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free((char *)(uintptr_t)table->longs[i].name);
    free(table->longs);
    free(table->shorts);
}

static bool make_table(struct table *table, const char *const *help)
{
    size_t lines = 0;

    while (help[lines])
        lines++;
    *table = (struct table){
        .longs = calloc(lines + 1, sizeof(*table->longs)),
        .shorts = calloc(lines + 1, strlen("o::")),
    };
    if (!table->longs || !table->shorts)
        return false;
    for (size_t i = 0; i < lines; i++) {
        if (!add_line(table, help[i]))
            return false;
    }
    return true;
}

static void collect(struct edit_list *list, const struct table *table, int argc, char **argv)
{
    int value;

    optind = 0; /* starts anew, see getopt(3) */
    opterr = 0;
    while ((value = getopt_long(argc, argv, table->shorts, table->longs, NULL)) != -1) {
        if (value > OTHER && value <= OTHER + EDIT_KINDS)
            list->edits[list->count++] =
                (struct edit){.kind = (enum edit_kind)(value - OTHER - 1), .text = optarg};
    }
}

bool edit_order_collect(struct edit_list *list, const char *const *help, int argc, char **argv)
{
    struct table table;
    bool good = make_table(&table, help);

    *list = (struct edit_list){.edits = calloc((size_t)argc + 1, sizeof(*list->edits))};
    good = good && list->edits;
    if (good)
        collect(list, &table, argc, argv);
    free_table(&table);
    return good;
}

void edit_order_free(struct edit_list *list)
{
    free(list->edits);
    *list = (struct edit_list){0};
}

bool edit_order_has(const struct edit_list *list, enum edit_kind kind)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->edits[i].kind == kind)
            return true;
    }
    return false;
}
