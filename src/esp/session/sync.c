/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resetting the chip into download mode, and synchronising with the loader or the stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/chip/family.h"
#include "esp/rom/loader.h"
#include "esp/session/selftest_results.h"
#include "esp/session/session_impl.h"

enum {
    SYNCS_PER_RESET = 5, /* the ROM never answers the first SYNC after a reset */
    SYNCS_BARE = 7,  /* without reset lines */
    SYNCS_FAST = 2,  /* at each fast rate */
    SYNC_WIRE_BITS = (ESP_HEADER_SIZE + ESP_SYNC_SIZE + 2) * 10,
    FIRST_MS = 6,  /* time for the ROM to discard the first SYNC: it looks every 1.5 ms */
    SYNC_MS = 100, /* a loader answers within 20 ms */
    IDENTITY_TRIES = 3,
    SYNC_TRIPS = 8, /* round trips of a reset and of asking after it, twice */
};

/* Behind a slow network the SYNCs follow each other without their answers: an answer is
 * awaited after the last one, whichever SYNC it belongs to. */
static int sync_ms(const struct esp_session *s, bool last)
{
    int trip_ms = esp_transport_trips_ms(s->transport, 0, 1);

    if (last)
        return esp_transport_patience_ms(s->transport, SYNC_MS, SYNC_MS);
    return SYNC_MS + (trip_ms < SYNC_MS ? trip_ms : SYNC_MS);
}

int esp_session_ask_stub(struct esp_session *s, int tries, int timeout_ms)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < tries && err && !esp_session_hopeless(err); i++)
        err = esp_stub_info(&s->link, &s->stub, timeout_ms);
    if (!err) {
        s->state = ESP_STATE_STUB;
        s->link.status_size = ESP_STATUS_SIZE;
    }
    return err;
}

/* Finds out who answered SYNC.  A stub answers with the value 0; only our stub can be used.
 * ESP_ERR_NO_SYNC if the next question gets no answer: the answer to SYNC may have been a
 * late answer from another rate. */
static int look_who_answered(struct esp_session *s, uint32_t value)
{
    int err = esp_sync_settle(&s->link);

    if (err)
        return err == ESP_ERR_TIMEOUT ? ESP_ERR_NO_SYNC : err;
    s->state = ESP_STATE_ROM;
    if (value != 0)
        return 0;
    s->distrusted = false;
    s->link.one_by_one = s->foreign != NULL;
    err = esp_session_ask_stub(s, 3, esp_link_short_patience_ms(&s->link));
    if (!err && s->transport->baud != s->connect_baud)
        err = esp_session_set_home(s);
    if (!err)
        err = esp_session_believe_stub(s);
    s->link.one_by_one = err && s->foreign;
    if (!err || esp_session_hopeless(err) || s->distrusted)
        return err;
    if (s->foreign && err != ESP_ERR_TIMEOUT) {
        s->state = ESP_STATE_FOREIGN;
        return 0;
    }
    s->state = ESP_STATE_OPEN;
    if (err == ESP_ERR_TIMEOUT)
        return ESP_ERR_NO_SYNC;
    return esp_fail(&s->fault, ESP_ERR_STUB,
                    "another program's flasher stub runs on the chip: reset it into download "
                    "mode (hold GPIO0, the FLASH button, low while it resets)");
}

/* Sends SYNC up to "tries" times; ESP_ERR_NO_SYNC if no SYNC was answered. */
static int greet_once(struct esp_session *s, int tries)
{
    uint32_t baud = s->transport->baud;
    int first_ms = FIRST_MS + (baud ? (int)(SYNC_WIRE_BITS * 1000 / baud) : 0);

    for (int i = 0; i < tries; i++) {
        uint32_t value;
        int err = esp_sync(&s->link, &value, i == 0 ? first_ms : sync_ms(s, i == tries - 1));

        if (esp_session_hopeless(err))
            return err;
        if (err)
            continue;
        err = look_who_answered(s, value);
        if (err != ESP_ERR_NO_SYNC)
            return err;
    }
    return ESP_ERR_NO_SYNC;
}

/* A port that goes away because of a reset does so a moment later.  What was sent before it
 * came back is lost. */
static int greet(struct esp_session *s, int tries)
{
    unsigned returns;
    int err;

    do {
        returns = s->transport->returns;
        err = greet_once(s, tries);
        esp_session_tell_returns(s);
    } while (err == ESP_ERR_NO_SYNC && s->transport->returns != returns);
    return err;
}

static int greet_at(struct esp_session *s, uint32_t baud)
{
    int err = esp_transport_set_baud(s->transport, baud);

    if (!err)
        return greet(s, SYNCS_FAST);
    return err == ESP_ERR_UNSUPPORTED ? ESP_ERR_NO_SYNC : err;
}

/* Looks for a stub at the rates that only some families have. */
static int greet_fastest(struct esp_session *s)
{
    int err = ESP_ERR_NO_SYNC;

    for (const struct esp_family *const *family = esp_families; *family; family++)
        for (const uint32_t *baud = (*family)->fast_bauds;
             baud && *baud && err == ESP_ERR_NO_SYNC; baud++)
            err = greet_at(s, *baud);
    return err;
}

/* Looks for a loader or stub at the fast rates: another program may have left it there when
 * the program was killed.  Keeps the received bytes for the diagnosis.  A stub stays at its
 * rate for a while, so once is enough for the rates that are rare. */
static int greet_fast(struct esp_session *s, bool again)
{
    uint32_t baud = 0;
    int err = ESP_ERR_NO_SYNC;

    while (err == ESP_ERR_NO_SYNC && s->transport->has_baud) {
        baud = esp_session_lower_rate(s, baud ? baud : UINT32_MAX);
        if (baud <= s->connect_baud)
            break;
        err = greet_at(s, baud);
    }
    if (err == ESP_ERR_NO_SYNC && s->transport->has_baud && !again)
        err = greet_fastest(s);
    if (err == ESP_ERR_NO_SYNC && s->transport->has_baud &&
        esp_transport_set_baud(s->transport, s->connect_baud) < 0)
        return ESP_ERR_LINE;
    return err;
}

/* The ROM measures the rate once after a reset, so a loader that was asked at another rate
 * before listens at that rate only.  From here on that rate is the one to connect at. */
static int greet_usual(struct esp_session *s)
{
    static const uint32_t usual[] = {115200, 74880, 57600, 38400, 19200, 9600};
    const uint32_t wanted = s->connect_baud;
    int err = ESP_ERR_NO_SYNC;

    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && err == ESP_ERR_NO_SYNC; i++) {
        if (usual[i] == wanted)
            continue;
        err = esp_transport_set_baud(s->transport, usual[i]);
        s->connect_baud = usual[i];
        if (!err)
            err = greet(s, SYNCS_FAST);
        else if (err == ESP_ERR_UNSUPPORTED)
            err = ESP_ERR_NO_SYNC;
    }
    if (!err)
        esp_session_notice(s, "the loader answers at %u baud, the rate at which it was asked first,"
                           " and not at %u", (unsigned)s->connect_baud, (unsigned)wanted);
    if (err)
        s->connect_baud = wanted;
    if (err == ESP_ERR_NO_SYNC && esp_transport_set_baud(s->transport, wanted) < 0)
        return ESP_ERR_LINE;
    return err;
}

static int sync_bare(struct esp_session *s, uint64_t deadline)
{
    bool again = false;
    int err;

    do {
        err = greet(s, SYNCS_BARE);
        if (err == ESP_ERR_NO_SYNC)
            err = greet_fast(s, again);
        again = true;
    } while (err == ESP_ERR_NO_SYNC && esp_clock_left(deadline) > 0);
    return err == ESP_ERR_NO_SYNC && s->transport->has_baud ? greet_usual(s) : err;
}

/* If another program's stub still answers, the reset sequence did not reset the chip.  The
 * next sequence may do so. */
static bool try_next(int err)
{
    return err == ESP_ERR_NO_SYNC || err == ESP_ERR_STUB;
}

static int sync_with_resets(struct esp_session *s, uint64_t deadline)
{
    bool again = false;
    int err = ESP_ERR_NO_SYNC;

    for (size_t i = 0; try_next(err) && esp_clock_left(deadline) > 0;
         i = (i + 1) % s->reset_count) {
        err = esp_link_discard(&s->link);
        if (!err)
            err = esp_reset_run(&s->resets[i], s->transport);
        if (err == ESP_ERR_UNSUPPORTED)
            return sync_bare(s, deadline);
        esp_link_forget(&s->link);
        if (!err)
            err = greet(s, SYNCS_PER_RESET);
        if (err == ESP_ERR_NO_SYNC && s->transport->lines_unsure) {
            err = greet_fast(s, again);
            again = true;
        }
    }
    return err;
}

static int sync_once(struct esp_session *s, int limit_ms)
{
    uint64_t deadline =
        esp_clock_after(esp_transport_trips_ms(s->transport, limit_ms, SYNC_TRIPS));
    int err = 0;

    s->state = ESP_STATE_OPEN;
    s->link.one_by_one = false;
    s->contacts++;
    if (s->transport->has_baud)
        err = esp_transport_set_baud(s->transport, s->connect_baud);
    if (!err)
        err = esp_link_discard(&s->link);
    if (err)
        return err;
    return esp_session_has_lines(s) ? sync_with_resets(s, deadline) : sync_bare(s, deadline);
}

int esp_session_sync(struct esp_session *s, int limit_ms)
{
    int err, tries = IDENTITY_TRIES;

    do {
        err = sync_once(s, limit_ms);
        if (err)
            return err;
        err = esp_session_check_identity(s);
        /* The loader hangs on some damaged questions; then only a reset helps. */
    } while (err && !esp_session_hopeless(err) && esp_session_has_lines(s) && --tries > 0);
    return err;
}
