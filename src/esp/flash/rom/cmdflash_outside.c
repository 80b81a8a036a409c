/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash outside of what may change: it has the same digests before and after the work.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "esp/flash/rom/cmdflash_impl.h"

struct esp_outside_piece {
    uint32_t address, size;
    uint8_t md5[ESP_MD5_SIZE];
};

/* On a line that damages, a request for a digest may reach another range; then two requests
 * have to agree. */
static int digest(struct esp_session *s, struct esp_outside_piece *piece)
{
    bool bad_line = s->link.damaged + s->link.mended + s->link.repeated > 0;

    return bad_line ? esp_cmdflash_md5_surely(s, piece->address, piece->size, piece->md5)
                    : esp_cmdflash_md5(s, piece->address, piece->size, piece->md5);
}

static int make_room(struct esp_outside *o)
{
    size_t room = o->room ? 2 * o->room : 64;
    struct esp_outside_piece *pieces;

    if (o->count < o->room)
        return 0;
    pieces = realloc(o->pieces, room * sizeof(*pieces));
    if (!pieces)
        return esp_fail(&o->session->fault, ESP_ERR_NOMEM, "out of memory");
    o->pieces = pieces;
    o->room = room;
    return 0;
}

int esp_outside_add(struct esp_outside *o, uint32_t start, uint32_t end)
{
    int err = 0;

    for (uint32_t at = start, next; at < end && !err; at = next) {
        struct esp_outside_piece piece = {.address = at};

        next = (at / ESP_OUTSIDE_PIECE + 1) * ESP_OUTSIDE_PIECE;
        if (next > end)
            next = end;
        piece.size = next - at;
        err = make_room(o);
        if (!err)
            err = digest(o->session, &piece);
        if (!err) {
            o->pieces[o->count++] = piece;
            esp_link_achieved(&o->session->link);
        }
    }
    return err;
}

int esp_outside_add_rest(struct esp_outside *o, uint32_t start)
{
    uint32_t size = o->session->board.flash_size, reach = esp_session_reach(o->session);

    if (size == 0)
        esp_session_notice(o->session, "the flash's size is not known, so nothing compares what "
                           "is behind 0x%x before and after; --flash-size tells the size",
                           (unsigned)start);
    return esp_outside_add(o, start, size < reach ? size : reach);
}

int esp_outside_before(struct esp_outside *o, const struct esp_plan *plan, uint32_t *end)
{
    int err = 0;

    *end = 0;
    for (size_t i = 0; i < plan->run_count && !err; i++) {
        err = esp_outside_add(o, *end, plan->runs[i].address);
        *end = plan->runs[i].address + plan->runs[i].size;
    }
    return err;
}

static int changed(const struct esp_outside *o, const struct esp_outside_piece *piece)
{
    bool reset = o->session->contacts != o->contacts;

    return esp_fail(&o->session->fault, ESP_ERR_CHECK,
                    "the flash changed between 0x%x and 0x%x, outside of what was to change: %sa "
                    "request was damaged on the line", (unsigned)piece->address,
                    (unsigned)(piece->address + piece->size - 1),
                    reset ? "the chip was reset and its application wrote, or " : "");
}

int esp_outside_check(struct esp_outside *o)
{
    int err = 0;

    for (size_t i = 0; i < o->count && !err; i++) {
        struct esp_outside_piece now = o->pieces[i];

        err = esp_cmdflash_md5(o->session, now.address, now.size, now.md5);
        if (!err && memcmp(now.md5, o->pieces[i].md5, ESP_MD5_SIZE) != 0)
            err = esp_cmdflash_md5_surely(o->session, now.address, now.size, now.md5);
        if (!err && memcmp(now.md5, o->pieces[i].md5, ESP_MD5_SIZE) != 0)
            err = changed(o, &now);
        if (!err)
            esp_link_achieved(&o->session->link);
    }
    return err;
}

void esp_outside_free(struct esp_outside *o)
{
    free(o->pieces);
    o->pieces = NULL;
    o->count = o->room = 0;
}
