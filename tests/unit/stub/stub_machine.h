/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual ESP8266 with the stub's tracked binary, and a host that sends and receives
 * bytes at its own rate.  All times are virtual.
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
    uint32_t baud;      /* the host's rate */
    uint32_t last_rate; /* the chip's rate at the last check */
    uint64_t host_free_ns; /* when the host has sent all bytes given to it so far */

    uint8_t *received; /* bytes that the host received */
    size_t received_size, received_at;
    bool received_end; /* since the last check the end of a frame may have come */
    uint64_t last_ns;  /* time of the last byte */
    struct answer answer;
};

/* The stub file is from the environment variable STUB_BIN or from the tree.  Exits with a
 * TAP "Bail out!"  if something is missing.  If ESP_ROM names an image of a real boot ROM,
 * the chip runs it instead of the simulated ROM. */
void machine_open(struct machine *machine, uint32_t crystal_hz);
/* The same with a flash chip of another kind, but of MACHINE_FLASH_SIZE. */
void machine_open_with(struct machine *machine, uint32_t crystal_hz, struct nor_config nor);
void machine_close(struct machine *machine);

/* Resets into download mode, synchronises at baud, and uploads the stub by the ROM's
 * commands, up to the answer to the last MEM_DATA. */
void machine_load(struct machine *machine, uint32_t baud);
/* Sends MEM_END, and stops before the stub's first instruction. */
void machine_enter(struct machine *machine);
/* Does all of the above, up to the greeting.  False if no greeting came. */
bool machine_start(struct machine *machine, uint32_t baud);

void machine_run_ms(struct machine *machine, uint32_t ms);
/* Sends at the host's rate, and runs the machine meanwhile. */
void machine_send(struct machine *machine, const void *bytes, size_t size);
/* Runs until the next answer has come, at most limit_ms. */
bool machine_take(struct machine *machine, uint32_t limit_ms);
/* Sends one of the stub's requests with its check word, and takes the answer. */
bool machine_ask(struct machine *machine, uint8_t op, const void *data, size_t size);
bool machine_ask_checked(struct machine *machine, uint8_t op, const void *data, size_t size,
                         uint32_t check);

#endif
