/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long work on a flash still takes: an estimate from what is known about the rest.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The work is a row of units of equal size, for example sectors.  A light unit costs little
 * time, because it is blank or unchanged.  The contents of a heavy unit have to cross the line.
 * The kind of a unit may be known before the unit is done.  Otherwise its neighbours tell
 * which kind is likely.  The first costs are the caller's; the time that the work really takes
 * corrects them.
 */
#ifndef BASE_ETA_H
#define BASE_ETA_H

#include <stdbool.h>
#include <stdint.h>

enum esp_eta_kind { ESP_ETA_UNKNOWN, ESP_ETA_LIGHT, ESP_ETA_HEAVY };

/* First costs, in microseconds if the name does not say otherwise. */
struct esp_eta_costs {
    double look;  /* to find out of which kind a unit is, if that is not known before */
    double light, heavy; /* of a unit, besides the look and the line */
    double byte;  /* of a byte on the line; 0: the line is part of "heavy" */
    uint32_t unit_bytes; /* contents of a unit */
};

struct esp_eta_unit {
    uint8_t kind; /* enum esp_eta_kind */
    bool done;
    uint32_t wire; /* bytes on the line; 0: not known */
};

/* Time that work took, and what the costs say about the same work. */
struct esp_eta_rate {
    double real, said; /* microseconds */
};

struct esp_eta {
    struct esp_eta_unit *units; /* NULL: nothing is estimated */
    uint32_t count;
    struct esp_eta_costs costs;
    double looked;     /* cost of looks at units since a unit was done last */
    double tail;       /* microseconds of work after the last unit */
    uint64_t begin_ms; /* time of the begin */
    uint64_t last_ms;  /* time when a unit was done last */
    double heavy_seen; /* how many heavy units count in the next two sums; old ones fade out */
    double wire;       /* sum of these units' bytes on the line */
    double wire_squares;     /* sum of the squares of their bytes */
    double heavy_total;      /* heavy units of which the bytes are known */
    struct esp_eta_rate light_rate, heavy_rate;
};

enum esp_eta_trust {
    ESP_ETA_NONE,    /* nothing can be said */
    ESP_ETA_AT_MOST, /* too little is known about the rest: only the longest time is */
    ESP_ETA_ABOUT,
};

/* Begins to estimate.  If memory runs out, nothing is estimated. */
void esp_eta_begin(struct esp_eta *eta, uint32_t count, const struct esp_eta_costs *costs,
                   uint64_t now_ms);
/* Forgets the work.  Harmless after no begin, if *eta is zeros. */
void esp_eta_end(struct esp_eta *eta);

/* The kind of these units is known.  Units that are done keep their kind. */
void esp_eta_know(struct esp_eta *eta, uint32_t first, uint32_t count, enum esp_eta_kind kind);

/* So many bytes will cross the line if the unit is heavy. */
void esp_eta_wire(struct esp_eta *eta, uint32_t unit, uint32_t bytes);

/* The unit is done, and was of that kind.  wire: bytes that crossed the line, 0: not known. */
void esp_eta_done(struct esp_eta *eta, uint32_t unit, enum esp_eta_kind kind, uint32_t wire,
                  uint64_t now_ms);

/* Begins to estimate work that goes on evenly: so many bytes, which take about us
 * microseconds. */
void esp_eta_even(struct esp_eta *eta, uint64_t bytes, double us, uint64_t now_ms);
/* Even work has come so far. */
void esp_eta_reached(struct esp_eta *eta, uint64_t done, uint64_t total, uint64_t now_ms);

/* The time of the work after the last unit, as far as it is not done. */
void esp_eta_tail(struct esp_eta *eta, double us);

/* The time that is left, in milliseconds. */
enum esp_eta_trust esp_eta_left(const struct esp_eta *eta, uint64_t now_ms, uint64_t *left_ms);

#endif
