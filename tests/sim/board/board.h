/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual board: a chip, its USB adapter and cable, and the passing of
 * time.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A byte takes 10 bit times on the line, in virtual time, in both directions.  Virtual time
 * never runs behind an event.  A paced board follows the wall clock.  A free running board
 * runs ahead of the wall clock while it has work, and follows the wall clock while it waits
 * for its host.
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
    BOARD_CROSSED, /* NodeMCU: two transistors; both lines asserted pull neither pin */
    BOARD_DIRECT,  /* RTS pulls reset, DTR pulls the strap */
    BOARD_USB_JTAG, /* the chip's own USB-Serial/JTAG, which acts on sequences of states */
    BOARD_NONE,    /* only buttons: the board stays in the mode in which it started */
};

/* A brown-out: the chip is reset into its application, and the application clears one byte
 * of the flash. */
struct board_brown_out {
    uint64_t after;  /* bytes from the host to the chip before it happens */
    uint32_t clears; /* address of the byte */
};
enum { BOARD_BROWN_OUTS = 4 };

struct board_config {
    const char *port;           /* for hostport_open_far() */
    uint32_t delay_ms;          /* of the network between the host and the port */
    struct nor_config flash;
    const struct sim_chip *chip;
    const void *chip_config;    /* from chip->configure() */
    bool download;              /* the strap is held low at power-on, as a button does */
    bool paced;
    bool skip_waits;            /* while nobody does anything, time goes faster */
    enum board_wiring wiring;
    const char *lines;          /* path for linesocket_open(), or NULL */
    bool usb;                   /* the port is the chip's own, and goes away at each reset */
    uint32_t usb_away_ms;       /* for so long */
    uint32_t line_settle_ms;    /* a change of DTR or RTS that leaves both asserted waits this
                                 * long for the change of the other line.  Servers wait so for
                                 * remote clients that cannot change both lines at once.  0: no
                                 * waiting */
    struct cable_config cable;
    uint64_t power_cut_ms;      /* virtual time of a power cut; 0: no power cut */
    struct board_brown_out brown_outs[BOARD_BROWN_OUTS]; /* they happen in this order */
    size_t brown_out_count;
    uint64_t watchdog_ms;       /* virtual time from a reset until a watchdog resets the chip; 0:
                                 * never */
    uint32_t watchdog_bites;    /* how often the watchdog does so; 0: again and again */
    uint64_t swap_after; /* bytes to the chip before another board takes its place; 0: never */
    const void *swap_config;    /* configuration of the other board's chip */
};

struct board;

/* Returns NULL and puts a message into error (256 bytes) on failure.  The caller keeps what
 * the configuration points to, for longer than the board exists. */
struct board *board_new(const struct board_config *config, char *error);
void board_free(struct board *board);

/* The name that a client opens. */
const char *board_port_name(const struct board *board);

/* Runs the board until *stop is set or the power is cut.  Returns 0, or -1 when the chip
 * stopped on a fault (board_trouble()). */
int board_run(struct board *board, const volatile sig_atomic_t *stop);
const char *board_trouble(const struct board *board);

/* Writes the statistics as one JSON object.  Returns 0 or -1. */
int board_write_stats(const struct board *board, const char *path);

#endif
