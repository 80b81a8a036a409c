/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reset sequences, as data: how DTR and RTS bring a board into download mode, or restart
 * the board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/reset.h"

#include <stdlib.h>
#include <string.h>

#include "esp/line/transport.h"

/* The chip reads GPIO0 when EN rises.  On most boards a capacitor delays EN, so GPIO0 stays
 * low for another 50 ms, or for half a second in case the capacitor is large. */
#define CLASSIC(hold) "D0|R1|W0.1|D1|R0|W" hold "|D0"
/* Both lines change at once.  With some adapters the time between two separate changes is
 * long enough for the application to start. */
#define TIGHT(hold) "U0,0|U1,1|U0,1|W0.1|U1,0|W" hold "|U0,0|D0"

static const char *const tight[] = {TIGHT("0.05"), TIGHT("0.55"), NULL};
static const char *const classic[] = {CLASSIC("0.05"), CLASSIC("0.55"), NULL};
static const char *const all[] = {TIGHT("0.05"), TIGHT("0.55"), CLASSIC("0.05"), CLASSIC("0.55"),
                                  NULL};
/* USB-Serial/JTAG has no GPIO0 and EN: the hardware remembers that DTR alone was asserted, and
 * resets the chip's core when RTS alone is.  Between the two, both are asserted, because the
 * state with none of them makes it forget. */
static const char *const usb_jtag[] = {"R0|D0|W0.1|D1|R0|W0.1|R1|D0|R1|W0.1|D0|R0", NULL};
static const char *const none[] = {NULL};

const char esp_reset_hard[] = "D0|R1|W0.1|R0";
/* Both lines are released first: otherwise the hardware may remember that DTR was asserted. */
const char esp_reset_hard_usb[] = "R0|D0|R1|W0.2|R0|W0.2";

static const struct {
    const char *name;
    const char *const *sequences;
} named[] = {
    {"auto", all},
    {"tight", tight},
    {"classic", classic},
    {"usb-jtag", usb_jtag},
    {"none", none},
};

const char *const *esp_reset_named(const char *name)
{
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
        if (strcmp(name, named[i].name) == 0)
            return named[i].sequences;
    return NULL;
}

static bool parse_bit(const char **text, bool *bit)
{
    if (**text != '0' && **text != '1')
        return false;
    *bit = *(*text)++ == '1';
    return true;
}

/* Parses decimal seconds.  strtod() depends on the locale, and accepts signs and
 * infinity. */
static bool parse_wait(const char **text, int *ms)
{
    const char *p = *text;
    int unit = 1000;

    for (*ms = 0; *p >= '0' && *p <= '9' && *ms <= 10000; p++)
        *ms = *ms * 10 + (*p - '0') * unit;
    if (p == *text)
        return false;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++) {
            unit /= 10;
            *ms += (*p - '0') * unit;
        }
    *text = p;
    return *ms <= 10000;
}

static bool parse_step(const char **text, struct esp_reset_step *step)
{
    *step = (struct esp_reset_step){.kind = *(*text)++};
    switch (step->kind) {
    case 'D':
        return parse_bit(text, &step->dtr);
    case 'R':
        return parse_bit(text, &step->rts);
    case 'U':
        return parse_bit(text, &step->dtr) && *(*text)++ == ',' && parse_bit(text, &step->rts);
    case 'W':
        return parse_wait(text, &step->wait_ms);
    default:
        return false;
    }
}

int esp_reset_parse(struct esp_reset *reset, const char *text, struct esp_fault *fault)
{
    const char *p = text;

    reset->count = 0;
    for (;;) {
        const char *start = p;

        if (reset->count == ESP_RESET_STEPS_MAX)
            return esp_fail(fault, ESP_ERR_ARG, "a reset sequence has %d steps at most",
                            ESP_RESET_STEPS_MAX);
        if (!*p || !parse_step(&p, &reset->steps[reset->count]) || (*p && *p != '|'))
            return esp_fail(fault, ESP_ERR_ARG,
                            "bad step \"%.*s\" in the reset sequence: known are auto, tight, "
                            "classic, usb-jtag, none, and sequences such as D0|R1|W0.1|D1|R0|W0.05|D0",
                            (int)strcspn(start, "|"), start);
        reset->count++;
        if (!*p++)
            return 0;
    }
}

static int run_step(const struct esp_reset_step *step, struct esp_transport *t)
{
    bool dtr = step->kind == 'R' ? t->dtr : step->dtr;
    bool rts = step->kind == 'D' ? t->rts : step->rts;

    if (step->kind == 'W')
        return esp_transport_idle(t, step->wait_ms);
    return esp_transport_set_lines(t, dtr, rts);
}

int esp_reset_run(const struct esp_reset *reset, struct esp_transport *t)
{
    unsigned returns = t->returns;

    /* A port that came back was opened anew, which asserts both lines.  The rest of the
     * sequence would reset the chip again. */
    for (size_t i = 0; i < reset->count && t->returns == returns; i++) {
        int err = run_step(&reset->steps[i], t);

        if (err)
            return err;
    }
    return 0;
}
