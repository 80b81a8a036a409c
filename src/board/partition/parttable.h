/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the table of partitions from the flash of a board.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.  port: the port's name, for messages.
 */
#ifndef BOARD_PARTITION_PARTTABLE_H
#define BOARD_PARTITION_PARTTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/table/table.h"

struct esp_session; /* esp/session.h */

/* Where the table lies. */
struct parttable_place {
    const char *text; /* as typed; NULL: not given */
    uint32_t offset;  /* in the flash, bytes */
};

/* Parses the value of --partition-table, which may be NULL.  False after a message. */
bool parttable_place_parse(struct parttable_place *place, const char *text);

/* Reads the table there, whether its rows make sense or not.  STATUS_NO: no table is there.
 * The message then names a usual place that has a table; that table is not used. */
int parttable_read(struct image_table *table, struct esp_session *session, const char *port,
                   const struct parttable_place *place);

/* Finds a sound table at one of the usual places.  Says nothing if none is there. */
int parttable_look(struct image_table *table, bool *found, struct esp_session *session,
                   const char *port);

/* Reads a few bytes of the flash.  Returns an enum esp_err. */
int parttable_read_flash(struct esp_session *session, uint32_t offset, uint8_t *data,
                         size_t size);

/* Checks the table's sums and rows.  STATUS_REFUSED: the table cannot be trusted. */
int parttable_check(const struct image_table *table, const struct esp_session *session,
                    const char *port);

/* Reads the records that choose the application.  *row: the application that the bootloader
 * tries first; NULL if it is not known. */
int parttable_boots(const struct image_row **row, const struct image_table *table,
                    struct esp_session *session, const char *port);

#endif
