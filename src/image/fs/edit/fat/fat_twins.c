/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: entries of a folder that have the same name.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * FatFs opens the first of them, whichever is meant.  Long and short names are in one set: a
 * file is found by both.
 */
#include <stdlib.h>
#include <string.h>

#include "image/fs/edit/fat/fat_impl.h"
#include "image/fs/fat/fat_case.h"

/* A name of an entry.  An entry has two, or the same one twice. */
struct named {
    const uint8_t *entry;
    const char *name;
    size_t size, at; /* at: where the name begins in struct names */
    int slot;
};

struct names {
    struct named *list;
    size_t count, list_room;
    char *text; /* of all names */
    size_t size, text_room;
};

/* Makes an array larger if it is full.  False if memory ran out. */
static bool make_room(void **array, size_t *room, size_t wanted, size_t unit)
{
    void *grown;

    if (wanted <= *room)
        return true;
    wanted *= 2;
    grown = realloc(*array, wanted * unit);
    if (!grown)
        return false;
    *array = grown;
    *room = wanted;
    return true;
}

static bool add(struct names *names, const struct image_fat_long *long_name, const uint8_t *entry, int slot)
{
    void *list = names->list, *text = names->text;
    bool good = make_room(&list, &names->list_room, names->count + 1, sizeof(*names->list));

    names->list = list;
    good = make_room(&text, &names->text_room, names->size + IMAGE_FAT_NAME_MAX, 1) && good;
    names->text = text;
    if (!good)
        return false;
    names->list[names->count] = (struct named){.entry = entry, .at = names->size, .slot = slot};
    names->list[names->count].size = image_fat_name(long_name, entry, (uint8_t *)names->text + names->size);
    names->size += names->list[names->count++].size;
    return true;
}

static bool collect(struct names *names, const struct fat_work *work, struct fat_folder folder)
{
    static const struct image_fat_long none;
    struct image_fat_long long_name = {0};
    /* A folder whose clusters lead back to it has no end. */
    uint64_t limit = (uint64_t)work->fat->cluster_count * fat_cluster_size(work->fat) / IMAGE_FAT_ENTRY_SIZE +
                     work->fat->root_entries;
    const uint8_t *entry;

    for (int slot = 0; (uint64_t)slot < limit && (entry = fat_slot(work, folder, slot)) && entry[0] != 0;
         slot++) {
        uint8_t attributes = entry[IMAGE_FAT_ATTRIBUTES];

        if (entry[0] != IMAGE_FAT_ENTRY_FREE && attributes == IMAGE_FAT_LONG_NAME) {
            image_fat_long_take(&long_name, entry);
            continue;
        }
        if (entry[0] != IMAGE_FAT_ENTRY_FREE && entry[0] != '.' && !(attributes & IMAGE_FAT_IS_LABEL) &&
            (!add(names, &long_name, entry, slot) || !add(names, &none, entry, slot)))
            return false;
        long_name.present = false;
    }
    return true;
}

static int by_name(const void *one, const void *other)
{
    const struct named *a = one, *b = other;
    int order = image_fat_compare(a->name, a->size, b->name, b->size);

    return order != 0 ? order : a->slot < b->slot ? -1 : a->slot > b->slot;
}

bool fat_find_twins(const struct fat_work *work, struct fat_folder folder, fat_take_twin *take,
                    void *context)
{
    struct names names = {0};
    bool good = collect(&names, work, folder);

    for (size_t i = 0; i < names.count; i++)
        names.list[i].name = names.text + names.list[i].at;
    if (good && names.count > 0)
        qsort(names.list, names.count, sizeof(*names.list), by_name);
    for (size_t i = 1; good && i < names.count; i++) {
        const struct named *before = &names.list[i - 1], *one = &names.list[i];

        if (before->slot != one->slot && before->entry != one->entry &&
            image_fat_compare(before->name, before->size, one->name, one->size) == 0)
            take(context, one->entry, one->name, one->size);
    }
    free(names.list);
    free(names.text);
    return good;
}
