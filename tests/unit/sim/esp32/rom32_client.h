/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of chip_client.h, for an ESP32 or a later chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the environment variable ESP32_ROM or ESP32C3_ROM names a dump of the chip's real boot ROM,
 * the chip executes this dump instead of the simulated ROM.
 */
#ifndef UNIT_SIM_ESP32_ROM32_CLIENT_H
#define UNIT_SIM_ESP32_ROM32_CLIENT_H

#include "sim/chip/esp32/esp32_soc.h"
#include "unit/sim/chip_client.h"

enum { ROM32_NO_ANSWER = 255 };

/* In what the chips' ROMs differ, as far as a client sees it. */
struct rom32_kind {
    const char *name;         /* for --chip */
    const char *rom_variable; /* the environment variable with the name of a dump */
    uint32_t magic;           /* the word at 0x40001000 */
    uint32_t free_ram;        /* memory that the loader does not use */
    uint32_t uart;            /* address of UART0 */
    uint32_t begin_words;     /* of FLASH_BEGIN: the later chips take a word about encryption */
    uint32_t ring;            /* bytes of the loader's ring, which nobody checks */
    bool needs_attach;        /* a read before SPI_ATTACH never ends */
    bool whole_windows;       /* FLASH_DEFL_DATA programs 32 KiB at the end of a stream */
};

/* A name of NULL ends the table. */
extern const struct rom32_kind rom32_kinds[];
/* The kind of chip that the functions below make: at first an ESP32. */
extern const struct rom32_kind *rom32_kind;

/* Makes a chip with a blank flash of this size, in download mode, connected and with the
 * flash attached.  fuses: words for --fuses, or NULL.  Bails out on failure. */
struct client *rom32_client_open(uint32_t flash_size, const char *fuses);
/* The same without SPI_ATTACH. */
struct client *rom32_client_connect(uint32_t flash_size, const char *fuses);

/* The same with a chip of this name.  rom: a dump of its real boot ROM, or NULL. */
struct client *rom32_client_connect_to(const char *name, const char *rom, uint32_t flash_size,
                                       const char *fuses);

/* Sends FLASH_BEGIN, FLASH_DEFL_BEGIN or MEM_BEGIN with as many words as the chip wants.
 * Returns what rom32_client_words() does. */
unsigned rom32_client_begin(struct client *client, uint8_t op, uint32_t size, uint32_t count,
                            uint32_t block, uint32_t address);

/* Repeats SYNC after a reset until it is answered, and drops all answers. */
bool rom32_client_sync(struct client *client);

struct esp32 *rom32_client_chip(const struct client *client);
uint8_t *rom32_client_flash(const struct client *client);

/* Sends a command with these words.  Returns 0, the error number, or ROM32_NO_ANSWER.  The
 * answer to the last command stays in *reply.  contents: bytes before the status. */
unsigned rom32_client_words(struct client *client, uint8_t op, const uint32_t *words,
                            uint32_t count, uint32_t contents, struct frame *reply);
#define ROM32_WORDS(client, op, contents, reply, ...)                              \
    rom32_client_words((client), (op), (const uint32_t[]){__VA_ARGS__},            \
                       sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t), (contents), (reply))

/* Sends a *_DATA command with a right check sum, or with a damaged one. */
unsigned rom32_client_data(struct client *client, uint8_t op, uint32_t number,
                           const uint8_t *bytes, uint32_t size, bool damaged);
uint32_t rom32_client_read_reg(struct client *client, uint32_t address);

#endif
