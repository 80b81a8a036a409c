/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROM's loader and of our stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/loader.h"

#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/line/transport.h"

enum {
    SETTLE_MS = 200,   /* for the answers to two SYNCs */
    QUIET_MS = 40,     /* after this silence no more answers come */
    QUIET_REMOTE_MS = 250,
    DRAIN_MS = 1000,
    BARRIER_TRIES = 4, /* together 2.8 s, for a board whose machine or network stalls */
};

void esp_put_request(struct esp_slip_writer *w, enum esp_op op, uint16_t length, uint32_t check,
                     const void *data, size_t size)
{
    uint8_t header[ESP_HEADER_SIZE] = {ESP_DIR_REQUEST, (uint8_t)op};

    esp_put16(header + 2, length);
    esp_put32(header + 4, check);
    esp_slip_begin(w);
    esp_slip_put(w, header, sizeof(header));
    esp_slip_put(w, data, size);
    esp_slip_end(w);
}

static int send_sync(struct esp_link *link)
{
    uint8_t data[ESP_SYNC_SIZE];

    memset(data, ESP_SYNC_FILL, sizeof(data));
    esp_put32(data, ESP_SYNC_WORD);
    return esp_link_send(link, ESP_OP_SYNC, 0, data, sizeof(data));
}

int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms)
{
    struct esp_answer answer;
    int err = send_sync(link);

    if (!err)
        err = esp_link_await(link, ESP_OP_SYNC, &answer, timeout_ms);
    if (!err && answer.size != 0)
        err = esp_fail(link->fault, ESP_ERR_PROTOCOL, "the answer to SYNC is damaged");
    if (!err)
        *value = answer.value;
    return err;
}

int esp_sync_settle(struct esp_link *link)
{
    struct esp_answer answer;
    uint8_t data[4];
    int err;

    /* Answers come in order: the answer to this READ_REG comes after all answers to SYNC,
     * and ends the wait. */
    esp_put32(data, ESP_CHIP_MAGIC_ADDRESS);
    err = esp_command(link, ESP_OP_READ_REG, 0, data, sizeof(data), &answer,
                      esp_transport_patience_ms(link->transport, SETTLE_MS, 2 * SETTLE_MS));
    return err == ESP_ERR_STATUS ? 0 : err;
}

/* Takes answers until one answers the last SYNC for certain: more than *due answers to SYNCs
 * came, which is as many as older SYNCs can still have.  Counts *due down. */
static int await_sync(struct esp_link *link, unsigned *due)
{
    int timeout_ms = esp_link_patience_ms(link);

    for (;;) {
        struct esp_answer answer;
        int err = esp_link_receive(link, &answer, timeout_ms);
        bool counts = !err && answer.op == ESP_OP_SYNC && esp_answer_good(&answer);

        if (err || (counts && *due == 0))
            return err;
        *due -= counts;
    }
}

/* A status of another length is another peer's: a ROM in place of a stub. */
static int same_peer(struct esp_link *link, size_t status_size)
{
    if (link->status_size == status_size)
        return 0;
    link->status_size = status_size;
    return esp_fail(link->fault, ESP_ERR_PROTOCOL, "something else answers than before");
}

int esp_loader_barrier(struct esp_link *link)
{
    unsigned due = link->syncs_due;
    size_t status_size = link->status_size;
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < BARRIER_TRIES && err == ESP_ERR_TIMEOUT; i++) {
        err = send_sync(link);
        if (!err)
            err = await_sync(link, &due);
    }
    link->late = err != 0;
    if (err == ESP_ERR_TIMEOUT)
        esp_fail(link->fault, err, "the loader no longer answers");
    return err ? err : same_peer(link, status_size);
}

int esp_loader_quiet(struct esp_link *link)
{
    int err = esp_link_drain(
        link, esp_transport_patience_ms(link->transport, QUIET_MS, QUIET_REMOTE_MS),
        esp_transport_patience_ms(link->transport, DRAIN_MS, DRAIN_MS));

    return err || !link->late ? err : esp_loader_barrier(link);
}

int esp_await_greeting(struct esp_link *link, int timeout_ms)
{
    static const char greeting[] = ESP_STUB_GREETING;
    struct esp_wait wait = esp_wait_for(timeout_ms);

    for (;;) {
        const uint8_t *frame;
        size_t size;
        int err = esp_link_frame(link, &frame, &size, &wait);

        if (err)
            return err;
        if (size == sizeof(greeting) - 1 && memcmp(frame, greeting, size) == 0)
            return 0;
        if (size == 4 && esp_get32(frame) == ESP_STUB_REFUSAL)
            return esp_fail(link->fault, ESP_ERR_UNSUPPORTED, "the stub refuses to run");
    }
}

static enum esp_fit fits_info(const struct esp_question *question, const struct esp_answer *answer)
{
    (void)question;
    /* The answer of another version may have another size. */
    return esp_answer_proven(answer) ? ESP_FIT_RIGHT : ESP_FIT_DAMAGED;
}

static bool whole_sectors(uint32_t bytes, uint32_t most)
{
    return bytes != 0 && bytes <= most && bytes % ESP_SECTOR_SIZE == 0;
}

/* What cannot be kept to: what is 0, more than there is room for, or no whole sectors.
 * NULL where all is well. */
static const char *wrong_limit(const struct esp_stub_limits *limits)
{
    if (!whole_sectors(limits->region, ESP_REGION_MAX))
        return "region";
    if (!whole_sectors(limits->write, ESP_WRITE_MAX))
        return "write";
    if (limits->packet < ESP_PACKET_TOLD_MIN)
        return "packet";
    if (limits->in_flight == 0 || limits->requests == 0)
        return "number of requests";
    if (!whole_sectors(limits->reach, ESP_FLASH_MAX))
        return "flash";
    return limits->speed == 0 ? "speed" : NULL;
}

static void get_limits(struct esp_stub_limits *limits, const uint8_t *bytes)
{
    limits->region = esp_get32(bytes);
    limits->write = esp_get32(bytes + 4);
    limits->packet = esp_get32(bytes + 8);
    limits->in_flight = esp_get32(bytes + 12);
    limits->requests = esp_get32(bytes + 16);
    limits->reach = esp_get32(bytes + 20);
    limits->speed = esp_get32(bytes + 24);
}

int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms)
{
    const struct esp_question question = {.op = ESP_OP_STUB_INFO, .fit = fits_info};
    struct esp_answer answer;
    const char *wrong;
    int err = esp_stub_ask(link, &question, &answer, timeout_ms);

    if (err)
        return err;
    if (answer.size != sizeof(*info))
        return esp_fail(link->fault, ESP_ERR_STUB, "the stub on the chip is of another version");
    info->magic = esp_get32(answer.data);
    info->version = esp_get32(answer.data + 4);
    info->options = esp_get32(answer.data + 8);
    info->jedec_id = esp_get32(answer.data + 12) & 0xffffff;
    info->lost = esp_get32(answer.data + 16);
    info->code_crc32 = esp_get32(answer.data + 20);
    info->tests = esp_get32(answer.data + 24);
    info->failed = esp_get32(answer.data + 28);
    info->divisor = esp_get32(answer.data + 32);
    get_limits(&info->limits, answer.data + 36);
    if (info->magic != ESP_STUB_MAGIC || info->version != ESP_STUB_VERSION)
        return esp_fail(link->fault, ESP_ERR_STUB, "the stub on the chip is of another version");
    wrong = wrong_limit(&info->limits);
    if (wrong)
        return esp_fail(link->fault, ESP_ERR_STUB,
                        "the stub on the chip tells a limit that cannot be used: its largest %s",
                        wrong);
    return 0;
}

int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud, uint32_t home_baud)
{
    const int answer_ms = ESP_RATE_TRIAL_MS * 2 / 5;
    uint8_t data[12];
    const struct esp_question question = {ESP_OP_CHANGE_BAUDRATE, data, sizeof(data), NULL};
    struct esp_answer answer;

    esp_put32(data, baud);
    esp_put32(data + 4, old_baud);
    esp_put32(data + 8, home_baud);
    return esp_stub_ask(link, &question, &answer,
                        esp_transport_patience_ms(link->transport, answer_ms, answer_ms));
}

int esp_send_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud,
                         uint32_t home_baud)
{
    uint8_t data[12];

    esp_put32(data, baud);
    esp_put32(data + 4, old_baud);
    esp_put32(data + 8, home_baud);
    return esp_stub_send(link, ESP_OP_CHANGE_BAUDRATE, data, sizeof(data));
}

int esp_try_baud(struct esp_link *link, const struct esp_rate_trial *trial, int timeout_ms)
{
    uint8_t data[16];
    const struct esp_question question = {ESP_OP_CHANGE_BAUDRATE, data, sizeof(data), NULL};
    struct esp_answer answer;

    esp_put32(data, trial->baud);
    esp_put32(data + 4, trial->old_baud);
    esp_put32(data + 8, trial->home_baud);
    esp_put32(data + 12, trial->trial_ms);
    return esp_stub_ask(link, &question, &answer, timeout_ms);
}

int esp_echo(struct esp_link *link, const uint8_t *bytes, size_t size, int timeout_ms)
{
    struct esp_answer answer;
    int err = esp_command(link, ESP_OP_ECHO, esp_request_check(ESP_OP_ECHO, bytes, size), bytes,
                          size, &answer, timeout_ms);
    bool right = !err && answer.size == size;

    for (size_t i = 0; i < size && right; i++)
        right = (answer.data[i] ^ bytes[i]) == 0xff;
    return err || right ? err : esp_fail(link->fault, ESP_ERR_CHECK, "the echo is damaged");
}
