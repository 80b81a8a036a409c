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
    /* The global state: what all pairs say of it, XORed.  The board was stopped in the middle
     * of a change, which the library completes before its next change. */
    uint32_t state[3]; /* as in the tags */
    bool orphans;      /* pairs may be left that no folder names */
    bool has_moved;    /* an entry has a new place, and counts as deleted in this one: */
    unsigned moved;    /* its id */
    uint32_t moved_in[2]; /* its pair */
};

/* One metadata block. */
struct image_littlefs_block {
    const uint8_t *data;
    uint32_t number, revision;
    uint32_t end; /* of the last commit with a right CRC, in bytes; 0: there is none */
    bool has_tail, hard_tail; /* hard: the next pair belongs to the same folder */
    uint32_t tail[2];         /* the next pair */
    uint32_t ends;            /* of all commits, ORed: what they are multiples of */
    uint32_t last_tag;        /* of the commits, which the next tag is XORed with */
    /* The last commit's CRC of the bytes behind the commit, as they were erased.  Size 0: there
     * is none.  Version 2.1 */
    uint32_t forward_size, forward_crc;
    bool has_moved; /* as above, in this block */
    unsigned moved;
};

struct image_littlefs_tag {
    unsigned type; /* 11 bits */
    unsigned id;   /* 10 bits; IMAGE_LITTLEFS_NO_ID: of no file */
    const uint8_t *data;
    uint32_t size;
    bool deletes; /* the tag has no data, and deletes an attribute */
};

enum { IMAGE_LITTLEFS_NO_ID = 0x3ff };

/* Types of tags of the global state, and of a CRC of erased bytes. */
enum { IMAGE_LITTLEFS_STATE = 0x7ff, IMAGE_LITTLEFS_FORWARD = 0x5ff };

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

/* Takes the geometry from the superblock's structure, of IMAGE_LITTLEFS_CONFIG_SIZE bytes. */
void image_littlefs_take_config(struct image_littlefs *fs, const uint8_t *config);
enum { IMAGE_LITTLEFS_CONFIG_SIZE = 24 };

/* Reads the list of all pairs for what they tell of the whole: the superblock's geometry, and
 * the global state.  A damage ends that early.  False if no superblock was met with the block
 * size that fs has. */
bool image_littlefs_read_list(struct image_littlefs *fs);

/* Have two pairs a block in common? */
bool image_littlefs_pairs_meet(const uint32_t a[2], const uint32_t b[2]);

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
