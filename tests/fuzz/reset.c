/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a reset sequence that is accepted does what its text says, in bounded time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/reset.h"

#include "fuzz/lib/fuzz.h"
#include "unit/fake_transport.h"

enum { WAIT_MAX_MS = 10000 };

static void check_step(const struct esp_reset_step *step)
{
    FUZZ_CHECK(step->kind && strchr("DRUW", step->kind));
    FUZZ_CHECK(step->wait_ms >= 0 && step->wait_ms <= WAIT_MAX_MS);
    FUZZ_CHECK(step->kind == 'W' || step->wait_ms == 0);
}

/* Writes the sequence as a person would write it. */
static void print(const struct esp_reset *reset, char *text, size_t room)
{
    size_t used = 0;

    for (size_t i = 0; i < reset->count; i++) {
        const struct esp_reset_step *step = &reset->steps[i];
        char word[16];

        if (step->kind == 'W')
            snprintf(word, sizeof(word), "W%d.%03d", step->wait_ms / 1000, step->wait_ms % 1000);
        else if (step->kind == 'U')
            snprintf(word, sizeof(word), "U%d,%d", step->dtr, step->rts);
        else
            snprintf(word, sizeof(word), "%c%d", step->kind,
                     step->kind == 'D' ? step->dtr : step->rts);
        used += (size_t)snprintf(text + used, room - used, "%s%s", i ? "|" : "", word);
        FUZZ_CHECK(used < room);
    }
}

static void check_again(const struct esp_reset *reset)
{
    char text[ESP_RESET_STEPS_MAX * 16];
    struct esp_reset again;

    print(reset, text, sizeof(text));
    FUZZ_CHECK(esp_reset_parse(&again, text, NULL) == ESP_OK && again.count == reset->count);
    for (size_t i = 0; i < reset->count; i++) {
        const struct esp_reset_step *a = &reset->steps[i], *b = &again.steps[i];

        FUZZ_CHECK(a->kind == b->kind && a->dtr == b->dtr && a->rts == b->rts &&
                   a->wait_ms == b->wait_ms);
    }
}

static void check_run(const struct esp_reset *reset)
{
    static struct fake_transport transport;
    size_t changes = 0;
    int wait_ms = 0;

    fake_open(&transport);
    transport.base.has_lines = true;
    FUZZ_CHECK(esp_reset_run(reset, &transport.base) == ESP_OK);
    for (size_t i = 0; i < reset->count; i++) {
        changes += reset->steps[i].kind != 'W';
        wait_ms += reset->steps[i].wait_ms;
    }
    FUZZ_CHECK(strlen(transport.lines) == 3 * changes); /* "10 " for each */
    FUZZ_CHECK(transport.idle_ms == wait_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct esp_reset reset = {0};
    struct esp_fault fault = {0};
    int err = esp_reset_parse(&reset, text, &fault);

    FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_ARG);
    FUZZ_CHECK(memchr(fault.text, '\0', sizeof(fault.text)));
    FUZZ_CHECK(reset.count <= ESP_RESET_STEPS_MAX);
    for (size_t i = 0; i < reset.count; i++)
        check_step(&reset.steps[i]);
    if (err == ESP_OK) {
        FUZZ_CHECK(reset.count > 0 && fault.text[0] == '\0');
        check_again(&reset);
        check_run(&reset);
    } else {
        FUZZ_CHECK(fault.text[0]);
    }
    free(text);
    return 0;
}
