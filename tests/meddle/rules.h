/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What esp-meddle does to the answers that pass through it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef MEDDLE_RULES_H
#define MEDDLE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes on their way to one side. */
struct queue {
    uint8_t bytes[1 << 20];
    size_t at, end;
    bool telnet; /* 0xff is doubled */
};

void queue_put(struct queue *queue, const void *bytes, size_t size);
void queue_put_as_is(struct queue *queue, const void *bytes, size_t size);
static inline size_t queue_size(const struct queue *queue)
{
    return queue->end - queue->at;
}

/* What is sent without end, in place of what the board says or besides that. */
enum stream {
    STREAM_NONE,
    STREAM_SILENCE, /* nothing */
    STREAM_FLOOD,   /* valid small frames, as fast as they are taken */
    STREAM_NOISE,   /* bytes that are no frames, as fast as they are taken */
    STREAM_TRICKLE, /* one byte now and then that never ends a frame */
    STREAM_FOREIGN, /* a small frame every STREAM_PERIOD_MS */
    STREAM_CHATTER, /* the same, and the board goes on */
    STREAM_REPEAT,  /* the answer that began it, as fast as it is taken */
};
enum { STREAM_PERIOD_MS = 40, RULES_MAX = 16, FRAME_MAX = 0x20000, REQUESTS = 64 };

struct rule {
    unsigned kind;
    bool any;             /* command */
    uint8_t op;
    unsigned first, last; /* occurrences, from 1 on */
    unsigned seen;
};

/* A READ_REGION that was asked for. */
struct region_asked {
    uint32_t address, length, tag;
};

struct meddler {
    struct rule rules[RULES_MAX];
    size_t count;
    struct queue *to_host;
    enum stream stream;
    uint64_t next_ms; /* of the stream */
    uint8_t repeated[0x1000];
    size_t repeated_size;
    uint8_t late[FRAME_MAX]; /* an answer that waits for the next one */
    size_t late_size;
    struct region_asked asked[REQUESTS];
    unsigned asked_count;
    unsigned applied; /* how often a rule was */
};

/* KIND:OP[:FIRST[-LAST]], OP in hexadecimal or "any", LAST may be "end".  False when it
 * is not one. */
bool meddler_add_rule(struct meddler *m, const char *text);

/* An answer, a frame without its framing, on its way to the host. */
void meddler_answer(struct meddler *m, const uint8_t *frame, size_t size);

/* A request on its way to the board. */
void meddler_request(struct meddler *m, const uint8_t *frame, size_t size);

/* What is to be sent now of a stream. */
void meddler_stream(struct meddler *m, uint64_t now_ms);

/* Does what the board says not get through? */
static inline bool meddler_muted(const struct meddler *m)
{
    return m->stream != STREAM_NONE && m->stream != STREAM_CHATTER;
}

/* The names of all kinds, one a line. */
void meddler_print_kinds(void);

#endif
