/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the results of the stub's self-test mean for the session.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/selftest_results.h"

#include "esp/session/session_impl.h"

enum { LOADER_MS = 3000 }; /* to find the loader after the stub refused to run */

/* Asks users for a report about a board that the authors have not seen. */
#define PLEASE_REPORT "please report what 'esp-detect --self-test' prints"

static uint32_t bus_mhz(const struct esp_session *s)
{
    return s->board.crystal_hz ? 2 * s->board.crystal_hz / 1000000 : 52;
}

/* Gives each notice once in a session. */
static void notice_slower_settings(struct esp_session *s, uint32_t failed)
{
    uint32_t news = failed & ~s->reported_tests;

    s->reported_tests |= failed;
    if (news & ESP_TEST_FAST)
        esp_session_notice(s, "the flash is not read right at %u MHz; going on at %u, which costs a "
                              "little time; " PLEASE_REPORT,
                           (unsigned)bus_mhz(s) / 2, (unsigned)bus_mhz(s) / 4);
    if (news & ESP_TEST_CPU)
        esp_session_notice(s, "at twice its clock the chip computes or reads wrongly; going on at "
                              "its own clock; " PLEASE_REPORT);
}

static int distrust(struct esp_session *s, const char *why)
{
    s->distrusted = true;
    return esp_fail(&s->fault, ESP_ERR_STUB, "%s; " PLEASE_REPORT, why);
}

int esp_session_believe_stub(struct esp_session *s)
{
    uint32_t failed = s->stub.failed;

    if (failed & ESP_TEST_ID)
        return distrust(s, "it does not read the flash's ID as the boot ROM does");
    if (failed & ESP_TEST_DATA)
        return distrust(s, "it does not read the flash's contents as the boot ROM does");
    if (failed & ESP_TEST_CLOCK)
        return distrust(s, "it cannot set the flash's clock");
    notice_slower_settings(s, failed);
    s->distrusted = false;
    return 0;
}

int esp_session_memory_failed(struct esp_session *s)
{
    return distrust(s, "it finds memory that does not keep what is written to it");
}

int esp_session_judge_changes(struct esp_session *s)
{
    uint32_t failed = s->state == ESP_STATE_STUB ? s->stub.failed : 0;

    if (failed & ESP_TEST_BESIDE)
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "this flash erases more than 64 KiB at a time: up to 256 KiB around what "
                        "was changed may be lost, and esputils cannot change it safely; "
                        PLEASE_REPORT);
    /* The stub may have run these tests only now, because the flash was busy before. */
    if (failed & (ESP_TEST_ID | ESP_TEST_DATA | ESP_TEST_CLOCK))
        return esp_session_believe_stub(s) ? ESP_ERR_CHECK : 0;
    if (failed & ESP_TEST_WRITE)
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "two ways of reading the flash differ since it was changed: what it holds "
                        "is not to be trusted; " PLEASE_REPORT);
    return 0;
}

int esp_session_selftest(struct esp_session *s, struct esp_selftest *results)
{
    int err = esp_session_start_stub(s);

    if (err == ESP_ERR_STUB && s->distrusted && s->state != ESP_STATE_STUB) {
        *results = (struct esp_selftest){.bad_memory = true};
        s->fault = (struct esp_fault){0};
        return esp_session_sync(s, LOADER_MS);
    }
    if (err == ESP_ERR_STUB && s->distrusted)
        err = 0;
    if (!err)
        err = esp_session_try_hurry(s);
    if (!err)
        err = esp_session_ask_stub(s, 3, esp_link_patience_ms(&s->link) / 2);
    *results = (struct esp_selftest){
        .tried = s->stub.tests,
        .failed = s->stub.failed,
        .divisor = s->stub.divisor,
        .hung = s->unhurried,
    };
    return err;
}
