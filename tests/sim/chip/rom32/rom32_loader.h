/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of the loader share: the request, errors, transfers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ROM32_ROM32_LOADER_H
#define SIM_CHIP_ROM32_ROM32_LOADER_H

#include "sim/chip/rom32/rom32_private.h"

/* Request frame, offsets from facts->packet. */
enum {
    REQUEST_DIRECTION = 0, /* 0 */
    REQUEST_OP = 1,
    REQUEST_LENGTH = 2, /* length of the body */
    REQUEST_CHECKSUM = 4,
    REQUEST_BODY = 8,
    BODY_DATA = 16, /* of *_DATA, after size, number and two unused words */
};

enum error {
    SUCCESS = 0x00,
    BAD_REQUEST = 0x05,
    FAILED = 0x06,
    BAD_CHECKSUM = 0x07,
    BAD_WRITE = 0x08,
    BAD_READ = 0x09,
    BAD_READ_LENGTH = 0x0a,
};

/* Before a *_BEGIN no number is right. */
#define NO_BLOCK 0xffffffffu

/* rom32_loader.c: a word of the request's body, and the length in the header, which the ROM
 * does not compare with what has arrived */
uint32_t rom32_body(struct rom32 *rom, uint32_t word);
uint32_t rom32_length(struct rom32 *rom);
/* Tells the host about success before the command's work is done. */
void rom32_answer_early(struct rom32 *rom);

/* rom32_transfer.c: commands */
enum error rom32_mem_begin(struct rom32 *rom);
enum error rom32_mem_data(struct rom32 *rom);
enum error rom32_flash_begin(struct rom32 *rom);
enum error rom32_flash_data(struct rom32 *rom);
enum error rom32_defl_begin(struct rom32 *rom);
enum error rom32_defl_data(struct rom32 *rom);

#endif
