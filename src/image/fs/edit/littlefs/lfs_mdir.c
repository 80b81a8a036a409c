/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: what a pair says, as a list of entries that can be changed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum { TAG_SIZE = 4, STATE_SIZE = 12 };

enum image_fsedit_result lfs_no_memory(struct lfsedit *lfs)
{
    return lfs_fail(lfs, IMAGE_FSEDIT_NOMEM, 0, "memory is out");
}

/* ---- entries ---- */

static void free_entry(struct lfs_entry *entry)
{
    if (entry)
        free(entry->attributes);
    free(entry);
}

static void create(struct lfs_mdir *mdir, unsigned id)
{
    if (id > mdir->count || mdir->count == IMAGE_LITTLEFS_ENTRIES)
        return;
    memmove(&mdir->entries[id + 1], &mdir->entries[id],
            (mdir->count - id) * sizeof(mdir->entries[0]));
    mdir->entries[id] = NULL;
    mdir->count++;
}

static void delete(struct lfs_mdir *mdir, unsigned id)
{
    if (id >= mdir->count)
        return;
    free_entry(mdir->entries[id]);
    mdir->count--;
    memmove(&mdir->entries[id], &mdir->entries[id + 1],
            (mdir->count - id) * sizeof(mdir->entries[0]));
}

static struct lfs_entry *entry_of(struct lfs_mdir *mdir, const struct lfs_change *change)
{
    if (change->id >= IMAGE_LITTLEFS_ENTRIES)
        return NULL;
    while ((change->type & LFS_TYPE1) == LFS_NAME && change->id >= mdir->count)
        create(mdir, mdir->count);
    if (change->id >= mdir->count)
        return NULL;
    if (!mdir->entries[change->id]) {
        mdir->entries[change->id] = calloc(1, sizeof(struct lfs_entry));
        mdir->out_of_memory |= !mdir->entries[change->id];
    }
    return mdir->entries[change->id];
}

/* The attribute of this type.  NULL: there is none. */
static struct lfs_item *attribute_of(const struct lfs_entry *entry, unsigned type)
{
    for (unsigned i = 0; i < entry->attribute_count; i++)
        if (entry->attributes[i].type == type)
            return &entry->attributes[i];
    return NULL;
}

static void put_attribute(struct lfs_mdir *mdir, struct lfs_entry *entry,
                          const struct lfs_item *item)
{
    struct lfs_item *attribute = attribute_of(entry, item->type);

    if (!attribute && entry->attribute_count == entry->attribute_room) {
        unsigned room = entry->attribute_room ? 2 * entry->attribute_room : 4;
        struct lfs_item *attributes = realloc(entry->attributes, room * sizeof(*attributes));

        if (!attributes) {
            mdir->out_of_memory = true;
            return;
        }
        entry->attributes = attributes;
        entry->attribute_room = room;
    }
    if (!attribute)
        attribute = &entry->attributes[entry->attribute_count++];
    *attribute = *item;
}

static void remove_attribute(struct lfs_entry *entry, unsigned type)
{
    struct lfs_item *attribute = attribute_of(entry, type);

    if (attribute)
        *attribute = entry->attributes[--entry->attribute_count];
}

uint32_t lfs_entry_size(const struct lfs_entry *entry)
{
    uint32_t size = 0;

    if (!entry)
        return 0;
    if (entry->name.data)
        size += TAG_SIZE + entry->name.size;
    if (entry->contents.data)
        size += TAG_SIZE + entry->contents.size;
    for (unsigned i = 0; i < entry->attribute_count; i++)
        size += TAG_SIZE + entry->attributes[i].size;
    return size;
}

/* ---- tags ---- */

static void apply_to_entry(struct lfs_mdir *mdir, const struct lfs_change *change, bool deletes)
{
    const struct lfs_item item = {change->type, change->size, change->data};
    struct lfs_entry *entry = entry_of(mdir, change);

    if (!entry)
        return;
    if ((change->type & LFS_TYPE1) == LFS_NAME)
        entry->name = item;
    else if ((change->type & LFS_TYPE1) == LFS_STRUCT)
        entry->contents = item;
    else if (deletes)
        remove_attribute(entry, change->type);
    else
        put_attribute(mdir, entry, &item);
}

void lfs_mdir_apply(struct lfs_mdir *mdir, const struct lfs_change *change, bool deletes)
{
    unsigned type1 = change->type & LFS_TYPE1;

    if (change->type == LFS_CREATE) {
        create(mdir, change->id);
    } else if (change->type == LFS_DELETE) {
        delete(mdir, change->id);
    } else if (type1 == LFS_TAIL && change->size == 8) {
        mdir->hard = change->type & 1;
        mdir->tail[0] = esp_get32(change->data);
        mdir->tail[1] = esp_get32((const uint8_t *)change->data + 4);
    } else if (change->type == IMAGE_LITTLEFS_STATE && change->size == STATE_SIZE) {
        for (unsigned i = 0; i < 3; i++)
            mdir->state[i] = esp_get32((const uint8_t *)change->data + 4 * i);
    } else if (type1 == LFS_NAME || type1 == LFS_STRUCT || type1 == LFS_ATTRIBUTE) {
        apply_to_entry(mdir, change, deletes);
    }
}

static void visit(void *context, const struct image_littlefs_tag *tag)
{
    const struct lfs_change change = {tag->type, tag->id, tag->data, tag->size};

    lfs_mdir_apply(context, &change, tag->deletes);
}

/* ---- pairs ---- */

struct lfs_mdir *lfs_mdir_new(void)
{
    struct lfs_mdir *mdir = calloc(1, sizeof(*mdir));

    if (mdir)
        mdir->tail[0] = mdir->tail[1] = IMAGE_LITTLEFS_NO_BLOCK;
    return mdir;
}

void lfs_mdir_free(struct lfs_mdir *mdir)
{
    if (!mdir)
        return;
    for (unsigned i = 0; i < mdir->count; i++)
        free_entry(mdir->entries[i]);
    free(mdir);
}

/* May a commit follow the last one?  As a mount decides, and all bytes that follow must be
 * erased in fact. */
static bool can_append(const struct lfsedit *lfs, const struct image_littlefs_block *block)
{
    uint32_t rest = lfs->fs.block_size - block->end;

    if (rest == 0 || block->end % lfs->program_size != 0 ||
        !esp_blank(block->data + block->end, rest))
        return false;
    if (lfs->fs.version <= 0x00020000)
        return true;
    return block->forward_size > 0 && block->forward_size <= rest &&
           (uint32_t)~crc32(0, block->data + block->end, block->forward_size) == block->forward_crc;
}

enum image_fsedit_result lfs_mdir_read(struct lfsedit *lfs, const uint32_t pair[2],
                                       struct lfs_mdir **result)
{
    struct image_littlefs_block block;
    struct lfs_mdir *mdir = *result = NULL;

    if (pair[0] == pair[1] || !image_littlefs_pair(&lfs->fs, pair, &block))
        return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, (uint64_t)pair[0] * lfs->fs.block_size,
                        "blocks 0x%x and 0x%x are no pair with a right CRC", pair[0], pair[1]);
    mdir = *result = lfs_mdir_new();
    if (!mdir)
        return lfs_no_memory(lfs);
    mdir->pair[0] = block.number;
    mdir->pair[1] = block.number == pair[0] ? pair[1] : pair[0];
    mdir->revision = block.revision;
    mdir->end = block.end;
    mdir->last_tag = block.last_tag;
    mdir->can_append = can_append(lfs, &block);
    image_littlefs_tags(&block, visit, mdir);
    return mdir->out_of_memory ? lfs_no_memory(lfs) : IMAGE_FSEDIT_DONE;
}

enum image_fsedit_result lfs_predecessor(struct lfsedit *lfs, const uint32_t pair[2],
                                         struct lfs_mdir **mdir, bool *found)
{
    uint32_t tail[2] = {0, 1};
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    *mdir = NULL;
    *found = false;
    for (uint32_t left = lfs->blocks; left > 0 && tail[0] != IMAGE_LITTLEFS_NO_BLOCK; left--) {
        if (*mdir && image_littlefs_pairs_meet(tail, pair)) {
            *found = true;
            return IMAGE_FSEDIT_DONE;
        }
        lfs_mdir_free(*mdir);
        result = lfs_mdir_read(lfs, tail, mdir);
        if (result != IMAGE_FSEDIT_DONE)
            return result;
        memcpy(tail, (*mdir)->tail, sizeof(tail));
    }
    return IMAGE_FSEDIT_DONE;
}
