/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Continuing to read when the stub is silent or the line damages too many frames.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/flash/stub/stubread.h"

enum { RECOVERIES_MAX = 4 }; /* without a packet in between */

static int dead(struct esp_reader *r)
{
    const struct esp_slot *slot = &r->slots[r->first];

    if (!r->count)
        return esp_session_dead(r->session);
    return esp_fail(&r->session->fault, ESP_ERR_LINE,
                    "the chip no longer answers, at 0x%x: %s", (unsigned)slot->address,
                    esp_session_silence_advice(r->session));
}

static int go_on(struct esp_reader *r)
{
    int err;

    r->progress_ms = esp_clock_ms();
    r->damaged = r->session->link.damaged;
    err = esp_session_hurry(r->session); /* for the case that a new stub was started */
    return err ? err : esp_reader_ask_all(r);
}

int esp_reader_recover(struct esp_reader *r)
{
    int err;

    if (++r->recoveries > RECOVERIES_MAX)
        return dead(r);
    err = esp_session_find_stub(r->session, &r->resets);
    if (err)
        return esp_session_hopeless(err) ? err : dead(r);
    return go_on(r);
}

int esp_reader_slow_down(struct esp_reader *r)
{
    int err;

    r->score = 0;
    err = esp_session_slow_down(r->session);
    if (err > 0)
        return 0; /* no lower rate; only small packets are left to try */
    if (err)
        return esp_session_hopeless(err) ? err : esp_reader_recover(r);
    return go_on(r);
}
