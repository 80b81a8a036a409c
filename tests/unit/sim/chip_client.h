/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A naive client of a virtual chip of any kind: a serial line with the host's rate, and
 * frames as a client makes them.  The client knows only the operations of struct sim_chip.
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
    /* Only later chips than the ESP8266 have these. */
    OP_SPI_ATTACH = 13,
    OP_READ_FLASH_SLOW,
    OP_CHANGE_BAUDRATE,
    OP_FLASH_DEFL_BEGIN,
    OP_FLASH_DEFL_DATA,
    OP_FLASH_DEFL_END,
    OP_SPI_FLASH_MD5,
};

struct client {
    const struct sim_chip *chip;
    void *config, *self; /* configuration and chip, for chip's operations */
    struct nor *nor;
    bool real_rom;
    uint32_t baud;
    uint8_t output[CLIENT_OUTPUT_MAX]; /* all bytes that the chip sent */
    size_t output_size, output_read;
    uint64_t first_output_ns, last_output_ns;
    uint8_t queue[CLIENT_QUEUE_MAX]; /* bytes on the line to the chip */
    size_t queue_size, queue_sent;
    uint64_t next_arrival_ns;
};

/* A reply, or any other frame that came. */
struct frame {
    size_t size;
    uint8_t bytes[CLIENT_FRAME_MAX];
};

/* Makes a chip by a name of the table, with a blank flash of this size.  If rom is not
 * NULL, the chip has the boot ROM from that file.  The chip has no power yet: call
 * client_restart().  Bails out on failure. */
struct client *client_new(const char *name, uint32_t flash_size, const char *rom);
void client_close(struct client *client);
/* Resets the chip.  Bytes on the line are lost. */
void client_restart(struct client *client, enum sim_reset cause, enum sim_strap strap);
/* Drops the bytes on the line to the chip, and forgets the chip's output. */
void client_clear(struct client *client);

/* Lets virtual time pass. */
void client_run_ms(struct client *client, double ms);
/* Puts bytes on the line, without gaps at client->baud, and returns at once. */
void client_send(struct client *client, const void *bytes, size_t size);
/* Sends a whole request. */
void client_request(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum);
/* Takes the next frame of the chip's output.  False if none comes within the time-out. */
bool client_receive(struct client *client, struct frame *frame, double timeout_ms);
/* Forgets the output that was not looked at. */
void client_drop(struct client *client);
/* True if the chip's output so far contains this text. */
bool client_said(const struct client *client, const char *text);

/* client_request() and client_receive().  False on a time-out. */
bool client_command(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum, struct frame *reply);
/* Resets into download mode at client->baud and repeats SYNC until it is answered.  Drops
 * all its replies. */
bool client_connect(struct client *client);
uint8_t client_checksum(const uint8_t *data, size_t size);
/* Sends MEM_DATA or FLASH_DATA. */
bool client_data(struct client *client, uint8_t op, uint32_t number, const uint8_t *data,
                 uint32_t size, uint8_t checksum, struct frame *reply);

uint64_t client_now_ns(const struct client *client);

uint32_t client_value(const struct frame *frame);
uint8_t client_failed(const struct frame *frame); /* the first status byte */
uint8_t client_error(const struct frame *frame);  /* the second status byte */

#endif
