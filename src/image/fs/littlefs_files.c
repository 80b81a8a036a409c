/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: its files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Folders wait in a queue, not on the stack.  A block belongs to one file or one pair, so
 * each block is met once at most, and loops end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/fsfile.h"

/* A folder that waits. */
struct waiting {
    uint32_t pair[2];
    const char *path;
};

struct reader {
    struct image_fsfiles *files;
    const struct image_littlefs *fs;
    struct image_littlefs_dir *dir;
    uint8_t *taken; /* one bit for each block */
    uint32_t blocks;
    struct waiting *queue;
    size_t queued, queue_room;
};

/* Takes a block.  False if there is no such block, or if something else has it. */
static bool take(struct reader *reader, uint32_t block)
{
    uint8_t bit = (uint8_t)(1u << block % 8);

    if (block >= reader->blocks || (reader->taken[block / 8] & bit))
        return image_fs_damage(&reader->files->damage, 0,
                               "block 0x%x is named, which does not exist or is in use", block);
    reader->taken[block / 8] |= bit;
    return true;
}

static bool wait_for(struct reader *reader, uint32_t first, uint32_t second, const char *path)
{
    if (reader->queued == reader->queue_room) {
        size_t room = reader->queue_room ? 2 * reader->queue_room : 16;
        struct waiting *queue = realloc(reader->queue, room * sizeof(*queue));

        if (!queue) {
            reader->files->out_of_memory = true;
            return false;
        }
        reader->queue = queue;
        reader->queue_room = room;
    }
    reader->queue[reader->queued++] = (struct waiting){{first, second}, path};
    return true;
}

/* The bytes of pointers that a block of a file begins with; DESIGN.md, "CTZ skip-lists". */
static uint32_t pointer_bytes(uint32_t index)
{
    return index == 0 ? 0 : 4 * ((uint32_t)__builtin_ctz(index) + 1);
}

/* Collects the blocks of a file, from the last to the first, and then their extents. */
static bool take_list(struct reader *reader, struct image_fsfile *file, uint32_t last)
{
    const struct image_littlefs *fs = reader->fs;
    uint32_t count = image_littlefs_last_index(fs, file->size) + 1, left = file->size;
    uint32_t *blocks;
    bool good = true;

    if (count > reader->blocks)
        return image_fs_damage(&reader->files->damage, 0, "the file '%.64s' is too long",
                               file->path);
    blocks = malloc(count * sizeof(*blocks));
    if (!blocks) {
        reader->files->out_of_memory = true;
        return false;
    }
    for (uint32_t i = count; i > 0 && good; i--) {
        good = take(reader, last);
        blocks[i - 1] = last;
        if (good)
            last = esp_get32(fs->data + (size_t)last * fs->block_size);
    }
    for (uint32_t i = 0; i < count && good; i++) {
        uint32_t head = pointer_bytes(i), size = fs->block_size - head;

        if (size > left)
            size = left;
        left -= size;
        good = image_fsfile_extend(reader->files, file,
                                   (size_t)blocks[i] * fs->block_size + head, size);
    }
    free(blocks);
    return good;
}

static bool take_file(struct reader *reader, const struct image_littlefs_block *block,
                      const struct image_littlefs_entry *entry, struct image_fsfile *file)
{
    if (entry->structure == IMAGE_LITTLEFS_INLINE) {
        file->size = entry->contents_size;
        file->inline_block = block->number;
        file->inline_end = block->end;
        return file->size == 0 ||
               image_fsfile_extend(reader->files, file, (size_t)(entry->contents - reader->fs->data),
                                   file->size);
    }
    if (entry->structure != IMAGE_LITTLEFS_LIST || entry->contents_size != 8)
        return true; /* an empty file */
    file->size = esp_get32(entry->contents + 4);
    if (file->size == 0 || take_list(reader, file, esp_get32(entry->contents)))
        return true;
    file->size = 0;
    file->extent_count = 0;
    file->broken = true;
    return !reader->files->out_of_memory;
}

static bool take_entry(struct reader *reader, const struct image_littlefs_block *block,
                       const struct image_littlefs_entry *entry, const char *folder)
{
    struct image_fsfile *file;

    if (entry->kind != IMAGE_LITTLEFS_FILE && entry->kind != IMAGE_LITTLEFS_FOLDER)
        return true;
    file = image_fsfile_add(reader->files, folder, entry->name, entry->name_size);
    if (!file)
        return false;
    if (entry->kind == IMAGE_LITTLEFS_FILE)
        return take_file(reader, block, entry, file);
    file->folder = true;
    return entry->structure != IMAGE_LITTLEFS_PAIR || entry->contents_size != 8 ||
           wait_for(reader, esp_get32(entry->contents), esp_get32(entry->contents + 4), file->path);
}

/* Takes a folder: its pair, and the pairs that its hard tails name. */
static bool take_folder(struct reader *reader, struct waiting next)
{
    struct image_littlefs_block block = {.has_tail = true, .hard_tail = true};

    memcpy(block.tail, next.pair, sizeof(block.tail));
    while (block.has_tail && block.hard_tail) {
        uint32_t pair[2] = {block.tail[0], block.tail[1]};

        if (!take(reader, pair[0]) || !take(reader, pair[1]))
            return false;
        if (!image_littlefs_pair(reader->fs, pair, &block))
            return image_fs_damage(&reader->files->damage, (size_t)pair[0] * reader->fs->block_size,
                                   "blocks 0x%x and 0x%x have no commit with a right CRC", pair[0],
                                   pair[1]);
        image_littlefs_dir_read(reader->dir, &block);
        for (unsigned i = 0; i < reader->dir->count; i++)
            if (!take_entry(reader, &block, &reader->dir->entries[reader->dir->order[i]], next.path))
                return false;
    }
    return true;
}

void image_littlefs_files(struct image_fsfiles *files, const struct image_littlefs *fs)
{
    size_t present = fs->size / fs->block_size;
    struct reader reader = {
        .files = files,
        .fs = fs,
        .blocks = fs->block_count < present ? fs->block_count : (uint32_t)present,
    };

    if (!fs->sound)
        return;
    reader.dir = malloc(sizeof(*reader.dir));
    reader.taken = calloc(reader.blocks / 8 + 1, 1);
    if (!reader.dir || !reader.taken)
        files->out_of_memory = true;
    else if (wait_for(&reader, 0, 1, ""))
        for (size_t i = 0; i < reader.queued && take_folder(&reader, reader.queue[i]);)
            i++;
    free(reader.queue);
    free(reader.taken);
    free(reader.dir);
}
