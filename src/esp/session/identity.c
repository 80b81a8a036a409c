/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which board answers, and whether the same board still answers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A port can stay open while one board is unplugged and another board is plugged in: behind
 * a server, or on a jig whose adapter stays connected.  Without this check the session
 * would continue with the second board, and a dump would hold half of each.
 */
#include <stdio.h>
#include <string.h>

#include "esp/chip/restricted.h"
#include "esp/session/session_impl.h"

enum { END_TRIES = 3 }; /* over a bad line */

static void remark(struct esp_session *s)
{
    if (s->identity.remark[0])
        esp_session_notice(s, "%s", s->identity.remark);
    if (s->board.family->tested == ESP_FROM_TABLES)
        esp_session_notice(s, "the %s is known from documents only: nobody is known to have tried "
                           "this program with one", s->board.facts->name);
}

static int read_identity(struct esp_session *s, struct esp_identity *identity)
{
    const struct esp_family *family = s->board.family;

    return s->board.secure_download ? esp_restricted_identity(family, &s->link, identity)
                                    : family->read_identity(family, &s->link, identity);
}

/* In Secure Download Mode the divisor cannot be read. */
static int read_clocks(struct esp_session *s, uint32_t baud)
{
    const struct esp_family *family = s->board.family;

    if (!s->board.secure_download)
        return family->read_clocks(family, &s->link, baud, &s->uart_hz, &s->board.crystal_hz);
    s->uart_hz = s->board.crystal_hz = esp_restricted_clock(family);
    return 0;
}

/* Where the lines reset the core only.  Our stub takes care of the watchdogs itself, and in Secure Download Mode nobody can. */
static int calm_watchdogs(struct esp_session *s)
{
    const struct esp_watchdogs *dogs = s->board.family->watchdogs;

    if (!s->transport->core_reset || !dogs || s->board.secure_download ||
        s->state != ESP_STATE_ROM)
        return 0;
    int err = esp_calm_watchdogs(&s->link, dogs);

    if (err != ESP_ERR_UNSUPPORTED)
        return err;
    /* The application may have left them off, or the work may be done before they bite. */
    esp_session_notice(s, "%s", s->link.fault->text);
    return 0;
}

int esp_session_identify(struct esp_session *s)
{
    uint32_t baud = s->transport->baud ? s->transport->baud : s->connect_baud;
    const struct esp_identity *identity = &s->identity;
    struct esp_board *board = &s->board;
    int err = esp_family_detect(&s->link, &board->family, &board->secure_download);

    if (!err)
        err = calm_watchdogs(s);
    if (!err)
        err = read_identity(s, &s->identity);
    if (err)
        return err;
    board->facts = board->family->facts;
    memcpy(board->chip_name, identity->name, sizeof(board->chip_name));
    memcpy(board->features, identity->features, sizeof(board->features));
    memcpy(board->revision, identity->revision, sizeof(board->revision));
    board->flash_encrypted = identity->flash_encrypted;
    board->secure_boot = identity->secure_boot;
    memcpy(board->mac, identity->mac, sizeof(board->mac));
    board->has_mac = identity->has_mac;
    memcpy(board->custom_mac, identity->custom_mac, sizeof(board->custom_mac));
    board->has_custom_mac = identity->has_custom_mac;
    memcpy(board->eui64, identity->eui64, sizeof(board->eui64));
    board->has_eui64 = identity->has_eui64;
    memcpy(board->flash_voltage, identity->flash_voltage, sizeof(board->flash_voltage));
    memcpy(board->flash_pads, identity->flash_pads, sizeof(board->flash_pads));
    memcpy(board->disabled, identity->disabled, sizeof(board->disabled));
    err = read_clocks(s, baud);
    if (!err && !s->identified)
        remark(s);
    s->identified = !err;
    return err;
}

static int is_other(struct esp_session *s, const struct esp_identity *found)
{
    const uint8_t *was = s->identity.mac, *is = found->mac;

    if (!s->identity.has_mac || !found->has_mac || memcmp(is, was, sizeof(found->mac)) == 0)
        return esp_fail(&s->fault, ESP_ERR_OTHER_BOARD,
                        "another board is on that port now: its fuses differ");
    return esp_fail(&s->fault, ESP_ERR_OTHER_BOARD,
                    "another board is on that port now: its MAC address is "
                    "%02x:%02x:%02x:%02x:%02x:%02x, not %02x:%02x:%02x:%02x:%02x:%02x",
                    is[0], is[1], is[2], is[3], is[4], is[5], was[0], was[1], was[2], was[3],
                    was[4], was[5]);
}

/* The family need not be detected again: a chip of another family has other words at these
 * addresses. */
int esp_session_check_identity(struct esp_session *s)
{
    struct esp_identity found;
    int err;

    if (!s->identified)
        return 0;
    err = read_identity(s, &found);
    if (err)
        return err;
    s->repeated_at_check = s->link.repeated;
    s->bytes_at_check = s->link.bytes;
    return memcmp(found.words, s->identity.words, sizeof(found.words)) == 0
               ? 0
               : is_other(s, &found);
}

int esp_session_check_identity_if_in_doubt(struct esp_session *s)
{
    return s->link.repeated == s->repeated_at_check ? 0 : esp_session_check_identity(s);
}

static int check_at_end(struct esp_session *s)
{
    int err = ESP_ERR_TIMEOUT;

    if (s->link.bytes == s->bytes_at_check) /* nothing came in since the last check */
        return 0;
    for (int i = 0; i < END_TRIES && err && !esp_session_hopeless(err); i++)
        err = esp_session_check_identity(s);
    return err && !esp_session_hopeless(err) ? esp_session_dead(s) : err;
}

/* A chip that was reset since the last look at its flash may have run its application, which
 * may have changed the flash. */
int esp_session_end_work(struct esp_session *s, int err)
{
    unsigned contacts = s->contacts;

    err = esp_session_still_same_flash(s, err ? err : check_at_end(s));
    if (err || s->contacts == contacts)
        return err;
    return esp_fail(&s->fault, ESP_ERR_LINE,
                    "the chip was reset at the end of the work, and its application may have changed"
                    " the flash: the same command again looks");
}
