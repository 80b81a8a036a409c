/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our end of the line: turns requests into bytes, and bytes into frames.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/line/transport.h"
#include "esp/wire/command.h"

enum {
    REQUEST_MAX = ESP_HEADER_SIZE + sizeof(struct esp_write_region) + ESP_WRITE_MAX,
    ANSWER_MS = 700,
    ANSWER_REMOTE_MS = 1500, /* as long as busy networks stall */
    WRITE_MS = 2000, /* added to the time on the wire */
    LATE_MAX = 2 * ESP_FRAME_MAX, /* bytes that are looked at after a deadline */
    USUAL_MS = 50, /* a near answer may take so long on a busy machine */
    FRUITLESS_MS = 18000, /* together with connecting and leaving, a run ends within 30 s */
    DAMAGED_MS = 60000, /* on a line that damages, but carries repetitions: at an error rate
                         * of 1e-3 a stub may take so long to start */
    DAMAGED_MIN = 3, /* successful repetitions from which on DAMAGED_MS holds */
    FRUITLESS_BYTES = 0x4000, /* their time on the wire is added to the limit: the size of a
                               * stub, or of the longest request */
    SYNC_ANSWERS = 8, /* to one SYNC, by ROMs and stubs */
    SYNCS_DUE_MAX = 2 * SYNC_ANSWERS, /* most SYNCs without an answer were lost, and not late */
    APART_MS = 2000, /* of the time between two uses of the line at most this much counts;
                      * resets of the chip take less */
};

void esp_link_init(struct esp_link *link, struct esp_transport *t, struct esp_fault *fault)
{
    memset(link, 0, sizeof(*link));
    link->transport = t;
    link->fault = fault;
    link->first_baud = t->baud;
    link->status_size = ESP_STATUS_SIZE;
    esp_link_achieved(link);
    esp_slip_reader_init(&link->reader, link->frame, sizeof(link->frame));
}

const char *esp_link_rate_option(const struct esp_link *link)
{
    if (link->transport->rates_mean_nothing)
        return NULL;
    return link->transport->baud > link->first_baud ? "--baud"
                                                          : "--connect-baud and --baud";
}

int esp_link_discard(struct esp_link *link)
{
    link->raw_at = link->raw_size = 0;
    link->noise_size = 0;
    esp_slip_reader_reset(&link->reader);
    return esp_transport_discard_input(link->transport);
}

void esp_link_forget(struct esp_link *link)
{
    link->late = false;
    link->syncs_due = 0;
}

int esp_link_patience_ms(const struct esp_link *link)
{
    return esp_transport_patience_ms(link->transport, ANSWER_MS, ANSWER_REMOTE_MS);
}

int esp_link_short_patience_ms(const struct esp_link *link)
{
    return esp_transport_patience_ms(link->transport, ANSWER_MS / 2, ANSWER_REMOTE_MS / 2);
}

/* ---- the round trip ---- */

/* The chip answers these at once.  But a loader does not hear each SYNC, and answers to other
 * rates' SYNCs may come late. */
static bool takes_no_time(uint8_t op)
{
    return op == ESP_OP_SYNC || op == ESP_OP_READ_REG || op == ESP_OP_ECHO;
}

static void begin_timing(struct esp_link *link, uint8_t op)
{
    link->timed_last_ms = esp_clock_ms();
    if (link->timed_op == op && takes_no_time(op)) {
        link->timed_count++;
        return;
    }
    link->timed_op = takes_no_time(op) ? op : 0;
    link->timed_count = 1;
    link->timed_ms = link->timed_last_ms;
}

/* True if the line lost what was sent before, because the answer came as soon after the last
 * request as answers usually come.  Then the time since the first request says nothing of the
 * network. */
static bool was_lost(const struct esp_link *link)
{
    const struct esp_transport *t = link->transport;
    uint64_t usual_ms = (uint64_t)t->round_trip_ms, took_ms = esp_clock_ms() - link->timed_last_ms;

    return link->timed_op != ESP_OP_SYNC && link->timed_count > 1 && !t->round_trip_guessed &&
           took_ms >= usual_ms / 2 && took_ms <= 2 * usual_ms + USUAL_MS;
}

static void end_timing(struct esp_link *link, uint8_t op)
{
    if (!link->timed_op || link->timed_op != op)
        return;
    if (!was_lost(link))
        esp_transport_saw_round_trip(link->transport, esp_clock_ms() - link->timed_ms,
                                     link->timed_count == 1 && op != ESP_OP_SYNC);
    link->timed_op = 0;
}

static void keep_noise(struct esp_link *link, const uint8_t *data, size_t size)
{
    size_t room;

    if (size > ESP_NOISE_MAX) {
        data += size - ESP_NOISE_MAX;
        size = ESP_NOISE_MAX;
    }
    room = ESP_NOISE_MAX - size;
    if (link->noise_size > room) {
        memmove(link->noise, link->noise + link->noise_size - room, room);
        link->noise_size = room;
    }
    memcpy(link->noise + link->noise_size, data, size);
    link->noise_size += size;
}

/* ---- the time limit for all repetitions ---- */

void esp_link_achieved(struct esp_link *link)
{
    esp_link_limit(link, FRUITLESS_MS);
}

void esp_link_limit(struct esp_link *link, int max_ms)
{
    link->fruitless_max_ms = (uint64_t)max_ms;
    link->fruitless_ms = 0;
    link->given_up = false;
    link->counted_ms = esp_clock_ms();
}

static void count_time(struct esp_link *link, int most_ms)
{
    uint64_t now = esp_clock_ms(), spent = now - link->counted_ms;

    link->fruitless_ms += spent < (uint64_t)most_ms ? spent : (uint64_t)most_ms;
    link->counted_ms = now;
}

static uint64_t measured_trip_ms(const struct esp_transport *t)
{
    return t->remote ? (uint64_t)t->round_trip_sure_ms : 0;
}

/* If no frame has ever come, the port may know a better reason than the cable. */
static int give_up(struct esp_link *link)
{
    const char *handicap = link->heard_ms ? NULL : link->transport->handicap;
    const char *rate = esp_link_rate_option(link);
    struct esp_fault last = *link->fault;

    if (link->given_up && *last.text)
        return ESP_ERR_LINE;
    link->given_up = true;
    return esp_fail(link->fault, ESP_ERR_LINE,
                    "nothing has succeeded for %u s%s%.120s: reset the board and try again, with "
                    "another cable%s%s%s%s",
                    (unsigned)(link->fruitless_ms / 1000), *last.text ? "; last: " : "",
                    last.text, rate ? " or a lower " : "", rate ? rate : "", handicap ? "; " : "",
                    handicap ? handicap : "");
}

/* Milliseconds until the limit, or ESP_ERR_LINE if the limit has passed. */
static int time_left(struct esp_link *link)
{
    uint64_t max_ms = link->fruitless_max_ms;
    uint64_t network_ms = max_ms * measured_trip_ms(link->transport) / ESP_LIMIT_TRIP_MS;

    count_time(link, APART_MS);
    if (link->mended >= DAMAGED_MIN && max_ms == FRUITLESS_MS)
        max_ms = DAMAGED_MS;
    max_ms += network_ms + esp_transport_wire_ms(link->transport, FRUITLESS_BYTES);
    if (link->fruitless_ms < max_ms)
        return (int)(max_ms - link->fruitless_ms);
    return give_up(link);
}

/* Reads from the transport if all bytes in link->raw have been looked at.  Returns 1 if
 * there are bytes to look at, 0 if the wait is over. */
static int fill(struct esp_link *link, struct esp_wait *wait)
{
    int n, timeout_ms = esp_clock_left(wait->deadline_ms), left_ms;

    if (link->raw_at < link->raw_size)
        return 1;
    if (timeout_ms == 0 && !wait->bytes_end)
        wait->bytes_end = link->bytes + LATE_MAX;
    if (timeout_ms == 0 && link->bytes >= wait->bytes_end)
        return 0;
    left_ms = time_left(link);
    if (left_ms < 0)
        return left_ms;
    n = esp_transport_read(link->transport, link->raw, sizeof(link->raw),
                           timeout_ms < left_ms ? timeout_ms : left_ms);
    count_time(link, timeout_ms + APART_MS);
    if (n <= 0)
        return n;
    link->raw_at = 0;
    link->raw_size = (size_t)n;
    link->bytes += (uint64_t)n;
    link->last_byte_ms = esp_clock_ms();
    keep_noise(link, link->raw, link->raw_size);
    return 1;
}

int esp_link_drain(struct esp_link *link, int quiet_ms, int limit_ms)
{
    uint64_t deadline = esp_clock_after(limit_ms);
    int n;

    do {
        struct esp_wait wait = esp_wait_for(quiet_ms);

        link->raw_at = link->raw_size;
        n = fill(link, &wait);
    } while (n > 0 && esp_clock_left(deadline) > 0);
    link->raw_at = link->raw_size;
    esp_slip_reader_reset(&link->reader);
    return n < 0 ? n : 0;
}

int esp_link_send(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                  size_t size)
{
    uint8_t header[ESP_HEADER_SIZE] = {ESP_DIR_REQUEST, (uint8_t)op};
    uint8_t wire[ESP_SLIP_ROOM(REQUEST_MAX)];
    struct esp_slip_writer w;
    int left_ms = time_left(link);

    if (left_ms < 0)
        return left_ms;
    link->asked[op] = true;
    if (op == ESP_OP_SYNC && (link->syncs_due += SYNC_ANSWERS) > SYNCS_DUE_MAX)
        link->syncs_due = SYNCS_DUE_MAX;
    begin_timing(link, (uint8_t)op);
    if (op == ESP_OP_READ_REGION) /* this request may ask for digests, too */
        link->asked[ESP_OP_DIGEST] = true;
    if (size > REQUEST_MAX - ESP_HEADER_SIZE)
        return esp_fail(link->fault, ESP_ERR_ARG, "a request of %zu bytes is too long", size);
    esp_put16(header + 2, (uint16_t)size);
    esp_put32(header + 4, check);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_slip_begin(&w);
    esp_slip_put(&w, header, sizeof(header));
    esp_slip_put(&w, data, size);
    esp_slip_end(&w);
    return esp_transport_write(link->transport, wire, w.used,
                               WRITE_MS + (int)esp_transport_wire_ms(link->transport, w.used));
}

/* Receives a whole frame, or returns ESP_LINK_DAMAGE. */
static int next_frame(struct esp_link *link, const uint8_t **data, size_t *size,
                      struct esp_wait *wait)
{
    enum esp_slip_event event = ESP_SLIP_MORE;
    size_t taken;

    while (event == ESP_SLIP_MORE) {
        int n = fill(link, wait);

        if (n < 0)
            return n;
        if (n == 0)
            return esp_fail(link->fault, ESP_ERR_TIMEOUT, "no answer");
        event = esp_slip_feed(&link->reader, link->raw + link->raw_at,
                              link->raw_size - link->raw_at, &taken);
        link->raw_at += taken;
    }
    *data = link->reader.buf;
    *size = link->reader.used;
    return event == ESP_SLIP_FRAME ? 0 : ESP_LINK_DAMAGE;
}

int esp_link_frame(struct esp_link *link, const uint8_t **data, size_t *size,
                   struct esp_wait *wait)
{
    int err;

    while ((err = next_frame(link, data, size, wait)) == ESP_LINK_DAMAGE)
        link->damaged++;
    return err;
}

static int damage(struct esp_link *link)
{
    link->damaged++;
    link->heard_ms = link->last_byte_ms;
    return ESP_LINK_DAMAGE;
}

/* An answer to SYNC is a status only, so its length is the length of this peer's statuses.
 * Only our stub answers our own commands. */
static size_t status_size(struct esp_link *link, const struct esp_answer *answer, size_t size)
{
    bool known = size == ESP_STATUS_SIZE || size == ESP_STATUS_SIZE_MAX;

    if (answer->op == ESP_OP_SYNC && known && answer->length == size)
        link->status_size = size;
    return answer->op >= ESP_OP_STUB_INFO ? ESP_STATUS_SIZE : link->status_size;
}

/* Splits the bytes behind the header into data and status. */
static void split(struct esp_link *link, struct esp_answer *answer, const uint8_t *data,
                  size_t size)
{
    size_t behind = status_size(link, answer, size);

    answer->data = data;
    answer->size = size >= behind ? size - behind : size;
    answer->status = size >= behind ? data + answer->size : NULL;
    answer->status_size = size >= behind ? behind : 0;
}

/* Answers come in the order of the requests.  So the answer to the only READ_REG comes after
 * those to all SYNCs. */
static void count_syncs(struct esp_link *link, uint8_t op)
{
    if (op == ESP_OP_SYNC && link->syncs_due)
        link->syncs_due--;
    if (op == ESP_OP_READ_REG && !link->late)
        link->syncs_due = 0;
}

int esp_link_hear(struct esp_link *link, struct esp_answer *answer, struct esp_wait *wait)
{
    const uint8_t *frame;
    size_t size;
    int err;

    while ((err = next_frame(link, &frame, &size, wait)) == 0) {
        if (size < ESP_HEADER_SIZE || frame[0] != ESP_DIR_ANSWER)
            return damage(link);
        if (!link->asked[frame[1]]) {
            link->last_byte_ms = link->heard_ms;
            link->foreign++;
            continue;
        }
        link->heard_ms = link->last_byte_ms;
        answer->op = frame[1];
        end_timing(link, answer->op);
        count_syncs(link, answer->op);
        answer->length = esp_get16(frame + 2);
        answer->value = esp_get32(frame + 4);
        split(link, answer, frame + ESP_HEADER_SIZE, size - ESP_HEADER_SIZE);
        return 0;
    }
    return err == ESP_LINK_DAMAGE ? damage(link) : err;
}

bool esp_link_silent(const struct esp_link *link, uint64_t ms)
{
    return esp_clock_ms() - link->last_byte_ms >= ms;
}
