/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: the entries of a metadata block.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Tags are a log: an entry that is created moves the entries behind it, and later tags
 * replace earlier ones.
 */
#include <string.h>

#include "image/fs/littlefs.h"

enum {
    TYPE_CREATE = 0x401,
    TYPE_DELETE = 0x4ff,
    TYPE1_MASK = 0x700,
    TYPE_NAME = 0x000,
    TYPE_STRUCT = 0x200,
    CHUNK_MASK = 0xff,
};

/* A place for an entry.  There is always one: there are as many places as ids. */
static uint16_t new_place(struct image_littlefs_dir *dir)
{
    uint16_t place = dir->unused_count ? dir->unused[--dir->unused_count] : (uint16_t)dir->places++;

    dir->entries[place] = (struct image_littlefs_entry){0};
    return place;
}

static void create(struct image_littlefs_dir *dir, unsigned id)
{
    if (id > dir->count || dir->count == IMAGE_LITTLEFS_ENTRIES)
        return;
    memmove(&dir->order[id + 1], &dir->order[id], (dir->count - id) * sizeof(dir->order[0]));
    dir->order[id] = new_place(dir);
    dir->count++;
}

static void tell_replaced(const struct image_littlefs_dir *dir, const uint8_t *data, uint32_t size)
{
    if (dir->replaced && data && size > 0)
        dir->replaced(dir->context, data, size);
}

static void delete(struct image_littlefs_dir *dir, unsigned id)
{
    const struct image_littlefs_entry *entry;

    if (id >= dir->count)
        return;
    entry = &dir->entries[dir->order[id]];
    tell_replaced(dir, entry->name, entry->name_size);
    tell_replaced(dir, entry->contents, entry->contents_size);
    dir->unused[dir->unused_count++] = dir->order[id];
    dir->count--;
    memmove(&dir->order[id], &dir->order[id + 1], (dir->count - id) * sizeof(dir->order[0]));
}

/* The entry with this id.  Names need no tag for creation, and come in any order: compacting
 * a block leaves the tags for creation out. */
static struct image_littlefs_entry *entry_of(struct image_littlefs_dir *dir, unsigned id,
                                             bool may_create)
{
    while (id >= dir->count && may_create)
        create(dir, dir->count);
    return id < dir->count ? &dir->entries[dir->order[id]] : NULL;
}

static void take_tag(void *context, const struct image_littlefs_tag *tag)
{
    struct image_littlefs_dir *dir = context;
    struct image_littlefs_entry *entry;

    if (tag->id == IMAGE_LITTLEFS_NO_ID)
        return;
    if (tag->type == TYPE_CREATE) {
        create(dir, tag->id);
    } else if (tag->type == TYPE_DELETE) {
        delete(dir, tag->id);
    } else if ((tag->type & TYPE1_MASK) == TYPE_NAME) {
        entry = entry_of(dir, tag->id, true);
        if (entry) {
            tell_replaced(dir, entry->name, entry->name_size);
            entry->kind = tag->type & CHUNK_MASK;
            entry->name = tag->data;
            entry->name_size = tag->size;
        }
    } else if ((tag->type & TYPE1_MASK) == TYPE_STRUCT) {
        entry = entry_of(dir, tag->id, false);
        if (entry) {
            tell_replaced(dir, entry->contents, entry->contents_size);
            entry->structure = tag->type;
            entry->contents = tag->data;
            entry->contents_size = tag->size;
        }
    }
}

void image_littlefs_dir_replaced(struct image_littlefs_dir *dir,
                                 const struct image_littlefs_block *block,
                                 void (*replaced)(void *context, const uint8_t *data,
                                                  uint32_t size),
                                 void *context)
{
    dir->count = dir->unused_count = dir->places = 0;
    dir->replaced = replaced;
    dir->context = context;
    image_littlefs_tags(block, take_tag, dir);
    dir->replaced = NULL;
    if (block->has_moved)
        delete(dir, block->moved);
}

void image_littlefs_dir_read(struct image_littlefs_dir *dir,
                             const struct image_littlefs_block *block)
{
    image_littlefs_dir_replaced(dir, block, NULL, NULL);
}
