/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaving the board in a known state, even after an error.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/loader.h"
#include "esp/rom/wholereset.h"
#include "esp/session/session_impl.h"

enum {
    QUIET_MS = 80,
    DRAIN_MS = 1200, /* to discard regions that the stub is still sending */
    ASK_MS = 200,
    LEAVE_TRIES = 5, /* answers may be lost */
    SILENCE_MS = 1500, /* after this silence the chip is taken to be gone */
    LOADER_MS = 4500,
    BOOT_TEXT_MS = 500, /* for the text that the chip prints when it starts */
    WATCHDOG_MS = 500, /* until a watchdog has reset the chip (esptool 5.3.1) */
    LEAVE_MS = 6000, /* limit for all of leaving */
    TRIALS = 3, /* the rate worked before, but a busy host may fail a trial */
};

static int ask_ms(const struct esp_session *s)
{
    return esp_transport_patience_ms(s->transport, ASK_MS, ASK_MS);
}

static int drain(struct esp_session *s)
{
    return esp_link_drain(&s->link, esp_transport_patience_ms(s->transport, QUIET_MS, QUIET_MS),
                          esp_transport_patience_ms(s->transport, DRAIN_MS, DRAIN_MS));
}

static bool silent(const struct esp_session *s)
{
    return esp_link_silent(&s->link, (uint64_t)esp_transport_patience_ms(s->transport, SILENCE_MS,
                                                                         SILENCE_MS));
}

/* Sets our stub to its home rate, where the next program will look for the stub. */
static int settle_stub(struct esp_session *s)
{
    struct esp_transport *t = s->transport;
    bool elsewhere = t->baud != s->connect_baud;
    /* Answers come in order: after this answer no other answer is under way. */
    int err = elsewhere ? esp_session_tell_rate(s, s->connect_baud)
                        : esp_session_ask_stub(s, 1, ask_ms(s));

    if (!err && !elsewhere)
        return 0;
    if (err && !esp_session_hopeless(err)) {
        err = drain(s);
        if (!err && elsewhere)
            err = esp_session_tell_rate(s, s->connect_baud);
    }
    /* A stub that did not hear the command goes to its home rate by itself. */
    if (!esp_session_hopeless(err) && elsewhere)
        err = esp_transport_set_baud(t, s->connect_baud);
    if (!err)
        err = esp_session_ask_stub(s, silent(s) ? 1 : LEAVE_TRIES, ask_ms(s));
    return err;
}

/* The loader may have been found or left at a fast rate. */
static int settle_loader(struct esp_session *s)
{
    int err = ESP_ERR_UNSUPPORTED;

    if (s->transport->baud == s->connect_baud || !s->board.family || !s->uart_hz)
        return 0;
    for (int i = 0; i < TRIALS && err == ESP_ERR_UNSUPPORTED; i++)
        err = s->board.family->set_rate(&s->link, s->uart_hz, s->connect_baud);
    return err;
}

/* Where the lines reset the chip's core only, the chip may stay in download mode.  Returns 1 if
 * the watchdog resets the whole chip in place of the lines.  If that cannot be done, the lines are
 * all there is, and *unsure is set: in Secure Download Mode the loader does not tell what the
 * registers hold. */
static int reset_whole(struct esp_session *s, bool *unsure)
{
    const struct esp_wholereset *facts = s->board.family ? s->board.family->whole_reset : NULL;
    bool stays = false;
    int err;

    *unsure = s->transport->core_reset && s->state != ESP_STATE_OPEN;
    if (!*unsure || !facts)
        return 0;
    err = esp_stays_in_download(&s->link, facts, &stays);
    *unsure = err != 0;
    if (err || !stays)
        return esp_session_hopeless(err) ? err : 0;
    err = esp_reset_whole(&s->link, facts);
    if (!err)
        err = esp_transport_idle(s->transport, WATCHDOG_MS);
    return err ? err : 1;
}

/* The lines are the last that the session does with the port, which may then go away. */
static int reset_by_lines(struct esp_session *s)
{
    struct esp_reset hard;
    const char *how = s->transport->core_reset ? esp_reset_hard_usb : esp_reset_hard;
    int err = esp_reset_parse(&hard, how, &s->fault);

    if (!err && s->transport->core_reset)
        err = esp_link_discard(&s->link);
    return err ? err : esp_reset_run(&hard, s->transport);
}

/* After a reset of its core the chip says which mode it is in.  Nobody hears that if its port went
 * away meanwhile. */
static int tell_if_stays(struct esp_session *s)
{
    int err = esp_link_drain(&s->link, QUIET_MS, BOOT_TEXT_MS);
    if (!esp_session_hopeless(err) && esp_session_hears_download(s))
        esp_session_notice(s, "the board stays in download mode, because its BOOT button was held "
                           "when it started: press its RESET button (EN)");
    else if (!esp_session_hopeless(err) && s->link.noise_size == 0)
        esp_session_notice(s, "if the board stays in download mode, press its RESET button (EN)");
    return esp_session_hopeless(err) ? err : 0;
}

static int run_application(struct esp_session *s)
{
    bool unsure = false;
    int err = 0;

    /* If the reset lines are not connected, the reset does nothing, and the next program
     * must find the stub. */
    if (s->transport->lines_unsure && s->state == ESP_STATE_STUB)
        err = settle_stub(s);
    if (s->transport->lines_unsure && s->state == ESP_STATE_FOREIGN)
        err = esp_session_settle_foreign(s);
    if (esp_session_hopeless(err))
        return err;
    if (s->transport->has_baud)
        esp_transport_set_baud(s->transport, s->connect_baud);
    s->transport->parting = true;
    err = reset_whole(s, &unsure);
    if (!err)
        err = reset_by_lines(s);
    if (!err && unsure)
        err = tell_if_stays(s);
    if (err > 0)
        err = 0;
    if (!err && !s->transport->lines_unsure)
        s->state = ESP_STATE_OPEN;
    return err;
}

/* Leaves the ROM's loader waiting for the next program. */
static int run_loader(struct esp_session *s)
{
    if (s->state == ESP_STATE_ROM && !esp_session_has_lines(s))
        return 0;
    if (!esp_session_has_lines(s))
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED,
                        "this port has no lines to reset the chip: hold %s low and reset it by "
                        "hand", s->board.family ? s->board.family->strap : "GPIO0");
    return esp_session_sync(s, LOADER_MS);
}

static int leave(struct esp_session *s, enum esp_after after)
{
    if (after == ESP_AFTER_BOOTLOADER)
        return run_loader(s);
    if (after == ESP_AFTER_RUN && esp_session_has_lines(s)) {
        int err = run_application(s);

        if (err != ESP_ERR_UNSUPPORTED)
            return err;
    }
    if (s->state == ESP_STATE_STUB)
        return settle_stub(s);
    if (s->state == ESP_STATE_FOREIGN)
        return esp_session_settle_foreign(s);
    return s->state == ESP_STATE_ROM ? settle_loader(s) : 0;
}

int esp_session_leave(struct esp_session *s, enum esp_after after)
{
    struct esp_fault before = s->fault;
    int err;

    if (!s->transport)
        return 0;
    s->transport->cancel = NULL;
    esp_link_limit(&s->link, LEAVE_MS);
    err = leave(s, after);
    s->transport->cancel = s->cancel;
    if (!err || before.text[0]) /* report the first failure, not a later one */
        s->fault = before;
    return err;
}

int esp_session_restart(struct esp_session *s)
{
    int err = esp_session_start_stub(s);

    if (!err && s->state == ESP_STATE_FOREIGN)
        err = esp_link_send(&s->link, ESP_OP_RUN_USER_CODE, 0, NULL, 0);
    else if (!err) /* the stub does not answer this command */
        err = esp_stub_send(&s->link, ESP_OP_RUN_USER_CODE, NULL, 0);
    if (!err)
        err = drain(s);
    if (!err)
        s->state = ESP_STATE_OPEN;
    return err;
}
