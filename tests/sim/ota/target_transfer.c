/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual board takes an image over TCP.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PATIENCE_MS = 1000,
    TRIES = 3, /* the later core repeats its last number so often */
    PIECE = 1460,
    COMMAND_FS = 100,
};

struct transfer {
    struct target *target;
    struct target_update *update;
    int fd;
    uint32_t total; /* bytes that arrived */
    unsigned tried;
    uint32_t last; /* number that was told last */
    char held[32]; /* a number that is told together with OK */
};

static int connect_to_host(const struct target *target)
{
    union target_address host = target->host;
    socklen_t length = host.any.sa_family == AF_INET6 ? sizeof(host.v6) : sizeof(host.v4);
    int one = 1, fd = socket(host.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    union target_address mine = target->address;

    if (host.any.sa_family == AF_INET6) {
        host.v6.sin6_port = htons(target->host_tcp);
        mine.v6.sin6_port = 0;
    } else {
        host.v4.sin_port = htons(target->host_tcp);
        mine.v4.sin_port = 0;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (bind(fd, &mine.any, length) == 0 && connect(fd, &host.any, length) == 0)
        return fd;
    close(fd);
    return -1;
}

static void say(const struct transfer *transfer, const char *text)
{
    (void)!send(transfer->fd, text, strlen(text), MSG_NOSIGNAL);
}

static void say_number(struct transfer *transfer, uint32_t number)
{
    bool last = transfer->update->progress == transfer->update->size;
    char text[32];

    transfer->last = number;
    snprintf(text, sizeof(text), "%u", number);
    if (last && transfer->target->options->faults.merge)
        strcpy(transfer->held, text);
    else
        say(transfer, text);
}

/* RST in place of FIN: the board lost its power, or its program crashed. */
static void abort_connection(const struct transfer *transfer)
{
    struct linger linger = {.l_onoff = 1};

    setsockopt(transfer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

/* Reads no more, until the host gives up. */
static void fall_silent(const struct transfer *transfer)
{
    struct pollfd fd = {transfer->fd, POLLRDHUP, 0};

    while (!*transfer->target->stop && poll(&fd, 1, 20) <= 0)
        continue;
}

/* True: a fault ended the transfer. */
static bool fault_happens(struct transfer *transfer)
{
    const struct target_faults *faults = &transfer->target->options->faults;
    int total = (int)transfer->total;
    char text[300];

    if (total >= faults->stall_at) {
        fall_silent(transfer);
    } else if (total >= faults->close_at) {
        /* the connection is closed without a word */
    } else if (total >= faults->reset_at) {
        abort_connection(transfer);
    } else if (total >= faults->restart_at) {
        abort_connection(transfer);
        close(transfer->fd);
        transfer->fd = -1;
        target_restart(transfer->target);
    } else if (total >= faults->error_at && faults->error_code) {
        transfer->update->error = faults->error_code;
        target_update_words(transfer->target, transfer->update, text, sizeof(text));
        say(transfer, text);
    } else if (faults->early_ok && transfer->total >= transfer->update->size / 2) {
        say(transfer, "OK");
    } else {
        return false;
    }
    return true;
}

/* False: nothing comes any more. */
static bool wait_for_data(struct transfer *transfer)
{
    struct pollfd fd = {transfer->fd, POLLIN, 0};
    char text[32];

    for (;;) {
        for (int waited = 0; waited < PATIENCE_MS && !*transfer->target->stop; waited += 20) {
            if (poll(&fd, 1, 20) > 0)
                return true;
        }
        if (*transfer->target->stop)
            return false;
        if (!transfer->target->options->later)
            continue; /* the first core waits for as long as the connection is there */
        if (transfer->last == 0 || transfer->tried++ >= TRIES)
            return false;
        snprintf(text, sizeof(text), "%u", transfer->last);
        say(transfer, text);
    }
}

/* Takes the image.  True: the last word is to be said. */
static bool take_image(struct transfer *transfer)
{
    const struct target_faults *faults = &transfer->target->options->faults;
    struct target_update *update = transfer->update;
    uint8_t data[PIECE];

    while (update->size > 0 && update->progress < update->size) {
        size_t room = faults->read_size ? faults->read_size : sizeof(data);
        ssize_t size;
        uint32_t written;

        if (fault_happens(transfer) || !wait_for_data(transfer))
            return false;
        size = recv(transfer->fd, data, room < sizeof(data) ? room : sizeof(data), 0);
        if (size <= 0)
            break;
        transfer->tried = 0;
        if (faults->damage && transfer->total == 0)
            data[size - 1] ^= 1;
        transfer->total += (uint32_t)size;
        written = target_update_write(transfer->target, update, data, (uint32_t)size);
        if (written > 0)
            say_number(transfer, written);
    }
    return !fault_happens(transfer);
}

static void say_last_word(struct transfer *transfer)
{
    struct target *target = transfer->target;
    const struct target_faults *faults = &target->options->faults;
    char text[300];

    if (faults->no_last_word)
        return;
    if (faults->says_book) {
        say(transfer, "ERROR[12]: wrong BOOK, not OK\n");
        return;
    }
    if (!target_update_end(target, transfer->update)) {
        target_update_words(target, transfer->update, text, sizeof(text));
        say(transfer, text);
        return;
    }
    snprintf(text, sizeof(text), "%sOK", transfer->held);
    if (!target->options->later && !faults->merge)
        poll(NULL, 0, (int)target->options->settle_ms);
    say(transfer, text);
    if (!target->options->later)
        poll(NULL, 0, (int)target->options->settle_ms);
    printf("updated command=%u offset=0x%x size=%u\n", target->command, transfer->update->start,
           transfer->update->size);
    fflush(stdout);
    close(transfer->fd);
    transfer->fd = -1;
    if (!target->options->later && target->command != COMMAND_FS)
        target_update_boot(target, transfer->update);
    target_restart(target);
}

void target_transfer(struct target *target)
{
    struct transfer transfer = {.target = target, .update = target->update};

    transfer.fd = connect_to_host(target);
    if (transfer.fd < 0)
        return;
    if (take_image(&transfer))
        say_last_word(&transfer);
    if (transfer.fd >= 0)
        close(transfer.fd);
}
