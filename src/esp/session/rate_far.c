/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the stub's rate behind a network whose round trips are long.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A stub at another rate than its home rate goes back after ESP_RATE_TRIAL_MS if it has
 * received nothing by then.  The host learns after half a round trip that the stub changed its
 * rate, and the host's next request needs the other half.
 *
 * A stub that takes the time of a trial is told a longer one.  To other stubs the host sends
 * the next requests without waiting for any answer.  Short pauses between them give the server
 * time to change its rate, so that the requests arrive at the stub soon after the change,
 * however long they are under way.
 */
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"

enum {
    FAR_MS = 100, /* the network adds more than this; ESP_RATE_TRIAL_MS is long enough for less */
    TRIPS = 3,    /* the answer comes, the port's rate is confirmed, a request goes; and one more */
    ANSWER_MS = 200,
    GAP_MS = 80,  /* the server and the stub change their rates; networks vary by less, mostly, */
    TRIES = 3,    /* and not each time */
    ASKS = 4,     /* requests, which arrive within ESP_RATE_TRIAL_MS */
};
_Static_assert((1 + ASKS) * GAP_MS < ESP_RATE_TRIAL_MS, "all requests arrive during the trial");

bool esp_session_is_far(const struct esp_session *s)
{
    return esp_transport_network_ms(s->transport) > FAR_MS;
}

/* The time holds for the rest of the work, too: there is no other limit of silence. */
static uint32_t silence_ms(const struct esp_session *s)
{
    int ms = ESP_RATE_IDLE_MS + TRIPS * esp_transport_network_ms(s->transport);

    return ms < ESP_RATE_TRIAL_MAX_MS ? (uint32_t)ms : ESP_RATE_TRIAL_MAX_MS;
}

static int tell_time(struct esp_session *s, uint32_t baud)
{
    const struct esp_rate_trial trial = {
        .baud = esp_session_true_baud(s, baud),
        .old_baud = esp_session_true_baud(s, s->transport->baud),
        .home_baud = esp_session_true_baud(s, s->connect_baud),
        .trial_ms = silence_ms(s),
    };
    int err = esp_try_baud(&s->link, &trial,
                           esp_transport_patience_ms(s->transport, ANSWER_MS, ANSWER_MS));

    if (err && err != ESP_ERR_TIMEOUT) /* after a timeout only the answer may be lost */
        return err;
    return esp_transport_set_baud(s->transport, baud);
}

static int set_port(struct esp_session *s, uint32_t baud)
{
    int err;

    s->transport->hasty = true;
    err = esp_transport_set_baud(s->transport, baud);
    s->transport->hasty = false;
    return err;
}

static int send_ahead(struct esp_session *s, uint32_t baud)
{
    int err = esp_send_change_baud(&s->link, esp_session_true_baud(s, baud),
                                   esp_session_true_baud(s, s->transport->baud),
                                   esp_session_true_baud(s, s->connect_baud));

    if (!err)
        err = esp_transport_idle(s->transport, GAP_MS);
    if (!err)
        err = set_port(s, baud);
    for (int i = 0; i < ASKS && !err; i++) {
        err = esp_transport_idle(s->transport, GAP_MS);
        if (!err)
            err = esp_stub_send(&s->link, ESP_OP_STUB_INFO, NULL, 0);
    }
    return err;
}

static bool takes_time(const struct esp_session *s)
{
    return s->board.family && s->board.family->timed_trials;
}

int esp_session_tell_rate_far(struct esp_session *s, uint32_t baud)
{
    return takes_time(s) ? tell_time(s, baud) : send_ahead(s, baud);
}

int esp_session_rate_tries(const struct esp_session *s)
{
    return esp_session_is_far(s) && !takes_time(s) ? TRIES : 1;
}
