/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image contains, as lines of key=value.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "esp-imgedit/info.h"
#include "text/metaline.h"

static void print_key(const struct image_fact *fact)
{
    putchar(' ');
    if (fact->type == IMAGE_FACT_FAULT)
        fputs("fault-", stdout);
    else if (fact->type == IMAGE_FACT_WARNING)
        fputs("warning-", stdout);
    if (fact->list)
        printf("%s%u-", fact->list, fact->item);
    printf("%s=", fact->key);
}

static void print_fact(const struct image_fact *fact)
{
    print_key(fact);
    if (fact->text)
        metaline_print_value(fact->text, stdout);
    else if (fact->type == IMAGE_FACT_HEX)
        printf("0x%" PRIx64, fact->number);
    else if (fact->type == IMAGE_FACT_FLAG)
        fputs(fact->number ? "yes" : "no", stdout);
    else
        printf("%" PRIu64, fact->number);
}

static void print_facts(const struct image_part *part)
{
    for (size_t i = 0; i < part->fact_count; i++)
        print_fact(&part->facts[i]);
    putchar('\n');
}

void info_print_lines(const struct image_survey *survey, const char *title)
{
    fputs("image=", stdout);
    metaline_print_value(title, stdout);
    printf(" faults=%zu", survey->faults);
    print_facts(&survey->whole);
    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];

        printf("part=%s name=", image_part_kind_name(part->kind));
        metaline_print_value(part->name, stdout);
        printf(" offset=%" PRIu32 " size=%" PRIu32, part->offset, part->size);
        if (part->used)
            printf(" used=%" PRIu32, part->used);
        print_facts(part);
    }
}
