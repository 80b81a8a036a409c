/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate: up to what the line carries, and down again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "clock.h"
#include "loader.h"
#include "session_impl.h"

/* Rates that every adapter has and the ESP8266 reaches within 1 %. */
static const uint32_t ladder[] = {921600, 460800, 230400, 115200};

enum {
    PROBES = 4, /* questions at a new rate, all within ESP_RATE_TRIAL_MS */
    PROBE_MS = 110,
    CHANGE_MS = 2, /* the stub changes over a millisecond after its answer */
    BACK_MS = ESP_RATE_IDLE_MS + 800, /* until the stub is surely back */
};

uint32_t esp_session_lower_rate(const struct esp_session *s, uint32_t baud)
{
    for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++)
        if (ladder[i] < baud && ladder[i] > s->connect_baud)
            return ladder[i];
    return baud > s->connect_baud ? s->connect_baud : 0;
}

/* The new rate did not work: the stub goes back by itself after a while, after
 * a longer one when it understood us and only we did not understand it. */
static int go_back(struct esp_session *s, uint32_t baud)
{
    uint64_t deadline = esp_clock_after(BACK_MS);
    int err = esp_transport_set_baud(s->transport, baud);

    if (!err)
        err = esp_transport_idle(s->transport, PROBE_MS);
    if (!err)
        err = esp_link_discard(&s->link);
    if (err)
        return err;
    do
        err = esp_session_ask_stub(s, 1, 2 * PROBE_MS);
    while (err && !esp_session_hopeless(err) && esp_clock_left(deadline) > 0);
    if (!err)
        return 0;
    return esp_session_hopeless(err)
               ? err
               : esp_fail(&s->fault, ESP_ERR_LINE,
                          "the stub no longer answers after a change of the line rate");
}

int esp_session_change_rate(struct esp_session *s, uint32_t baud)
{
    uint32_t before = s->transport->baud;
    int err = esp_change_baud(&s->link, baud, before);

    if (err == ESP_ERR_STATUS)
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "the chip does not do %u baud",
                        (unsigned)baud);
    if (err && err != ESP_ERR_TIMEOUT) /* else the answer may only be lost */
        return err;
    err = esp_transport_set_baud(s->transport, baud);
    if (!err)
        err = esp_transport_idle(s->transport, CHANGE_MS);
    if (!err)
        err = esp_session_ask_stub(s, PROBES, PROBE_MS);
    if (!err || esp_session_hopeless(err))
        return err;
    err = go_back(s, before);
    if (err)
        return err;
    return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "%u baud does not work", (unsigned)baud);
}

int esp_session_raise_baud(struct esp_session *s)
{
    uint32_t baud = s->baud ? s->baud : ladder[0];

    if (s->state != ESP_STATE_STUB)
        return esp_fail(&s->fault, ESP_ERR_ARG, "the stub does not run");
    while (s->transport->has_baud && baud && baud != s->transport->baud) {
        uint32_t lower = esp_session_lower_rate(s, baud);
        int err = esp_session_change_rate(s, baud);

        if (!err)
            break;
        if (err != ESP_ERR_UNSUPPORTED)
            return err;
        esp_session_notice(s, "%u baud does not work on this line; trying %u", (unsigned)baud,
                           (unsigned)(lower ? lower : s->transport->baud));
        baud = lower;
    }
    s->fault = (struct esp_fault){0};
    return 0;
}
