/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long work on a flash still takes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/eta.h"

#include <stdlib.h>

/* Before this time only the way that the work begins is known, not its pace. */
enum { BEGIN_MS = 1000 };

enum { EVEN_UNITS = 256 };

/* An estimate may be wrong by this factor, and no more. */
#define FACTOR 2.0
/* Seconds are what people see.  So small a difference does not matter. */
#define SLACK_US 1500000.0

/* The line needs between a fifth of the bytes, for text, and all, for what is compressed.
 * The geometric mean is as far from both. */
#define USUAL_SHARE 0.48
/* A unit tells about so many units ahead. */
#define REACH 2.0
#define FIRST_REACH 4.0
/* Text may follow what is compressed, and the other way round: what was seen has this weight
 * at most, but more for NEAR units.  What compresses better than text, to SPARSE of its size,
 * has its full weight. */
#define WEIGHT_MAX 0.5
#define NEAR 4.0
#define SPARSE 0.2
/* A unit that takes longer than its estimate may take as long again: so much of the estimate
 * stays. */
#define STAYS 0.3
/* Where contents end, a unit is often half full; between blank units, still less. */
#define SHARE_BEFORE_BLANK 0.55
#define SHARE_ALONE 0.3
/* What is blank, and what is not, comes in runs of about so many units. */
#define RUN 12.0
/* The weight of the average beside that of a neighbour. */
#define AVERAGE_WEIGHT 0.2

/* The first costs weigh as much as so much work. */
#define FIRST_WEIGHT_US 150000.0
/* The pace may change: older work counts half after so much time. */
#define MEMORY_US 8000000.0
/* Heavy units whose bytes count in full. */
#define MEMORY_UNITS 48.0

void esp_eta_begin(struct esp_eta *eta, uint32_t count, const struct esp_eta_costs *costs,
                   uint64_t now_ms)
{
    esp_eta_end(eta);
    eta->units = calloc(count ? count : 1, sizeof(*eta->units));
    eta->count = eta->units ? count : 0;
    eta->costs = *costs;
    eta->begin_ms = eta->last_ms = now_ms;
    eta->light_rate = eta->heavy_rate = (struct esp_eta_rate){FIRST_WEIGHT_US, FIRST_WEIGHT_US};
}

void esp_eta_end(struct esp_eta *eta)
{
    free(eta->units);
    *eta = (struct esp_eta){0};
}

void esp_eta_know(struct esp_eta *eta, uint32_t first, uint32_t count, enum esp_eta_kind kind)
{
    for (uint32_t i = first; i < eta->count && i - first < count; i++) {
        struct esp_eta_unit *u = &eta->units[i];

        if (u->done)
            continue;
        eta->looked += u->kind == ESP_ETA_UNKNOWN ? eta->costs.look : 0;
        u->kind = (uint8_t)kind;
    }
}

void esp_eta_wire(struct esp_eta *eta, uint32_t unit, uint32_t bytes)
{
    if (unit < eta->count)
        eta->units[unit].wire = bytes;
}

/* Progress in bytes is enough for work whose units all cost the same. */
void esp_eta_even(struct esp_eta *eta, uint64_t bytes, double us, uint64_t now_ms)
{
    const struct esp_eta_costs costs = {.heavy = us / EVEN_UNITS,
                                        .unit_bytes = (uint32_t)(bytes / EVEN_UNITS)};

    esp_eta_begin(eta, EVEN_UNITS, &costs, now_ms);
    esp_eta_know(eta, 0, EVEN_UNITS, ESP_ETA_HEAVY);
}

void esp_eta_reached(struct esp_eta *eta, uint64_t done, uint64_t total, uint64_t now_ms)
{
    uint64_t end = total ? done * eta->count / total : 0;

    for (uint32_t i = 0; i < eta->count && i < end; i++)
        esp_eta_done(eta, i, ESP_ETA_HEAVY, 0, now_ms);
}

void esp_eta_tail(struct esp_eta *eta, double us)
{
    eta->tail = us;
}

/* ---- learning ---- */

/* Looks take time of their own only between light units: while the line carries a heavy unit,
 * the chip has time for them. */

static double heavy_cost(const struct esp_eta *eta, double wire)
{
    return eta->costs.heavy + eta->costs.byte * wire;
}

static void learn_rate(struct esp_eta_rate *rate, double real, double said)
{
    rate->real += real;
    rate->said += said;
    if (rate->said > MEMORY_US || rate->real > MEMORY_US) {
        rate->real /= 2;
        rate->said /= 2;
    }
}

static void learn_wire(struct esp_eta *eta, uint32_t wire)
{
    eta->wire += wire;
    eta->wire_squares += (double)wire * wire;
    eta->heavy_seen++;
    eta->heavy_total++;
    if (eta->heavy_seen > MEMORY_UNITS) {
        eta->wire /= 2;
        eta->wire_squares /= 2;
        eta->heavy_seen /= 2;
    }
}

void esp_eta_done(struct esp_eta *eta, uint32_t unit, enum esp_eta_kind kind, uint32_t wire,
                  uint64_t now_ms)
{
    double real = (double)(now_ms - eta->last_ms) * 1000;
    struct esp_eta_unit *u;

    if (unit >= eta->count || eta->units[unit].done)
        return;
    u = &eta->units[unit];
    if (u->kind == ESP_ETA_UNKNOWN)
        eta->looked += eta->costs.look;
    if (wire == 0)
        wire = u->wire;
    if (kind == ESP_ETA_HEAVY && wire && eta->costs.byte > 0)
        learn_wire(eta, wire);
    if (kind == ESP_ETA_HEAVY)
        learn_rate(&eta->heavy_rate, real, heavy_cost(eta, wire));
    else
        learn_rate(&eta->light_rate, real, eta->looked + eta->costs.light);
    eta->looked = 0;
    *u = (struct esp_eta_unit){.kind = (uint8_t)kind, .done = true, .wire = wire};
    eta->last_ms = now_ms;
}

/* ---- estimating ---- */

/* What is assumed about the units that are not done. */
struct view {
    double share; /* of the units whose kind is known: the heavy ones */
    double wire;  /* bytes on the line of a heavy unit that does not tell */
    double light_pace, heavy_pace; /* real time for a microsecond of the costs */
};

/* The bytes that heavy units need ahead, on average.  The more units were seen, the farther
 * their average holds; beyond, what is usual.  Units that differ much say little about others.
 * The usual bytes of a mean may be many times what flash of equal bytes needs: the harmonic
 * mean makes less of them. */
static double wire_ahead(const struct esp_eta *eta, double ahead)
{
    double usual = USUAL_SHARE * eta->costs.unit_bytes, sparse = SPARSE * eta->costs.unit_bytes;
    double reach = FIRST_REACH + REACH * eta->heavy_total;
    double weight = reach / (reach + ahead / 2), seen, mean, harmonic;
    double most = WEIGHT_MAX + (1 - WEIGHT_MAX) * NEAR / (NEAR + ahead);

    if (eta->wire <= 0)
        return usual;
    seen = eta->wire / eta->heavy_seen;
    if (seen < sparse)
        most += (1 - most) * (1 - seen / sparse);
    if (weight > most)
        weight = most;
    weight *= eta->wire * eta->wire / (eta->heavy_seen * eta->wire_squares);
    mean = weight * seen + (1 - weight) * usual;
    harmonic = 1 / (weight / seen + (1 - weight) / usual);
    return weight * harmonic + (1 - weight) * mean;
}

static struct view view_of(const struct esp_eta *eta)
{
    const struct esp_eta_rate *light = &eta->light_rate, *heavy = &eta->heavy_rate;
    double known = 0, heavies = 0, ahead = 0;

    for (uint32_t i = 0; i < eta->count; i++) {
        const struct esp_eta_unit *u = &eta->units[i];

        known += u->kind != ESP_ETA_UNKNOWN;
        heavies += u->kind == ESP_ETA_HEAVY;
        ahead += !u->done && u->kind != ESP_ETA_LIGHT;
    }
    return (struct view){
        .share = (heavies + 1) / (known + 2),
        .wire = wire_ahead(eta, ahead),
        .light_pace = light->real / light->said,
        .heavy_pace = heavy->real / heavy->said,
    };
}

/* Sums of microseconds. */
struct sums {
    double least, likely, most;
};

static void add(struct sums *sums, double least, double likely, double most)
{
    sums->least += least;
    sums->likely += likely;
    sums->most += most;
}

/* A neighbour whose kind is known: its weight falls with the distance.  distance 0: there is
 * no neighbour. */
static double weight_at(uint32_t distance)
{
    return distance ? RUN / (RUN + distance) : 0;
}

static void add_unknown(struct sums *sums, const struct view *view, double left, bool left_heavy,
                        double right, bool right_heavy, double light, double heavy)
{
    double closer = left > right ? left : right;
    double likely = (left * left_heavy + right * right_heavy + AVERAGE_WEIGHT * view->share) /
                    (left + right + AVERAGE_WEIGHT);
    double lowest = likely * closer, highest = likely + (1 - likely) * (1 - closer);

    add(sums, light + (heavy - light) * lowest, light + (heavy - light) * likely,
        light + (heavy - light) * highest);
}

static bool is_light(const struct esp_eta *eta, uint32_t unit)
{
    return unit < eta->count && eta->units[unit].kind == ESP_ETA_LIGHT;
}

static bool is_heavy(const struct esp_eta *eta, uint32_t unit)
{
    return unit < eta->count && eta->units[unit].kind == ESP_ETA_HEAVY;
}

/* The bytes that the unit needs on the line if it is heavy. */
static double wire_of(const struct esp_eta *eta, const struct view *view, uint32_t unit)
{
    if (eta->units[unit].wire)
        return eta->units[unit].wire;
    if (unit > 0 && is_light(eta, unit - 1) && !is_heavy(eta, unit + 1))
        return view->wire * SHARE_ALONE;
    return view->wire * (is_light(eta, unit + 1) ? SHARE_BEFORE_BLANK : 1);
}

static double cost_of(const struct esp_eta *eta, const struct view *view, uint32_t unit, bool heavy)
{
    return heavy ? view->heavy_pace * heavy_cost(eta, wire_of(eta, view, unit))
                 : view->light_pace * eta->costs.light;
}

/* Adds the units from first on, all of unknown kind.  Returns where they end. */
static uint32_t add_run(const struct esp_eta *eta, const struct view *view, uint32_t first,
                        struct sums *sums)
{
    bool left_heavy = first > 0 && eta->units[first - 1].kind == ESP_ETA_HEAVY, right_heavy;
    uint32_t end = first;

    while (end < eta->count && eta->units[end].kind == ESP_ETA_UNKNOWN)
        end++;
    right_heavy = end < eta->count && eta->units[end].kind == ESP_ETA_HEAVY;
    for (uint32_t i = first; i < end; i++) {
        double look = view->light_pace * eta->costs.look;

        add_unknown(sums, view, weight_at(first > 0 ? i - first + 1 : 0), left_heavy,
                    weight_at(end < eta->count ? end - i : 0), right_heavy,
                    look + cost_of(eta, view, i, false), look + cost_of(eta, view, i, true));
    }
    return end;
}

static struct sums sum_up(const struct esp_eta *eta, const struct view *view, double *next)
{
    struct sums sums = {eta->tail, eta->tail, eta->tail};

    *next = 0;
    for (uint32_t i = 0; i < eta->count;) {
        const struct esp_eta_unit *u = &eta->units[i];
        double before = sums.likely;
        uint32_t first = i;

        if (u->kind == ESP_ETA_UNKNOWN) {
            i = add_run(eta, view, i, &sums);
        } else {
            double cost = u->done ? 0 : cost_of(eta, view, i, u->kind == ESP_ETA_HEAVY);

            add(&sums, cost, cost, cost);
            i++;
        }
        if (*next == 0)
            *next = (sums.likely - before) / (i - first);
    }
    return sums;
}

static uint64_t shown_ms(double us, double spent)
{
    return us > spent ? (uint64_t)((us - spent) / 1000) : 0;
}

enum esp_eta_trust esp_eta_left(const struct esp_eta *eta, uint64_t now_ms, uint64_t *left_ms)
{
    double spent = (double)(now_ms - eta->last_ms) * 1000, next, likely;
    struct view view;
    struct sums sums;

    *left_ms = 0;
    if (!eta->units || now_ms < eta->begin_ms + BEGIN_MS)
        return ESP_ETA_NONE;
    view = view_of(eta);
    sums = sum_up(eta, &view, &next);
    if (spent > next * (1 - STAYS))
        spent = next * (1 - STAYS);
    *left_ms = shown_ms(sums.most, spent);
    if (sums.most > FACTOR * FACTOR * sums.least && sums.most - sums.least > SLACK_US)
        return ESP_ETA_AT_MOST;
    likely = sums.likely;
    if (likely < sums.most / FACTOR)
        likely = sums.most / FACTOR;
    if (likely > sums.least * FACTOR)
        likely = sums.least * FACTOR;
    *left_ms = shown_ms(likely, spent);
    return ESP_ETA_ABOUT;
}
