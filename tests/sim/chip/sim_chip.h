/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual chip as the board sees it: a row of the table of chips, which is names and
 * operations.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The board has time, line, wiring, faults, flash and options.  A chip has its CPU, its
 * registers, what its boot ROM does, and its fuses.  run() executes up to the next byte off
 * the line, so that no operation is called for each instruction.
 */
#ifndef SIM_CHIP_SIM_CHIP_H
#define SIM_CHIP_SIM_CHIP_H

#include <stdbool.h>
#include <stdint.h>

struct nor;
struct sim_option;

/* Resets from outside.  Those by a program or a watchdog are the chip's own affair. */
enum sim_reset { SIM_RESET_POWER_ON, SIM_RESET_PIN };

/* What the strap pins ask for when the chip comes out of such a reset. */
enum sim_strap { SIM_STRAP_FLASH, SIM_STRAP_DOWNLOAD };

/* A byte that left the chip. */
struct sim_sent {
    uint8_t byte;
    uint32_t baud;
    uint64_t end_ns; /* when its stop bit ended, in virtual time */
};

enum { SIM_OWN_COUNTS = 4 };

struct sim_stats {
    uint64_t cpu_cycles;
    uint64_t resets, watchdog_resets; /* the latter are among the former */
    struct {
        uint64_t received, sent;   /* bytes through the FIFOs */
        uint64_t receive_overflow; /* bytes lost to a full receive FIFO */
        uint64_t garbled;          /* bytes that came at a wrong rate */
        uint32_t receive_peak;     /* fullest the receive FIFO was */
    } uart;
    struct {
        const char *key; /* NULL: no more */
        uint64_t count;
    } own[SIM_OWN_COUNTS]; /* what only this kind of chip counts */
};

/* A configuration (config) is what the chip makes of its options; a chip (self) is what runs.
 * What both are is known to the operations only. */
struct sim_chip {
    const char *const *names;         /* as in --chip: the usual one first, NULL last */
    const struct sim_option *options; /* of a configuration: chip_option.h */

    /* A configuration without any option, for one of the names; NULL when out of memory. */
    void *(*configure)(const char *name);
    void (*discard)(void *config); /* NULL is fine */

    /* A chip without power: reset() it first.  The configuration and the flash stay the
     * caller's, and live longer than the chip.  NULL when out of memory. */
    void *(*create)(const void *config, struct nor *flash);
    void (*destroy)(void *self); /* NULL is fine */

    void (*reset)(void *self, enum sim_reset cause, enum sim_strap strap);
    /* Another chip of the same kind is in its place, with the fuses of that configuration and
     * all else as it was.  A reset follows. */
    void (*swap)(void *self, const void *config);

    uint64_t (*now_ns)(const void *self); /* virtual time since it was created */
    /* Executes until then.  False when the chip has stopped for good, for trouble() then. */
    bool (*run)(void *self, uint64_t until_ns);
    /* So much time passes without the chip: it is held in reset, or it has stopped. */
    void (*pass)(void *self, uint64_t ns);

    /* The stop bit of a byte of that rate ends now. */
    void (*receive)(void *self, uint8_t byte, uint32_t baud);
    /* The next byte that has left the chip by now; false: none. */
    bool (*sent)(void *self, struct sim_sent *sent);

    /* Nothing but a byte from the host or a reset can move the chip on, as far as can be known
     * from outside. */
    bool (*idle)(const void *self);
    const char *(*trouble)(const void *self); /* why the chip stopped; empty while it runs */
    void (*stats)(const void *self, struct sim_stats *stats); /* into zeroed ones */
};

/* All chips, NULL last.  The first is the usual one. */
extern const struct sim_chip *const sim_chips[];

/* The chip of such a table that has the name; NULL: none. */
const struct sim_chip *sim_chip_find(const struct sim_chip *const *chips, const char *name);

#endif
