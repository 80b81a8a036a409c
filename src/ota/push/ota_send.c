/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image over the board's connection, and the board's last word.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * After each piece of the image this side waits for any answer, as espota.py does: boards are
 * used to that pace.  The board answers at least once after the last byte of a piece, so this
 * wait always ends, however the board divides its reads and however numbers merge.
 */
#include "ota/push/ota_send.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "ota/ota_socket.h"
#include "ota/push/ota_answer.h"

enum {
    /* After OK, more text would show that it was no OK.  The ESP8266 closes the connection
     * a second after its OK. */
    AFTER_OK_MS = 2000,
    /* The board computes and checks before its last word.  espota.py waits a minute. */
    LAST_WORD_FACTOR = 6,
    /* For what is still on its way after the last byte was sent: boards take 20 to 200 bytes
     * in this time. */
    BYTE_MS = 1,
    /* For the whole image, so that a board that takes a byte now and then does not hold this
     * program for days. */
    SLOW_BYTE_MS = 4,
};

struct transfer {
    int fd;
    const struct ota_push_request *request;
    struct ota_push_result *result;
    struct ota_stream stream;
    size_t sent, allowed; /* bytes; allowed: the end of the piece that may be sent */
    bool closed; /* nothing more comes */
    int error; /* errno that ended the connection; 0: the board closed it */
    uint64_t deadline_ms;
    uint64_t end_ms; /* no patience goes beyond this */
};

static bool all_sent(const struct transfer *transfer)
{
    return transfer->sent == transfer->request->size;
}

static void allow_piece(struct transfer *transfer)
{
    size_t left = transfer->request->size - transfer->allowed,
           piece = transfer->request->chip->piece;

    if (transfer->sent == transfer->allowed)
        transfer->allowed += left < piece ? left : piece;
}

/* Called when bytes were sent, and only then: after the last one there is one deadline, whatever
 * the board says meanwhile. */
static void renew_patience(struct transfer *transfer)
{
    uint64_t ms = transfer->request->timeout_ms, size = transfer->request->size;

    if (all_sent(transfer)) {
        ms *= LAST_WORD_FACTOR;
        if (transfer->stream.counted < size)
            ms += BYTE_MS * (size - transfer->stream.counted);
    }
    transfer->deadline_ms = esp_clock_ms() + ms;
    if (transfer->deadline_ms > transfer->end_ms)
        transfer->deadline_ms = transfer->end_ms;
}

static void show_progress(const struct transfer *transfer)
{
    uint64_t done = transfer->stream.counted;

    if (done > transfer->sent)
        done = transfer->sent;
    if (transfer->request->progress)
        transfer->request->progress(transfer->request->ctx, done, transfer->request->size);
}

static void receive(struct transfer *transfer)
{
    char data[512];
    ssize_t size = recv(transfer->fd, data, sizeof(data), 0);

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        transfer->closed = true;
        transfer->error = size < 0 ? errno : transfer->error;
        return;
    }
    ota_stream_add(&transfer->stream, data, (size_t)size);
    allow_piece(transfer);
    show_progress(transfer);
}

/* If the board has closed the connection, its last words may still be here to be read. */
static void transmit(struct transfer *transfer)
{
    ssize_t size = ota_socket_send(transfer->fd, transfer->request->data + transfer->sent,
                                   transfer->allowed - transfer->sent);

    if (size >= 0) {
        transfer->sent += (size_t)size;
        transfer->result->sent = transfer->sent;
        renew_patience(transfer);
    } else if (errno != EAGAIN && errno != EINTR) {
        transfer->error = errno;
        while (!transfer->closed && recv(transfer->fd, &(char){0}, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
            receive(transfer);
        transfer->closed = true;
    }
}

static void move_bytes(struct transfer *transfer)
{
    bool more = transfer->sent < transfer->allowed;
    struct pollfd fd = {transfer->fd, (short)(more ? POLLIN | POLLOUT : POLLIN), 0};

    if (poll(&fd, 1, esp_clock_slice(transfer->deadline_ms)) <= 0)
        return;
    if (fd.revents & ~POLLOUT)
        receive(transfer);
    else if (fd.revents & POLLOUT)
        transmit(transfer);
}

static int fail(struct transfer *transfer, int err)
{
    transfer->result->outcome = OTA_FAILED;
    return err;
}

/* The board said something that is not OK. */
static int refused(struct transfer *transfer)
{
    struct ota_push_result *result = transfer->result;
    struct ota_error_words error;

    ota_error_parse(&error, transfer->stream.text, transfer->stream.length);
    result->code = error.has_code
                       ? ota_code_find(transfer->request->chip, error.code)
                       : ota_code_by_words(transfer->request->chip, error.text, strlen(error.text));
    if (error.has_code)
        esp_fail(&result->fault, ESP_ERR_STATUS, "error %u: %s", error.code, error.text);
    else
        esp_fail(&result->fault, ESP_ERR_STATUS, "%s", error.text);
    result->outcome = result->code && !result->code->changed ? OTA_REFUSED : OTA_FAILED;
    return ESP_ERR_STATUS;
}

static int ended(struct transfer *transfer)
{
    struct esp_fault *fault = &transfer->result->fault;
    const char *why = transfer->error ? strerror(transfer->error) : "the board closed it";

    if (all_sent(transfer))
        esp_fail(fault, ESP_ERR_LINE,
                 "the whole image was sent, but the connection ended before the board said whether "
                 "it took it (%s): look which application runs",
                 why);
    else
        esp_fail(fault, ESP_ERR_LINE, "the connection ended after %zu of %zu bytes: %s",
                 transfer->sent, transfer->request->size, why);
    return fail(transfer, ESP_ERR_LINE);
}

static int stalled(struct transfer *transfer)
{
    struct esp_fault *fault = &transfer->result->fault;

    /* An error of some cores ends without a newline, and the connection may stay open. */
    if (ota_stream_state(&transfer->stream, true) == OTA_STREAM_ERROR)
        return refused(transfer);
    if (all_sent(transfer))
        esp_fail(fault, ESP_ERR_TIMEOUT,
                 "the whole image was sent, but the board does not say whether it took it: look "
                 "which application runs");
    else
        esp_fail(fault, ESP_ERR_TIMEOUT, "the board takes no more after %zu of %zu bytes",
                 transfer->sent, transfer->request->size);
    return fail(transfer, ESP_ERR_TIMEOUT);
}

/* The board said OK.  Waits a little for words that would make it something else. */
static int confirm(struct transfer *transfer)
{
    if (!all_sent(transfer)) {
        esp_fail(&transfer->result->fault, ESP_ERR_PROTOCOL,
                 "the board said OK after %zu of %zu bytes", transfer->sent,
                 transfer->request->size);
        return fail(transfer, ESP_ERR_PROTOCOL);
    }
    transfer->deadline_ms = esp_clock_after(AFTER_OK_MS);
    while (!transfer->closed && esp_clock_left(transfer->deadline_ms) > 0 &&
           ota_stream_state(&transfer->stream, false) == OTA_STREAM_OK) {
        uint64_t deadline_ms = transfer->deadline_ms;

        move_bytes(transfer);
        transfer->deadline_ms = deadline_ms;
    }
    if (ota_stream_state(&transfer->stream, true) != OTA_STREAM_OK)
        return refused(transfer);
    transfer->result->outcome = OTA_TAKEN;
    return ESP_OK;
}

int ota_send(int connection, const struct ota_push_request *request, struct ota_push_result *result)
{
    struct transfer transfer = {.fd = connection, .request = request, .result = result};

    transfer.end_ms = esp_clock_ms() + LAST_WORD_FACTOR * (uint64_t)request->timeout_ms +
                      SLOW_BYTE_MS * (uint64_t)request->size;
    ota_stream_init(&transfer.stream);
    allow_piece(&transfer);
    renew_patience(&transfer);
    for (;;) {
        switch (ota_stream_state(&transfer.stream, transfer.closed)) {
        case OTA_STREAM_OK:
            return confirm(&transfer);
        case OTA_STREAM_ERROR:
            return refused(&transfer);
        default:
            break;
        }
        if (transfer.closed)
            return ended(&transfer);
        if (request->cancel && *request->cancel)
            return fail(&transfer, ESP_ERR_CANCELLED);
        if (esp_clock_left(transfer.deadline_ms) == 0)
            return stalled(&transfer);
        move_bytes(&transfer);
    }
}
