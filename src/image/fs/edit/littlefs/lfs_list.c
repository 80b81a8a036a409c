/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: the blocks of files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * DESIGN.md, "CTZ skip-lists": block n begins with pointers to the blocks n - 1, n - 2, n - 4
 * and so on, up to the largest power of two that divides n.  No block points forward, so blocks
 * at the front of a file can stay when what follows changes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

uint32_t lfs_pointer_bytes(uint32_t index)
{
    return index == 0 ? 0 : 4 * ((uint32_t)__builtin_ctz(index) + 1);
}

/* The blocks of a file, from the first to the last. */
struct list {
    uint32_t *blocks;
    uint32_t count, size; /* size: the file's, in bytes */
};

/* Reads the list of a file.  A list that is damaged is empty. */
static enum image_fsedit_result list_read(struct lfsedit *lfs, const struct lfs_item *item,
                                          struct list *list)
{
    uint32_t next;

    *list = (struct list){0};
    if (!item || item->type != IMAGE_LITTLEFS_LIST || item->size != 8)
        return IMAGE_FSEDIT_DONE;
    list->size = esp_get32(item->data + 4);
    if (list->size == 0 || image_littlefs_last_index(&lfs->fs, list->size) >= lfs->blocks)
        return IMAGE_FSEDIT_DONE;
    list->count = image_littlefs_last_index(&lfs->fs, list->size) + 1;
    list->blocks = malloc(list->count * sizeof(*list->blocks));
    if (!list->blocks)
        return lfs_no_memory(lfs);
    next = esp_get32(item->data);
    for (uint32_t i = list->count; i > 0; i--) {
        if (next >= lfs->blocks) {
            list->count = list->size = 0;
            break;
        }
        list->blocks[i - 1] = next;
        next = esp_get32(lfs_block(lfs, next));
    }
    return IMAGE_FSEDIT_DONE;
}

/* The number of blocks at the front that can stay. */
static uint32_t count_kept(const struct lfsedit *lfs, const struct list *old,
                           const uint8_t *contents, uint32_t size)
{
    uint32_t kept = 0, at = 0;

    while (kept < old->count && at < size) {
        uint32_t head = lfs_pointer_bytes(kept), room = lfs->fs.block_size - head;
        uint32_t part = size - at < room ? size - at : room;

        if (old->size - at < part ||
            memcmp(lfs_block(lfs, old->blocks[kept]) + head, contents + at, part) != 0)
            break;
        at += part;
        kept++;
    }
    return kept;
}

static void write_part(struct lfsedit *lfs, const uint32_t *blocks, uint32_t index,
                       const uint8_t *bytes, uint32_t size)
{
    uint8_t *block = lfs_block(lfs, blocks[index]);
    uint32_t head = lfs_pointer_bytes(index);

    memset(block, 0xff, lfs->fs.block_size);
    for (uint32_t i = 0; i < head / 4; i++)
        esp_put32(block + 4 * i, blocks[index - (1u << i)]);
    memcpy(block + head, bytes, size);
}

/* Writes the blocks behind those that are kept. */
static enum image_fsedit_result write_rest(struct lfsedit *lfs, uint32_t *blocks, uint32_t kept,
                                           const uint8_t *contents, uint32_t size)
{
    uint32_t at = 0;

    for (uint32_t i = 0; at < size; i++) {
        uint32_t room = lfs->fs.block_size - lfs_pointer_bytes(i);
        uint32_t part = size - at < room ? size - at : room;

        if (i >= kept) {
            enum image_fsedit_result result = lfs_take_block(lfs, &blocks[i]);

            if (result != IMAGE_FSEDIT_DONE)
                return result;
            write_part(lfs, blocks, i, contents + at, part);
        }
        at += part;
    }
    return IMAGE_FSEDIT_DONE;
}

enum image_fsedit_result lfs_list_write(struct lfsedit *lfs, const struct lfs_item *old,
                                        const uint8_t *contents, uint32_t size,
                                        uint8_t structure[8])
{
    uint32_t count = image_littlefs_last_index(&lfs->fs, size) + 1, kept;
    struct list list;
    enum image_fsedit_result result = list_read(lfs, old, &list);
    uint32_t *blocks;

    if (result != IMAGE_FSEDIT_DONE)
        return result;
    kept = count_kept(lfs, &list, contents, size);
    if (count - kept > lfs->free_blocks) {
        free(list.blocks);
        return lfs_fail(lfs, IMAGE_FSEDIT_FULL, 0,
                        "%u blocks of %u bytes are needed for %u bytes, and %u of %u are free",
                        count - kept, lfs->fs.block_size, size, lfs->free_blocks, lfs->blocks);
    }
    blocks = realloc(list.blocks, (count > list.count ? count : list.count) * sizeof(*blocks));
    if (!blocks) {
        free(list.blocks);
        return lfs_no_memory(lfs);
    }
    result = write_rest(lfs, blocks, kept, contents, size);
    esp_put32(structure, blocks[count - 1]);
    esp_put32(structure + 4, size);
    free(blocks);
    return result;
}

bool lfs_is_same(struct lfsedit *lfs, const struct lfs_item *old, const uint8_t *contents,
                 uint32_t size)
{
    struct list list;
    bool same;

    if (old->type == IMAGE_LITTLEFS_INLINE)
        return old->size == size && (size == 0 || memcmp(old->data, contents, size) == 0);
    if (list_read(lfs, old, &list) != IMAGE_FSEDIT_DONE)
        return false;
    same = list.count > 0 && list.size == size &&
           count_kept(lfs, &list, contents, size) == list.count;
    free(list.blocks);
    return same;
}
