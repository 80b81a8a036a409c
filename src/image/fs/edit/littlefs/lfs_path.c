/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: names and folders.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The entries of a folder are sorted over all its pairs: a search ends at the first pair that
 * has a greater name.
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum { NAME_LIMIT = 0x3fe, NAME_MASK = 0x780 };

bool lfs_path_next(const char **path, const char **name, uint32_t *size)
{
    while (**path == '/')
        (*path)++;
    *name = *path;
    while (**path != '/' && **path != '\0')
        (*path)++;
    *size = (uint32_t)(*path - *name);
    return *size > 0;
}

enum image_fsedit_result lfs_check_name(struct lfsedit *lfs, const char *name, uint32_t size)
{
    uint32_t limit = lfs->fs.name_max && lfs->fs.name_max < NAME_LIMIT ? lfs->fs.name_max
                                                                       : NAME_LIMIT;

    if (size > limit)
        return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0,
                        "the name '%.64s' has %u bytes; this file system allows %u", name, size,
                        limit);
    if ((size == 1 && name[0] == '.') || (size == 2 && name[0] == '.' && name[1] == '.'))
        return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0, "the path has the name '%.*s'", (int)size, name);
    return IMAGE_FSEDIT_DONE;
}

int lfs_compare(const struct lfs_item *entry, const char *name, uint32_t size)
{
    uint32_t common = entry->size < size ? entry->size : size;
    int order = memcmp(entry->data, name, common);

    if (order != 0 || entry->size == size)
        return order;
    return size < entry->size ? -1 : 1;
}

/* Searches one pair.  spot->id: the entry's, or that of the first entry with a greater name. */
static void search(const struct lfs_mdir *mdir, const char *name, uint32_t size,
                   struct lfs_spot *spot)
{
    spot->id = mdir->count;
    for (unsigned id = 0; id < mdir->count && !spot->found; id++) {
        const struct lfs_entry *entry = mdir->entries[id];
        int order;

        if (!entry || !entry->name.data || (entry->name.type & NAME_MASK) != 0)
            continue;
        order = lfs_compare(&entry->name, name, size);
        if (order > 0 && spot->id == mdir->count)
            spot->id = id;
        if (order != 0)
            continue;
        spot->found = true;
        spot->id = id;
        spot->kind = entry->name.type;
        spot->head[0] = spot->head[1] = IMAGE_LITTLEFS_NO_BLOCK;
        if (entry->contents.type == IMAGE_LITTLEFS_PAIR && entry->contents.size == 8) {
            spot->head[0] = esp_get32(entry->contents.data);
            spot->head[1] = esp_get32(entry->contents.data + 4);
        }
    }
}

enum image_fsedit_result lfs_find(struct lfsedit *lfs, const uint32_t head[2], const char *name,
                                  uint32_t size, struct lfs_spot *spot)
{
    uint32_t pair[2] = {head[0], head[1]};

    *spot = (struct lfs_spot){0};
    for (uint32_t left = lfs->blocks; left > 0; left--) {
        struct lfs_mdir *mdir;
        enum image_fsedit_result result = lfs_mdir_read(lfs, pair, &mdir);
        bool last = true;

        if (result == IMAGE_FSEDIT_DONE) {
            memcpy(spot->pair, mdir->pair, sizeof(spot->pair));
            search(mdir, name, size, spot);
            last = spot->found || spot->id < mdir->count || !mdir->hard;
            memcpy(pair, mdir->tail, sizeof(pair));
        }
        lfs_mdir_free(mdir);
        if (last)
            return result;
    }
    return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, (uint64_t)head[0] * lfs->fs.block_size,
                    "the pairs of a folder are a circle");
}

/* Writes the first pair of a new folder, which follows the last pair of the folder that the
 * new one lies in.  *last: that pair. */
static enum image_fsedit_result write_head(struct lfsedit *lfs, const uint32_t pair[2],
                                           struct lfs_mdir **last, uint32_t head[2])
{
    enum image_fsedit_result result = lfs_mdir_read(lfs, pair, last);
    struct lfs_mdir *mdir;

    for (uint32_t left = lfs->blocks; result == IMAGE_FSEDIT_DONE && (*last)->hard && left > 0;
         left--) {
        uint32_t tail[2] = {(*last)->tail[0], (*last)->tail[1]};

        lfs_mdir_free(*last);
        result = lfs_mdir_read(lfs, tail, last);
    }
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    mdir = lfs_mdir_new();
    if (!mdir)
        return lfs_no_memory(lfs);
    memcpy(mdir->tail, (*last)->tail, sizeof(mdir->tail));
    result = lfs_write_new_pair(lfs, mdir);
    memcpy(head, mdir->pair, sizeof(mdir->pair));
    lfs_mdir_free(mdir);
    return result;
}

enum image_fsedit_result lfs_add_folder(struct lfsedit *lfs, const struct lfs_spot *spot,
                                        const char *name, uint32_t size, uint32_t head[2])
{
    uint8_t pair[8];
    const struct lfs_change changes[] = {
        {LFS_CREATE, spot->id, NULL, 0},
        {LFS_NAME + IMAGE_LITTLEFS_FOLDER, spot->id, name, size},
        {IMAGE_LITTLEFS_PAIR, spot->id, pair, sizeof(pair)},
        {LFS_TAIL, IMAGE_LITTLEFS_NO_ID, pair, sizeof(pair)},
    };
    struct lfs_mdir *last = NULL, *mdir = NULL;
    enum image_fsedit_result result = write_head(lfs, spot->pair, &last, head);
    bool apart;

    if (result == IMAGE_FSEDIT_DONE) {
        esp_put32(pair, head[0]);
        esp_put32(pair + 4, head[1]);
        result = lfs_mdir_read(lfs, spot->pair, &mdir);
    }
    if (result == IMAGE_FSEDIT_DONE) {
        apart = mdir->hard; /* then the last pair is another one */
        if (apart)
            result = lfs_commit(lfs, last, &changes[3], 1);
        if (result == IMAGE_FSEDIT_DONE)
            result = lfs_commit(lfs, mdir, changes, apart ? 3 : 4);
    }
    lfs_mdir_free(last);
    lfs_mdir_free(mdir);
    return result;
}
