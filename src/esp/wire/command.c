/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the chip and its answers, over a transport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/command.h"

#include <zlib.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/line/transport.h"

enum {
    ASKS = 24,       /* how often to ask if the answers arrive damaged */
    BAD_CHECKS = 3,  /* how often the stub may say that a request arrived damaged */
    AGAIN_MS = 1200, /* for asking again: added to the time of the first answer, but at most
                      * that time again */
    DAMAGED_MS = 30, /* after a damaged frame, wait this long for the answer, because the */
    DAMAGED_PART = 8, /* frame may be no answer; plus this part of the answer's time */
    /* ROMs since the ESP32's answer a command that they do not know, or do not allow, eight
     * times, with the number of the command before and this error (seen on the ROMs of ESP32
     * and ESP32-C3). */
    UNKNOWN_ANSWERS = 8,
    ROM_INVALID = 5,
};

static int receive(struct esp_link *link, struct esp_answer *answer, struct esp_wait *wait)
{
    int err;

    do
        err = esp_link_hear(link, answer, wait);
    while (err == ESP_LINK_DAMAGE);
    return err;
}

int esp_link_receive(struct esp_link *link, struct esp_answer *answer, int timeout_ms)
{
    struct esp_wait wait = esp_wait_for(timeout_ms);

    return receive(link, answer, &wait);
}

/* ---- what an answer says ---- */

bool esp_answer_whole(const struct esp_answer *answer)
{
    size_t length = answer->size + answer->status_size;

    /* In packets of READ_REGION the length is 0: the frame's end is the packet's end. */
    return answer->status && answer->length == (answer->op == ESP_OP_READ_REGION ? 0 : length);
}

bool esp_answer_good(const struct esp_answer *answer)
{
    return esp_answer_whole(answer) && answer->status[0] == 0;
}

static bool is_refusal(uint8_t status)
{
    return (status >= ESP_STUB_BAD_LENGTH && status <= ESP_STUB_ERASED_MORE) ||
           status == ESP_STUB_UNKNOWN_OP;
}

uint8_t esp_answer_refusal(const struct esp_answer *answer)
{
    bool whole = esp_answer_whole(answer) || answer->length == answer->status_size;

    if (!whole || !answer->status || answer->size || answer->status[0] != ESP_STUB_FAILED ||
        !is_refusal(answer->status[1]))
        return 0;
    return answer->status[1];
}

/* Returns 0, or ESP_ERR_STATUS if the answer reports an error. */
static int judge_status(struct esp_link *link, const struct esp_answer *answer)
{
    const uint8_t *status = answer->status;
    int err;

    if (status[0] == 0)
        return 0;
    err = esp_fail(link->fault, ESP_ERR_STATUS, "the chip refused command 0x%02x: status %02x %02x",
                   answer->op, status[0], status[1]);
    link->fault->op = answer->op;
    link->fault->status = status[1];
    return err;
}

/* Does the answer carry a value, but not the address of that value? */
static bool bare_value(enum esp_op op)
{
    return op == ESP_OP_READ_REG || op == ESP_OP_SPI_FLASH_MD5 || op == ESP_OP_READ_FLASH_SLOW;
}

static int no_answer(struct esp_link *link, enum esp_op op)
{
    link->late = link->late || bare_value(op);
    esp_fail(link->fault, ESP_ERR_TIMEOUT, "no answer to command 0x%02x", (unsigned)op);
    link->fault->op = (uint8_t)op;
    return ESP_ERR_TIMEOUT;
}

/* Is this one of a ROM's answers to a command that it does not know? */
static bool is_unknown(const struct esp_answer *answer)
{
    return esp_answer_whole(answer) && answer->status_size == ESP_STATUS_SIZE_MAX &&
           answer->size == 0 && answer->status[0] == 1 && answer->status[1] == ROM_INVALID;
}

int esp_link_await(struct esp_link *link, enum esp_op op, struct esp_answer *answer,
                   int timeout_ms)
{
    struct esp_wait wait = esp_wait_for(timeout_ms);
    unsigned unknown = 0;

    link->asked[op] = true;
    for (;;) {
        int err = receive(link, answer, &wait);

        if (err)
            return err == ESP_ERR_TIMEOUT ? no_answer(link, op) : err;
        unknown = answer->op != op && is_unknown(answer) ? unknown + 1 : 0;
        if (unknown == UNKNOWN_ANSWERS)
            return judge_status(link, answer);
        if (answer->op != op)
            continue;
        if (esp_answer_whole(answer))
            return judge_status(link, answer);
        link->damaged++;
    }
}

int esp_command(struct esp_link *link, enum esp_op op, uint32_t check, const void *data,
                size_t size, struct esp_answer *answer, int timeout_ms)
{
    struct esp_answer ignored;
    int err = esp_link_send(link, op, check, data, size);

    if (err)
        return err;
    return esp_link_await(link, op, answer ? answer : &ignored, timeout_ms);
}

bool esp_answer_proven(const struct esp_answer *answer)
{
    size_t size = answer->size;

    return answer->status && size >= 4 &&
           esp_get32(answer->data + size - 4) == crc32(0, answer->data, (uInt)size - 4);
}

uint32_t esp_request_check(enum esp_op op, const void *data, size_t size)
{
    uint8_t byte = (uint8_t)op;
    uLong crc = crc32(0, &byte, 1);

    if (size)
        crc = crc32(crc, data, (uInt)size);
    return (uint32_t)crc;
}

int esp_stub_send(struct esp_link *link, enum esp_op op, const void *data, size_t size)
{
    return esp_link_send(link, op, esp_request_check(op, data, size), data, size);
}

/* ---- questions ---- */

/* The state of a question. */
struct asking {
    const struct esp_question *question;
    struct esp_answer *answer;
    uint16_t refusal; /* both bytes of the status in the answer before; 0: no refusal */
    unsigned bad_checks;
};

/* The status, if the answer is a status only and reports an error; otherwise 0. */
static uint16_t refusal_of(const struct esp_answer *answer)
{
    bool bare = esp_answer_whole(answer) && answer->size == 0;

    return bare && answer->status[0] ? esp_get16(answer->status) : 0;
}

/* Returns 0, ESP_ERR_STATUS, ESP_LINK_DAMAGE, or ESP_ERR_TIMEOUT if the answer belongs to
 * another question. */
static int judge(struct esp_link *link, struct asking *a)
{
    const struct esp_question *q = a->question;
    uint16_t refusal = refusal_of(a->answer), before = a->refusal;
    enum esp_fit fit;

    if (a->answer->op != q->op)
        return ESP_ERR_TIMEOUT;
    a->refusal = refusal;
    if (esp_answer_refusal(a->answer) == ESP_STUB_BAD_CHECK && ++a->bad_checks < BAD_CHECKS)
        return ESP_LINK_DAMAGE;
    if (refusal && refusal == before)
        return judge_status(link, a->answer);
    if (!esp_answer_good(a->answer))
        return ESP_LINK_DAMAGE;
    fit = q->fit ? q->fit(q, a->answer) : ESP_FIT_RIGHT;
    if (fit == ESP_FIT_OTHER)
        return ESP_ERR_TIMEOUT;
    return fit == ESP_FIT_RIGHT ? 0 : ESP_LINK_DAMAGE;
}

/* Waits for the answer; ESP_LINK_DAMAGE if it was damaged.  A damaged frame whose command
 * cannot be read may have been another frame, and the answer may still follow. */
static int await_answer(struct esp_link *link, struct asking *a, int timeout_ms)
{
    struct esp_wait wait = esp_wait_for(timeout_ms);
    int soon_ms = DAMAGED_MS + timeout_ms / DAMAGED_PART;
    bool damaged = false;

    for (;;) {
        int err = esp_link_hear(link, a->answer, &wait);

        if (err == ESP_LINK_DAMAGE) {
            if (!damaged && soon_ms < esp_clock_left(wait.deadline_ms))
                wait = esp_wait_for(soon_ms);
            damaged = true;
            continue;
        }
        if (err)
            return err == ESP_ERR_TIMEOUT && damaged ? ESP_LINK_DAMAGE : err;
        err = judge(link, a);
        link->damaged += err == ESP_LINK_DAMAGE;
        if (err != ESP_ERR_TIMEOUT)
            return err;
    }
}

int esp_stub_ask(struct esp_link *link, const struct esp_question *question,
                 struct esp_answer *answer, int timeout_ms)
{
    int more_ms = esp_transport_patience_ms(link->transport, AGAIN_MS, AGAIN_MS);
    int again_ms = timeout_ms < more_ms ? timeout_ms : more_ms;
    uint64_t deadline = esp_clock_after(timeout_ms + again_ms);
    struct asking asking = {.question = question, .answer = answer};
    int err = ESP_LINK_DAMAGE;

    for (int i = 0; i < ASKS && err == ESP_LINK_DAMAGE && esp_clock_left(deadline) > 0; i++) {
        int left = esp_clock_left(deadline);

        err = esp_stub_send(link, question->op, question->data, question->size);
        if (!err)
            err = await_answer(link, &asking, left < timeout_ms ? left : timeout_ms);
    }
    if (err == ESP_ERR_TIMEOUT)
        no_answer(link, question->op);
    if (err != ESP_LINK_DAMAGE)
        return err;
    return esp_fail(link->fault, ESP_ERR_TIMEOUT, "all answers to command 0x%02x are damaged",
                    (unsigned)question->op);
}
