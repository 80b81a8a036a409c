/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual ESP8266 with the stub's ready-made binary and a host that sends
 * and receives bytes at a rate of its own, all in virtual time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_MACHINE_H
#define UNIT_STUB_STUB_MACHINE_H

#include "sim/chip/esp8266/soc.h"
#include "sim/nor/nor_chip.h"
#include "stub/soc/esp8266/esp8266_limits.h"
#include "unit/stub/stub_frames.h"

enum {
    MACHINE_FLASH_SIZE = 0x100000,
    MACHINE_ENTRY = 0x40100000,
    MACHINE_RECEIVED_MAX = 1 << 20,
};

struct machine {
    struct nor *nor;
    struct soc soc;
    uint8_t *stub;
    size_t stub_size;
    uint32_t baud;      /* the host's */
    uint32_t last_rate; /* the chip's, when looked at last */
    uint64_t host_free_ns; /* when the host has sent what it was given so far */

    uint8_t *received; /* by the host */
    size_t received_size, received_at;
    bool received_end; /* of a frame, maybe, since the last look */
    uint64_t last_ns;  /* when the last byte came */
    struct answer answer;
};

/* Stub file, from the environment variable STUB_BIN or the tree.  Exits with
 * a TAP "Bail out!" when something is missing.  ESP_ROM may name a real
 * boot ROM image to run instead of the simulated one. */
void machine_open(struct machine *machine, uint32_t crystal_hz);
/* With a flash chip of another kind, but of MACHINE_FLASH_SIZE. */
void machine_open_with(struct machine *machine, uint32_t crystal_hz, struct nor_config nor);
void machine_close(struct machine *machine);

/* Resets into download mode, synchronises at baud and uploads the stub with
 * the ROM's commands, up to the answer to the last MEM_DATA. */
void machine_load(struct machine *machine, uint32_t baud);
/* Sends MEM_END and runs up to the stub's first instruction, not executed. */
void machine_enter(struct machine *machine);
/* All of it, up to the greeting; false when none came. */
bool machine_start(struct machine *machine, uint32_t baud);

void machine_run_ms(struct machine *machine, uint32_t ms);
/* Sends paced by the host's rate, running the machine meanwhile. */
void machine_send(struct machine *machine, const void *bytes, size_t size);
/* Runs until the next answer is there, at most limit_ms. */
bool machine_take(struct machine *machine, uint32_t limit_ms);
/* One of our requests, with its check word, and its answer. */
bool machine_ask(struct machine *machine, uint8_t op, const void *data, size_t size);
bool machine_ask_checked(struct machine *machine, uint8_t op, const void *data, size_t size,
                         uint32_t check);

#endif
