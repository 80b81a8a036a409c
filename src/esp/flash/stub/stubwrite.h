/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carrying out a plan through the stub, with several requests in flight.  Digests show
 * which sectors differ.  The writer writes these sectors while it looks at the others.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The stub answers requests in their order, and each request may be sent again.  When an
 * answer arrives, every older request that has no answer yet is lost.
 */
#ifndef ESP_FLASH_STUB_STUBWRITE_H
#define ESP_FLASH_STUB_STUBWRITE_H

#include <zlib.h>

#include "esp/flash/plan.h"

enum { ESP_WRITER_PENDING = 12 }; /* requests at most; the stub may keep fewer */

/* A request that waits for its answer. */
struct esp_pending {
    enum esp_op op;
    uint32_t first, count; /* sectors of the plan */
    uint32_t tag;
    uint32_t wire;         /* bytes on the line */
    unsigned changes;      /* the writer's "changes" when the request was sent */
    uint64_t due_ms;       /* time; without an answer by then the request is lost */
};

struct esp_writer {
    struct esp_session *session;
    struct esp_plan *plan;
    struct esp_write_report report;
    esp_progress *progress;
    void *ctx;
    unsigned contacts; /* the session's counter when this round began */
    bool compare_only;  /* a dry run: nothing is changed */
    bool guards_now; /* only the sector only_guard is written now */
    uint32_t only_guard;

    struct esp_pending pending[ESP_WRITER_PENDING]; /* oldest first */
    unsigned pending_count;
    uint32_t in_flight; /* bytes on the line of all pending requests */
    uint32_t next_tag;
    uint64_t line_free_ms; /* time when the line has carried all requests; an estimate */
    uint64_t flash_free_ms; /* time when the flash has carried them out; an estimate */
    uint64_t last_answer_ms;    /* time of the last answer */

    unsigned changes;    /* requests sent that change the flash.  Sectors that were looked
                          * at before such a request are looked at again at the end. */

    uint64_t contents_ms; /* on the line, of the last request with contents that are not blank */
    bool blank_too;      /* blocks that should be blank are looked at, too */
    bool blanks_wait;    /* a block that should be blank is blank already, so they all wait
                          * for the second part of the run */
    uint32_t blank_next; /* no sector of a blank block before this one is to be written */
    bool look_now;       /* the next request should be a DIGEST */
    bool glancing;       /* most sectors differ, so they are looked at by glances first */
    uint32_t glanced_to; /* glances were asked for up to this sector */
    uint32_t scan_next;  /* the first sector that no digest was asked for */
    uint32_t write_next; /* no sector before this one is waiting to be written */
    uint32_t backlog;    /* sectors that must be written and are not sent yet, apart from
                          * guards and blank blocks */
    uint32_t erased_to;  /* address; the estimate counts a block erase up to there */
    uint32_t batch;      /* sectors per request at most; damage makes it smaller */
    uint32_t done;       /* sectors that are right or written */
    int64_t *guard_state; /* one per image; see stubwrite_guard.c */

    unsigned score;      /* failures add to the score, successes reduce it */
    unsigned good;       /* answers since the last failure */
    uint8_t refusal;     /* the last refusal's status */
    unsigned failures_since_success;     /* failures since the last success */
    unsigned recoveries, resets;

    z_stream deflate;
    bool deflate_ready;
    uint8_t blank_md5[ESP_MD5_SIZE]; /* of a sector of 0xff */
    uint8_t *request; /* buffer for struct esp_write_region and the contents */
};

/* The most sectors that one request writes. */
static inline uint32_t esp_writer_batch_max(const struct esp_writer *w)
{
    return w->session->stub.limits.write / ESP_SECTOR_SIZE;
}

/* True if the sector may be written now. */
static inline bool esp_writer_may_write(const struct esp_writer *w, uint32_t sector)
{
    return w->guards_now ? sector == w->only_guard : !w->plan->sectors[sector].guard;
}

int esp_writer_init(struct esp_writer *w, struct esp_session *s, struct esp_plan *plan);
void esp_writer_free(struct esp_writer *w);

/* Looks at all sectors not seen yet and writes the sectors that differ.  Guards are not
 * written; with guards_now, only the sector only_guard is written.  Blocks that should be
 * blank come last: most of them are blank already, and a sector that was looked at after
 * the last change needs no further proof.  But while the flash would wait for the line, they
 * are looked at and erased, until one is found blank. */
int esp_writer_run(struct esp_writer *w);

/* Compares the digests of the sectors that were written, and of the sectors that were found
 * right before the last change.  Sectors that were written and are wrong will be written
 * again; *bad is their count.  Returns ESP_ERR_CHECK if a sector that was right is now
 * wrong, or if a sector holds contents that were written to another place. */
int esp_writer_prove(struct esp_writer *w, uint32_t *bad);

/* True if the chip was reset.  An application may then have run and changed the flash, so
 * nothing is known about the flash; esp_writer_forget_verified() makes the writer look at all of it
 * again. */
static inline bool esp_writer_disturbed(const struct esp_writer *w)
{
    return w->session->contacts != w->contacts;
}
void esp_writer_forget_verified(struct esp_writer *w);

/* ---- between the writer's files ---- */

/* Sends a request and puts it on the list. */
int esp_writer_send(struct esp_writer *w, const struct esp_pending *what, const void *data,
                    size_t size);

/* Counts a sector in the report as one that differs, but only once. */
void esp_writer_count(struct esp_writer *w, struct esp_sector *sector);

/* True if the sector counts in the backlog. */
static inline bool esp_writer_in_backlog(const struct esp_sector *sector)
{
    return !sector->guard && !sector->in_blank;
}

void esp_writer_show_progress(struct esp_writer *w);

/* stubwrite_look.c: asks for digests or glances of the sectors from first on that were not
 * looked at. */
int esp_writer_look(struct esp_writer *w, uint32_t first);
/* True if the writer waits for the answer to a request for digests or glances. */
bool esp_writer_looking(const struct esp_writer *w);
/* Take the answers.  False if the answer is damaged. */
bool esp_writer_take_digests(struct esp_writer *w, const struct esp_pending *p,
                             const struct esp_answer *answer);
bool esp_writer_take_glances(struct esp_writer *w, const struct esp_pending *p,
                             const struct esp_answer *answer);

/* stubwrite_eta.c: begins to estimate the time that is left, if anybody looks at the
 * progress. */
void esp_writer_begin_eta(struct esp_writer *w);
/* The sector's state has become RIGHT, CHANGED or WRITTEN. */
void esp_writer_sector_eta(struct esp_writer *w, uint32_t sector);
/* The sectors before this one are proven. */
void esp_writer_proof_eta(struct esp_writer *w, uint32_t proven);

/* Takes the oldest request off the list. */
void esp_writer_forget(struct esp_writer *w);

/* stubwrite_compose.c: sends a request to write as many sectors from first on as fit.
 * Returns 1 if the request has to wait for room. */
int esp_writer_send_sectors(struct esp_writer *w, uint32_t first);

/* stubwrite_blank.c: the last request takes the flash so many milliseconds. */
void esp_writer_flash_works(struct esp_writer *w, uint32_t ms);
/* Sends a request for a blank block, if the flash would wait for the line.  Returns 1 if
 * there is nothing to send. */
int esp_writer_send_blank(struct esp_writer *w);

/* stubwrite_guard.c: makes sure that the image's guard is blank.  Returns 1 if the guard is
 * blank, 0 if its erase is not answered yet. */
int esp_writer_guard(struct esp_writer *w, uint32_t image);
/* Takes the answer to the erase of a guard. */
int esp_writer_guard_answer(struct esp_writer *w, const struct esp_pending *p,
                            const struct esp_answer *answer);
/* The answer to the erase of a guard did not come. */
void esp_writer_guard_lost(struct esp_writer *w, const struct esp_pending *p);
/* Forgets which guards are blank. */
void esp_writer_forget_guards(struct esp_writer *w);

/* stubwrite_failure.c */
int esp_writer_lost(struct esp_writer *w); /* the oldest pending request is lost */
void esp_writer_success(struct esp_writer *w);
int esp_writer_silence(struct esp_writer *w); /* no useful answer came for a moment */
int esp_writer_slow_down(struct esp_writer *w);

#endif
