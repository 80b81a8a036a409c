/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying a line rate with the ROM's loader: the host's side of struct esp_trial.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/trial.h"

#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/line/pattern.h"
#include "esp/line/transport.h"
#include "esp/rom/loader.h"

enum {
    PROGRAM_MAX = 1024,
    LIMIT_MS = 150, /* after this time the program goes back to the old rate */
    LIMIT_REMOTE_MS = 600,
    /* In the limit the answer to MEM_END comes (half a round trip), the port's new rate is
     * confirmed (one), the pattern goes and comes back (one), and ESP_TRIAL_KEEP goes (half).
     * The limit has room for one more that takes long. */
    ROUND_TRIPS = 3,
    STARTED_MS = 60, /* the answer to MEM_END takes 3 ms.  If the answer is lost or damaged,
                      * the program may run all the same */
    CHANGE_MS = 2, /* the program changes the rate one byte's time after that answer */
    PROBE_MS = 60,
    PROBE_REMOTE_MS = 240,
    PROBES = 2,
    BACK_MS = 600, /* after the limit, to find the loader again */
};

static int limit_ms(const struct esp_link *link)
{
    const struct esp_transport *t = link->transport;

    return esp_transport_patience_ms(t, esp_transport_trips_ms(t, LIMIT_MS, ROUND_TRIPS),
                                     LIMIT_REMOTE_MS);
}

static int probe_ms(const struct esp_link *link)
{
    return esp_transport_patience_ms(link->transport, PROBE_MS, PROBE_REMOTE_MS);
}

/* True for errors that mean that the rate does not work. */
static bool rate_failed(int err)
{
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS || err == ESP_ERR_CHECK ||
           err == ESP_ERR_UNSUPPORTED;
}

static int start(struct esp_link *link, const struct esp_trial_program *trial,
                 const struct esp_trial_rate *rate)
{
    uint8_t program[PROGRAM_MAX];
    size_t size = *trial->size, parameters = size - sizeof(struct esp_trial);
    struct esp_answer answer;
    int err;

    if (size > sizeof(program))
        return esp_fail(link->fault, ESP_ERR_ARG, "a trial of %zu bytes is too long", size);
    memcpy(program, trial->code, size);
    esp_put32(program + parameters, rate->divisor);
    esp_put32(program + parameters + 4, rate->uart_hz / 1000 * (uint32_t)limit_ms(link));
    if (trial->checked)
        esp_put_check_sum(program, size);
    err = esp_load_program(link, program, size, trial->address);
    if (!err)
        err = trial->start(link, trial->address);
    if (err)
        return err;
    err = esp_link_await(link, ESP_OP_MEM_END, &answer,
                         link->transport->remote ? limit_ms(link) : STARTED_MS);
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS ? 0 : err;
}

/* Skips bytes until the mark, then receives size bytes behind it. */
static int receive(struct esp_link *link, uint8_t *bytes, size_t size)
{
    struct esp_transport *t = link->transport;
    uint64_t deadline = esp_clock_after(limit_ms(link) * 2 / 3);
    uint8_t byte = 0;
    size_t got = 0;
    int n = 1;

    while (n > 0 && byte != ESP_TRIAL_MARK)
        n = esp_transport_read(t, &byte, 1, esp_clock_left(deadline));
    while (n > 0 && got < size) {
        n = esp_transport_read(t, bytes + got, size - got, esp_clock_left(deadline));
        got += n > 0 ? (size_t)n : 0;
    }
    if (n < 0)
        return n;
    return n ? 0 : esp_fail(link->fault, ESP_ERR_TIMEOUT, "no answer at the new rate");
}

static int exchange(struct esp_link *link)
{
    uint8_t sent[1 + ESP_TRIAL_SIZE] = {ESP_TRIAL_MARK}, got[ESP_TRIAL_SIZE], keep[4];
    int err;

    esp_pattern(sent + 1, ESP_TRIAL_SIZE, 0);
    err = esp_transport_write(link->transport, sent, sizeof(sent), limit_ms(link));
    if (!err)
        err = receive(link, got, sizeof(got));
    for (size_t i = 0; i < sizeof(got) && !err; i++)
        if ((got[i] ^ sent[1 + i]) != 0xff)
            err = esp_fail(link->fault, ESP_ERR_CHECK, "the pattern is damaged");
    if (err)
        return err;
    esp_put32(keep, ESP_TRIAL_KEEP);
    return esp_transport_write(link->transport, keep, sizeof(keep), limit_ms(link));
}

static int is_there(struct esp_link *link, int probes)
{
    int err = ESP_ERR_TIMEOUT;
    uint32_t value;

    for (int i = 0; i < probes && err == ESP_ERR_TIMEOUT; i++) {
        err = esp_sync(link, &value, probe_ms(link));
        if (!err)
            err = esp_sync_settle(link);
    }
    return err;
}

static int go_to(struct esp_link *link, uint32_t baud)
{
    int err = esp_transport_set_baud(link->transport, baud);

    return err ? err : esp_link_discard(link);
}

/* Looks for the loader at both rates.  Usually the loader is at the old rate, and it hears
 * nothing until the program's limit is over. */
static int find(struct esp_link *link, uint32_t before, uint32_t baud)
{
    uint64_t deadline = esp_clock_after(esp_transport_patience_ms(
        link->transport, limit_ms(link) + BACK_MS, limit_ms(link) + BACK_MS));
    const uint32_t rates[] = {before, before, baud};
    int err = ESP_ERR_TIMEOUT;

    for (size_t i = 0; err == ESP_ERR_TIMEOUT && esp_clock_left(deadline) > 0; i++) {
        err = go_to(link, rates[i % 3]);
        if (!err)
            err = is_there(link, PROBES);
        else if (err == ESP_ERR_UNSUPPORTED)
            err = ESP_ERR_TIMEOUT; /* the port cannot do that rate */
    }
    return err;
}

int esp_trial_run(struct esp_link *link, const struct esp_trial_program *program,
                  const struct esp_trial_rate *rate)
{
    uint32_t before = link->transport->baud, baud = rate->baud;
    int err = start(link, program, rate);

    if (!err)
        err = go_to(link, baud);
    if (!err)
        err = esp_transport_idle(link->transport, CHANGE_MS);
    if (!err)
        err = exchange(link);
    if (!err)
        err = is_there(link, PROBES);
    if (!err || !rate_failed(err))
        return err;
    err = find(link, before, baud);
    if (err || link->transport->baud == baud)
        return err;
    return esp_fail(link->fault, ESP_ERR_UNSUPPORTED, "%u baud does not work", (unsigned)baud);
}
