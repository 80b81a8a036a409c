/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which board: --address, or the device line on standard input.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_OTA_ADDRESS_H
#define ESP_OTA_OTA_ADDRESS_H

#include <stdbool.h>

#include "esp/session/devline.h"
#include "ota/ota_chips.h"

struct gengetopt_args_info;

struct ota_board {
    char host[256];  /* a name or an address */
    uint16_t port;   /* UDP; 0: the chip's usual one */
    char title[280]; /* in messages: the address as it was given */
    char web[512];   /* the page that takes updates, as the line has it; "": ArduinoOTA */
    const struct ota_chip *chip; /* that the options or the line tell; NULL: neither does */
};

/* False after a message if there is an '@' in the text.  A message that has the text could then
 * show a password. */
bool ota_address_no_user(const char *text, const char *from);

/* Takes HOST, HOST:PORT, an IPv6 address, or [IPv6]:PORT apart.  False after a message that
 * names where the text is from. */
bool ota_address_parse(struct ota_board *board, const char *text, const char *from);

/* Takes address=, ota-port=, web= and chip= of a device line, and refuses a board that takes
 * updates only by its own program.  Returns an exit status. */
int ota_address_of_line(struct ota_board *board, const struct esp_devline *line);

/* Finds the board.  stdin_is_free: a device line may come on standard input, and no second one.
 * Returns an exit status. */
int ota_address_choose(struct ota_board *board, const struct gengetopt_args_info *args,
                       bool stdin_is_free);

#endif
