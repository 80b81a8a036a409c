/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: the parts of a change.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: SPEC.md and DESIGN.md of littlefs, and lfs.c of its versions 2.0 to 2.11 for what a
 * library does where SPEC.md leaves a choice.
 *
 * A change is a few commits.  Each commit reads a pair, and writes to the pair's blocks at
 * once: nothing is kept in memory from one commit to the next, except which blocks are in use.
 * Blocks that become free during a change are in use until its end.
 */
#ifndef IMAGE_FS_EDIT_LITTLEFS_LFSEDIT_H
#define IMAGE_FS_EDIT_LITTLEFS_LFSEDIT_H

#include "image/fs/edit/fsedit.h"

/* Types of tags that image/fs/littlefs.h does not have.  SPEC.md, "Metadata tags". */
enum {
    LFS_NAME = 0x000, /* and a kind, IMAGE_LITTLEFS_FILE or another */
    LFS_STRUCT = 0x200,
    LFS_ATTRIBUTE = 0x300, /* and the attribute's number */
    LFS_CREATE = 0x401,
    LFS_DELETE = 0x4ff,
    LFS_CRC = 0x500,
    LFS_TAIL = 0x600, /* 1 more: a hard tail */
    LFS_TYPE1 = 0x700, /* mask */
};

struct lfs_item {
    unsigned type;
    uint32_t size;
    const uint8_t *data; /* in the image, or the caller's */
};

struct lfs_entry {
    struct lfs_item name, contents; /* data NULL: there is none */
    struct lfs_item *attributes;
    unsigned attribute_count, attribute_room;
};

/* What a pair says. */
struct lfs_mdir {
    uint32_t pair[2]; /* the first block counts; the other will be written next */
    uint32_t revision, end, last_tag;
    bool can_append; /* behind the last commit, the block is erased, and known to be */
    uint32_t state[3];
    bool hard;
    uint32_t tail[2]; /* IMAGE_LITTLEFS_NO_BLOCK: the last pair */
    unsigned count;
    struct lfs_entry *entries[IMAGE_LITTLEFS_ENTRIES]; /* by id; NULL: nothing is known */
    bool out_of_memory;
};

/* A change that is being done. */
struct lfsedit {
    const struct image_fsedit *edit;
    uint8_t *data;
    struct image_littlefs fs; /* of data */
    uint8_t *used;            /* one bit for each block */
    uint32_t blocks, free_blocks;
    uint32_t next;     /* where the search for a free block goes on */
    bool blank_only;   /* of a damaged file system, only blank blocks are taken for free */
    uint32_t program_size;
    uint32_t inline_max;
    uint32_t carry[3]; /* for the global state: XORed into the pair of the next commit */
    /* Sizes of the attributes 't' (last change) and 'c' (creation) that files have; 0: none. */
    uint8_t changed_size, created_size;
    struct image_trouble *trouble;
};

/* A tag that a commit writes. */
struct lfs_change {
    unsigned type, id;
    const void *data;
    uint32_t size;
};

/* Where a name is in a folder, or where the name belongs. */
struct lfs_spot {
    uint32_t pair[2];
    unsigned id;
    bool found;
    unsigned kind;    /* IMAGE_LITTLEFS_FILE or IMAGE_LITTLEFS_FOLDER */
    uint32_t head[2]; /* a folder's first pair */
};

#define lfs_fail(lfs, result, ...) (image_trouble_set((lfs)->trouble, __VA_ARGS__), (result))
enum image_fsedit_result lfs_no_memory(struct lfsedit *lfs);

/* ---- lfs_mdir.c ---- */

/* Reads a pair.  *mdir must be freed by lfs_mdir_free(), also after a failure. */
enum image_fsedit_result lfs_mdir_read(struct lfsedit *lfs, const uint32_t pair[2],
                                       struct lfs_mdir **mdir);
struct lfs_mdir *lfs_mdir_new(void);
void lfs_mdir_free(struct lfs_mdir *mdir);
/* Applies a tag to what is known.  deletes: an attribute. */
void lfs_mdir_apply(struct lfs_mdir *mdir, const struct lfs_change *change, bool deletes);
/* The bytes that the tags of an entry need. */
uint32_t lfs_entry_size(const struct lfs_entry *entry);
/* Finds the pair whose tail this pair is.  *found: false for the first pair. */
enum image_fsedit_result lfs_predecessor(struct lfsedit *lfs, const uint32_t pair[2],
                                         struct lfs_mdir **mdir, bool *found);

/* ---- lfs_commit.c ---- */

/* Writes a commit to a pair, as littlefs does: appends it, or writes what remains of all
 * commits to the other block, or to that and new pairs.  mdir is not valid any more then.
 * A pair of a folder that becomes empty leaves the list of pairs. */
enum image_fsedit_result lfs_commit(struct lfsedit *lfs, struct lfs_mdir *mdir,
                                    const struct lfs_change *changes, unsigned count);
/* Chooses the blocks of a new pair, and writes what mdir says. */
enum image_fsedit_result lfs_write_new_pair(struct lfsedit *lfs, struct lfs_mdir *mdir);

/* ---- lfs_log.c ---- */

/* A commit that is being written to a block. */
struct lfs_log {
    uint8_t *block;
    uint32_t block_size, program_size;
    bool forward; /* with a CRC of the bytes behind the commit */
    uint32_t begin, at, previous;
};

/* False if the commit becomes too long for the block. */
bool lfs_log_put(struct lfs_log *log, unsigned type, unsigned id, const void *data, uint32_t size);
void lfs_log_end(struct lfs_log *log);

/* ---- lfs_space.c ---- */

/* Finds which blocks are in use, and what the existing commits tell of the firmware's settings. */
enum image_fsedit_result lfs_survey(struct lfsedit *lfs);
bool lfs_is_used(const struct lfsedit *lfs, uint32_t block);
/* Takes a block that is free.  IMAGE_FSEDIT_FULL if there is none. */
enum image_fsedit_result lfs_take_block(struct lfsedit *lfs, uint32_t *block);
uint8_t *lfs_block(const struct lfsedit *lfs, uint32_t block);

/* ---- lfs_list.c ---- */

/* The bytes that precede the contents in a block of a file. */
uint32_t lfs_pointer_bytes(uint32_t index);
/* Writes the blocks of a file.  Blocks at the front that the old file has with the same bytes
 * are kept.  old: the old file's contents; NULL: there are none.  structure: 8 bytes. */
enum image_fsedit_result lfs_list_write(struct lfsedit *lfs, const struct lfs_item *old,
                                        const uint8_t *contents, uint32_t size,
                                        uint8_t structure[8]);
/* Has the file these contents? */
bool lfs_is_same(struct lfsedit *lfs, const struct lfs_item *old, const uint8_t *contents,
                 uint32_t size);

/* ---- lfs_path.c ---- */

/* Takes the next name of a path.  False at the path's end. */
bool lfs_path_next(const char **path, const char **name, uint32_t *size);
/* Is it a name that a file can have?  Tells why if not. */
enum image_fsedit_result lfs_check_name(struct lfsedit *lfs, const char *name, uint32_t size);
enum image_fsedit_result lfs_find(struct lfsedit *lfs, const uint32_t head[2], const char *name,
                                  uint32_t size, struct lfs_spot *spot);
/* How an entry's name compares with another, in lfs.c's order: of two names of which one is
 * the other's beginning, the longer one is first. */
int lfs_compare(const struct lfs_item *entry, const char *name, uint32_t size);
/* Adds an entry for a folder, and its first pair. */
enum image_fsedit_result lfs_add_folder(struct lfsedit *lfs, const struct lfs_spot *spot,
                                        const char *name, uint32_t size, uint32_t head[2]);

/* ---- lfs_pending.c ---- */

/* Completes what the board was stopped in, as the library does before its first change. */
enum image_fsedit_result lfs_complete(struct lfsedit *lfs);

/* ---- the rest ---- */

enum image_fsedit_result lfs_make_new(const struct image_fsedit *edit,
                                    const struct image_fsformat *format,
                                    struct image_trouble *trouble);
bool lfs_check(const struct image_fs *fs, image_fsfinding_take *take, void *context);

#endif
