/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting our stub to run.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "chip.h"
#include "loader.h"
#include "session_impl.h"

enum {
    GREETING_MS = 700,
    AGAIN_MS = 3000, /* to synchronise for the second try */
};

static int upload(struct esp_session *s)
{
    const struct esp_chip *chip = s->board.chip;
    struct esp_link *link = &s->link;
    int err = esp_load_program(link, chip->stub, *chip->stub_size, chip->stub_address,
                               chip->stub_address);

    s->state = ESP_STATE_OPEN; /* until something answers again */
    if (err)
        return err;
    err = esp_await_greeting(link, GREETING_MS);
    /* The greeting has no check and may be damaged; the question tells. */
    if (!err || !esp_session_hopeless(err))
        err = esp_session_ask_stub(s, 3, esp_link_patience_ms(link) / 2);
    return err;
}

static int failed(struct esp_session *s, int err)
{
    const struct esp_fault why = s->fault;

    if (esp_session_hopeless(err))
        return err;
    return esp_fail(&s->fault, ESP_ERR_STUB, "the stub did not start: %.200s",
                    why.text[0] ? why.text : esp_strerror(err));
}

int esp_session_start_stub(struct esp_session *s)
{
    int err;

    if (s->state == ESP_STATE_STUB)
        return 0;
    if (s->state != ESP_STATE_ROM || !s->board.chip)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    err = upload(s);
    if (err && !esp_session_hopeless(err)) {
        /* From the start once more: a block damaged on its way cannot be sent
         * again by itself, as it has used up its sequence number. */
        err = esp_session_sync(s, AGAIN_MS);
        if (!err && s->state == ESP_STATE_ROM)
            err = upload(s);
    }
    if (err)
        return failed(s, err);
    s->fault = (struct esp_fault){0};
    return 0;
}
