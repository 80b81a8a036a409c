/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual chip with its stub's tracked binary, and a host that sends and receives bytes at
 * its own rate.  All times are virtual.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_STUB_MACHINE_H
#define UNIT_STUB_STUB_MACHINE_H

#include "sim/chip/esp8266/soc.h"
#include "sim/chip/sim_chip.h"
#include "sim/nor/nor_chip.h"
#include "stub/soc/esp8266/esp8266_limits.h"
#include "unit/stub/stub_frames.h"

enum {
    MACHINE_FLASH_SIZE = 0x100000,
    MACHINE_ENTRY = 0x40100000, /* of the ESP8266's stub */
    MACHINE_RECEIVED_MAX = 1 << 20,
};

/* In what the chips differ, as far as the tests of the stub see it. */
struct machine_kind {
    const char *name;         /* for --chip */
    const char *rom_variable; /* the environment variable with the name of a dump of its ROM */
    const uint8_t *code;      /* the stub; NULL: the file that STUB_BIN names */
    const size_t *code_size;
    uint32_t entry;           /* also where the stub is loaded */
    uint32_t boot_baud;       /* of the ROM's text */
    uint32_t free_ram;        /* two words that neither ROM nor stub uses */
    uint32_t divisor;         /* the register with the UART's divisor */
    uint32_t in_flight;       /* bytes of requests that the stub keeps */
    size_t status_size;       /* bytes of status of the ROM's answers */
    bool attach;              /* the ROM must be told to attach the flash */
    bool (*peek)(void *self, uint32_t address, uint32_t *value);
    bool (*poke)(void *self, uint32_t address, uint32_t value);
};

/* A name of NULL ends the table.  The first is the ESP8266. */
extern const struct machine_kind machine_kinds[];
/* The kind of machine that machine_open() makes: at first the ESP8266. */
extern const struct machine_kind *machine_kind;

struct machine {
    const struct machine_kind *kind;
    const struct sim_chip *chip;
    void *config, *self; /* for chip's operations */
    struct soc *soc;     /* the same as self, if the chip is an ESP8266; otherwise NULL */
    struct nor *nor;
    uint8_t *stub;
    size_t stub_size;
    uint32_t baud;      /* the host's rate */
    uint32_t chip_baud; /* the chip's rate in the last byte that it sent */
    uint64_t host_free_ns; /* when the host has sent all bytes given to it so far */

    uint8_t *received; /* bytes that the host received */
    size_t received_size, received_at;
    bool received_end; /* since the last check the end of a frame may have come */
    uint64_t last_ns;  /* time of the last byte */
    struct answer answer;
};

/* Makes a machine of the kind machine_kind.  crystal_hz: of an ESP8266; other chips have their
 * usual crystal.  Exits with a TAP "Bail out!"  if something is missing.  If the kind's variable
 * names a dump of a real boot ROM, the chip runs it instead of the simulated ROM. */
void machine_open(struct machine *machine, uint32_t crystal_hz);
/* The same with a flash chip of another kind, but of MACHINE_FLASH_SIZE. */
void machine_open_with(struct machine *machine, uint32_t crystal_hz, struct nor_config nor);
void machine_close(struct machine *machine);

/* Resets into download mode, synchronises at baud, and uploads the stub by the ROM's
 * commands, up to the answer to the last MEM_DATA. */
void machine_load(struct machine *machine, uint32_t baud);
/* Repeats SYNC until the ROM answers. */
bool machine_synchronise(struct machine *machine);
/* Sends MEM_END, and stops before the stub's first instruction; of another chip than an ESP8266,
 * when the request has been sent. */
void machine_enter(struct machine *machine);
/* Does all of the above, up to the greeting.  False if no greeting came. */
bool machine_start(struct machine *machine, uint32_t baud);

uint64_t machine_now_ns(const struct machine *machine);
struct sim_stats machine_stats(const struct machine *machine);
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
