/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the foreign_*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_FOREIGN_FOREIGN_IMPL_H
#define ESP_FLASH_FOREIGN_FOREIGN_IMPL_H

#include "esp/flash/rom/cmdflash_impl.h"

/* The functions of struct esp_cmdflash_acts. */
int esp_foreign_fetch(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data);
int esp_foreign_erase_run(struct esp_session *s, uint32_t address, uint32_t size);
int esp_foreign_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                          const uint8_t *data);

/* ---- foreign_outside.c: the flash outside of what may change ---- */

enum { ESP_OUTSIDE_PIECE = 0x40000 }; /* bytes whose digest is asked for at once */

/* Ranges that must keep their contents.  The requests that erase and write have no check sum:
 * a damaged one may change another place. */
struct esp_outside {
    struct esp_session *session;
    unsigned contacts; /* session->contacts when the digests were taken */
    struct esp_outside_piece *pieces;
    size_t count, room;
};

/* Call these before the first change: esp_outside_add() for each range that must keep its
 * contents, in any order. */
int esp_outside_add(struct esp_outside *o, uint32_t start, uint32_t end);
/* Adds what follows start, as far as the stub reaches.  If the flash's size is unknown, adds
 * nothing, because behind the flash's end its contents come again, and tells the user. */
int esp_outside_add_rest(struct esp_outside *o, uint32_t start);
/* Adds what is outside of the plan's sectors. */
int esp_outside_of_plan(struct esp_outside *o, const struct esp_plan *plan);
/* Call this after the last change.  ESP_ERR_CHECK if a range has other contents now. */
int esp_outside_check(struct esp_outside *o);
void esp_outside_free(struct esp_outside *o);

#endif
