/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual board: a chip, its USB adapter and cable, and the passing of
 * time.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Bytes take 10 bit times on the line in virtual time, both ways.  Virtual
 * time never runs behind what happened; paced, it follows the wall clock; free
 * running, it runs ahead of it while there is something to do and follows it
 * while the board waits for its host.
 */
#ifndef SIM_BOARD_BOARD_H
#define SIM_BOARD_BOARD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/sim_chip.h"
#include "sim/line/cable.h"
#include "sim/nor/nor_chip.h"

/* How DTR and RTS of the adapter reach the strap pin and the reset pin. */
enum board_wiring {
    BOARD_CROSSED, /* NodeMCU: two transistors; both asserted is as none */
    BOARD_DIRECT,  /* RTS pulls reset, DTR pulls the strap */
    BOARD_NONE,    /* only buttons: the board stays in the mode it started in */
};

/* The chip is reset into its application, which clears a byte of the flash. */
struct board_brown_out {
    uint64_t after;  /* so many bytes to the chip, of the host's */
    uint32_t clears; /* address */
};
enum { BOARD_BROWN_OUTS = 4 };

struct board_config {
    const char *port;           /* hostport_open() */
    struct nor_config flash;
    const struct sim_chip *chip;
    const void *chip_config;    /* of chip->configure() */
    bool download;              /* the strap is held low at power-on, as by a button */
    bool paced;
    enum board_wiring wiring;
    const char *lines;          /* linesocket_open() path, or NULL */
    uint32_t line_settle_ms;    /* a change of DTR or RTS that leaves both
                                 * asserted waits that long for its partner, as
                                 * servers do for remote clients that cannot
                                 * change both at once; 0: not at all */
    struct cable_config cable;
    uint64_t power_cut_ms;      /* virtual time of a power cut; 0: never */
    struct board_brown_out brown_outs[BOARD_BROWN_OUTS]; /* in this order */
    size_t brown_out_count;
    uint64_t swap_after; /* after so many bytes to the chip another board is in its
                          * place; 0: never */
    const void *swap_config;    /* of that board's chip */
};

struct board;

/* NULL and a message in error (256 bytes) on failure.  What the configuration points to
 * stays the caller's, and lives longer than the board. */
struct board *board_new(const struct board_config *config, char *error);
void board_free(struct board *board);

/* What a client opens. */
const char *board_port_name(const struct board *board);

/* Lives until *stop is set or power is cut.  0, or -1 when the chip stopped on
 * a fault (board_trouble()). */
int board_run(struct board *board, const volatile sig_atomic_t *stop);
const char *board_trouble(const struct board *board);

/* Statistics as one JSON object; 0 or -1. */
int board_write_stats(const struct board *board, const char *path);

#endif
