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
    /* Longest answer: a packet that is a region's whole stream, its trailer, header
     * and status.  Contents that do not compress get a little longer: DEFLATE's
     * stored blocks. */
    ESP_FRAME_MAX = ESP_HEADER_SIZE + ESP_REGION_MAX + ESP_REGION_MAX / 128 + 64 + 12 +
                    ESP_STATUS_SIZE,
    ESP_NOISE_MAX = 2048,
};

/* One end of the line: what is left of the bytes and frames that came in. */
struct esp_link {
    struct esp_transport *transport;
    struct esp_fault *fault;
    /* When something came in last (esp_clock_ms) that may be an answer.  Whole frames that
     * answer nothing that was asked are no sign of life. */
    uint64_t last_byte_ms;
    uint64_t heard_ms;     /* the same before the frame that is coming in */
    /* How long nothing has succeeded: esp_link_achieved(). */
    uint64_t fruitless_ms, fruitless_max_ms;
    uint64_t counted_ms;   /* until then (esp_clock_ms) that was counted */
    bool given_up;         /* that was told */
    bool asked[256];       /* the commands that were sent */
    size_t status_size;    /* bytes at the end of an answer by who answers now: as the last
                            * answer to SYNC had them; 2 before the first */
    uint64_t bytes;        /* how much came in so far */
    uint64_t damaged;      /* how many frames were damaged or no answers */
    uint64_t foreign;      /* how many answered nothing that was asked */
    uint64_t resent;       /* how many blocks of programs were sent again */
    uint64_t mended;       /* how much of both, and of flash, was right when done again */
    size_t loaded;         /* the most bytes of a program that the loader ever had */
    uint64_t repeated;     /* how many commands for registers were sent again */
    /* The last bytes that came in, oldest first, for a diagnosis. */
    uint8_t noise[ESP_NOISE_MAX];
    size_t noise_size;
    struct esp_slip_reader reader;
    uint8_t raw[4096]; /* read from the transport, not yet looked at */
    size_t raw_at, raw_size;
    uint8_t frame[ESP_FRAME_MAX];
};

struct esp_answer {
    uint8_t op;
    uint16_t length; /* of data and status, as the header has it */
    uint32_t value;
    const uint8_t *data; /* behind the header; valid until the next call on the link */
    size_t size;         /* bytes of it, without the status */
    const uint8_t *status; /* behind the data: the first byte is 0 for success, else the
                            * second one says what failed; NULL where no room is for one */
    size_t status_size;
};

/* A wait ends at its deadline, whatever comes in: of what had come in by then only so
 * much is looked at as a frame may be long. */
struct esp_wait {
    uint64_t deadline_ms;
    uint64_t bytes_end; /* of link->bytes, once the deadline has passed; 0: before */
};
static inline struct esp_wait esp_wait_for(int timeout_ms)
{
    return (struct esp_wait){.deadline_ms = esp_clock_after(timeout_ms)};
}

void esp_link_init(struct esp_link *link, struct esp_transport *t, struct esp_fault *fault);

/* One limit for all that is tried again: where nothing succeeds for so long whatever was
 * tried, sending and receiving fail with ESP_ERR_LINE, which nobody tries again.  Limits of
 * each function on its own multiply where one calls another.  What succeeds is what the run is for:
 * contents that arrived or were changed, or a step on the way there that was not reached
 * before.  A right answer alone is not enough: a peer that answers one command and no
 * other could keep us for ever.  Time in which the caller does other things or is stopped
 * counts little.
 *
 * esp_link_achieved() says that something succeeded: the usual limit begins anew.  With
 * esp_link_limit() another one does, until then. */
void esp_link_achieved(struct esp_link *link);
void esp_link_limit(struct esp_link *link, int max_ms);

/* Forgets all that came in so far, noise included. */
int esp_link_discard(struct esp_link *link);

/* Reads until nothing came in for quiet_ms, at most for limit_ms. */
int esp_link_drain(struct esp_link *link, int quiet_ms, int limit_ms);

/* Sends a request.  check is the checksum of the data commands, 0 for others. */
int esp_link_send(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                  size_t size);

/* The same for our own commands, whose check word is a CRC. */
int esp_stub_send(struct esp_link *link, enum esp_op op, const void *data, size_t size);

/* The next frame of any kind: ESP_ERR_TIMEOUT when none came.  Damaged ones are
 * counted and skipped. */
int esp_link_frame(struct esp_link *link, const uint8_t **data, size_t *size,
                   struct esp_wait *wait);

/* The next frame that is an answer to a command that was sent; or ESP_LINK_DAMAGE, where
 * a frame came that may have been one. */
enum { ESP_LINK_DAMAGE = 1 };
int esp_link_hear(struct esp_link *link, struct esp_answer *answer, struct esp_wait *wait);

/* The same; damage is only counted. */
int esp_link_receive(struct esp_link *link, struct esp_answer *answer, int timeout_ms);

/* The answer to op; others are skipped.  ESP_ERR_STATUS when it reports an
 * error. */
int esp_link_await(struct esp_link *link, enum esp_op op, struct esp_answer *answer,
                   int timeout_ms);

/* Is the answer's length what its header says?  Only then its status counts. */
bool esp_answer_whole(const struct esp_answer *answer);

/* Is it whole, and a success? */
bool esp_answer_good(const struct esp_answer *answer);

/* What our stub refuses, by a whole answer of nothing but a status: an enum esp_status.  0
 * for every other answer.  Nothing checks the status: a refusal counts once it was said
 * twice, as in esp_stub_ask(). */
uint8_t esp_answer_refusal(const struct esp_answer *answer);

/* Has the answer a status, and are the last four bytes before that the CRC-32 of those
 * before them? */
bool esp_answer_proven(const struct esp_answer *answer);

/* Sends a request and awaits its answer. */
int esp_command(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                size_t size, struct esp_answer *answer, int timeout_ms);

/* A request of our own, and how its answer is known. */
struct esp_question {
    enum esp_op op;
    const void *data;
    size_t size;
    /* Is an answer without an error whole, and to this question?  NULL: any is. */
    enum esp_fit (*fit)(const struct esp_question *question, const struct esp_answer *answer);
};
enum esp_fit {
    ESP_FIT_RIGHT,
    ESP_FIT_OTHER,   /* whole, but to another question: passed over */
    ESP_FIT_DAMAGED, /* asked again */
};

/* Asks it, and asks again when the request or the answer arrived damaged: the one function
 * that does so.  ESP_ERR_STATUS for a refusal that was said twice; ESP_ERR_TIMEOUT where
 * timeout_ms passed without an answer, or too many were damaged. */
int esp_stub_ask(struct esp_link *link, const struct esp_question *question,
                 struct esp_answer *answer, int timeout_ms);

/* Check word of our own requests: CRC-32 of the op byte and the data. */
uint32_t esp_request_check(enum esp_op op, const void *data, size_t size);

/* Has nothing come in for so long that may be an answer? */
bool esp_link_silent(const struct esp_link *link, uint64_t ms);

/* How long an answer may take that takes the chip no time. */
int esp_link_patience_ms(const struct esp_link *link);

#endif
