/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS, version 2: its geometry, its metadata blocks, its folders.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: SPEC.md of littlefs.
 *
 * Metadata lies in pairs of blocks, of which the one with the newer revision counts, if one
 * of its commits has a right CRC.  A block has a revision (4) and commits: tags (4, each
 * XORed with the one before), each followed by its data, and a tag with a CRC.
 */
#ifndef IMAGE_FS_LITTLEFS_H
#define IMAGE_FS_LITTLEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fs/fs_usage.h"

#define IMAGE_LITTLEFS_NO_BLOCK UINT32_MAX

struct image_littlefs {
    const uint8_t *data;
    size_t size;
    uint32_t version; /* major << 16 | minor, of the format */
    uint32_t block_size, block_count;
    uint32_t name_max, file_max, attr_max;
    /* The superblock has a commit with a right CRC.  If not, the geometry is what a damaged
     * superblock says. */
    bool sound;
    uint32_t superblock; /* 0 or 1: the block that counts */
    uint32_t revision;   /* of that block */
};

/* One metadata block. */
struct image_littlefs_block {
    const uint8_t *data;
    uint32_t number, revision;
    uint32_t end; /* of the last commit with a right CRC, in bytes; 0: there is none */
    bool has_tail, hard_tail; /* hard: the next pair belongs to the same folder */
    uint32_t tail[2];         /* the next pair */
};

struct image_littlefs_tag {
    unsigned type; /* 11 bits */
    unsigned id;   /* 10 bits; IMAGE_LITTLEFS_NO_ID: of no file */
    const uint8_t *data;
    uint32_t size;
};

enum { IMAGE_LITTLEFS_NO_ID = 0x3ff };

/* Kinds of names: the low 8 bits of a name's type. */
enum {
    IMAGE_LITTLEFS_FILE = 0x01,
    IMAGE_LITTLEFS_FOLDER = 0x02,
    IMAGE_LITTLEFS_SUPERBLOCK = 0xff,
};

/* Types of structures, where an entry's contents are. */
enum {
    IMAGE_LITTLEFS_PAIR = 0x200,   /* a folder's first pair */
    IMAGE_LITTLEFS_INLINE = 0x201, /* a file's contents, or the superblock */
    IMAGE_LITTLEFS_LIST = 0x202,   /* a file's last block, and its size */
};

/* One entry of a folder. */
struct image_littlefs_entry {
    uint8_t kind;
    const uint8_t *name; /* not ended by a NUL */
    uint32_t name_size;
    unsigned structure;      /* 0: none */
    const uint8_t *contents; /* of the structure's tag */
    uint32_t contents_size;
};

/* The entries of one metadata block. */
enum { IMAGE_LITTLEFS_ENTRIES = 0x3ff };
struct image_littlefs_dir {
    struct image_littlefs_entry entries[IMAGE_LITTLEFS_ENTRIES]; /* in any order */
    uint16_t order[IMAGE_LITTLEFS_ENTRIES]; /* by id: the entry's place */
    unsigned count;
    uint16_t unused[IMAGE_LITTLEFS_ENTRIES]; /* places of deleted entries */
    unsigned unused_count, places;
    void (*replaced)(void *context, const uint8_t *data, uint32_t size);
    void *context; /* of replaced() */
};

bool image_littlefs_find(struct image_littlefs *fs, const uint8_t *data, size_t size);

/* Reads the block of a pair that counts.  False if no block of the pair has a commit with a
 * right CRC, or if the blocks lie beyond the file system. */
bool image_littlefs_pair(const struct image_littlefs *fs, const uint32_t pair[2],
                         struct image_littlefs_block *block);

/* Calls visit() for each tag of the block's commits. */
typedef void image_littlefs_visit(void *context, const struct image_littlefs_tag *tag);
void image_littlefs_tags(const struct image_littlefs_block *block, image_littlefs_visit *visit,
                         void *context);

/* Blanks the bytes between the commits of a block, over which there is no CRC. */
void image_littlefs_wipe_padding(const struct image_littlefs *fs, uint8_t *data, uint32_t block,
                                 uint32_t end);

/* Makes the CRCs of a block's commits right after their data was changed; tags must be as
 * they were.  data: the file system.  end: of the block's commits before the change. */
void image_littlefs_renew(const struct image_littlefs *fs, uint8_t *data, uint32_t block,
                          uint32_t end);

/* Lists the block's entries. */
void image_littlefs_dir_read(struct image_littlefs_dir *dir,
                             const struct image_littlefs_block *block);
/* The same, and calls replaced() for each name and each contents that later tags delete or
 * replace.  replaced() may change these bytes, and dir's list of entries is of no use then. */
void image_littlefs_dir_replaced(struct image_littlefs_dir *dir,
                                 const struct image_littlefs_block *block,
                                 void (*replaced)(void *context, const uint8_t *data,
                                                  uint32_t size),
                                 void *context);

/* The number of the last block of a file with this size, counted in the file; DESIGN.md,
 * "CTZ skip-lists". */
uint32_t image_littlefs_last_index(const struct image_littlefs *fs, uint32_t file_size);

/* Which blocks are in use. */
struct image_littlefs_pair {
    uint32_t current, older, end; /* end: of the current block's commits, in bytes */
};
struct image_littlefs_map {
    uint8_t *blocks; /* one bit for each block that is in use */
    uint32_t block_count;
    struct image_littlefs_pair *pairs;
    size_t pair_count, pair_room;
    bool whole; /* no damage was met: blocks without their bit are free */
};

/* False if memory ran out; then there is nothing to free. */
bool image_littlefs_map(const struct image_littlefs *fs, struct image_littlefs_map *map);
void image_littlefs_map_free(struct image_littlefs_map *map);

/* False if memory ran out. */
bool image_littlefs_usage(const struct image_littlefs *fs, struct image_fs_usage *usage);

#endif
