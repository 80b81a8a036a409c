/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two images, for people.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/closeout.h"
#include "cli/number.h"
#include "esp-imgedit/diff/diff.h"
#include "esp-imgedit/show/shown_name.h"
#include "esp-imgedit/show/terminal.h"

enum {
    RANGES_SHOWN = 12, /* of each part; the others are counted */
    LONGEST_TEXT = 120,
    VALUE = SHOWN_NAME_SIZE,
};

/* "→" if the terminal can show it. */
static const char *arrow;

/* ---- names and values ---- */

/* "application app0"; "NVS" if kind and name are the same; "image" for the whole image. */
static void name_part(char *out, size_t size, const struct image_part *part)
{
    const char *kind = part->kind == IMAGE_PART_NVS ? "NVS" : image_part_kind_name(part->kind);
    char name[SHOWN_NAME_SIZE];

    if (!part->name) {
        snprintf(out, size, "image");
        return;
    }
    shown_name(name, part->name, LONGEST_TEXT);
    if (strcmp(part->name, image_part_kind_name(part->kind)) == 0)
        snprintf(out, size, "%s", kind);
    else
        snprintf(out, size, "%s %s", kind, name);
}

/* The header's mode is always that of the flash. */
static void print_key(const char *key)
{
    if (strcmp(key, "flash-mode") == 0)
        key = "mode";
    for (; *key != '\0'; key++)
        putchar(*key == '-' ? ' ' : *key);
}

/* exact: with all digits of a size, because a rounded one would not tell the difference. */
static void format_value(char out[VALUE], const struct image_fact *fact, bool exact)
{
    if (fact->type == IMAGE_FACT_DIGEST)
        snprintf(out, VALUE, "%.16s...", fact->text);
    else if (fact->text)
        shown_name(out, fact->text, LONGEST_TEXT);
    else if (fact->type == IMAGE_FACT_BYTES && exact)
        snprintf(out, VALUE, "%" PRIu64 " bytes", fact->number);
    else if (fact->type == IMAGE_FACT_BYTES)
        number_format_size(out, VALUE, fact->number);
    else if (fact->type == IMAGE_FACT_HEX)
        snprintf(out, VALUE, "0x%" PRIx64, fact->number);
    else if (fact->type == IMAGE_FACT_FLAG)
        snprintf(out, VALUE, "%s", fact->number ? "yes" : "no");
    else
        snprintf(out, VALUE, "%" PRIu64, fact->number);
}

static bool is_rounded(const char *size)
{
    return strstr(size, "iB") != NULL;
}

/* Do two sizes tell the difference?  Not if both are rounded to the same, or only one is. */
static bool tell_apart(const char *one, const char *other)
{
    return strcmp(one, other) != 0 && is_rounded(one) == is_rounded(other);
}

static bool is_remark(const struct image_fact *fact)
{
    return fact->type == IMAGE_FACT_FAULT || fact->type == IMAGE_FACT_WARNING;
}

/* Is it a field of the header that programs such as esptool change? */
static bool is_of_header(const struct image_part *part, const struct image_fact *fact)
{
    static const char *const keys[] = {"flash-mode", "flash-size",   "flash-freq",   "format",
                                       "entry",      "chip",         "chip-id",      "wp-pin",
                                       "drive-",     "min-revision", "max-revision"};

    if (fact->list || is_remark(fact) ||
        (part->kind != IMAGE_PART_APPLICATION && part->kind != IMAGE_PART_BOOTLOADER))
        return false;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strcmp(fact->key, keys[i]) == 0 ||
            (strcmp(keys[i], "drive-") == 0 && strncmp(fact->key, keys[i], strlen(keys[i])) == 0))
            return true;
    return false;
}

/* ---- facts ---- */

static void print_remark(const struct image_change *change)
{
    const struct image_fact *fact = change->new_fact ? change->new_fact : change->old_fact;
    bool fault = fact->type == IMAGE_FACT_FAULT;
    char text[VALUE];

    shown_name(text, fact->text ? fact->text : "", LONGEST_TEXT);
    if (change->new_fact)
        printf("%s: %s", fault ? "BROKEN" : "note", text);
    else
        printf("no longer %s: %s", fault ? "broken" : "so", text);
}

/* "mode QIO → DOUT", "version added: 1.5", "version removed: 1.4". */
static void print_fact(const struct image_change *change)
{
    const struct image_fact *one = change->old_fact, *other = change->new_fact;
    char old_text[VALUE], new_text[VALUE];

    if (is_remark(other ? other : one)) {
        print_remark(change);
        return;
    }
    print_key((other ? other : one)->key);
    if (one)
        format_value(old_text, one, false);
    if (other)
        format_value(new_text, other, false);
    if (one && other && !tell_apart(old_text, new_text)) {
        format_value(old_text, one, true);
        format_value(new_text, other, true);
    }
    if (one && other)
        printf(" %s %s %s", old_text, arrow, new_text);
    else if (other)
        printf(" added: %s", new_text);
    else
        printf(" removed: %s", old_text);
}

static void print_item(const struct image_change *change)
{
    const struct image_fact *fact = change->new_fact ? change->new_fact : change->old_fact;
    char name[DIFF_ITEM_SIZE], shown[SHOWN_NAME_SIZE];

    image_item_name(name, sizeof(name), change->new_fact ? change->new_part : change->old_part,
                    fact);
    shown_name(shown, name, LONGEST_TEXT);
    printf("%s %s", shown,
           change->kind == IMAGE_CHANGE_ITEM_ADDED     ? "added"
           : change->kind == IMAGE_CHANGE_ITEM_REMOVED ? "removed"
                                                       : "changed");
}

/* ---- parts ---- */

static void print_place(const struct image_part *part)
{
    char size[32];

    number_format_size(size, sizeof(size), part->size);
    printf(" at 0x%" PRIx32 ", %s", part->offset, size);
}

static void print_part(const struct image_change *change)
{
    const struct image_part *one = change->old_part, *other = change->new_part;
    char text[SHOWN_NAME_SIZE], old_text[SHOWN_NAME_SIZE];

    switch (change->kind) {
    case IMAGE_CHANGE_PART_ADDED:
        fputs("added", stdout);
        print_place(other);
        break;
    case IMAGE_CHANGE_PART_REMOVED:
        fputs("removed, was", stdout);
        print_place(one);
        break;
    case IMAGE_CHANGE_PART_MOVED:
        printf("moved 0x%" PRIx32 " %s 0x%" PRIx32, one->offset, arrow, other->offset);
        break;
    case IMAGE_CHANGE_PART_RESIZED:
        number_format_size(old_text, sizeof(old_text), one->size);
        number_format_size(text, sizeof(text), other->size);
        if (!tell_apart(old_text, text)) {
            snprintf(old_text, sizeof(old_text), "%" PRIu32 " bytes", one->size);
            snprintf(text, sizeof(text), "%" PRIu32 " bytes", other->size);
        }
        printf("size %s %s %s", old_text, arrow, text);
        break;
    case IMAGE_CHANGE_PART_RENAMED:
        shown_name(old_text, one->name, LONGEST_TEXT);
        shown_name(text, other->name, LONGEST_TEXT);
        printf("name %s %s %s", old_text, arrow, text);
        break;
    default:
        printf("contents %s %s %s", image_part_kind_name(one->kind), arrow,
               image_part_kind_name(other->kind));
    }
}

static void begin_change(const struct image_change *change)
{
    const struct image_part *part = change->new_part ? change->new_part : change->old_part;
    const struct image_fact *fact = change->new_fact ? change->new_fact : change->old_fact;
    char name[2 * SHOWN_NAME_SIZE];

    name_part(name, sizeof(name), part);
    printf("%s: %s", name, fact && is_of_header(part, fact) ? "header: " : "");
}

static void print_changes(const struct image_diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        const struct image_change *change = &diff->changes[i];

        begin_change(change);
        if (change->kind < IMAGE_CHANGE_FACT)
            print_part(change);
        else if (change->kind == IMAGE_CHANGE_FACT)
            print_fact(change);
        else
            print_item(change);
        /* The facts of an item stand in the same line. */
        for (unsigned n = 0; i + 1 < diff->count && change[n + 1].kind == IMAGE_CHANGE_ITEM_FACT;
             n++, i++) {
            fputs(n == 0 ? ": " : ", ", stdout);
            print_fact(&change[n + 1]);
        }
        putchar('\n');
    }
}

/* ---- ranges ---- */

static void print_range(const struct image_range *range)
{
    char name[2 * SHOWN_NAME_SIZE] = "outside of known parts";
    char bytes[24];

    if (range->part)
        name_part(name, sizeof(name), range->part);
    snprintf(bytes, sizeof(bytes), "%" PRIu32 " byte%s", range->size, range->size == 1 ? "" : "s");
    printf("  0x%08" PRIx32 "-0x%08" PRIx32 "  %-14s  %s\n", range->offset,
           range->offset + (range->size - 1), bytes, name);
}

/* The number of ranges from "first" on that belong to the same part. */
static size_t ranges_of_part(const struct image_ranges *ranges, size_t first)
{
    size_t count = 1;

    while (first + count < ranges->count &&
           ranges->ranges[first + count].part == ranges->ranges[first].part)
        count++;
    return count;
}

static void print_group(const struct image_range *ranges, size_t count)
{
    size_t shown = count <= RANGES_SHOWN ? count : RANGES_SHOWN - 1;
    const struct image_range *last = &ranges[count - 1];

    for (size_t i = 0; i < shown; i++)
        print_range(&ranges[i]);
    if (shown < count)
        printf("  %zu more ranges up to 0x%08" PRIx32 "\n", count - shown,
               last->offset + (last->size - 1));
}

static void print_ranges(const struct image_ranges *ranges, uint64_t size)
{
    size_t count;

    printf("%" PRIu64 " of %" PRIu64 " bytes differ:\n", ranges->different, size);
    for (size_t first = 0; first < ranges->count && !closeout_stdout_failed(); first += count) {
        count = ranges_of_part(ranges, first);
        print_group(&ranges->ranges[first], count);
    }
}

void diff_print_text(const struct diff *diff)
{
    size_t old_size = diff->old_survey->size, size = diff->survey->size;
    struct terminal terminal;

    terminal_find(&terminal);
    arrow = terminal.utf8 ? "\u2192" : "->";
    if (diff->ranges.count == 0)
        return;
    print_changes(&diff->changes);
    print_ranges(&diff->ranges, size > old_size ? size : old_size);
}
