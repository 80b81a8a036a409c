/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/eta: models of a chip and a line do the work, and the time that is said to be
 * left is compared with the time that it took.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/eta.h"

#include <string.h>

#include "tap.h"

enum {
    UNITS = 128, /* 4 MB in units of 32 KB */
    UNIT = 0x8000,
    TRUSTED_MS = 3000, /* the estimate must be right from then on */
    STEP_MS = 100,
    ROUND_MS = 500, /* times are shown in whole seconds */
};

/* What a unit compresses to, per cent; 0: blank. */
typedef unsigned contents(unsigned unit);

static unsigned blank(unsigned unit)
{
    return 0 * unit;
}

static unsigned noise(unsigned unit)
{
    return 100 + 0 * unit;
}

static unsigned text(unsigned unit)
{
    return 22 + unit % 5;
}

static unsigned code(unsigned unit)
{
    return 55 + unit * 7 % 20;
}

static unsigned code_then_blank(unsigned unit)
{
    return unit < 16 ? code(unit) : 0;
}

static unsigned blank_then_code(unsigned unit)
{
    return unit >= UNITS - 16 ? code(unit) : 0;
}

static unsigned alternating(unsigned unit)
{
    return unit / 2 % 2 ? 0 : code(unit);
}

static unsigned code_and_files(unsigned unit)
{
    return unit < 16 ? code(unit) : unit >= 64 && unit < 96 ? text(unit) + unit % 3 * 10 : 0;
}

static unsigned half(unsigned unit)
{
    return unit < UNITS / 2 ? 100 : 0;
}

static unsigned two_programs(unsigned unit)
{
    return unit % 64 < 24 ? code(unit) : unit > 124 ? 100 : 0;
}

static unsigned zeros(unsigned unit)
{
    return 1 + 0 * unit;
}

static const struct {
    const char *name;
    contents *of;
} flashes[] = {
    {"blank", blank}, {"noise", noise}, {"text", text}, {"code", code},
    {"code, then blank", code_then_blank}, {"blank, then code", blank_then_code},
    {"alternating", alternating}, {"code and files", code_and_files}, {"half", half},
    {"two programs", two_programs}, {"zeros", zeros},
};

/* ---- a model of reading by the stub ---- */

struct model {
    contents *of;
    unsigned baud;
    double look_ms, read_ms; /* the chip's times for a unit */
    unsigned looked;         /* units whose digest the chip has computed */
    double spare_ms;         /* time of the chip while the line was busy */
    double at_ms[UNITS];     /* time when each unit is done */
};

/* Runs the clock through the work: fills at_ms, and looked_at[] with the time when each
 * unit's digest was known. */
static void run(struct model *m, double *looked_ms)
{
    double now = 0;

    for (unsigned i = 0; i < UNITS; i++) {
        double wire = m->of(i) * (UNIT / 100.0) * 10000 / m->baud, busy = m->read_ms;

        if (m->of(i) == 0 && m->looked <= i) {
            m->looked = i + 1;
            looked_ms[i] = now += m->look_ms;
        }
        if (m->of(i) == 0)
            busy = wire = 0;
        now += wire > busy ? wire : busy;
        m->spare_ms = wire > busy ? wire - busy : 0;
        for (; m->spare_ms >= m->look_ms && m->looked < UNITS; m->spare_ms -= m->look_ms)
            looked_ms[m->looked++] = now;
        m->at_ms[i] = now;
    }
    while (m->looked < UNITS)
        looked_ms[m->looked++] = now;
}

/* Tells the estimate what happened up to this time. */
static void tell(struct esp_eta *eta, const struct model *m, const double *looked_ms,
                 unsigned *done, double now)
{
    for (unsigned i = 0; i < UNITS; i++)
        if (looked_ms[i] <= now)
            esp_eta_know(eta, i, 1, m->of(i) ? ESP_ETA_HEAVY : ESP_ETA_LIGHT);
    for (; *done < UNITS && m->at_ms[*done] <= now; ++*done)
        esp_eta_done(eta, *done, m->of(*done) ? ESP_ETA_HEAVY : ESP_ETA_LIGHT,
                     m->of(*done) * UNIT / 100, (uint64_t)m->at_ms[*done]);
}

static double wrong_by(double said, double left)
{
    double low = said > ROUND_MS ? said - ROUND_MS : 0, high = said + ROUND_MS;

    if (left > high)
        return left / high;
    return left < low ? low / (left > ROUND_MS ? left : ROUND_MS) : 1;
}

/* The worst factor by which a time was wrong.  *unsure: how often only the longest time was
 * known, per cent. */
static double judge(contents *of, unsigned baud, double look_ms, double read_ms, unsigned *unsure)
{
    static double looked_ms[UNITS];
    static struct model m;
    const struct esp_eta_costs costs = {14000, 500, 20000, 10e6 / baud, UNIT};
    struct esp_eta eta = {0};
    double worst = 1, end;
    unsigned done = 0, asked = 0;

    m = (struct model){.of = of, .baud = baud, .look_ms = look_ms, .read_ms = read_ms};
    run(&m, looked_ms);
    end = m.at_ms[UNITS - 1];
    *unsure = 0;
    esp_eta_begin(&eta, UNITS, &costs, 0);
    for (double now = 0; now < end; now += STEP_MS) {
        uint64_t left_ms;
        enum esp_eta_trust trust;
        double factor;

        tell(&eta, &m, looked_ms, &done, now);
        trust = esp_eta_left(&eta, (uint64_t)now, &left_ms);
        if (now < TRUSTED_MS)
            continue;
        factor = trust == ESP_ETA_ABOUT ? wrong_by((double)left_ms, end - now) : 1;
        worst = factor > worst ? factor : worst;
        *unsure += trust != ESP_ETA_ABOUT;
        asked++;
    }
    esp_eta_end(&eta);
    *unsure = asked ? *unsure * 100 / asked : 0;
    return worst;
}

static void test_readings(void)
{
    static const unsigned rates[] = {115200, 460800, 921600};

    for (size_t i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++) {
        for (unsigned k = 0; k < 3; k++) {
            unsigned unsure;
            double worst = judge(flashes[i].of, rates[k], 12, 30, &unsure);

            tap_ok(worst <= 2 && unsure <= 20, "%s at %u baud: factor %.2f, unsure %u %%",
                   flashes[i].name, rates[k], worst, unsure);
        }
    }
}

/* ---- single rules ---- */

static const struct esp_eta_costs even = {.look = 10000, .light = 1000, .heavy = 100000,
                                          .unit_bytes = 0x1000};

static void test_begin(void)
{
    struct esp_eta eta = {0};
    uint64_t left;

    tap_is(esp_eta_left(&eta, 5000, &left), ESP_ETA_NONE, "without work nothing is said");
    esp_eta_done(&eta, 0, ESP_ETA_HEAVY, 0, 5000);
    esp_eta_know(&eta, 0, 1, ESP_ETA_HEAVY);
    esp_eta_begin(&eta, 100, &even, 5000);
    esp_eta_know(&eta, 0, 100, ESP_ETA_HEAVY);
    tap_is(esp_eta_left(&eta, 5900, &left), ESP_ETA_NONE, "in the first second nothing is said");
    tap_is(esp_eta_left(&eta, 6100, &left), ESP_ETA_ABOUT, "then there is an estimate");
    esp_eta_done(&eta, 100, ESP_ETA_HEAVY, 0, 6100);
    esp_eta_know(&eta, 99, UINT32_MAX, ESP_ETA_LIGHT);
    esp_eta_wire(&eta, 100, 5);
    tap_ok(eta.units[99].kind == ESP_ETA_LIGHT && eta.count == 100, "units past the end do not count");
    esp_eta_end(&eta);
    esp_eta_begin(&eta, 0, &even, 0);
    tap_ok(esp_eta_left(&eta, 2000, &left) == ESP_ETA_ABOUT && left == 0, "no units take no time");
    esp_eta_end(&eta);
}

/* Does 20 of 100 heavy units, at so many milliseconds each. */
static uint64_t left_after(struct esp_eta *eta, unsigned ms_each)
{
    uint64_t left = 0;

    esp_eta_begin(eta, 100, &even, 0);
    esp_eta_know(eta, 0, 100, ESP_ETA_HEAVY);
    for (unsigned i = 0; i < 20; i++)
        esp_eta_done(eta, i, ESP_ETA_HEAVY, 0, (uint64_t)(i + 1) * ms_each);
    esp_eta_left(eta, 20 * (uint64_t)ms_each, &left);
    return left;
}

static void test_pace(void)
{
    struct esp_eta eta = {0};
    uint64_t left = left_after(&eta, 1000), later;

    tap_ok(left > 60000 && left < 100000, "ten times slower than thought: %" PRIu64 " ms", left);
    esp_eta_left(&eta, 20500, &later);
    tap_is(left - later, 500, "the time goes on while a unit is on its way");
    esp_eta_left(&eta, 90000, &later);
    tap_ok(left - later < 2000, "but no farther than to that unit's end");
    left = left_after(&eta, 50);
    tap_ok(left > 3500 && left < 7000, "twice as fast: %" PRIu64 " ms", left);
    esp_eta_tail(&eta, 5e6);
    esp_eta_left(&eta, 1000, &later);
    tap_is(later - left, 5000, "the work after the last unit counts");
    esp_eta_end(&eta);
}

static void test_unsure(void)
{
    struct esp_eta eta = {0};
    uint64_t most, left;

    esp_eta_begin(&eta, 400, &even, 0);
    for (unsigned i = 0; i < 20; i++)
        esp_eta_done(&eta, i, ESP_ETA_HEAVY, 0, (i + 1) * 110);
    tap_is(esp_eta_left(&eta, 2200, &most), ESP_ETA_AT_MOST, "of a rest that is not known, the longest time");
    tap_ok(most > 38000 && most < 47000, "it is that of heavy units: %" PRIu64 " ms", most);
    for (unsigned i = 30; i < 400; i += 20)
        esp_eta_know(&eta, i, 1, ESP_ETA_LIGHT);
    esp_eta_left(&eta, 2200, &left);
    tap_ok(left > most / 20 && left < most * 2 / 3,
           "samples bring it down: %" PRIu64 " ms", left);
    esp_eta_know(&eta, 20, 380, ESP_ETA_LIGHT);
    tap_is(esp_eta_left(&eta, 2200, &left), ESP_ETA_ABOUT, "of a rest that is known, about the time");
    tap_ok(left < 600,
           "what is blank costs next to nothing: %" PRIu64 " ms", left);
    esp_eta_end(&eta);
}

/* Blank flash, of which a few digests are known ahead. */
static void test_looks(void)
{
    struct esp_eta eta = {0};
    uint64_t left;

    esp_eta_begin(&eta, 500, &even, 0);
    for (unsigned i = 0; i < 200; i += 8) {
        esp_eta_know(&eta, i, 8, ESP_ETA_LIGHT);
        for (unsigned k = 0; k < 8; k++)
            esp_eta_done(&eta, i + k, ESP_ETA_LIGHT, 0, 100 * (i / 8 + 1));
    }
    tap_ok(eta.light_rate.real / eta.light_rate.said < 1.5, "the time of looks is not that of light units");
    esp_eta_know(&eta, 200, 300, ESP_ETA_LIGHT);
    esp_eta_left(&eta, 2500, &left);
    tap_ok(left < 1000, "so what was looked at takes no time: %" PRIu64 " ms", left);
    esp_eta_end(&eta);
}

static void test_even(void)
{
    struct esp_eta eta = {0};
    uint64_t left;

    esp_eta_even(&eta, 1 << 22, 1e6, 0); /* will take ten times as long */
    for (unsigned i = 1; i <= 50; i++)
        esp_eta_reached(&eta, i, 100, i * 100);
    tap_is(esp_eta_left(&eta, 5000, &left), ESP_ETA_ABOUT, "even work is known");
    tap_ok(left > 3500 && left < 5500, "half of ten seconds is left: %" PRIu64 " ms", left);
    esp_eta_reached(&eta, 0, 0, 5000);
    esp_eta_end(&eta);
    esp_eta_reached(&eta, 1, 1, 5000);
    esp_eta_end(&eta);
}

int main(void)
{
    test_readings();
    test_begin();
    test_pace();
    test_unsure();
    test_looks();
    test_even();
    return tap_done();
}
