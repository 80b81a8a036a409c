/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loader as in the ESP32's ROM, with its faults, over a fake transport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_CMDFLASH_ROM_H
#define UNIT_CMDFLASH_ROM_H

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum {
    ROM_FLASH_SIZE = 0x400000,
    ROM_BEGINS_MAX = 256,
};

/* What the loader's flash went through, and how the line damages requests and answers. */
struct cmdflash_rom {
    uint8_t flash[ROM_FLASH_SIZE];
    unsigned count[256]; /* of each command */
    unsigned begins;
    struct {
        uint32_t erased, offset;
    } begin[ROM_BEGINS_MAX];
    bool lied;    /* a request was made that a ROM of this family must not get */
    bool swapped; /* SPI_USER lost its command phase, and the flash got addresses as commands */
    unsigned in_flight_max; /* bytes of requests that waited for their answers */
    uint32_t worn;          /* a sector that does not keep what is written; 0: none */

    /* Each is done once for every so many of its commands; 0: never. */
    unsigned lose_answer, flip_answer;
    uint8_t damaged_op;
    unsigned bad_block;  /* this FLASH_DATA, counted from 1, arrives damaged */
    unsigned bad_place;  /* this long READ_REG, counted from 1, arrives with a flipped bit */
    unsigned begin_words; /* of a FLASH_BEGIN; 0: the usual four */
    unsigned bad_begin;  /* this FLASH_BEGIN, counted from 1, is one for 32 KB before */
    unsigned bad_limit;  /* this SPI_SET_PARAMS, counted from 1, tells 4 MB */
    unsigned bad_md5;    /* this MD5, counted from 1, is one of a range 64 KB behind */
};

extern struct cmdflash_rom rom;
extern struct esp_session rom_session;

/* Where the flash ended, in the ROM's belief, at the FLASH_BEGIN that believed most. */
uint32_t rom_limit_at_begin(void);

/* Begins a session with the loader, which has just been reset; the flash stays. */
void rom_connect(void);

#endif
