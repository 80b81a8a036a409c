/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image contains, for people.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/visible.h"
#include "esp-imgedit/info.h"

enum {
    WIDTH = 79, /* columns of a line */
    INDENT = 12,
    VALUE_MAX = 600,
};

/* Facts of the same part stand in one paragraph, with commas between them. */
struct paragraph {
    size_t column; /* 0: the line is empty */
};

static void end_paragraph(struct paragraph *p)
{
    if (p->column > 0)
        putchar('\n');
    p->column = 0;
}

static void add_to_paragraph(struct paragraph *p, const char *text)
{
    size_t length = strlen(text);

    if (p->column == 0) {
        p->column = (size_t)printf("%*s", INDENT, "");
    } else if (p->column + length + 2 > WIDTH) {
        printf(",\n%*s", INDENT, "");
        p->column = INDENT;
    } else {
        printf(", ");
        p->column += 2;
    }
    fputs(text, stdout);
    p->column += length;
}

/* Of a digest, the first digits are enough for people. */
static void format_value(char *buf, size_t size, const struct image_fact *fact, bool all)
{
    if (fact->type == IMAGE_FACT_DIGEST && !all) {
        snprintf(buf, size, "%.16s...", fact->text);
    } else if (fact->text) {
        char *safe = malloc(VISIBLE_EXPANSION * strlen(fact->text) + 1);

        if (safe)
            visible_copy(safe, fact->text);
        snprintf(buf, size, "%s", safe ? safe : "");
        free(safe);
    } else if (fact->type == IMAGE_FACT_BYTES) {
        number_format_size(buf, size, fact->number);
    } else if (fact->type == IMAGE_FACT_HEX) {
        snprintf(buf, size, "0x%" PRIx64, fact->number);
    } else if (fact->type == IMAGE_FACT_FLAG) {
        snprintf(buf, size, "%s", fact->number ? "yes" : "no");
    } else {
        snprintf(buf, size, "%" PRIu64, fact->number);
    }
}

/* Is "computed" the value that "stored" should have? */
static bool belongs_to(const struct image_fact *computed, const struct image_fact *stored)
{
    size_t length = strlen(stored->key);

    return !computed->list && computed->type == stored->type &&
           strncmp(computed->key, stored->key, length) == 0 &&
           strcmp(computed->key + length, "-computed") == 0;
}

/* Writes "checksum 0x77", or "checksum 0x77 (right)" if the fact "next" confirms it. */
static void format_fact(char *buf, size_t size, const struct image_fact *fact,
                        const struct image_fact *next, bool all)
{
    char value[VALUE_MAX], computed[VALUE_MAX];
    size_t at;

    format_value(value, sizeof(value), fact, all);
    at = (size_t)snprintf(buf, size, "%s ", fact->key);
    for (size_t i = 0; i + 1 < at; i++)
        if (buf[i] == '-')
            buf[i] = ' ';
    if (!next) {
        snprintf(buf + at, size - at, "%s", value);
        return;
    }
    format_value(computed, sizeof(computed), next, all);
    if (strcmp(value, computed) == 0)
        snprintf(buf + at, size - at, "%s (right)", value);
    else
        snprintf(buf + at, size - at, "%s (computed: %s)", value, computed);
}

/* Facts that only -v shows. */
static bool is_detail(const struct image_fact *fact)
{
    return strncmp(fact->key, "drive-", 6) == 0 || strcmp(fact->key, "wp-pin") == 0 ||
           strcmp(fact->key, "chip-id") == 0;
}

static void begin_item(struct paragraph *p, const struct image_fact *fact)
{
    end_paragraph(p);
    p->column = (size_t)printf("%*s%s %u: ", INDENT, "", fact->list, fact->item);
}

/* Prints facts [i] and perhaps [i + 1]; returns how many. */
static size_t print_fact(struct paragraph *p, const struct image_part *part, size_t i,
                         const struct image_fact *previous, bool all)
{
    const struct image_fact *fact = &part->facts[i], *next = NULL;
    char text[2 * VALUE_MAX + 64];
    bool new_item = fact->list && (!previous || previous->list != fact->list ||
                                   previous->item != fact->item);

    if (i + 1 < part->fact_count && belongs_to(&part->facts[i + 1], fact))
        next = &part->facts[i + 1];
    format_fact(text, sizeof(text), fact, next, all);
    if (new_item) {
        begin_item(p, fact);
        fputs(text, stdout);
        p->column += strlen(text);
    } else {
        if (previous && previous->list && !fact->list)
            end_paragraph(p);
        add_to_paragraph(p, text);
    }
    return next ? 2 : 1;
}

/* The first line has these facts about the whole image. */
static bool is_in_title(const struct image_part *part, const struct image_fact *fact)
{
    return part == &part->survey->whole &&
           (strcmp(fact->key, "size") == 0 || strcmp(fact->key, "chip") == 0);
}

static void print_facts(const struct image_part *part, bool all)
{
    const struct image_fact *previous = NULL;
    struct paragraph p = {0};

    for (size_t i = 0; i < part->fact_count;) {
        const struct image_fact *fact = &part->facts[i];

        if (fact->type == IMAGE_FACT_FAULT || fact->type == IMAGE_FACT_WARNING ||
            is_in_title(part, fact) || (is_detail(fact) && !all)) {
            i++;
            continue;
        }
        i += print_fact(&p, part, i, previous, all);
        previous = fact;
    }
    end_paragraph(&p);
}

static void print_findings(const struct image_part *part, enum image_fact_type type,
                           const char *word)
{
    char text[VALUE_MAX];

    for (size_t i = 0; i < part->fact_count; i++) {
        if (part->facts[i].type != type)
            continue;
        format_value(text, sizeof(text), &part->facts[i], true);
        printf("%*s%s: %s\n", INDENT, "", word, text);
    }
}

static void print_part(const struct image_part *part, bool all)
{
    char name[VISIBLE_EXPANSION * 64 + 1], size[32], used[32];
    char shortened[64];

    snprintf(shortened, sizeof(shortened), "%s", part->name);
    visible_copy(name, shortened);
    number_format_size(size, sizeof(size), part->size);
    printf("\n0x%08" PRIx32 "  %s: %s, %s", part->offset, name, image_part_kind_name(part->kind), size);
    if (part->used && part->used != part->size) {
        number_format_size(used, sizeof(used), part->used);
        printf(", of which %s are used", used);
    }
    putchar('\n');
    print_facts(part, all);
    print_findings(part, IMAGE_FACT_FAULT, "BROKEN");
    print_findings(part, IMAGE_FACT_WARNING, "note");
}

void info_print_text(const struct image_survey *survey, const char *title, bool all)
{
    char size[32];

    number_format_size(size, sizeof(size), survey->size);
    printf("%s: %s", title, size);
    if (survey->chip)
        printf(", for %s", survey->chip->name);
    putchar('\n');
    print_facts(&survey->whole, all);
    print_findings(&survey->whole, IMAGE_FACT_FAULT, "BROKEN");
    print_findings(&survey->whole, IMAGE_FACT_WARNING, "note");
    for (size_t i = 0; i < survey->count; i++)
        print_part(survey->parts[i], all);
}

static void print_part_faults(const struct image_part *part, const char *title)
{
    for (size_t i = 0; i < part->fact_count; i++)
        if (part->facts[i].type == IMAGE_FACT_FAULT)
            message_error("%s: %s%s%s", title, part->name ? part->name : "",
                          part->name ? ": " : "", part->facts[i].text);
}

void info_print_faults(const struct image_survey *survey, const char *title)
{
    print_part_faults(&survey->whole, title);
    for (size_t i = 0; i < survey->count; i++)
        print_part_faults(survey->parts[i], title);
}
