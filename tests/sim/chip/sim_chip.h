/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual chip, as the board sees it.  A chip is a row in the table of chips: names and
 * operations.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The board has time, line, wiring, faults, flash and options.  The chip has a CPU,
 * registers, a boot ROM and fuses.  run() executes up to the next byte from the line, so
 * that the board makes no call for each instruction.
 */
#ifndef SIM_CHIP_SIM_CHIP_H
#define SIM_CHIP_SIM_CHIP_H

#include <stdbool.h>
#include <stdint.h>

struct nor;
struct sim_option;

/* Resets from outside.  The chip itself handles resets by a program or by a watchdog that
 * programs can reach. */
enum sim_reset {
    SIM_RESET_POWER_ON,
    SIM_RESET_PIN,
    SIM_RESET_WATCHDOG, /* the strap given to reset() has no meaning: the chip keeps or samples
                         * its straps as this watchdog of the real chip does */
};

/* What the strap pins ask for at the end of a reset from outside. */
enum sim_strap { SIM_STRAP_FLASH, SIM_STRAP_DOWNLOAD };

/* A byte that left the chip. */
struct sim_sent {
    uint8_t byte;
    uint32_t baud;
    uint64_t end_ns; /* virtual time at the end of its stop bit */
};

enum { SIM_OWN_COUNTS = 4 };

struct sim_stats {
    uint64_t cpu_cycles;
    uint64_t resets, watchdog_resets; /* the watchdog's resets count in both */
    uint64_t usb_resets; /* those that reset the chip's own USB port, too */
    struct {
        uint64_t received, sent;   /* bytes through the FIFOs */
        uint64_t receive_overflow; /* bytes lost to a full receive FIFO */
        uint64_t garbled;          /* bytes that came at a wrong rate */
        uint32_t receive_peak;     /* the largest fill of the receive FIFO */
    } uart;
    struct {
        const char *key; /* NULL ends the list */
        uint64_t count;
    } own[SIM_OWN_COUNTS]; /* counts that only this kind of chip has */
};

/* A configuration (config) is made from options.  A chip (self) is what runs.  Only the
 * operations know what a configuration and a chip contain. */
struct sim_chip {
    const char *const *names;         /* the words for --chip: the usual name first, NULL
                                       * last */
    const struct sim_option *options; /* options of a configuration: chip_option.h */

    /* Makes a configuration without any option, for one of the names.  NULL when out of
     * memory. */
    void *(*configure)(const char *name);
    void (*discard)(void *config); /* config may be NULL */

    /* Makes a chip without power: call reset() first.  The caller keeps the configuration
     * and the flash for longer than the chip exists.  NULL when out of memory. */
    void *(*create)(const void *config, struct nor *flash);
    void (*destroy)(void *self); /* self may be NULL */

    void (*reset)(void *self, enum sim_reset cause, enum sim_strap strap);
    /* Puts another chip of the same kind in the place of this chip: the fuses are from the
     * new configuration, all else stays.  A reset must follow. */
    void (*swap)(void *self, const void *config);

    uint64_t (*now_ns)(const void *self); /* virtual time since create() */
    /* Executes until until_ns.  False when the chip has stopped for good; trouble() then
     * says why. */
    bool (*run)(void *self, uint64_t until_ns);
    /* Time passes, but the chip does not run: it is held in reset, or it has stopped. */
    void (*pass)(void *self, uint64_t ns);

    /* The stop bit of a byte with the rate baud ends now. */
    void (*receive)(void *self, uint8_t byte, uint32_t baud);
    /* Takes the next byte that has left the chip by now.  False if there is no such
     * byte. */
    bool (*sent)(void *self, struct sim_sent *sent);

    /* True if only a byte from the host or a reset can make the chip do more, as far as
     * this can be seen from outside. */
    bool (*idle)(const void *self);
    const char *(*trouble)(const void *self); /* why the chip stopped; empty while it runs */
    void (*stats)(const void *self, struct sim_stats *stats); /* *stats must be zeroed */

    /* The host is at the chip's own USB port: receive() and sent() are those of this port, and a
     * byte that was sent has the rate 0.  reads: the host takes what the chip sends.  NULL: the
     * chip has no such port. */
    void (*usb)(void *self, bool reads);
};

/* All chips, NULL last.  The first chip is the default. */
extern const struct sim_chip *const sim_chips[];

/* Finds a chip by its name in such a table.  NULL if no chip has the name. */
const struct sim_chip *sim_chip_find(const struct sim_chip *const *chips, const char *name);

#endif
