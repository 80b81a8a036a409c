/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubling the clock of the chip's CPU, if the chip bears that.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * On a fast line, compression and digests take the CPU longer than the transfer takes.
 * Applications double the CPU's clock, too, but they set up the chip's clocks first.  In
 * the state that the boot ROM leaves, the CPU was seen to run twice as fast while the UART
 * kept its rate (T. Trebisky, esp8266, NoSDK/misc/misc.c).  Whether every chip bears this
 * is not known.
 */
#include "esp/session/selftest_results.h"
#include "esp/session/session_impl.h"

enum {
    HURRY_ABOVE = 115200, /* baud: up to this rate the line is slower than the CPU.  Users
                           * whose chip does not bear the doubled clock can ask for it */
    TRIES = 3,
    ANSWER_MS = 170, /* the line's latency; the stub's measurement takes only 0.1 ms */
    ANSWER_REMOTE_MS = 500,
    RESTARTS = 3, /* a bad line may need several */
    LOSSES = 2,   /* stubs that fell silent later, at the doubled clock */
};

void esp_session_hurry_over(struct esp_session *s)
{
    if (s->hurried && ++s->hurry_losses >= LOSSES && !s->unhurried) {
        s->unhurried = true;
        esp_session_notice(s, "the chip fell silent again; going on without doubling its clock");
    }
    s->hurried = false;
}

static int ask(struct esp_session *s, uint32_t *factor)
{
    int timeout_ms = esp_transport_patience_ms(s->transport, ANSWER_MS, ANSWER_REMOTE_MS);
    const struct esp_question question = {.op = ESP_OP_HURRY};
    struct esp_answer answer;
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && err == ESP_ERR_TIMEOUT; i++)
        err = esp_stub_ask(&s->link, &question, &answer, timeout_ms);
    if (!err)
        *factor = answer.value;
    return err;
}

/* The answer is missing.  The stub may still run: the line may have lost the answer. */
static int bring_back(struct esp_session *s)
{
    unsigned resets = 0;
    int err, tries = esp_session_has_lines(s) ? RESTARTS : 1;

    s->unhurried = true;
    do
        err = esp_session_find_stub(s, &resets);
    while (err == ESP_ERR_TIMEOUT && --tries > 0);
    if (err == ESP_ERR_TIMEOUT)
        return esp_fail(&s->fault, ESP_ERR_LINE,
                        "the chip fell silent when its clock was doubled: reset it into download "
                        "mode by hand, and use --baud=%d, where that is not done",
                        HURRY_ABOVE);
    if (!err && resets)
        esp_session_notice(s, "it does not bear a doubled clock; that is not tried again");
    return err;
}

static int look_why(struct esp_session *s)
{
    int timeout_ms = esp_transport_patience_ms(s->transport, ANSWER_REMOTE_MS, ANSWER_REMOTE_MS);
    int err = esp_session_ask_stub(s, TRIES, timeout_ms);

    if (!err)
        err = esp_session_believe_stub(s);
    return esp_session_hopeless(err) ? err : 0;
}

int esp_session_hurry(struct esp_session *s)
{
    return s->transport->baud > HURRY_ABOVE || s->transport->rates_mean_nothing
               ? esp_session_try_hurry(s) : 0;
}

int esp_session_try_hurry(struct esp_session *s)
{
    uint32_t factor = 0;
    int err;

    if (s->state != ESP_STATE_STUB || s->hurried || s->unhurried || s->stub.limits.speed < 2)
        return 0;
    err = ask(s, &factor);
    if (err == ESP_ERR_TIMEOUT)
        err = bring_back(s);
    else if (!err || err == ESP_ERR_STATUS) /* if the stub refused, do not ask again */
        s->hurried = true;
    if (err == ESP_ERR_STATUS)
        err = 0;
    if (!err && factor == 1) /* the stub may have tried the doubled clock and gone back */
        err = look_why(s);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
