/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records the events that a host port reports to its owner: for the tests of hostport only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SIM_HOSTPORT_RECORD_H
#define UNIT_SIM_HOSTPORT_RECORD_H

#include "sim/line/hostport.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* A test fails after this time instead of hanging.  If all is well, no test waits this
 * long. */
#define PATIENCE_NS UINT64_C(10000000000)

struct record {
    struct hostport *port;
    char log[4096]; /* "+" connected, "-" disconnected, "d1r0" lines, "[data@baud]" */
    uint64_t bytes;
    uint32_t sum;
    bool quiet;        /* count data instead of logging it */
    bool unplug_after; /* pull the cable inside the data event */
};

static void record_add(struct record *record, const char *text)
{
    size_t used = strlen(record->log);

    snprintf(record->log + used, sizeof(record->log) - used, "%s", text);
}

static void record_data(void *ctx, const uint8_t *bytes, size_t count, uint32_t baud)
{
    struct record *record = ctx;
    char text[128];
    size_t i;

    record->bytes += count;
    for (i = 0; i < count; i++)
        record->sum = record->sum * 31 + bytes[i];
    if (!record->quiet) {
        snprintf(text, sizeof(text), "[%.*s@%u]", (int)count, (const char *)bytes, baud);
        record_add(record, text);
    }
    if (record->unplug_after)
        hostport_unplug(record->port);
}

static void record_lines(void *ctx, bool dtr, bool rts)
{
    char text[16];

    snprintf(text, sizeof(text), "d%dr%d", dtr, rts);
    record_add(ctx, text);
}

static void record_connected(void *ctx, bool connected)
{
    record_add(ctx, connected ? "+" : "-");
}

__attribute__((unused)) static bool record_open_far(struct record *record, const char *spec,
                                                    unsigned delay_ms)
{
    struct hostport_events events = {record_data, record_lines, record_connected, record};
    char error[256] = "";

    memset(record, 0, sizeof(*record));
    record->port = hostport_open_far(spec, delay_ms, &events, error);
    if (!record->port)
        printf("# %s: %s\n", spec, error);
    return record->port;
}

__attribute__((unused)) static bool record_open(struct record *record, const char *spec)
{
    return record_open_far(record, spec, 0);
}

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Polls until the log is as wanted. */
__attribute__((unused)) static bool record_wait(struct record *record, const char *log)
{
    uint64_t end = now_ns() + PATIENCE_NS;

    while (strcmp(record->log, log) != 0 && now_ns() < end)
        hostport_poll(record->port, 1000000);
    if (strcmp(record->log, log) == 0)
        return true;
    printf("# got  %s\n# want %s\n", record->log, log);
    return false;
}

/* The shortest of some polls with this time-out.  Other programs make some polls late, but
 * never early. */
__attribute__((unused)) static uint64_t record_shortest_poll(struct record *record,
                                                             uint64_t timeout_ns)
{
    uint64_t shortest = UINT64_MAX, start, took;
    unsigned i;

    for (i = 0; i < 50; i++) {
        start = now_ns();
        hostport_poll(record->port, timeout_ns);
        took = now_ns() - start;
        if (took < shortest)
            shortest = took;
    }
    return shortest;
}

/* The processor time of a poll in which no event happens. */
__attribute__((unused)) static uint64_t record_poll_cpu(struct record *record, uint64_t timeout_ns)
{
    struct timespec before, after;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    hostport_poll(record->port, timeout_ns);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    return (uint64_t)(after.tv_sec - before.tv_sec) * 1000000000 + (uint64_t)after.tv_nsec -
           (uint64_t)before.tv_nsec;
}

#endif
