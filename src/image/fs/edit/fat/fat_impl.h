/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT that is changed: its table and its folders.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sectors are changed in place, as FatFs does.  Under wear levelling they stay where they
 * are, too: levelling moves one sector for every 16 erasures that it counts in RAM, and a
 * board that is reset before them moves none.
 * Sources: Microsoft's "FAT: General Overview of On-Disk Format", version 1.03; ff.c of
 * FatFs for names and for what a new entry has.
 */
#ifndef IMAGE_FS_EDIT_FAT_FAT_IMPL_H
#define IMAGE_FS_EDIT_FAT_FAT_IMPL_H

#include "image/fs/edit/fsedit_kinds.h"
#include "image/fs/fat/fat_name.h"

enum { FAT_FIRST_CLUSTER = 2, FAT_SHORT_SIZE = 11, FAT_NO_SLOT = -1 };

struct fat_work {
    const struct image_fat *fat;
    uint32_t time;
    struct image_trouble *trouble;
    /* The cluster of a folder in which the last entry was, so that its chain is not followed from
     * the start for each entry; mutable, and of use for this folder only. */
    struct fat_cursor {
        uint32_t folder, cluster, number; /* folder: its first cluster; 0: nothing is known */
    } *cursor;
};

/* ---- the table ---- */

/* The bytes of a sector, to be changed. */
uint8_t *fat_sector(const struct fat_work *work, uint32_t sector);
uint32_t fat_cluster_size(const struct image_fat *fat);
uint32_t fat_free_clusters(const struct fat_work *work);
/* Takes so many free clusters, linked with each other.  0: there are not so many, or count is
 * 0.  What they contain stays. */
uint32_t fat_take(const struct fat_work *work, uint32_t count);
/* Links cluster "last" with "next". */
void fat_link(const struct fat_work *work, uint32_t last, uint32_t next);
/* Makes FAT32 count its free clusters anew at the next mount. */
void fat_forget_free(const struct fat_work *work);
/* Does a cluster with this number exist? */
bool fat_exists(const struct fat_work *work, uint32_t cluster);
/* Makes a chain free. */
void fat_free(const struct fat_work *work, uint32_t first);
/* The cluster behind this one; 0: it is the last, or the table is damaged. */
uint32_t fat_following(const struct fat_work *work, uint32_t cluster);

/* ---- names ---- */

struct fat_name {
    uint8_t short_name[FAT_SHORT_SIZE];
    uint8_t small;         /* the bits of Windows NT for names in small letters */
    uint16_t characters[IMAGE_FAT_LONG_MAX];
    unsigned length;       /* of the long name */
    unsigned long_entries; /* 0: the short name is enough */
    bool tail;             /* the short name needs a number to be unique: "LONGNA~1" */
};

/* Makes the names of one part of a path.  False with *trouble if FAT cannot have the name. */
bool fat_name_make(struct fat_name *name, const char *text, size_t size,
                   struct image_trouble *trouble);
/* Gives the short name the tail of this number: ~1 to ~5, and after them tails of more letters
 * (~1A2B). */
void fat_name_number(struct fat_name *name, unsigned number);
/* Writes entry number "i" of the long name, counted from the first that lies on the flash. */
void fat_name_part(const struct fat_name *name, unsigned i, uint8_t *entry);

/* ---- folders ---- */

struct fat_folder {
    uint32_t cluster; /* the first one; 0: the root folder of FAT12 and FAT16 */
};

struct fat_place {
    int slot;       /* of the file's entry; FAT_NO_SLOT: there is no such file */
    int first_slot; /* of its long name, or the same */
    /* If it was looked for by the short name of an entry with a long one: the long name.  Without
     * a NUL; 0 bytes if it was not. */
    size_t true_size;
    uint8_t true_name[IMAGE_FAT_NAME_MAX];
};

struct fat_folder fat_root(const struct fat_work *work);
/* The entry with this number.  NULL: the folder ends before. */
uint8_t *fat_slot(const struct fat_work *work, struct fat_folder folder, int slot);
uint32_t fat_entry_cluster(const struct fat_work *work, const uint8_t *entry);
void fat_set_entry_cluster(const struct fat_work *work, uint8_t *entry, uint32_t cluster);
struct fat_place fat_lookup(const struct fat_work *work, struct fat_folder folder,
                            const char *name, size_t size);
/* Makes an entry with this name.  Its attributes, cluster and size are 0. */
enum image_fsedit_result fat_add(const struct fat_work *work, struct fat_folder folder,
                                 const char *name, size_t size, uint8_t **entry);
void fat_drop(const struct fat_work *work, struct fat_folder folder, struct fat_place place);

/* Takes an entry whose name, long or short, an entry before it has, too. */
typedef void fat_take_twin(void *context, const uint8_t *entry, const char *name, size_t size);
/* Finds such entries of a folder.  False if memory ran out. */
bool fat_find_twins(const struct fat_work *work, struct fat_folder folder, fat_take_twin *take,
                    void *context);

enum image_fsedit_result fat_format(const struct image_fsedit *edit,
                                    const struct image_fsformat *format,
                                    struct image_trouble *trouble);
bool fat_check(const struct image_fs *fs, image_fsfinding_take *take, void *context);

#endif
