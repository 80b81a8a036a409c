/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploading and starting our stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "esp/chip/restricted.h"
#include "esp/rom/loader.h"
#include "esp/session/selftest_results.h"
#include "esp/session/session_impl.h"

enum {
    GREETING_MS = 700,
    AGAIN_MS = 3000, /* to synchronise for the second try */
    SILENCE_MS = 2000, /* after this silence a chip without reset lines is given up */
    ALONE_MS = 12000, /* for the loader without the stub, after 10 s of trying the stub */
    STUB_MAX = 0x8000, /* bytes */
    UPLOADS = 3,
    ASKS = 2, /* together with the greeting longer than a network's longest stall, 1.5 s */
    ASKS_DAMAGED = 3,
    STARTS = 3,
    LOADER_TRIES = 3,
};

/* The stub's bytes as they are sent, with their check sum filled in. */
struct program {
    uint8_t bytes[STUB_MAX];
    size_t size;
};

static int prepare(struct esp_session *s, struct program *program)
{
    const struct esp_program *stub = &s->board.family->stub;

    program->size = *stub->size;
    if (program->size > sizeof(program->bytes) || program->size % 4 != 0)
        return esp_fail(&s->fault, ESP_ERR_ARG, "a stub of %zu bytes", program->size);
    memcpy(program->bytes, stub->code, program->size);
    esp_put_check_sum(program->bytes, program->size);
    return 0;
}

/* Does the chip run the same bytes that were sent? */
static int check_code(struct esp_session *s, const struct program *program)
{
    if (s->stub.code_crc32 == crc32(0, program->bytes, (uInt)program->size))
        return 0;
    return esp_fail(&s->fault, ESP_ERR_STUB, "it was damaged on its way");
}

/* Waits for the stub that was just started, and checks it. */
static int greet_stub(struct esp_session *s, const struct program *program)
{
    struct esp_link *link = &s->link;
    int err = esp_await_greeting(
        link, esp_transport_patience_ms(link->transport, GREETING_MS, GREETING_MS));

    if (err == ESP_ERR_UNSUPPORTED)
        return esp_session_memory_failed(s);
    if (!esp_session_hopeless(err) && link->transport->baud != s->connect_baud)
        err = esp_session_set_home(s);
    /* The greeting has no check sum and may be damaged.  A question tells whether the stub
     * runs. */
    if (!esp_session_hopeless(err))
        err = esp_session_ask_stub(s, link->resent ? ASKS_DAMAGED : ASKS,
                                   esp_link_short_patience_ms(link));
    if (!err)
        err = check_code(s, program);
    return err ? err : esp_session_believe_stub(s);
}

int esp_session_start_program(struct esp_session *s, uint32_t entry)
{
    const struct esp_family *family = s->board.family;
    int err = family->connect_first ? family->connect_flash(family, &s->link, s->identity.words) : 0;

    return err ? err : family->start_program(&s->link, entry);
}

/* Uploads at the present rate of loader and port.  If this is not the connect rate, the
 * stub's home rate has to be set afterwards.  If no stub answers, statuses are taken to be as
 * long as the loader's again. */
static int try_upload(struct esp_session *s, const struct program *program)
{
    const struct esp_program *stub = &s->board.family->stub;
    struct esp_link *link = &s->link;
    size_t status_size = link->status_size;
    int err = esp_load_program(link, program->bytes, program->size, stub->address);

    if (!err)
        err = esp_session_start_program(s, stub->entry);
    esp_session_hurry_over(s);
    s->state = ESP_STATE_OPEN; /* until something answers again */
    if (err)
        return err;
    link->status_size = ESP_STATUS_SIZE;
    err = greet_stub(s, program);
    if (err)
        link->status_size = status_size;
    return err;
}

/* True if the loader still answers: the damaged upload did not replace it. */
static bool loader_goes_on(struct esp_session *s)
{
    uint32_t value = 0;
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < LOADER_TRIES && err == ESP_ERR_TIMEOUT; i++)
        err = esp_sync(&s->link, &value, esp_link_short_patience_ms(&s->link));
    if (!err && value != 0)
        err = esp_sync_settle(&s->link);
    return (!err || err == ESP_ERR_TIMEOUT) && value != 0;
}

/* A stub that arrived undamaged and found a fault of the chip will find the fault again. */
static bool retry_is_useless(const struct esp_session *s, int err)
{
    return esp_session_hopeless(err) || s->distrusted;
}

static int upload(struct esp_session *s)
{
    struct program program;
    int err = prepare(s, &program), tries = UPLOADS;

    if (err)
        return err;
    do
        err = try_upload(s, &program);
    while (err && !retry_is_useless(s, err) && --tries > 0 && loader_goes_on(s));
    return err;
}

static bool silent(const struct esp_session *s)
{
    return esp_link_silent(&s->link, (uint64_t)esp_transport_patience_ms(s->transport, SILENCE_MS,
                                                                         SILENCE_MS));
}

static int failed(struct esp_session *s, int err)
{
    const struct esp_fault why = s->fault;

    if (esp_session_hopeless(err))
        return err;
    return esp_fail(&s->fault, ESP_ERR_STUB, "the stub %s: %.200s",
                    s->distrusted ? "is not to be trusted" : "did not start",
                    why.text[0] ? why.text : esp_strerror(err));
}

const char *esp_session_refuses_code(const struct esp_session *s)
{
    const char *why;

    if (s->state != ESP_STATE_ROM || !s->board.family)
        return NULL;
    why = esp_chip_refuses_code(s->board.family, &s->identity, s->board.secure_download);
    if (!why && !s->foreign && s->transport->by_rom && s->board.family->stub.code)
        why = "this is a USB-OTG port, which our stub does not know";
    return why;
}

int esp_session_start_stub(struct esp_session *s)
{
    const char *why = esp_session_refuses_code(s);
    int err;

    if (why)
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "no stub runs on this %s: %s",
                        s->board.chip_name, why);
    if (s->foreign && s->state == ESP_STATE_STUB)
        return esp_fail(&s->fault, ESP_ERR_STUB, "our stub still runs on the chip, so --stub cannot "
                        "start another: reset the board into download mode by hand");
    if (s->state == ESP_STATE_STUB || s->state == ESP_STATE_FOREIGN)
        return 0;
    if (s->foreign)
        return esp_session_start_foreign(s);
    if (s->state != ESP_STATE_ROM || !s->board.family)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    if (!s->board.family->stub.code)
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "there is no stub for the %s yet",
                        s->board.facts->name);
    s->distrusted = false;
    err = esp_session_raise_for_stub(s);
    if (!err)
        err = upload(s);
    if (err && !retry_is_useless(s, err) &&
        (esp_session_has_lines(s) || !silent(s))) {
        /* Start again from the beginning, at the loader's own rate, because the cause of
         * the failure is not known. */
        err = esp_session_sync(s, AGAIN_MS);
        if (!err && s->state == ESP_STATE_ROM)
            err = upload(s);
    }
    /* Another board may have been plugged in meanwhile. */
    if (!err)
        err = esp_session_check_identity(s);
    if (err)
        return failed(s, err);
    s->fault = (struct esp_fault){0};
    esp_session_reached(s, ESP_STUB_STARTED);
    return 0;
}

static int more_starts(const struct esp_session *s)
{
    return s->link.resent ? STARTS : s->link.loaded < *s->board.family->stub.size;
}

/* On a bad line, tries up to STARTS more times, each time after a reset: the loader is the
 * first to fail there, and without the stub the work would take hours.  If no damage was
 * seen, tries once more, because a loader that hangs sends no answer that could be damaged.
 * If the loader took the whole stub, the loader did not hang; another try is useless. */
static int start_with_resets(struct esp_session *s)
{
    int err = esp_session_start_stub(s);

    for (int i = 0; err == ESP_ERR_STUB && !s->distrusted && i < more_starts(s) &&
                    esp_session_has_lines(s); i++)
        if (esp_session_sync(s, AGAIN_MS) == 0)
            err = esp_session_start_stub(s);
    return err;
}

/* The ROM does the work, even if the user wants a stub. */
static int without_stub(struct esp_session *s, const char *why)
{
    if (s->foreign || !s->board.secure_download) /* the mode is told already */
        esp_session_notice(s, "no stub runs on this %s, because %s: its ROM does the work%s",
                           s->board.chip_name, why, s->foreign ? ", and --stub is not used" : "");
    s->foreign = NULL;
    s->rom_only = true;
    return 0;
}

int esp_session_try_stub(struct esp_session *s)
{
    const char *refused = esp_session_refuses_code(s);
    struct esp_fault why;
    int err;

    if (refused)
        return without_stub(s, refused);
    if (s->foreign) /* the user wants this stub, and no other way */
        return esp_session_start_stub(s);
    if (s->state == ESP_STATE_ROM && s->board.family && !s->board.family->stub.code) {
        esp_session_notice(s, "there is no stub for the %s yet: its ROM does the work, slowly; "
                           "--stub=FILE takes Espressif's stub, which is faster",
                           s->board.facts->name);
        return 0;
    }
    err = start_with_resets(s);

    if (err == ESP_ERR_STUB && !s->distrusted && s->link.resent && !silent(s)) {
        const char *rate = esp_link_rate_option(&s->link);
        int reset = esp_session_was_reset(s);

        if (reset)
            return reset;
        return esp_fail(&s->fault, err,
                        "the stub does not start, and the line damages much: another cable%s%s "
                        "may help", rate ? " or a lower " : "", rate ? rate : "");
    }
    /* A stub that refused to run left the loader intact. */
    if (err != ESP_ERR_STUB || !(esp_session_has_lines(s) || s->distrusted))
        return err;
    why = s->fault;
    err = esp_session_sync(s, AGAIN_MS);
    if (esp_session_hopeless(err))
        return err;
    if (err && s->distrusted && !esp_session_has_lines(s))
        return esp_fail(&s->fault, ESP_ERR_STUB,
                        "%.150s; reset the board into download mode by hand and use --no-stub",
                        why.text);
    if (err) { /* report the first failure, not the later one */
        s->fault = why;
        return ESP_ERR_STUB;
    }
    esp_link_limit(&s->link, ALONE_MS);
    s->rom_only = s->state == ESP_STATE_ROM;
    if (s->state == ESP_STATE_ROM && s->distrusted)
        esp_session_notice(s, "%s; going on without it, slowly", why.text);
    else if (s->state == ESP_STATE_ROM)
        esp_session_notice(s, "the stub does not start; going on without it, slowly");
    s->fault = (struct esp_fault){0};
    return 0;
}
