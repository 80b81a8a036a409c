/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS that is changed: its pages and its files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each page has a number; the first pages of a block are the lookup, which says of each other
 * page to which object, that is file, it belongs.  A file has data pages, and index pages with
 * the numbers of the data pages; the first index page also has size and name.
 * Source: docs/TECH_SPEC, spiffs_nucleus.c and spiffs_gc.c of SPIFFS.
 */
#ifndef IMAGE_FS_EDIT_SPIFFS_SPIFFS_IMPL_H
#define IMAGE_FS_EDIT_SPIFFS_SPIFFS_IMPL_H

#include "image/fs/edit/fsedit_kinds.h"

enum {
    SPIFFS_SIZE = 8,       /* offsets in a first index page: 4 bytes */
    SPIFFS_TYPE = 12,      /* 1 byte */
    SPIFFS_NAME = 13,
    SPIFFS_NAME_SIZE = 32, /* with its NUL; SPIFFS_OBJ_NAME_LEN of Arduino and ESP-IDF */
    SPIFFS_META = 45,      /* offset of the bytes behind the name */
    SPIFFS_NUMBERS = 8,    /* offset of the numbers in further index pages */
    SPIFFS_IS_FILE = 1,    /* a type */
};
#define SPIFFS_EMPTY UINT32_MAX /* the size of a file into which nothing was written */

/* A file system that is changed. */
struct spiffs_work {
    const struct image_spiffs *fs;
    struct image_spiffs geometry; /* what fs points to, if the user told it */
    uint8_t *data; /* of the file system */
    uint32_t blocks, pages_per_block;
    uint32_t first_numbers; /* offset of the numbers in a first index page; 0: not known */
    struct image_trouble *trouble;
};

/* Pages of one block, and what they are used for. */
struct spiffs_use {
    uint32_t live, deleted, free;
};

/* Pages of the file system, and what they are used for. */
struct spiffs_room {
    uint32_t live, deleted, free; /* pages, without those of the lookup */
    uint32_t empty_blocks;        /* blocks of which no page was written */
};

void spiffs_work_open(struct spiffs_work *work, const struct image_fsedit *edit,
                      const struct image_fs *fs, struct image_trouble *trouble);

/* The same for a change.  A file system that does not show its geometry, of which a part is
 * missing, or of which a mount would erase pages in use, is refused. */
enum image_fsedit_result spiffs_work_begin(struct spiffs_work *work,
                                           const struct image_fsedit *edit,
                                           const struct image_fs *fs,
                                           struct image_trouble *trouble);

uint8_t *spiffs_page(const struct spiffs_work *work, uint32_t number);
/* The lookup's value for a page that is not itself part of the lookup. */
uint16_t spiffs_owner(const struct spiffs_work *work, uint32_t number);
bool spiffs_is_lookup(const struct spiffs_work *work, uint32_t number);
uint32_t spiffs_page_count(const struct spiffs_work *work);
/* Bytes of a file in one data page. */
uint32_t spiffs_data_size(const struct spiffs_work *work);
/* Is the page a finished index or data page, as its header says? */
bool spiffs_is_live(const uint8_t *page, bool index);

struct spiffs_use spiffs_use_of(const struct spiffs_work *work, uint32_t block);
struct spiffs_room spiffs_count(const struct spiffs_work *work);

/* Takes a free page for an object, and writes its header.  index: an index page.  Returns the
 * page's number, or 0, which is always part of the lookup: no page is free. */
uint32_t spiffs_take(const struct spiffs_work *work, uint16_t object, uint16_t span, bool index);
/* Marks a page as deleted. */
void spiffs_delete(const struct spiffs_work *work, uint32_t number);

/* Makes pages free by moving live pages out of blocks with deleted ones, until "wanted" pages
 * can be taken and two empty blocks are left, which SPIFFS needs to work.  False if that is
 * not possible. */
bool spiffs_collect(const struct spiffs_work *work, uint32_t wanted);

/* Erases a block and gives it the count of its erasures, and the magic if others have one. */
void spiffs_erase_block(const struct spiffs_work *work, uint32_t block);

/* The first index page of the file with this name, with or without a first '/'; 0: none. */
uint32_t spiffs_find(const struct spiffs_work *work, const char *path);
/* Deletes all pages of an object. */
void spiffs_delete_object(const struct spiffs_work *work, uint16_t object);

enum image_fsedit_result spiffs_format(const struct image_fsedit *edit,
                                       const struct image_fsformat *format,
                                       struct image_trouble *trouble);
bool spiffs_check(const struct image_fs *fs, image_fsfinding_take *take, void *context);

#endif
