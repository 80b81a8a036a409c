/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: which blocks are in use, and the pairs of folders.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All pairs are in one list, by their tails, also those that no folder names any more.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/littlefs.h"

static bool mark(struct image_littlefs_map *map, uint32_t block)
{
    uint8_t bit = (uint8_t)(1u << block % 8);

    if (block >= map->block_count || (map->blocks[block / 8] & bit))
        return false;
    map->blocks[block / 8] |= bit;
    return true;
}

static bool mark_file(struct image_littlefs_map *map, const struct image_littlefs *fs,
                      const struct image_littlefs_entry *entry)
{
    const uint8_t *pointer = entry->contents;
    uint32_t size;

    if (entry->kind != IMAGE_LITTLEFS_FILE || entry->structure != IMAGE_LITTLEFS_LIST)
        return true;
    if (entry->contents_size != 8)
        return false;
    size = esp_get32(pointer + 4);
    for (uint32_t left = image_littlefs_last_index(fs, size) + 1; size && left > 0; left--) {
        uint32_t block = esp_get32(pointer);

        if (!mark(map, block))
            return false;
        pointer = fs->data + (size_t)block * fs->block_size;
    }
    return true;
}

static bool add_pair(struct image_littlefs_map *map, const uint32_t pair[2],
                     const struct image_littlefs_block *block)
{
    if (map->pair_count == map->pair_room) {
        size_t room = map->pair_room ? 2 * map->pair_room : 16;
        struct image_littlefs_pair *pairs = realloc(map->pairs, room * sizeof(*pairs));

        if (!pairs)
            return false;
        map->pairs = pairs;
        map->pair_room = room;
    }
    map->pairs[map->pair_count++] = (struct image_littlefs_pair){
        block->number, block->number == pair[0] ? pair[1] : pair[0], block->end};
    return true;
}

/* False if memory is out; a damage ends the walk, and map->whole stays false. */
static bool walk(struct image_littlefs_map *map, const struct image_littlefs *fs,
                 struct image_littlefs_dir *dir)
{
    struct image_littlefs_block block = {.has_tail = true, .tail = {0, 1}};

    while (block.has_tail && block.tail[0] != IMAGE_LITTLEFS_NO_BLOCK) {
        uint32_t pair[2] = {block.tail[0], block.tail[1]};

        if (!mark(map, pair[0]) || !mark(map, pair[1]) || !image_littlefs_pair(fs, pair, &block))
            return true;
        if (!add_pair(map, pair, &block))
            return false;
        image_littlefs_dir_read(dir, &block);
        for (unsigned i = 0; i < dir->count; i++)
            if (!mark_file(map, fs, &dir->entries[dir->order[i]]))
                return true;
    }
    map->whole = true;
    return true;
}

static bool has(const struct image_littlefs_map *map, uint32_t block)
{
    return block < map->block_count && (map->blocks[block / 8] >> block % 8 & 1);
}

/* After a stop in the middle of a pair's move, the folder may name a pair that is not in the
 * list of pairs yet: its blocks are not free. */
static bool folders_are_in_list(const struct image_littlefs_map *map,
                                const struct image_littlefs *fs, struct image_littlefs_dir *dir)
{
    for (size_t i = 0; i < map->pair_count; i++) {
        const uint32_t pair[2] = {map->pairs[i].current, map->pairs[i].older};
        struct image_littlefs_block block;

        if (!image_littlefs_pair(fs, pair, &block))
            return false;
        image_littlefs_dir_read(dir, &block);
        for (unsigned id = 0; id < dir->count; id++) {
            const struct image_littlefs_entry *entry = &dir->entries[dir->order[id]];

            if (entry->structure == IMAGE_LITTLEFS_PAIR && entry->contents_size == 8 &&
                !(has(map, esp_get32(entry->contents)) && has(map, esp_get32(entry->contents + 4))))
                return false;
        }
    }
    return true;
}

bool image_littlefs_map(const struct image_littlefs *fs, struct image_littlefs_map *map)
{
    size_t present = fs->size / fs->block_size;
    struct image_littlefs_dir *dir;
    bool good;

    *map = (struct image_littlefs_map){0};
    if (!fs->sound)
        return true;
    map->block_count = fs->block_count < present ? fs->block_count : (uint32_t)present;
    map->blocks = calloc(map->block_count / 8 + 1, 1);
    dir = malloc(sizeof(*dir));
    good = map->blocks && dir && walk(map, fs, dir);
    if (good && map->whole && fs->orphans)
        map->whole = folders_are_in_list(map, fs, dir);
    free(dir);
    if (!good)
        image_littlefs_map_free(map);
    return good;
}

void image_littlefs_map_free(struct image_littlefs_map *map)
{
    free(map->blocks);
    free(map->pairs);
    *map = (struct image_littlefs_map){0};
}
