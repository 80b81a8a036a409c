/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device program that speaks the protocol of Espressif's stub, for the tests of --stub=FILE.
 * It is our own program, and the virtual board executes its machine code.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * It does one thing after the other, without interrupts: a request that comes while the
 * program works at another is lost when the UART's FIFO is full.
 */
#ifndef TESTS_ESPSTUB_ESPSTUB_H
#define TESTS_ESPSTUB_ESPSTUB_H

#include <stdbool.h>
#include <stdint.h>

enum { SECTOR = 0x1000, FRAME_MAX = 0x4000 + 64 };

/* ---- espstub.c ---- */

struct request {
    uint8_t op;
    uint32_t check, length; /* length: bytes of data */
    const uint8_t *data;
};

/* Receives the next request; skips frames that are none. */
void next_request(struct request *request);
void answer(uint8_t op, uint32_t value, const void *data, uint32_t size, uint8_t status);
uint32_t word(const uint8_t *data, uint32_t index);

/* ---- program.c ---- */

/* Carries out FLASH_DEFL_BEGIN, and then takes the blocks that follow.  Returns with the
 * request in *request that was no block, or with none (op 0) when all is programmed. */
void program(struct request *request);
/* The status of the last FLASH_DEFL_BEGIN with its blocks. */
uint8_t program_status(void);

/* ---- inflate.c ---- */

/* Inflates a zlib stream.  in: gives the next byte, or -1 at the end; out: takes the next
 * byte.  False if the stream is damaged. */
bool inflate_stream(int (*in)(void), void (*out)(uint8_t byte));

/* ---- the ROM's functions ---- */

#include "stub/soc/esp8266/rom_functions.h"
#define SPIParamCfg ROM_FUNCTION(0x40004c2c, int, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, \
                                 uint32_t)
#define SPIUnlock ROM_FUNCTION(0x40004878, int, void)
#define SPIEraseSector ROM_FUNCTION(0x40004a00, int, uint32_t)
#define SPIEraseBlock ROM_FUNCTION(0x400049b4, int, uint32_t)
#define SPIWrite ROM_FUNCTION(0x40004a4c, int, uint32_t, const uint32_t *, uint32_t)
#define SPIRead ROM_FUNCTION(0x40004b1c, int, uint32_t, uint32_t *, uint32_t)
#define uart_div_modify ROM_FUNCTION(0x400039d8, void, uint32_t, uint32_t)
#define ets_delay_us ROM_FUNCTION(0x40002ecc, void, uint32_t)

#endif
