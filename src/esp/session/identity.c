/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which board it is, and whether it still is that one.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A port can stay open while one board is taken off it and another is put on: behind
 * a server, or on a jig whose adapter stays plugged in.  The session would go on with
 * the second board, and its reading would be half of each.
 */
#include <stdio.h>
#include <string.h>

#include "esp/chip/family.h"
#include "esp/session/session_impl.h"

enum { END_TRIES = 3 }; /* over a bad line */

int esp_session_identify(struct esp_session *s)
{
    struct esp_board *board = &s->board;
    int err = esp_chip_detect(&s->link, &board->chip, s->fuses);

    if (err)
        return err;
    snprintf(board->chip_name, sizeof(board->chip_name), "%s", board->chip->name);
    snprintf(board->features, sizeof(board->features), "%s", board->chip->features);
    board->has_mac = board->chip->mac(s->fuses, board->mac);
    err = board->chip->uart_hz(&s->link, s->transport->baud ? s->transport->baud : s->connect_baud,
                               &s->uart_hz);
    board->crystal_hz = board->chip->crystal_hz(s->uart_hz);
    s->identified = !err;
    return err;
}

static int is_other(struct esp_session *s, const uint32_t fuses[ESP_FUSE_WORDS])
{
    const uint8_t *was = s->board.mac;
    uint8_t is[6];

    if (!s->board.has_mac || !s->board.chip->mac(fuses, is) || memcmp(is, was, sizeof(is)) == 0)
        return esp_fail(&s->fault, ESP_ERR_OTHER_BOARD,
                        "another board is on that port now: its fuses differ");
    return esp_fail(&s->fault, ESP_ERR_OTHER_BOARD,
                    "another board is on that port now: its MAC address is "
                    "%02x:%02x:%02x:%02x:%02x:%02x, not %02x:%02x:%02x:%02x:%02x:%02x",
                    is[0], is[1], is[2], is[3], is[4], is[5], was[0], was[1], was[2], was[3],
                    was[4], was[5]);
}

/* A chip of another family has other words at these addresses. */
int esp_session_check_identity(struct esp_session *s)
{
    uint32_t fuses[ESP_FUSE_WORDS];
    int err;

    if (!s->identified)
        return 0;
    err = s->board.chip->read_fuses(&s->link, fuses);
    if (err)
        return err;
    s->identity_at = s->link.repeated;
    s->identity_bytes = s->link.bytes;
    return memcmp(fuses, s->fuses, sizeof(fuses)) == 0 ? 0 : is_other(s, fuses);
}

int esp_session_check_identity_if_in_doubt(struct esp_session *s)
{
    return s->link.repeated == s->identity_at ? 0 : esp_session_check_identity(s);
}

static int check_at_end(struct esp_session *s)
{
    int err = ESP_ERR_TIMEOUT;

    if (s->link.bytes == s->identity_bytes) /* that was asked last */
        return 0;
    for (int i = 0; i < END_TRIES && err && !esp_session_hopeless(err); i++)
        err = esp_session_check_identity(s);
    return err && !esp_session_hopeless(err) ? esp_session_dead(s) : err;
}

int esp_session_end_work(struct esp_session *s, int err)
{
    return esp_session_still_same_flash(s, err ? err : check_at_end(s));
}
