/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ESP-IDF's wear levelling, which lies below FAT: which sector of the flash holds a sector
 * of the file system.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One sector more than the file system has is in use.  The one that holds nothing, the
 * dummy, moves through the partition, so that all sectors move by one each time it has
 * passed.  Two copies of the state and a configuration lie at the partition's end.
 * Sources: ESP-IDF's WL_Config.h, WL_State.h, WL_Flash.cpp (config(), recoverPos(),
 * calcAddr(), OkBuffSet()).
 */
#ifndef IMAGE_FS_WEAR_H
#define IMAGE_FS_WEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_WEAR_SECTOR = 4096 };

struct image_wear {
    bool present;
    uint32_t sectors;     /* of the file system */
    uint32_t dummy;       /* the sector that holds nothing */
    uint32_t moves;       /* how often the dummy has passed through */
    uint32_t state_size;  /* bytes of one copy */
    size_t state_offset;  /* of the first copy, in the partition */
    bool state_right[2], config_right; /* CRCs */
};

/* Finds the layer in a partition of exactly this size. */
bool image_wear_find(struct image_wear *wear, const uint8_t *data, size_t size);

/* Finds the wear levelling whose state or configuration lies in a sector at this offset of the
 * data.  The layer may begin at starts[0] or, if the sector is the second copy of the state,
 * at starts[1]; both may lie in front of the data or, with the size, reach beyond its end.
 * Returns the size of its partition, or 0 if there is nothing in the sector. */
uint64_t image_wear_around(const uint8_t *data, size_t size, size_t offset, int64_t starts[2]);

/* Does a state or a configuration anywhere in the data say that the byte at this offset lies
 * in wear levelling? */
bool image_wear_covers(const uint8_t *data, size_t size, size_t offset);

/* Makes the layer new in a partition of this size, which is blank.  device: the number that
 * ESP-IDF draws by chance for it.  False if the size does not fit. */
bool image_wear_make(struct image_wear *wear, uint8_t *data, size_t size, uint32_t device);

/* The offset in the partition of a byte of the file system. */
size_t image_wear_offset(const struct image_wear *wear, size_t offset);

#endif
