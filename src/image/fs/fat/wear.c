/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ESP-IDF's wear levelling.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fat/wear.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"

enum {
    VERSION = 2, /* WL_CURRENT_VERSION */
    UPDATE_RATE = 16, /* erasures between two moves of the dummy */
    RECORD = 16, /* bytes for each place that the dummy has left */
    STATE_SIZE = 64, STATE_CRC = 60,
    STATE_PLACES = 4, STATE_MOVES = 8, STATE_RATE = 16, STATE_SECTOR = 20, STATE_VERSION = 24, STATE_DEVICE = 28,
    CONFIG_CRC = 32,
    CONFIG_PARTITION = 4, CONFIG_PAGE = 8, CONFIG_SECTOR = 12,
};

/* As wear levelling calls the ROM's function. */
static uint32_t crc(const uint8_t *data, size_t size)
{
    return (uint32_t)crc32(UINT32_MAX, data, (uInt)size);
}

static bool is_config(const uint8_t *config)
{
    return esp_get32(config + CONFIG_PAGE) == IMAGE_WEAR_SECTOR &&
           esp_get32(config + CONFIG_SECTOR) == IMAGE_WEAR_SECTOR &&
           esp_get32(config + CONFIG_CRC) == crc(config, CONFIG_CRC);
}

static bool config_is_right(const uint8_t *config, size_t size)
{
    return is_config(config) && esp_get32(config + CONFIG_PARTITION) == size;
}

static bool state_is_right(const uint8_t *state)
{
    return esp_get32(state + STATE_VERSION) == VERSION &&
           esp_get32(state + STATE_CRC) == crc(state, STATE_CRC);
}

/* Has the dummy left this place? */
static bool has_left(const uint8_t *state, uint32_t place)
{
    const uint8_t *record = state + STATE_SIZE + (size_t)place * RECORD;
    uint32_t first = esp_get32(state + STATE_DEVICE) + place * 4;

    for (uint32_t i = 0; i < 4; i++) {
        uint8_t number[4];

        esp_put32(number, first + i);
        if (esp_get32(record + (size_t)4 * i) != crc(number, 4))
            return false;
    }
    return true;
}

/* recoverPos() */
static void find_dummy(struct image_wear *wear, const uint8_t *state)
{
    uint32_t places = wear->sectors + 1;

    wear->moves = esp_get32(state + STATE_MOVES) % wear->sectors;
    while (wear->dummy < places - 1 && has_left(state, wear->dummy))
        wear->dummy++;
}

/* The sectors of one copy of the state in a partition with so many sectors. */
static uint64_t state_sectors(uint64_t sectors)
{
    return (STATE_SIZE + sectors * RECORD + IMAGE_WEAR_SECTOR - 1) / IMAGE_WEAR_SECTOR;
}

/* Finds how a partition of this size is divided.  False if the layer does not fit. */
static bool divide(struct image_wear *wear, size_t size)
{
    size_t sectors = size / IMAGE_WEAR_SECTOR, states;

    *wear = (struct image_wear){0};
    if (size % IMAGE_WEAR_SECTOR || sectors > UINT32_MAX / RECORD)
        return false;
    states = (size_t)state_sectors(sectors);
    if (sectors < 2 * states + 3) /* the configuration, the dummy, and something to keep */
        return false;
    wear->state_size = (uint32_t)states * IMAGE_WEAR_SECTOR;
    wear->state_offset = size - IMAGE_WEAR_SECTOR - 2 * (size_t)wear->state_size;
    wear->sectors = (uint32_t)(sectors - 2 * states - 2);
    return true;
}

bool image_wear_find(struct image_wear *wear, const uint8_t *data, size_t size)
{
    if (!divide(wear, size))
        return false;
    wear->config_right = config_is_right(data + size - IMAGE_WEAR_SECTOR, size);
    for (size_t i = 0; i < 2; i++) {
        const uint8_t *state = data + wear->state_offset + i * wear->state_size;

        wear->state_right[i] = state_is_right(state) &&
                               esp_get32(state + STATE_PLACES) == wear->sectors + 1;
    }
    wear->present = wear->state_right[0] || wear->state_right[1];
    if (wear->present)
        find_dummy(wear, data + wear->state_offset + (wear->state_right[0] ? 0 : wear->state_size));
    return wear->present;
}

bool image_wear_make(struct image_wear *wear, uint8_t *data, size_t size, uint32_t device)
{
    uint8_t *config = data + size - IMAGE_WEAR_SECTOR, *state;
    /* WL_Flash.cpp: the count at which the dummy moves, the size of a record, the version, the
     * size of a buffer. */
    const uint32_t numbers[] = {0, (uint32_t)size, IMAGE_WEAR_SECTOR, IMAGE_WEAR_SECTOR,
                                UPDATE_RATE, RECORD, VERSION, 32};

    if (!divide(wear, size))
        return false;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        esp_put32(config + 4 * i, numbers[i]);
    esp_put32(config + CONFIG_CRC, crc(config, CONFIG_CRC));
    for (size_t i = 0; i < 2; i++) {
        state = data + wear->state_offset + i * wear->state_size;
        memset(state, 0, STATE_SIZE);
        esp_put32(state + STATE_PLACES, wear->sectors + 1);
        esp_put32(state + STATE_RATE, UPDATE_RATE);
        esp_put32(state + STATE_SECTOR, IMAGE_WEAR_SECTOR);
        esp_put32(state + STATE_VERSION, VERSION);
        esp_put32(state + STATE_DEVICE, device);
        esp_put32(state + STATE_CRC, crc(state, STATE_CRC));
    }
    wear->present = wear->config_right = wear->state_right[0] = wear->state_right[1] = true;
    return true;
}

/* The sectors of the partition in which the state counts so many places.  Each sector more may
 * make the copies of the state longer. */
static uint64_t partition_sectors(uint32_t places)
{
    uint64_t sectors = (uint64_t)places + 3, more;

    while ((more = places + 2 * state_sectors(sectors) + 1) > sectors)
        sectors = more;
    return sectors;
}

uint64_t image_wear_around(const uint8_t *data, size_t size, size_t offset, int64_t starts[2])
{
    const uint8_t *sector = data + offset;
    uint64_t bytes = 0;

    if (offset > size || size - offset < STATE_SIZE)
        return 0;
    if (state_is_right(sector)) {
        uint32_t places = esp_get32(sector + STATE_PLACES);
        uint64_t sectors = partition_sectors(places);

        bytes = sectors * IMAGE_WEAR_SECTOR;
        starts[0] = (int64_t)offset - (int64_t)places * IMAGE_WEAR_SECTOR;
        starts[1] = starts[0] - (int64_t)state_sectors(sectors) * IMAGE_WEAR_SECTOR;
    } else if (is_config(sector)) {
        bytes = esp_get32(sector + CONFIG_PARTITION);
        starts[0] = starts[1] = (int64_t)offset + IMAGE_WEAR_SECTOR - (int64_t)bytes;
    }
    return bytes;
}

bool image_wear_covers(const uint8_t *data, size_t size, size_t offset)
{
    int64_t starts[2];

    for (size_t at = 0; at < size; at += IMAGE_WEAR_SECTOR) {
        uint64_t bytes = image_wear_around(data, size, at, starts);

        if (bytes > 0 && starts[1] <= (int64_t)offset &&
            (int64_t)offset < starts[0] + (int64_t)bytes)
            return true;
    }
    return false;
}

/* calcAddr() */
size_t image_wear_offset(const struct image_wear *wear, size_t offset)
{
    size_t sector = (offset / IMAGE_WEAR_SECTOR + wear->sectors - wear->moves) % wear->sectors;

    if (sector >= wear->dummy)
        sector++;
    return sector * IMAGE_WEAR_SECTOR + offset % IMAGE_WEAR_SECTOR;
}
