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

/* Bytes under way to one side. */
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

/* Output without end, instead of the board's output or besides it. */
enum stream {
    STREAM_NONE,
    STREAM_SILENCE, /* nothing */
    STREAM_FLOOD,   /* valid small frames, as fast as the host takes them */
    STREAM_NOISE,   /* bytes that are no frames, as fast as the host takes them */
    STREAM_TRICKLE, /* one byte now and then, which never ends a frame */
    STREAM_FOREIGN, /* a small frame every STREAM_PERIOD_MS */
    STREAM_CHATTER, /* the same, while the board's output goes on */
    STREAM_REPEAT,  /* the answer that began the stream, as fast as the host takes it */
};
enum { STREAM_PERIOD_MS = 40, RULES_MAX = 16, FRAME_MAX = 0x20000, REQUESTS = 64 };

struct rule {
    unsigned kind;
    bool any;             /* the command that it applies to */
    uint8_t op;
    unsigned first, last; /* numbers of the answers, from 1 on */
    unsigned seen;
};

/* A READ_REGION that the host sent. */
struct region_asked {
    uint32_t address, length, tag;
};

struct meddler {
    struct rule rules[RULES_MAX];
    size_t count;
    struct queue *to_host;
    enum stream stream;
    uint64_t next_ms; /* next output of the stream; of a flood, the last output */
    uint8_t repeated[0x1000];
    size_t repeated_size;
    uint8_t late[FRAME_MAX]; /* an answer that is held until the next answer */
    size_t late_size;
    struct region_asked asked[REQUESTS];
    unsigned asked_count;
    unsigned applied; /* how often rules were applied */
};

/* Parses KIND:OP[:FIRST[-LAST]].  OP is hexadecimal or "any"; LAST may be "end".  False if
 * the text is no rule. */
bool meddler_add_rule(struct meddler *m, const char *text);

/* Takes an answer on its way to the host: a frame without its framing. */
void meddler_answer(struct meddler *m, const uint8_t *frame, size_t size);

/* Takes a request on its way to the board. */
void meddler_request(struct meddler *m, const uint8_t *frame, size_t size);

/* Sends what is due from a stream. */
void meddler_stream(struct meddler *m, uint64_t now_ms);

/* True if the board's output is held back. */
static inline bool meddler_muted(const struct meddler *m)
{
    return m->stream != STREAM_NONE && m->stream != STREAM_CHATTER;
}

/* Prints the names of all kinds, one per line. */
void meddler_print_kinds(void);

#endif
