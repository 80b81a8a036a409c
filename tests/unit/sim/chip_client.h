/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A naive client of a virtual chip of any kind: a serial line with the host's rate, and
 * frames as a client makes them.  It knows the operations of struct sim_chip only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SIM_CHIP_CLIENT_H
#define UNIT_SIM_CHIP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/chip/sim_chip.h"
#include "sim/nor/nor_chip.h"

enum {
    CLIENT_OUTPUT_MAX = 1 << 16,
    CLIENT_QUEUE_MAX = 1 << 16,
    CLIENT_FRAME_MAX = 256,
};

/* Opcodes of the ROM loader. */
enum {
    OP_FLASH_BEGIN = 2,
    OP_FLASH_DATA,
    OP_FLASH_END,
    OP_MEM_BEGIN,
    OP_MEM_END,
    OP_MEM_DATA,
    OP_SYNC,
    OP_WRITE_REG,
    OP_READ_REG,
    OP_SPI_SET_PARAMS,
};

struct client {
    const struct sim_chip *chip;
    void *config, *self; /* of that chip */
    struct nor *nor;
    bool real_rom;
    uint32_t baud;
    uint8_t output[CLIENT_OUTPUT_MAX]; /* all that the chip sent */
    size_t output_size, output_read;
    uint64_t first_output_ns, last_output_ns;
    uint8_t queue[CLIENT_QUEUE_MAX]; /* on the line to the chip */
    size_t queue_size, queue_sent;
    uint64_t next_arrival_ns;
};

/* A reply, or whatever frame came. */
struct frame {
    size_t size;
    uint8_t bytes[CLIENT_FRAME_MAX];
};

/* A chip by a name of the table, with a blank flash of that size and, unless rom is NULL, a
 * boot ROM from that file.  It has no power yet: client_restart().  Bails out on failure. */
struct client *client_new(const char *name, uint32_t flash_size, const char *rom);
void client_close(struct client *client);
/* Resets the chip.  What was on the line is lost. */
void client_restart(struct client *client, enum sim_reset cause, enum sim_strap strap);
/* Loses what is on the line to the chip, and forgets its output. */
void client_clear(struct client *client);

/* Virtual time passes. */
void client_run_ms(struct client *client, double ms);
/* Puts bytes on the line, back to back at client->baud, and returns at once. */
void client_send(struct client *client, const void *bytes, size_t size);
/* A whole request. */
void client_request(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum);
/* The next frame of the chip's output; false after that many ms. */
bool client_receive(struct client *client, struct frame *frame, double timeout_ms);
/* Forgets output that was not looked at. */
void client_drop(struct client *client);
/* True when the chip's output so far has this text. */
bool client_said(const struct client *client, const char *text);

/* request() and receive(): false on a time-out. */
bool client_command(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum, struct frame *reply);
/* Resets into download mode at client->baud and gets through to SYNC; all its
 * replies are dropped. */
bool client_connect(struct client *client);
uint8_t client_checksum(const uint8_t *data, size_t size);
/* MEM_DATA or FLASH_DATA. */
bool client_data(struct client *client, uint8_t op, uint32_t number, const uint8_t *data,
                 uint32_t size, uint8_t checksum, struct frame *reply);

uint64_t client_now_ns(const struct client *client);

uint32_t client_value(const struct frame *frame);
uint8_t client_failed(const struct frame *frame); /* first status byte */
uint8_t client_error(const struct frame *frame);  /* second */

#endif
