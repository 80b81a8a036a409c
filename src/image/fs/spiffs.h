/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: its geometry.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The file system does not store its geometry.  Each block begins with the lookup: 2 bytes
 * for each of its other pages.  The last but one place of the lookup's last page has a
 * magic, which depends on the page size and in most builds on the number of blocks.
 * Sources: docs/TECH_SPEC of SPIFFS; the layout and the macros SPIFFS_MAGIC and
 * SPIFFS_MAGIC_PADDR of its spiffs_nucleus.h.
 *
 * Taken for granted, as in the builds of ESP-IDF and Arduino: object numbers, page numbers
 * and span numbers have 2 bytes.
 */
#ifndef IMAGE_FS_SPIFFS_H
#define IMAGE_FS_SPIFFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fs/fs_usage.h"

enum image_spiffs_magic {
    IMAGE_SPIFFS_NO_MAGIC,
    IMAGE_SPIFFS_MAGIC,        /* the page size only */
    IMAGE_SPIFFS_MAGIC_LENGTH, /* with the number of blocks */
};

/* Values in a lookup. */
enum {
    IMAGE_SPIFFS_DELETED = 0,
    IMAGE_SPIFFS_FREE = 0xffff,
    IMAGE_SPIFFS_INDEX = 0x8000, /* this bit: an index page; without: a data page */
};

struct image_spiffs {
    const uint8_t *data;
    uint32_t page_size, block_size; /* bytes */
    uint32_t block_count; /* as the magic says; without length: as many as there is room for */
    uint32_t present;     /* blocks that lie within the image */
    uint32_t lookup_pages; /* in each block */
    uint32_t data_pages;   /* in each block */
    enum image_spiffs_magic magic;
    uint32_t without_magic; /* blocks of those present; one may be, after a reset */
    uint32_t first_without; /* the first of them */
};

bool image_spiffs_find(struct image_spiffs *spiffs, const uint8_t *data, size_t size);

/* The geometry of a file system that fills this size, without a look at it.  The magic is
 * IMAGE_SPIFFS_NO_MAGIC. */
void image_spiffs_set(struct image_spiffs *spiffs, const uint8_t *data, size_t size,
                      uint32_t page_size, uint32_t block_size);

/* The magic of a block, by the kind of magic that spiffs->magic says. */
uint16_t image_spiffs_magic(const struct image_spiffs *spiffs, uint32_t block);

/* The lookup's value for a data page of a block. */
uint16_t image_spiffs_lookup(const struct image_spiffs *spiffs, uint32_t block, uint32_t page);

/* The offset of a data page. */
size_t image_spiffs_page(const struct image_spiffs *spiffs, uint32_t block, uint32_t page);

/* The header of each data page. */
enum {
    IMAGE_SPIFFS_PAGE_HEADER = 5, /* object (2), span (2), flags (1) */
    IMAGE_SPIFFS_SPAN_OFFSET = 2,
    IMAGE_SPIFFS_FLAGS_OFFSET = 4,
    /* Flags, true when 0. */
    IMAGE_SPIFFS_USED = 1,
    IMAGE_SPIFFS_FINAL = 2,
    IMAGE_SPIFFS_IS_INDEX = 4,
    IMAGE_SPIFFS_GOING = 0x40, /* the index is being deleted */
    IMAGE_SPIFFS_GONE = 0x80,
};

void image_spiffs_usage(const struct image_spiffs *spiffs, struct image_fs_usage *usage);

#endif
