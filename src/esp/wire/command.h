/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the chip and its answers, over a transport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WIRE_COMMAND_H
#define ESP_WIRE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "esp/line/slip.h"
#include "esp/wire/protocol.h"

struct esp_transport;

enum {
    /* The longest answer: one packet with a region's whole stream, its trailer, header and
     * status.  Contents that do not compress become a little longer, by the headers of
     * DEFLATE's stored blocks. */
    ESP_FRAME_MAX = ESP_HEADER_SIZE + ESP_REGION_MAX + ESP_REGION_MAX / 128 + 64 + 12 +
                    ESP_STATUS_SIZE,
    ESP_NOISE_MAX = 2048,
};

/* Our end of the line: the bytes that came in and the frame that is being received. */
struct esp_link {
    struct esp_transport *transport;
    struct esp_fault *fault;
    /* When the last byte came in that may belong to an answer (esp_clock_ms).  A whole
     * frame that answers no request does not count. */
    uint64_t last_byte_ms;
    uint64_t heard_ms;     /* last_byte_ms before the frame that is coming in */
    /* How long nothing has succeeded, and the limit: see esp_link_achieved(). */
    uint64_t fruitless_ms, fruitless_max_ms;
    uint64_t counted_ms;   /* fruitless_ms is counted up to this time (esp_clock_ms) */
    uint32_t first_baud;   /* rate of the first contact; 0: the port has none */
    bool given_up;         /* the limit has passed, and a fault has reported it */
    bool asked[256];       /* the commands that were sent */
    /* The command that measures the round trip: 0 or one that takes the chip no time. */
    uint8_t timed_op;
    unsigned timed_count;  /* how often it was sent without an answer */
    uint64_t timed_ms;     /* when it was sent first (esp_clock_ms) */
    uint64_t timed_last_ms; /* and last */
    size_t status_size;    /* bytes of the status at the end of each answer, as seen in the
                            * last answer to SYNC; 2 before the first SYNC */
    /* An answer that carries a value, but not what the value belongs to, did not come in time
     * and may still come: esp_loader_barrier(). */
    bool late;
    unsigned syncs_due;    /* answers to SYNC that may still come: at most so many */
    bool one_by_one;       /* the peer loses a request that comes while it works at another */
    uint64_t bytes;        /* bytes that came in so far */
    uint64_t damaged;      /* frames that were damaged or no answers */
    uint64_t foreign;      /* answers to commands that were not sent */
    uint64_t resent;       /* blocks of programs that were sent again */
    uint64_t mended;       /* repetitions that succeeded: of blocks of programs, of commands
                            * for registers, and of sectors of flash */
    size_t loaded;         /* the most bytes of a program that the loader ever took */
    uint64_t repeated;     /* commands for registers that were sent again */
    /* The last bytes that came in, oldest first, for the diagnosis. */
    uint8_t noise[ESP_NOISE_MAX];
    size_t noise_size;
    struct esp_slip_reader reader;
    uint8_t raw[4096]; /* bytes from the transport; raw_at: the next one to look at */
    size_t raw_at, raw_size;
    uint8_t frame[ESP_FRAME_MAX];
};

struct esp_answer {
    uint8_t op;
    uint16_t length; /* bytes of data and status, as the header says */
    uint32_t value;
    const uint8_t *data; /* the bytes behind the header; valid until the next call */
    size_t size;         /* bytes of data, without the status */
    const uint8_t *status; /* behind the data.  First byte 0: success; otherwise the second
                            * byte says what failed.  NULL if the answer is too short */
    size_t status_size;
};

/* A wait ends at its deadline even if bytes keep coming in.  Of the bytes that had come in
 * by then, only so many are looked at as the longest frame may have. */
struct esp_wait {
    uint64_t deadline_ms;
    uint64_t bytes_end; /* look at bytes up to this count of link->bytes; 0: the deadline
                         * has not passed yet */
};
static inline struct esp_wait esp_wait_for(int timeout_ms)
{
    return (struct esp_wait){.deadline_ms = esp_clock_after(timeout_ms)};
}

void esp_link_init(struct esp_link *link, struct esp_transport *t, struct esp_fault *fault);

/* The options that lower the rate at which the line is bad: the working rate, or also the rate
 * of the first contact.  NULL if the port has no rate. */
const char *esp_link_rate_option(const struct esp_link *link);

/* One time limit for all repetitions.  If nothing succeeds for this long, sending and
 * receiving fail with ESP_ERR_LINE, and no function tries again after ESP_ERR_LINE.  (If
 * each function had a limit of its own, the limits would multiply where functions call each
 * other.)  Success means progress of the program's work: contents arrived or were changed,
 * or a step was reached for the first time.  A right answer alone is not success, because a
 * peer that answers only one command could keep the program busy for ever.  Time in which
 * the caller does other things or is stopped counts little.  The limit holds for round trips
 * that take no time; each ESP_LIMIT_TRIP_MS of a measured round trip add the usual limit again.
 *
 * esp_link_achieved() reports success and starts the usual limit again.  esp_link_limit()
 * starts another limit, which holds until the next success. */
void esp_link_achieved(struct esp_link *link);
void esp_link_limit(struct esp_link *link, int max_ms);

enum { ESP_LIMIT_TRIP_MS = 500 };

/* Forgets everything that came in so far, including the noise. */
int esp_link_discard(struct esp_link *link);

/* The chip was reset: what it was asked before has no answer any more. */
void esp_link_forget(struct esp_link *link);

/* Reads and discards until nothing comes in for quiet_ms, at most for limit_ms. */
int esp_link_drain(struct esp_link *link, int quiet_ms, int limit_ms);

/* Sends a request.  check: the checksum for commands with data, 0 for other commands. */
int esp_link_send(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                  size_t size);

/* Sends a request of our stub's protocol, whose check word is a CRC. */
int esp_stub_send(struct esp_link *link, enum esp_op op, const void *data, size_t size);

/* Receives the next frame of any kind; ESP_ERR_TIMEOUT if no frame came.  Counts and skips
 * damaged frames. */
int esp_link_frame(struct esp_link *link, const uint8_t **data, size_t *size,
                   struct esp_wait *wait);

/* Receives the next answer to a command that was sent.  ESP_LINK_DAMAGE if a damaged frame
 * came, which may have been the answer. */
enum { ESP_LINK_DAMAGE = 1 };
int esp_link_hear(struct esp_link *link, struct esp_answer *answer, struct esp_wait *wait);

/* Receives the next answer; counts and skips damaged frames. */
int esp_link_receive(struct esp_link *link, struct esp_answer *answer, int timeout_ms);

/* Receives the answer to op and skips other answers.  ESP_ERR_STATUS if the answer reports
 * an error. */
int esp_link_await(struct esp_link *link, enum esp_op op, struct esp_answer *answer,
                   int timeout_ms);

/* Is the answer as long as its header says?  Only then the status is valid. */
bool esp_answer_whole(const struct esp_answer *answer);

/* Is the answer whole, and does it report success? */
bool esp_answer_good(const struct esp_answer *answer);

/* If our stub refuses a request, returns the enum esp_status of its answer, which is whole
 * and has a status only.  Returns 0 for every other answer.  The status has no check sum,
 * so a refusal counts only when it was received twice, as in esp_stub_ask(). */
uint8_t esp_answer_refusal(const struct esp_answer *answer);

/* Does the answer have a status, and are the four bytes before the status the CRC-32 of the
 * data before them? */
bool esp_answer_proven(const struct esp_answer *answer);

/* Sends a request and waits for its answer. */
int esp_command(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                size_t size, struct esp_answer *answer, int timeout_ms);

/* A request to our stub, and how to recognise its answer. */
struct esp_question {
    enum esp_op op;
    const void *data;
    size_t size;
    /* Judges an answer that reports success.  NULL: every such answer is right. */
    enum esp_fit (*fit)(const struct esp_question *question, const struct esp_answer *answer);
};
enum esp_fit {
    ESP_FIT_RIGHT,
    ESP_FIT_OTHER,   /* the answer is whole but belongs to another question: skip it */
    ESP_FIT_DAMAGED, /* the answer is damaged: ask again */
};

/* Asks the question, and asks again if the request or the answer arrived damaged.  No other
 * function asks again after damage.  ESP_ERR_STATUS for a refusal that was received twice.
 * ESP_ERR_TIMEOUT if timeout_ms passed without an answer, or too many answers were
 * damaged. */
int esp_stub_ask(struct esp_link *link, const struct esp_question *question,
                 struct esp_answer *answer, int timeout_ms);

/* Check word of requests to our stub: CRC-32 of the op byte and the data. */
uint32_t esp_request_check(enum esp_op op, const void *data, size_t size);

/* True if for ms milliseconds nothing came in that may be an answer. */
bool esp_link_silent(const struct esp_link *link, uint64_t ms);

/* How long to wait for an answer that the chip can send at once. */
int esp_link_patience_ms(const struct esp_link *link);

/* The same for a question that is asked several times. */
int esp_link_short_patience_ms(const struct esp_link *link);

#endif
