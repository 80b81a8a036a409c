/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carrying out a plan through the stub, with several requests in flight: what
 * differs is found by digests and written while the rest is still being looked
 * at.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Requests are answered in their order, and each may be sent again.  What was
 * sent before an answered request and is still waiting is lost.
 */
#ifndef ESP_FLASH_STUB_STUBWRITE_H
#define ESP_FLASH_STUB_STUBWRITE_H

#include <zlib.h>

#include "esp/flash/plan.h"

enum { ESP_WRITER_PENDING = 12 }; /* requests, where the stub keeps so many */

/* A request that waits for its answer. */
struct esp_pending {
    enum esp_op op;
    uint32_t first, count; /* sectors of the plan */
    uint32_t tag;
    uint32_t wire;         /* bytes */
    unsigned changes;      /* the writer's, when it was sent */
    uint64_t due_ms;       /* without an answer by then it is lost */
};

struct esp_writer {
    struct esp_session *session;
    struct esp_plan *plan;
    struct esp_write_report report;
    esp_progress *progress;
    void *ctx;
    unsigned contacts; /* the session's, when what is known was still to be found out */
    bool only_look;  /* nothing is to be changed */
    bool guards_now; /* only_guard is written now, and nothing else */
    uint32_t only_guard;

    struct esp_pending pending[ESP_WRITER_PENDING]; /* oldest first */
    unsigned pending_count;
    uint32_t in_flight; /* bytes of them */
    uint32_t next_tag;
    uint64_t line_free_ms; /* when the line has sent all, about */
    uint64_t lively_ms;    /* when something was answered last */

    unsigned changes;    /* requests sent that change the flash: what was looked at before
                          * one of them is looked at once more at the end */

    bool blank_too;      /* blocks that are to be blank are looked at, too */
    bool look_now;       /* it is a digest's turn */
    uint32_t scan_next;  /* first sector not asked for */
    uint32_t write_next; /* no sector before it is to be written */
    uint32_t backlog;    /* sectors known to be written that are not sent */
    uint32_t erased_to;  /* address; up to there a block erase counts already */
    uint32_t batch;      /* sectors a request at most; shrinks with damage */
    uint32_t done;       /* sectors right or written */
    int64_t *guard_state; /* of each image; stubwrite_guard.c */

    unsigned score;      /* of failures; successes take away from it */
    unsigned good;       /* answers since the last failure */
    uint8_t refusal;     /* status that was said last */
    unsigned barren;     /* failures since the last success */
    unsigned recoveries, resets;

    z_stream deflate;
    bool deflate_ready;
    uint8_t blank_md5[ESP_MD5_SIZE]; /* of a sector of 0xff */
    uint8_t *request; /* struct esp_write_region and contents */
};

/* Sectors that one request writes at most. */
static inline uint32_t esp_writer_batch_max(const struct esp_writer *w)
{
    return w->session->stub.limits.write / ESP_SECTOR_SIZE;
}

/* Whether the sector may be written now. */
static inline bool esp_writer_may_write(const struct esp_writer *w, uint32_t sector)
{
    return w->guards_now ? sector == w->only_guard : !w->plan->sectors[sector].guard;
}

int esp_writer_init(struct esp_writer *w, struct esp_session *s, struct esp_plan *plan);
void esp_writer_free(struct esp_writer *w);

/* Looks at all sectors not seen yet and writes those that differ: all but the
 * guards, or, with guards_now, that one.  What is to be blank comes last: most of it is
 * blank already, and what is looked at after the last change needs no other proof. */
int esp_writer_run(struct esp_writer *w);

/* Compares the digests of what was written, and of what was right before something was
 * written; sectors that did not take are to be written again.  *bad: how many.
 * ESP_ERR_CHECK where one that was right is so no more, or has what went to another
 * place. */
int esp_writer_prove(struct esp_writer *w, uint32_t *bad);

/* Was the chip reset, may an application have run and have changed the flash?  Then
 * nothing is known of it, and esp_writer_doubt() has it found out again. */
static inline bool esp_writer_disturbed(const struct esp_writer *w)
{
    return w->session->contacts != w->contacts;
}
void esp_writer_doubt(struct esp_writer *w);

/* ---- between the writer's files ---- */

/* Sends a request and puts it on the list. */
int esp_writer_send(struct esp_writer *w, const struct esp_pending *what, const void *data,
                    size_t size);

/* Reports a sector as one that differs, once. */
void esp_writer_count(struct esp_writer *w, struct esp_sector *sector);

void esp_writer_show_progress(struct esp_writer *w);

/* Takes the oldest request off the list. */
void esp_writer_forget(struct esp_writer *w);

/* stubwrite_compose.c: writes sectors from first on, as many as fit; 1 when they
 * have to wait for room. */
int esp_writer_send_sectors(struct esp_writer *w, uint32_t first);

/* stubwrite_guard.c: makes sure that the image's guard is blank.  1 when it is; 0
 * when that has to be waited for. */
int esp_writer_guard(struct esp_writer *w, uint32_t image);
/* The answer to an erase of a guard. */
int esp_writer_guard_answer(struct esp_writer *w, const struct esp_pending *p,
                            const struct esp_answer *answer);
/* It did not come. */
void esp_writer_guard_lost(struct esp_writer *w, const struct esp_pending *p);
/* No guard is known to be blank. */
void esp_writer_guards_doubt(struct esp_writer *w);

/* stubwrite_failure.c */
int esp_writer_lost(struct esp_writer *w); /* the oldest pending request is lost */
void esp_writer_success(struct esp_writer *w);
int esp_writer_silence(struct esp_writer *w); /* nothing came for a moment */
int esp_writer_slow_down(struct esp_writer *w);

#endif
