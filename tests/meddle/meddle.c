/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-meddle: stands between a program and a board and passes their bytes on.  By its
 * rules, it damages, replaces or adds answers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 *     esp-sim -f flash.bin -- esp-meddle [--limit=S] [KIND:OP[:FIRST[-LAST]]]... -- PROGRAM ARG...
 *
 * The board is at ESPPORT: a pty, rfc2217:// or socket://.  PROGRAM runs with ESPPORT set
 * to another port of the same kind.  esp-meddle exits with PROGRAM's status, except for two
 * cases: 99 if no rule was ever applied, 124 if PROGRAM did not end within S seconds
 * (default 30).  `esp-meddle --kinds` prints all kinds.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "esp/wire/protocol.h"
#include "meddle/ends.h"
#include "meddle/rules.h"

enum {
    LIMIT_S = 30,
    POLL_MS = 5,
    HELD_MS = 100, /* an incomplete frame is passed on after this time */
    UNUSED = 99,
    LATE = 124, /* the status that timeout(1) uses */
};

/* One direction: separates frames from other bytes. */
struct side {
    uint8_t raw[FRAME_MAX * 2], frame[FRAME_MAX];
    size_t raw_size, size;
    bool escaped, begun; /* begun: an END came, and after it only bytes of a frame */
    uint64_t held_ms;
};

static struct queue to_host, to_board;
static struct meddler meddler = {.to_host = &to_host};
static struct side from_board, from_host;
static struct ends ends;

static void die(const char *what)
{
    fprintf(stderr, "esp-meddle: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- frames ---- */

static void pass_raw(struct side *side, struct queue *to)
{
    if (!(to == &to_host && meddler_muted(&meddler)))
        queue_put(to, side->raw, side->raw_size);
    side->raw_size = side->size = 0;
    side->escaped = false;
}

static void collect(struct side *side, uint8_t byte)
{
    if (side->escaped)
        byte = byte == ESP_SLIP_ESC_END ? ESP_SLIP_END : ESP_SLIP_ESC;
    else if (byte == ESP_SLIP_ESC) {
        side->escaped = true;
        return;
    }
    side->escaped = false;
    if (side->size < sizeof(side->frame))
        side->frame[side->size++] = byte;
}

/* Holds an answer of the board until it is complete.  Passes other bytes on at once. */
static void take_from_board(struct side *side, uint8_t byte)
{
    if (side->raw_size == sizeof(side->raw))
        side->begun = false;
    side->raw[side->raw_size++ % sizeof(side->raw)] = byte;
    if (byte != ESP_SLIP_END) {
        collect(side, byte);
        if (side->size == 1 && side->frame[0] != ESP_DIR_ANSWER)
            side->begun = false;
        if (!side->begun)
            pass_raw(side, &to_host);
        return;
    }
    if (side->begun && side->size >= ESP_HEADER_SIZE) {
        meddler_answer(&meddler, side->frame, side->size);
        side->raw_size = side->size = 0;
    } else if (side->size) {
        pass_raw(side, &to_host);
    }
    side->begun = true;
}

static void take_from_host(struct side *side, uint8_t byte)
{
    if (byte != ESP_SLIP_END) {
        collect(side, byte);
        return;
    }
    if (side->size)
        meddler_request(&meddler, side->frame, side->size);
    side->size = 0;
    side->escaped = false;
}

/* ---- relaying ---- */

/* A telnet command is passed on when it is complete. */
static void read_board(void)
{
    static uint8_t command[256];
    static size_t size;
    uint8_t bytes[4096];
    ssize_t n = read(ends.board, bytes, sizeof(bytes));

    for (ssize_t i = 0; i < n; i++) {
        if (ends_is_data(&ends, &ends.from_board, bytes[i])) {
            size = 0;
            take_from_board(&from_board, bytes[i]);
            continue;
        }
        command[size++ % sizeof(command)] = bytes[i];
        if (ends.from_board != TELNET_DATA)
            continue;
        queue_put_as_is(&to_host, command, size % sizeof(command));
        size = 0;
    }
    if (n > 0)
        from_board.held_ms = esp_clock_ms();
}

static void read_host(void)
{
    uint8_t bytes[4096];
    ssize_t n = read(ends.own, bytes, sizeof(bytes));

    if (n <= 0) {
        if (ends.listener >= 0 && (n == 0 || errno != EAGAIN))
            ends_hang_up(&ends);
        return;
    }
    ends_pass_rate(&ends);
    for (ssize_t i = 0; i < n; i++)
        if (ends_is_data(&ends, &ends.from_host, bytes[i]))
            take_from_host(&from_host, bytes[i]);
    queue_put(&to_board, bytes, (size_t)n);
}

static void flush(int fd, struct queue *queue)
{
    ssize_t n = queue_size(queue) ? write(fd, queue->bytes + queue->at, queue_size(queue)) : 0;

    if (n > 0)
        queue->at += (size_t)n;
}

/* For TCP: waits until a program connects. */
static void await_program(void)
{
    struct pollfd fd = {.fd = ends.listener, .events = POLLIN};

    if (poll(&fd, 1, POLL_MS) <= 0)
        return;
    ends_accept(&ends);
    to_host.at = to_host.end = to_board.at = to_board.end = 0;
    from_board.raw_size = from_board.size = from_host.size = 0;
}

static void relay(void)
{
    struct pollfd fds[] = {{.fd = ends.own, .events = POLLIN},
                           {.fd = ends.board, .events = POLLIN}};
    uint64_t now;

    if (queue_size(&to_host))
        fds[0].events |= POLLOUT;
    if (queue_size(&to_board))
        fds[1].events |= POLLOUT;
    if (poll(fds, 2, POLL_MS) > 0) {
        if (fds[1].revents & ~POLLOUT)
            read_board();
        if (fds[0].revents & ~POLLOUT)
            read_host();
    }
    if (ends.own < 0)
        return;
    now = esp_clock_ms();
    if (from_board.raw_size && now - from_board.held_ms > HELD_MS)
        pass_raw(&from_board, &to_host);
    meddler_stream(&meddler, now);
    flush(ends.own, &to_host);
    flush(ends.board, &to_board);
}

static pid_t start(char **command)
{
    pid_t child = fork();

    if (child < 0)
        die("fork");
    if (child == 0) {
        execvp(command[0], command);
        die(command[0]);
    }
    return child;
}

static int result_of(int status)
{
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

    if (meddler.count && !meddler.applied) {
        fprintf(stderr, "esp-meddle: no rule was applied; the program's status is %d\n", code);
        return UNUSED;
    }
    return code;
}

static int run(char **command, int limit_s)
{
    int status;
    pid_t child;
    uint64_t deadline = esp_clock_after(limit_s * 1000);

    ends_open(&ends);
    to_host.telnet = ends.telnet;
    child = start(command);
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (ends.own < 0)
            await_program();
        else
            relay();
        if (esp_clock_left(deadline) == 0) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            fprintf(stderr, "esp-meddle: the program did not end within %d s\n", limit_s);
            return LATE;
        }
    }
    return result_of(status);
}

int main(int argc, char **argv)
{
    int i = 1, limit_s = LIMIT_S;

    if (argc == 2 && strcmp(argv[1], "--kinds") == 0) {
        meddler_print_kinds();
        return 0;
    }
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--limit=", 8) == 0) {
            limit_s = atoi(argv[i] + 8);
        } else if (!meddler_add_rule(&meddler, argv[i])) {
            fprintf(stderr, "esp-meddle: not a rule: %s\n", argv[i]);
            return 2;
        }
    }
    if (i + 1 >= argc) {
        fprintf(stderr, "esp-meddle: which program?\n");
        return 2;
    }
    return run(argv + i + 1, limit_s);
}
