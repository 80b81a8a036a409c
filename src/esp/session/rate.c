/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the line rate: up to the highest rate that the line carries, and down again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/line/pattern.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"

/* Rates that every adapter has and every chip reaches within 1 %. */
static const uint32_t ladder[] = {921600, 460800, 230400, 115200};

enum {
    PROBES = 2,   /* questions at the new rate.  The stub must get one of them within */
    PROBE_MS = 110, /* ESP_RATE_TRIAL_MS, or else it returns to the old rate */
    PROBE_REMOTE_MS = 220,
    ECHOES = 3, /* after the questions */
    ECHO_SIZE = 64, /* bytes; an echo takes 7 ms at 230400 baud */
    ROUND_BYTES = 256, /* a question or an echo and the answer, with room for escaped bytes */
    CHANGE_MS = 2, /* the stub changes its rate one millisecond after its answer */
    BACK_MS = ESP_RATE_IDLE_MS + 800, /* by then the stub is back at its home rate, */
    BACK_TRIPS = 6, /* behind a network later; and some questions are asked meanwhile */
};

uint32_t esp_session_lower_rate(const struct esp_session *s, uint32_t baud)
{
    for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++)
        if (ladder[i] < baud && ladder[i] > s->connect_baud)
            return ladder[i];
    return baud > s->connect_baud ? s->connect_baud : 0;
}

/* The divisors for fast rates are small, so rounding changes the rate noticeably. */
uint32_t esp_session_true_baud(const struct esp_session *s, uint32_t baud)
{
    bool fraction = s->board.family && s->board.family->uart_sixteenths;
    uint64_t hz = (uint64_t)s->uart_hz * (fraction ? 16 : 1);
    uint64_t divisor = (hz + baud / 2) / (baud ? baud : 1);

    return divisor ? (uint32_t)(hz / divisor) : baud;
}

static uint32_t wanted_rate(const struct esp_session *s)
{
    uint32_t baud = s->baud ? s->baud : ladder[0];

    return s->ceiling && baud > s->ceiling ? s->ceiling : baud;
}

/* Returns the next rate to try; 0: no rate is left. */
static uint32_t step_down(struct esp_session *s, uint32_t baud)
{
    uint32_t lower = esp_session_lower_rate(s, baud);

    esp_session_notice(s, "%u baud does not work on this line; trying %u", (unsigned)baud,
                       (unsigned)(lower ? lower : s->transport->baud));
    if (lower)
        s->ceiling = lower;
    return lower;
}

/* ---- the ROM's loader ---- */

/* A loader that changes its rate by command cannot be asked at a rate that does not work, and
 * then only a reset helps.  So the rate is changed by command only if the chip can be reset. */
static bool may_command(const struct esp_session *s)
{
    return esp_session_has_lines(s) && !s->transport->lines_unsure;
}

/* The trial is a program. */
static bool has_trial(const struct esp_session *s)
{
    return s->board.family->try_rate && !esp_session_refuses_code(s);
}

/* Is it known that the loader is not lost if a rate does not work? */
static bool may_raise(const struct esp_session *s)
{
    return !s->board.family->rate_by_command || has_trial(s) || esp_session_has_lines(s);
}

static int set_loader_rate(struct esp_session *s, uint32_t baud)
{
    const struct esp_family *family = s->board.family;

    return has_trial(s) && !may_command(s) ? family->try_rate(&s->link, s->uart_hz, baud)
                                               : family->set_rate(&s->link, s->uart_hz, baud);
}

int esp_session_raise_loader(struct esp_session *s)
{
    const struct esp_family *family = s->board.family;
    uint32_t baud = wanted_rate(s);

    if (!s->transport->has_baud || !s->uart_hz)
        return 0;
    if (baud > family->loader_baud_max)
        baud = family->loader_baud_max;
    while (baud > s->transport->baud) {
        int err = set_loader_rate(s, baud);

        if (err != ESP_ERR_UNSUPPORTED)
            return err;
        baud = step_down(s, baud);
    }
    return 0;
}

int esp_session_raise_for_stub(struct esp_session *s)
{
    return may_raise(s) ? esp_session_raise_loader(s) : 0;
}

enum { AGAIN_MS = 3000 }; /* to synchronise after a rate that did not work */

int esp_session_raise_surely(struct esp_session *s)
{
    uint32_t baud = wanted_rate(s);
    int err = esp_session_raise_loader(s);

    while (err == ESP_ERR_TIMEOUT && esp_session_has_lines(s) && baud > s->connect_baud) {
        if (baud > s->board.family->loader_baud_max)
            baud = s->board.family->loader_baud_max;
        err = esp_session_sync(s, AGAIN_MS);
        baud = step_down(s, baud);
        if (!err && s->state == ESP_STATE_ROM && baud > s->connect_baud)
            err = esp_session_raise_loader(s);
    }
    if (err == ESP_ERR_TIMEOUT)
        return esp_fail(&s->fault, ESP_ERR_LINE,
                        "the loader no longer answers after a change of the line rate: reset the "
                        "board into download mode by hand, and use --baud=%u",
                        (unsigned)s->connect_baud);
    return err;
}

/* If a rate that does not work may end the work, the loader is not taken to a fast rate
 * unless the user wants that. */
static int raise_rom(struct esp_session *s)
{
    bool worth_it = s->board.family->rate_by_command && (may_raise(s) || s->baud);
    int err = worth_it ? esp_session_raise_surely(s) : 0;

    if (!err)
        s->fault = (struct esp_fault){0};
    if (!err && worth_it)
        esp_session_reached(s, ESP_RATE_RAISED);
    return err;
}

/* ---- the stub ---- */

int esp_session_tell_rate(struct esp_session *s, uint32_t baud)
{
    return esp_change_baud(&s->link, esp_session_true_baud(s, baud),
                           esp_session_true_baud(s, s->transport->baud),
                           esp_session_true_baud(s, s->connect_baud));
}

/* The echo's answer is the last one: after it no other answer is under way. */
static int set_home_far(struct esp_session *s)
{
    int patience_ms = esp_transport_patience_ms(s->transport, PROBE_MS, PROBE_REMOTE_MS);
    uint8_t pattern[ECHO_SIZE];
    int err = esp_session_tell_rate_far(s, s->transport->baud);

    esp_pattern(pattern, sizeof(pattern), 0);
    return err ? err : esp_echo(&s->link, pattern, sizeof(pattern), patience_ms);
}

int esp_session_set_home(struct esp_session *s)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < PROBES && err == ESP_ERR_TIMEOUT; i++)
        err = esp_session_is_far(s) ? set_home_far(s)
                                    : esp_session_tell_rate(s, s->transport->baud);
    return err;
}

/* The new rate did not work.  The stub returns to its home rate by itself after a while;
 * it takes longer if it did not receive the command, or received it late. */
int esp_session_regain_rate(struct esp_session *s, uint32_t before, uint32_t tried)
{
    const uint32_t rates[] = {s->connect_baud, before, tried};
    int network_ms = esp_transport_network_ms(s->transport);
    uint64_t deadline = esp_clock_after(BACK_MS + BACK_TRIPS * network_ms);
    int err = esp_transport_set_baud(s->transport, rates[0]);

    if (!err)
        err = esp_transport_idle(s->transport, PROBE_MS);
    if (!err)
        err = esp_link_discard(&s->link);
    if (err)
        return err;
    for (size_t i = 0; i == 0 || (err && esp_clock_left(deadline) > 0); i++) {
        err = esp_transport_set_baud(s->transport, rates[i % 3]);
        if (!err)
            err = esp_session_ask_stub(s, 1, 2 * PROBE_MS + network_ms);
        if (esp_session_hopeless(err))
            return err;
    }
    return err ? esp_fail(&s->fault, ESP_ERR_LINE,
                          "the stub no longer answers after a change of the line rate")
               : 0;
}

/* Tests both directions, and accepts no error: occasional errors cost more time than a
 * lower rate does.  At 9600 baud an echo takes 150 ms on the line alone. */
static int prove(struct esp_session *s)
{
    int patience_ms = esp_transport_patience_ms(s->transport, PROBE_MS, PROBE_REMOTE_MS) +
                      (int)esp_transport_wire_ms(s->transport, ROUND_BYTES);
    int err = esp_session_ask_stub(s, PROBES, patience_ms);
    uint8_t pattern[ECHO_SIZE];

    for (unsigned i = 0; i < ECHOES && !err; i++) {
        esp_pattern(pattern, sizeof(pattern), i);
        err = esp_echo(&s->link, pattern, sizeof(pattern), patience_ms);
    }
    return err;
}

static int tell_and_follow(struct esp_session *s, uint32_t baud)
{
    int err = esp_session_tell_rate(s, baud);

    if (err && err != ESP_ERR_TIMEOUT) /* after a timeout only the answer may be lost */
        return err;
    return esp_transport_set_baud(s->transport, baud);
}

static int change_once(struct esp_session *s, uint32_t baud)
{
    uint32_t before = s->transport->baud;
    int err = esp_session_is_far(s) ? esp_session_tell_rate_far(s, baud)
                                    : tell_and_follow(s, baud);

    if (err == ESP_ERR_STATUS)
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "the chip does not do %u baud",
                        (unsigned)baud);
    if (!err)
        err = esp_transport_idle(s->transport, CHANGE_MS);
    if (!err)
        err = prove(s);
    if (!err && baud < before)
        s->ceiling = baud;
    if (!err || esp_session_hopeless(err))
        return err;
    esp_session_tell_rate(s, s->connect_baud); /* saves time if the stub receives it */
    err = esp_session_regain_rate(s, before, baud);
    if (err)
        return err;
    return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "%u baud does not work", (unsigned)baud);
}

int esp_session_change_rate(struct esp_session *s, uint32_t baud)
{
    int err = ESP_ERR_UNSUPPORTED;

    for (int i = esp_session_rate_tries(s); i > 0 && err == ESP_ERR_UNSUPPORTED; i--)
        err = change_once(s, baud);
    return err;
}

int esp_session_raise_baud(struct esp_session *s)
{
    uint32_t baud = wanted_rate(s);

    if (s->state == ESP_STATE_ROM && s->board.family)
        return raise_rom(s);
    if (s->state == ESP_STATE_FOREIGN)
        return esp_session_raise_foreign(s);
    if (s->state != ESP_STATE_STUB)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    if (!s->baud) {
        int err = esp_session_try_fast_rates(s);

        if (err)
            return err;
        if (s->transport->baud > baud)
            baud = s->transport->baud;
    }
    while (s->transport->has_baud && baud && baud != s->transport->baud) {
        int err = esp_session_change_rate(s, baud);

        if (!err)
            break;
        if (err != ESP_ERR_UNSUPPORTED)
            return err;
        baud = step_down(s, baud);
    }
    s->fault = (struct esp_fault){0};
    esp_session_reached(s, ESP_RATE_RAISED);
    return 0;
}
