/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of --scrub, which wait until all values that were blanked are known.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/scrub_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"

#define HIDDEN_NAME "***"

/* The name of a key or a file, unless it has a value that was blanked. */
static const char *shown_name(const struct image_scrub *scrub, const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < scrub->count; i++)
        if (image_scrub_find(&scrub->secrets[i], (const uint8_t *)name, size, 0, false) < size)
            return HIDDEN_NAME;
    return name;
}

static void print(bool error, const char *text, const char *name)
{
    (error ? message_error : message_notice)("%s%s%.200s", text, name ? " " : "", name ? name : "");
}

static bool make_room(struct scrub_notes *notes)
{
    size_t room = notes->room ? 2 * notes->room : 16;
    struct scrub_note *grown;

    if (notes->count < notes->room)
        return true;
    grown = realloc(notes->notes, room * sizeof(*grown));
    if (!grown)
        return false;
    notes->notes = grown;
    notes->room = room;
    return true;
}

static bool keep(struct scrub_notes *notes, const struct scrub_note *note)
{
    char *text = strdup(note->text), *name = note->name ? strdup(note->name) : NULL;

    if (text && (name || !note->name) && make_room(notes)) {
        notes->notes[notes->count++] = (struct scrub_note){text, name, note->error};
        return true;
    }
    free(text);
    free(name);
    return false;
}

void scrub_notes_add(struct scrub_notes *notes, bool error, const char *name, const char *format,
                     ...)
{
    char text[256]; /* more than any text without a name has */
    struct scrub_note note = {.text = text, .name = (char *)(uintptr_t)name, .error = error};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (!keep(notes, &note))
        print(error, text, name ? HIDDEN_NAME : NULL);
}

void scrub_notes_print(struct scrub_notes *notes, const struct image_scrub *scrub)
{
    for (size_t i = 0; i < notes->count; i++) {
        struct scrub_note *note = &notes->notes[i];

        print(note->error, note->text, note->name ? shown_name(scrub, note->name) : NULL);
        free(note->text);
        free(note->name);
    }
    free(notes->notes);
    *notes = (struct scrub_notes){0};
}
