/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --self-test: prints the results of the stub's tests, for a report.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/flashid.h"
#include "board/connect.h"
#include "board/describe.h"
#include "cli/status.h"
#include "esp-detect/detect.h"
#include "esp/wire/protocol.h"

static const struct {
    uint32_t test; /* enum esp_test */
    const char *name, *if_untried;
} rows[] = {
    {ESP_TEST_ID, "flash ID, read in two ways", "the flash does not answer"},
    {ESP_TEST_DATA, "flash contents, read in two ways",
     "only ones or zeros were found to compare"},
    {ESP_TEST_CLOCK, "flash clock, a quarter of the bus", "the flash does not answer"},
    {ESP_TEST_FAST, "all of these at half of the bus clock", "the flash does not answer"},
    {ESP_TEST_CPU, "all of these with the CPU's clock doubled", "the clock does not double"},
};

static const char *why_untried(const struct esp_selftest *results, size_t i)
{
    if (results->bad_memory)
        return "the stub does not run";
    return results->hung && rows[i].test == ESP_TEST_CPU ? "the chip hung" : rows[i].if_untried;
}

static void print_row(const struct esp_selftest *results, size_t i)
{
    bool tried = results->tried & rows[i].test, failed = results->failed & rows[i].test;

    printf("%-44s %s%s\n", rows[i].name, !tried ? "not tried: " : failed ? "FAILED" : "passed",
           tried ? "" : why_untried(results, i));
}

/* False if a test failed. */
static bool print_results(const struct esp_selftest *results, uint32_t flash_id)
{
    const char *maker = esp_flashid_vendor(flash_id);
    uint32_t all = 0;

    printf("%-44s %s\n", "memory that the stub needs", results->bad_memory ? "FAILED" : "passed");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_row(results, i);
        all |= rows[i].test;
    }
    printf("%-44s %d\n", "lines on which the flash's contents are read",
           results->tried & ESP_TEST_LINES ? 2 : 1);
    printf("%-44s %" PRIu32 ".%02" PRIu32 "\n", "bus clock / flash clock, as measured",
           results->divisor / 16, results->divisor % 16 * 100 / 16);
    printf("%-44s %s\n", "flash made by", maker ? maker : "a maker that is not known");
    return (results->failed & all) == 0 && !results->hung && !results->bad_memory;
}

static int run(struct esp_session *session, struct esp_selftest *results, const char *port)
{
    int err = connect_flash(session, port, true), tested;

    if (err != ESP_OK)
        return err;
    tested = esp_session_selftest(session, results);
    if (tested != ESP_OK)
        connect_failed(session, port, tested);
    return tested;
}

int detect_selftest(const char *port, const struct connect_settings *settings)
{
    struct esp_session *session = NULL;
    struct esp_selftest results = {0};
    struct esp_devline line;
    int err = connect_board(&session, settings, port, false), status;

    esp_devline_init(&line);
    if (err == ESP_OK)
        err = run(session, &results, port);
    if (session) {
        int left = esp_session_leave(session, settings->after);

        if (err == ESP_OK && left != ESP_OK) {
            connect_failed(session, port, left);
            err = left;
        }
    }
    if (err == ESP_OK)
        err = describe_board(&line, port, session);
    status = status_of(err);
    if (err == ESP_OK)
        status = describe_print(&line, false, stdout);
    if (status == STATUS_DONE && !print_results(&results, esp_session_board(session)->jedec_id))
        status = STATUS_NO;
    esp_devline_free(&line);
    esp_session_close(session);
    return status;
}
