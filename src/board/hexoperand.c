/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operand that is Intel HEX: several images, each with its own address.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/hexoperand.h"

#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp/session.h"
#include "image/hex/hexread.h"

bool hexoperand_is(const struct image_source *source)
{
    return image_hex_begins(source->data, source->size);
}

static int no_memory(void)
{
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

/* Adds a source for one run, with a copy of its data. */
static int add_run(struct image_list *list, const struct image_source *text,
                   const struct image_run *run)
{
    struct image_source *source = &list->sources[list->count];

    *source = (struct image_source){
        .name = text->name,
        .title = text->title,
        .offset = run->offset,
        .data = malloc(run->size),
        .size = run->size,
    };
    if (!source->data)
        return no_memory();
    memcpy(source->data, run->data, run->size);
    list->count++;
    return STATUS_DONE;
}

/* Makes room for more sources, and for as many images. */
static bool make_room(struct image_list *list, size_t more)
{
    size_t room = list->count + more + 1;
    struct image_source *sources = realloc(list->sources, room * sizeof(*sources));
    struct esp_image *images;

    if (!sources)
        return false;
    list->sources = sources;
    images = realloc(list->images, room * sizeof(*images));
    if (!images)
        return false;
    list->images = images;
    return true;
}

static int add_runs(struct image_list *list, const struct image_source *text)
{
    struct image_sparse sparse;
    struct image_trouble trouble;
    int status = STATUS_DONE;

    if (!image_hex_read(&sparse, text->data, text->size, &trouble)) {
        message_error("%s: %s", text->title, trouble.text);
        return STATUS_USAGE;
    }
    if (sparse.count == 0) {
        message_error("%s has no data", text->title);
        status = STATUS_USAGE;
    } else if (!make_room(list, sparse.count)) {
        status = no_memory();
    }
    for (size_t i = 0; i < sparse.count && status == STATUS_DONE; i++)
        status = add_run(list, text, &sparse.runs[i]);
    image_sparse_free(&sparse);
    return status;
}

/* Removes the source with this number. */
static void drop(struct image_list *list, size_t number)
{
    free(list->sources[number].data);
    sidecar_free(&list->sources[number].sidecar);
    list->count--;
    memmove(&list->sources[number], &list->sources[number + 1],
            (list->count - number) * sizeof(*list->sources));
}

static int split(struct image_list *list, size_t number)
{
    const struct image_source text = list->sources[number];
    int status;

    if (text.offset != 0 || list->for_partition) {
        message_error("%s is Intel HEX, which has its own addresses: give it no other address",
                      text.title);
        return STATUS_USAGE;
    }
    status = add_runs(list, &text);
    if (status == STATUS_DONE)
        drop(list, number);
    return status;
}

int hexoperand_split(struct image_list *list)
{
    size_t left = list->count; /* the sources before this number may be texts */
    int status = STATUS_DONE;

    while (left > 0 && status == STATUS_DONE) {
        left--;
        if (hexoperand_is(&list->sources[left]))
            status = split(list, left);
    }
    return status;
}
