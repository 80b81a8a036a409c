/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about a part of an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/survey/survey.h"

/* A new fact, or NULL if memory has run out or the part has as many facts as it may. */
static struct image_fact *add(struct image_part *part, const char *key, enum image_fact_type type)
{
    struct image_fact *fact;

    if (part->fact_count == IMAGE_FACTS_MAX) {
        part->facts[IMAGE_FACTS_MAX - 1].number++;
        return NULL;
    }
    if (part->fact_count == part->fact_room) {
        size_t room = part->fact_room ? 2 * part->fact_room : 16;
        struct image_fact *facts = realloc(part->facts, room * sizeof(*facts));

        if (!facts) {
            part->survey->out_of_memory = true;
            return NULL;
        }
        part->facts = facts;
        part->fact_room = room;
    }
    fact = &part->facts[part->fact_count++];
    if (part->fact_count == IMAGE_FACTS_MAX) {
        *fact = (struct image_fact){.key = "more", .type = IMAGE_FACT_COUNT, .number = 1};
        return NULL;
    }
    *fact = (struct image_fact){.list = part->list, .item = part->item, .key = key, .type = type};
    return fact;
}

static void add_number(struct image_part *part, const char *key, enum image_fact_type type,
                       uint64_t number)
{
    struct image_fact *fact = add(part, key, type);

    if (fact)
        fact->number = number;
}

/* Keeps "text", which is allocated or NULL. */
static void add_text(struct image_part *part, const char *key, enum image_fact_type type,
                     char *text)
{
    struct image_fact *fact;

    if (!text) {
        part->survey->out_of_memory = true;
        return;
    }
    fact = add(part, key, type);
    if (fact)
        fact->text = text;
    else
        free(text);
}

void image_fact_text(struct image_part *part, const char *key, const char *text)
{
    add_text(part, key, IMAGE_FACT_TEXT, strdup(text));
}

void image_fact_field(struct image_part *part, const char *key, const uint8_t *text, size_t size)
{
    add_text(part, key, IMAGE_FACT_TEXT, strndup((const char *)text, size));
}

void image_fact_count(struct image_part *part, const char *key, uint64_t number)
{
    add_number(part, key, IMAGE_FACT_COUNT, number);
}

void image_fact_bytes(struct image_part *part, const char *key, uint64_t number)
{
    add_number(part, key, IMAGE_FACT_BYTES, number);
}

void image_fact_hex(struct image_part *part, const char *key, uint64_t number)
{
    add_number(part, key, IMAGE_FACT_HEX, number);
}

void image_fact_flag(struct image_part *part, const char *key, bool flag)
{
    add_number(part, key, IMAGE_FACT_FLAG, flag);
}

void image_fact_digest(struct image_part *part, const char *key, const uint8_t *data, size_t size)
{
    char *text = malloc(2 * size + 1);

    if (text) {
        for (size_t i = 0; i < size; i++)
            snprintf(text + 2 * i, 3, "%02x", data[i]);
        text[2 * size] = '\0';
    }
    add_text(part, key, IMAGE_FACT_DIGEST, text);
}

__attribute__((format(printf, 4, 0))) static void
add_formatted(struct image_part *part, const char *key, enum image_fact_type type,
              const char *format, va_list args)
{
    char *text;

    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    add_text(part, key, type, text);
}

void image_fact_fault(struct image_part *part, const char *key, const char *format, ...)
{
    va_list args;

    part->survey->faults++;
    va_start(args, format);
    add_formatted(part, key, IMAGE_FACT_FAULT, format, args);
    va_end(args);
}

void image_fact_warning(struct image_part *part, const char *key, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_formatted(part, key, IMAGE_FACT_WARNING, format, args);
    va_end(args);
}

void image_fact_item(struct image_part *part, const char *list)
{
    if (part->list && strcmp(part->list, list) == 0) {
        part->item++;
        return;
    }
    part->list = list;
    part->item = 0;
}

void image_fact_end_items(struct image_part *part)
{
    part->list = NULL;
    part->item = 0;
}

const struct image_fact *image_fact_find(const struct image_part *part, const char *key)
{
    for (size_t i = 0; i < part->fact_count; i++)
        if (!part->facts[i].list && strcmp(part->facts[i].key, key) == 0)
            return &part->facts[i];
    return NULL;
}
