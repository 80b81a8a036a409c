/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads littlefs for the tests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/image/fs/edit/littlefs/lfs_judge_block.h"

enum { SUPERBLOCK = 0x0ff };

/* A folder that was named. */
struct folder {
    char *path;
    uint32_t head[2];
};

static bool take(struct lfs_judge *judge, uint32_t number, uint8_t role)
{
    if (number >= judge->block_count)
        return lfs_judge_fault(judge, "there is no block %u", number);
    if (judge->used[number])
        return lfs_judge_fault(judge, "block %u is used twice", number);
    judge->used[number] = role;
    judge->blocks_used++;
    return true;
}

/* ---- files ---- */

static unsigned zeros(uint32_t n)
{
    unsigned count = 0;

    while (!(n & 1)) {
        n >>= 1;
        count++;
    }
    return count;
}

/* The block numbers of a file by its sizes: block n has zeros(n) + 1 pointers. */
static uint32_t blocks_of(uint32_t block_size, uint32_t size)
{
    uint32_t n = 0, sum = 0;

    while (sum < size) {
        sum += block_size - (n ? 4 * (zeros(n) + 1) : 0);
        n++;
    }
    return n;
}

static bool read_list(struct lfs_judge *judge, struct lfs_judge_file *file, uint32_t last)
{
    uint32_t count = blocks_of(judge->block_size, file->size), at = 0;
    uint32_t *blocks = calloc(count + 1, sizeof(*blocks));
    bool good = true;

    for (uint32_t i = count; i > 0 && good; i--) {
        blocks[i - 1] = last;
        good = take(judge, last, 'f');
        last = good ? lfs_judge_little(judge->data + (size_t)last * judge->block_size) : 0;
    }
    for (uint32_t i = 0; i < count && good; i++) {
        const uint8_t *block = judge->data + (size_t)blocks[i] * judge->block_size;
        uint32_t pointers = i ? zeros(i) + 1 : 0, part = judge->block_size - 4 * pointers;

        for (uint32_t k = 0; k < pointers && good; k++)
            if (lfs_judge_little(block + 4 * k) != blocks[i - (1u << k)])
                good = lfs_judge_fault(judge, "%s: block %u has a wrong pointer", file->path, i);
        if (part > file->size - at)
            part = file->size - at;
        memcpy(file->contents + at, block + 4 * pointers, part);
        at += part;
    }
    free(blocks);
    return good;
}

static char *join(const char *folder, const uint8_t *name, uint32_t size)
{
    size_t length = strlen(folder);
    char *path = calloc(length + size + 2, 1);

    memcpy(path, folder, length);
    if (length > 0)
        path[length++] = '/';
    memcpy(path + length, name, size);
    return path;
}

static bool add_file(struct lfs_judge *judge, const struct folder *folder, const struct lfs_judge_slot *slot)
{
    struct lfs_judge_file *file;

    judge->files = realloc(judge->files, (judge->count + 1) * sizeof(*judge->files));
    file = &judge->files[judge->count++];
    memset(file, 0, sizeof(*file));
    file->path = join(folder->path, slot->name, slot->name_size);
    file->folder = slot->kind == 2;
    for (unsigned i = 0; i < slot->attribute_count && slot->attribute_sizes[i] <= 8; i++) {
        file->attributes[i].type = slot->attribute_types[i];
        file->attributes[i].size = (uint8_t)slot->attribute_sizes[i];
        memcpy(file->attributes[i].bytes, slot->attributes[i], slot->attribute_sizes[i]);
        file->attribute_count++;
    }
    if (slot->name_size == 0 || slot->name_size > judge->name_max)
        return lfs_judge_fault(judge, "a name has %u bytes", slot->name_size);
    if (file->folder)
        return slot->structure == 0x200 && slot->size == 8 ? true
                                                           : lfs_judge_fault(judge, "a folder has no pair");
    if (slot->structure == 0x201) {
        file->inlined = true;
        file->size = slot->size;
        file->contents = malloc(file->size + 1);
        memcpy(file->contents, slot->contents, file->size);
        return true;
    }
    if (slot->structure != 0x202 || slot->size != 8)
        return lfs_judge_fault(judge, "%s has no contents", file->path);
    file->size = lfs_judge_little(slot->contents + 4);
    if (file->size == 0 || file->size > judge->block_size * judge->block_count)
        return lfs_judge_fault(judge, "%s has a list and %u bytes", file->path, file->size);
    file->contents = malloc(file->size);
    return read_list(judge, file, lfs_judge_little(slot->contents));
}

/* ---- the whole ---- */

struct walk {
    struct folder *folders; /* that were named, and their pairs not met yet: head[0] counts */
    unsigned count;
    uint32_t state[3];
};

static void add_folder(struct walk *walk, const char *path, const uint8_t *pair)
{
    struct folder *folder;

    walk->folders = realloc(walk->folders, (walk->count + 1) * sizeof(*walk->folders));
    folder = &walk->folders[walk->count++];
    folder->path = strdup(path);
    folder->head[0] = lfs_judge_little(pair);
    folder->head[1] = lfs_judge_little(pair + 4);
}

/* lfs.c compares names so that the longer one of two is first if it begins with the other. */
static bool is_greater(const struct lfs_judge_slot *slot, const char *last, uint32_t last_size)
{
    uint32_t common = slot->name_size < last_size ? slot->name_size : last_size;
    int order = memcmp(slot->name, last, common);

    return order > 0 || (order == 0 && slot->name_size < last_size);
}

/* Reads one folder, all its pairs. */
static bool read_folder(struct lfs_judge *judge, struct walk *walk, unsigned number,
                        uint32_t after[2])
{
    static struct lfs_judge_block block;
    struct folder folder = walk->folders[number];
    uint32_t pair[2] = {folder.head[0], folder.head[1]}, last_size = 0;
    char last[LFS_JUDGE_IDS];

    do {
        if (!take(judge, pair[0], 'p') || !take(judge, pair[1], 'p') ||
            !lfs_judge_pair(judge, pair, &block))
            return false;
        judge->pairs++;
        for (unsigned i = 0; i < 3; i++)
            walk->state[i] ^= block.state[i];
        for (unsigned i = 0; i < block.count; i++) {
            const struct lfs_judge_slot *slot = &block.slots[i];

            if (slot->kind == SUPERBLOCK && i == 0)
                continue;
            if (!slot->name || (slot->kind != 1 && slot->kind != 2))
                return lfs_judge_fault(judge, "an entry of '%s' has no name", folder.path);
            if (last_size > 0 && !is_greater(slot, last, last_size))
                return lfs_judge_fault(judge, "'%.*s' is not in order", (int)slot->name_size, slot->name);
            last_size = slot->name_size;
            memcpy(last, slot->name, last_size);
            if (!add_file(judge, &folder, slot))
                return false;
            if (slot->kind == 2)
                add_folder(walk, judge->files[judge->count - 1].path, slot->contents);
        }
        pair[0] = block.has_tail ? block.tail[0] : 0xffffffff;
        pair[1] = block.has_tail ? block.tail[1] : 0xffffffff;
    } while (block.has_tail && block.hard);
    memcpy(after, pair, sizeof(pair));
    return true;
}

/* The list of all pairs must lead from each folder's last pair to another folder's first pair,
 * and to each folder once. */
static bool read_all(struct lfs_judge *judge, struct walk *walk)
{
    static const uint8_t root[8] = {0, 0, 0, 0, 1, 0, 0, 0};
    uint32_t (*after)[2] = NULL;
    unsigned reached = 1, at = 0;
    bool good = true;

    add_folder(walk, "", root);
    for (unsigned i = 0; i < walk->count && good; i++) {
        after = realloc(after, (i + 1) * sizeof(*after));
        good = read_folder(judge, walk, i, after[i]);
    }
    while (good && after[at][0] != 0xffffffff) {
        unsigned next = 0;

        while (next < walk->count && !((walk->folders[next].head[0] == after[at][0] &&
                                        walk->folders[next].head[1] == after[at][1]) ||
                                       (walk->folders[next].head[0] == after[at][1] &&
                                        walk->folders[next].head[1] == after[at][0])))
            next++;
        if (next == walk->count || ++reached > walk->count)
            good = lfs_judge_fault(judge, "the list of pairs names %u, %u, which begins no folder",
                         after[at][0], after[at][1]);
        at = next;
    }
    free(after);
    if (good && reached != walk->count)
        good = lfs_judge_fault(judge, "the list of pairs has %u of %u folders", reached, walk->count);
    if (good && (walk->state[0] | walk->state[1] | walk->state[2]))
        good = lfs_judge_fault(judge, "the global state is 0x%x 0x%x 0x%x", walk->state[0], walk->state[1],
                     walk->state[2]);
    return good;
}

bool lfs_judge_read(struct lfs_judge *judge, const uint8_t *data, size_t size,
                    uint32_t block_size)
{
    static const uint32_t first_pair[2] = {0, 1};
    static struct lfs_judge_block block;
    struct walk walk = {0};
    bool good;

    memset(judge, 0, sizeof(*judge));
    judge->data = data;
    judge->block_size = block_size;
    judge->block_count = (uint32_t)(size / block_size);
    judge->used = calloc(judge->block_count, 1);
    if (!lfs_judge_pair(judge, first_pair, &block))
        return false;
    if (block.count == 0 || block.slots[0].kind != SUPERBLOCK || block.slots[0].size != 24 ||
        memcmp(block.slots[0].name, "littlefs", 8) != 0)
        return lfs_judge_fault(judge, "there is no superblock");
    judge->version = lfs_judge_little(block.slots[0].contents);
    judge->name_max = lfs_judge_little(block.slots[0].contents + 12);
    if (lfs_judge_little(block.slots[0].contents + 4) != block_size ||
        lfs_judge_little(block.slots[0].contents + 8) != judge->block_count)
        return lfs_judge_fault(judge, "the superblock tells of another size");
    good = read_all(judge, &walk);
    for (unsigned i = 0; i < walk.count; i++)
        free(walk.folders[i].path);
    free(walk.folders);
    return good;
}

const struct lfs_judge_file *lfs_judge_file(const struct lfs_judge *judge, const char *path)
{
    for (unsigned i = 0; i < judge->count; i++)
        if (strcmp(judge->files[i].path, path) == 0)
            return &judge->files[i];
    return NULL;
}

void lfs_judge_free(struct lfs_judge *judge)
{
    for (unsigned i = 0; i < judge->count; i++) {
        free(judge->files[i].path);
        free(judge->files[i].contents);
    }
    free(judge->files);
    free(judge->used);
}
