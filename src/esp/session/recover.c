/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery when the stub falls silent or the line damages too much: looks for the stub,
 * starts the stub again, lowers the rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"

enum {
    ASK_MS = 180,
    ASK_BYTES = 128, /* a question and its answer: at low rates the line takes long for them */
    RESETS_MAX = 3,
    /* A dead line must be reported within 5 s, waiting before the reset included. */
    RESET_MS = 1000,
    AWAY_TIMES = 4, /* a port that goes away at each reset does so again when it is reset */
    WAIT_MS = 1600, /* without reset lines: the stub comes back to its home rate */
};

static int ask_ms(const struct esp_session *s)
{
    return esp_transport_patience_ms(s->transport, ASK_MS, ASK_MS) +
           (int)esp_transport_wire_ms(s->transport, ASK_BYTES);
}

/* Asks the stub, and checks that the board is still the same. */
static int ask(struct esp_session *s, int tries)
{
    int err = esp_session_ask_stub(s, tries, ask_ms(s));

    return err ? err : esp_session_check_identity(s);
}

/* Looks at the present rate, then at the home rate.  The stub goes to its home rate when
 * it has heard nothing for a while. */
static int look_for_stub(struct esp_session *s)
{
    int err = ask(s, 2);

    if (!err || esp_session_hopeless(err) || s->transport->baud == s->connect_baud)
        return err;
    err = esp_transport_set_baud(s->transport, s->connect_baud);
    return err ? err : ask(s, 1);
}

static int wait_for_stub(struct esp_session *s)
{
    uint64_t deadline = esp_clock_after(WAIT_MS);
    int err;

    do
        err = ask(s, 1);
    while (err && !esp_session_hopeless(err) && esp_clock_left(deadline) > 0);
    return err;
}

/* The chip may hang, or may have been reset. */
static int start_anew(struct esp_session *s, unsigned *resets)
{
    int err;

    if (!esp_session_has_lines(s))
        return wait_for_stub(s);
    if (++*resets > RESETS_MAX)
        return ESP_ERR_TIMEOUT;
    err = esp_session_sync(s, RESET_MS + AWAY_TIMES * s->transport->away_ms);
    if (!err)
        err = esp_session_start_stub(s);
    if (err)
        return err;
    /* This milestone restarts the time limit: the chip may be reset again at once. */
    esp_session_reached(s, ESP_STUB_RESTARTED);
    esp_session_notice(s, "the chip fell silent and was reset; going on");
    return 0;
}

static int back_to_rate(struct esp_session *s, uint32_t rate)
{
    int err = rate != s->transport->baud ? esp_session_change_rate(s, rate) : 0;

    return err == ESP_ERR_UNSUPPORTED ? 0 : err; /* the work goes on at the home rate */
}

int esp_session_find_stub(struct esp_session *s, unsigned *resets)
{
    uint32_t rate = s->transport->baud;
    int err = esp_link_discard(&s->link);

    if (!err)
        err = look_for_stub(s);
    if (err && !esp_session_hopeless(err))
        err = start_anew(s, resets);
    if (!err)
        err = back_to_rate(s, rate);
    return !err || esp_session_hopeless(err) ? err : ESP_ERR_TIMEOUT;
}

const char *esp_session_silence_advice(const struct esp_session *s)
{
    return esp_session_has_lines(s)
               ? "is the cable pulled?"
               : "is the cable pulled, or was the chip reset?  Reset the board into download mode "
                 "by hand, and try again";
}

int esp_session_dead(struct esp_session *s)
{
    if (s->state != ESP_STATE_STUB && !esp_session_has_lines(s))
        return esp_fail(&s->fault, ESP_ERR_LINE,
                        "the loader no longer answers, and this port has no line to reset the board "
                        "with: see to the cable, and reset the board into download mode by hand");
    return esp_fail(&s->fault, ESP_ERR_LINE, "the chip no longer answers: %s",
                    esp_session_silence_advice(s));
}

/* Asks the board again, so that a reset after the last answer is noticed, too. */
static int look_once_more(struct esp_session *s)
{
    unsigned resets = 0;
    int err = esp_session_check_identity(s);

    if (err && !esp_session_hopeless(err))
        err = esp_session_find_stub(s, &resets);
    return err && !esp_session_hopeless(err) ? esp_session_dead(s) : err;
}

int esp_session_undisturbed(struct esp_session *s, int rounds, esp_session_round *round, void *ctx)
{
    for (int i = 0; i < rounds; i++) {
        unsigned contacts = s->contacts;
        int err = round(ctx, i > 0);

        if (!err)
            err = look_once_more(s);
        if (err || s->contacts == contacts)
            return err;
    }
    return esp_fail(&s->fault, ESP_ERR_LINE, "the chip is reset again and again");
}

int esp_session_slow_down(struct esp_session *s)
{
    uint32_t before = s->transport->baud;
    uint32_t lower = s->transport->has_baud ? esp_session_lower_rate(s, before) : 0;
    uint32_t value;
    int err;

    if (!lower)
        return 1;
    err = esp_sync(&s->link, &value, ask_ms(s)); /* SYNC makes the stub stop sending */
    if (esp_session_hopeless(err))
        return err;
    err = esp_link_drain(&s->link, ask_ms(s) / 2, 5 * ask_ms(s));
    if (!err)
        err = esp_session_change_rate(s, lower);
    if (!err)
        esp_session_notice(s, "errors on the line at %u baud; going on at %u", (unsigned)before,
                           (unsigned)lower);
    return err;
}
