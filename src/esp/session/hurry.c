/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's CPU at twice the speed, where it bears that.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Compressing and digests keep the CPU busy longer than a fast line.  The switch
 * is one that applications use, with the chip's clock set up for them.  In the state
 * that the boot ROM leaves it in, the CPU was seen to run twice as fast with it and
 * the UART as before (T. Trebisky, esp8266, NoSDK/misc/misc.c); that every chip bears
 * it is not known.
 */
#include "esp/session/selftest_results.h"
#include "esp/session/session_impl.h"

enum {
    HURRY_ABOVE = 115200, /* baud: up to there the line takes longer anyway, and who
                           * has a chip that does not bear it can ask for that rate */
    TRIES = 3,
    ANSWER_MS = 170, /* the stub measures for 0.1 ms; then it is the line's latency */
    ANSWER_REMOTE_MS = 500,
    RESTARTS = 3, /* that a bad line may need */
    LOSSES = 2,   /* of a stub that seemed to bear it */
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

/* It may be the line's fault, and the stub still be there. */
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
    int err = esp_session_ask_stub(s, TRIES, ANSWER_REMOTE_MS);

    if (!err)
        err = esp_session_believe_stub(s);
    return esp_session_hopeless(err) ? err : 0;
}

int esp_session_hurry(struct esp_session *s)
{
    return s->transport->baud > HURRY_ABOVE ? esp_session_try_hurry(s) : 0;
}

int esp_session_try_hurry(struct esp_session *s)
{
    uint32_t factor = 0;
    int err;

    if (s->state != ESP_STATE_STUB || s->hurried || s->unhurried)
        return 0;
    err = ask(s, &factor);
    if (err == ESP_ERR_TIMEOUT)
        err = bring_back(s);
    else if (!err || err == ESP_ERR_STATUS) /* refused, or of no use: then slowly */
        s->hurried = true;
    if (err == ESP_ERR_STATUS)
        err = 0;
    if (!err && factor == 1) /* it may have been tried and taken back */
        err = look_why(s);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
