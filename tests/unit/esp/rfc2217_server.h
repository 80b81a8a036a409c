/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An RFC 2217 server for one client, in its own process.  Its habits can be set.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The server reports what it receives through a pipe, as text: "w" and an option for WILL,
 * "c" and a value for SET-CONTROL, "b" and a rate for SET-BAUDRATE, two hexadecimal digits
 * for each byte of data.  A space follows each of these.
 */
#ifndef UNIT_ESP_RFC2217_SERVER_H
#define UNIT_ESP_RFC2217_SERVER_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IAC = 255, DONT = 254, DO = 253, WONT = 252, WILL = 251, SB = 250, SE = 240, COMPORT = 44 };

struct server {
    /* habits */
    const char *greeting; /* sent as soon as the client has connected */
    size_t greeting_size;
    bool refuses, mute;   /* sends DONT COM-PORT-OPTION; answers nothing */
    bool settings_ignored, control_ignored, modem_state;
    bool bytewise;        /* sends each byte in its own segment */
    bool floods;          /* sends data after every request */
    unsigned late_ms;     /* delay before an answer that the client waits for */
    uint32_t only_rate;   /* 0: any rate */
    bool hangs_up_when_asked;
    /* what the test may know of the server */
    char url[64];
    pid_t pid;
    int log; /* the server's pipe */
    /* for the server itself */
    int fd, out;
};

static inline void server_send(struct server *s, const void *data, size_t size)
{
    const uint8_t *at = data;
    size_t piece = s->bytewise ? 1 : size;

    for (size_t i = 0; i < size; i += piece)
        if (write(s->fd, at + i, piece) < 0)
            _exit(0);
}

/* Answers a command that has a value of one byte or four.  The client waits for the answers
 * about rate, DTR and RTS. */
static inline void server_answer(struct server *s, uint8_t command, uint32_t value, size_t size)
{
    uint8_t answer[16] = {IAC, SB, COMPORT, command};
    size_t used = 4;

    while (size--) {
        uint8_t byte = (uint8_t)(value >> 8 * size);

        answer[used++] = byte;
        if (byte == IAC)
            answer[used++] = byte;
    }
    answer[used++] = IAC;
    answer[used++] = SE;
    if (command == 101 || (command == 105 && value >= 8))
        usleep(s->late_ms * 1000);
    server_send(s, answer, used);
}

static inline void server_on_will(struct server *s, uint8_t option)
{
    uint8_t reply[3] = {IAC, s->refuses ? DONT : DO, option};

    dprintf(s->out, "w%u ", (unsigned)option);
    if (option != COMPORT || s->mute)
        return;
    usleep(s->late_ms * 1000);
    server_send(s, reply, sizeof(reply));
}

static inline void server_flood(struct server *s)
{
    static uint8_t data[200000];

    memset(data, 'x', sizeof(data));
    server_send(s, data, sizeof(data));
}

static inline void server_on_request(struct server *s, const uint8_t *sb, size_t size)
{
    if (s->hangs_up_when_asked)
        _exit(0);
    if (size < 3 || sb[0] != COMPORT)
        return;
    if (s->floods)
        server_flood(s);
    if (sb[1] == 1 && size >= 6) {
        uint32_t rate = (uint32_t)sb[2] << 24 | (uint32_t)sb[3] << 16 | (uint32_t)sb[4] << 8 | sb[5];

        dprintf(s->out, "b%u ", rate);
        if (!s->settings_ignored)
            server_answer(s, 101, s->only_rate ? s->only_rate : rate, 4);
    } else if (sb[1] == 5) {
        dprintf(s->out, "c%u ", sb[2]);
        if (!s->control_ignored)
            server_answer(s, 105, sb[2], 1);
    } else if (!s->settings_ignored) {
        server_answer(s, (uint8_t)(sb[1] + 100), sb[2], 1);
    }
}

static inline uint8_t server_next(struct server *s)
{
    uint8_t byte;

    if (read(s->fd, &byte, 1) != 1)
        _exit(0);
    return byte;
}

static inline void server_on_sb(struct server *s)
{
    uint8_t sb[64];
    size_t size = 0;

    for (;;) {
        uint8_t byte = server_next(s);

        if (byte == IAC && (byte = server_next(s)) == SE)
            break;
        if (size < sizeof(sb))
            sb[size++] = byte;
    }
    server_on_request(s, sb, size);
}

static inline void server_run(struct server *s)
{
    static const uint8_t state[] = {IAC, SB, COMPORT, 107, 0xb0, IAC, SE};

    server_send(s, s->greeting, s->greeting_size);
    if (s->modem_state)
        server_send(s, state, sizeof(state));
    for (;;) {
        uint8_t byte = server_next(s), command;

        if (byte != IAC) {
            dprintf(s->out, "%02x ", byte);
            continue;
        }
        command = server_next(s);
        if (command == IAC)
            dprintf(s->out, "%02x ", IAC);
        else if (command == SB)
            server_on_sb(s);
        else if (command == WILL)
            server_on_will(s, server_next(s));
        else
            server_next(s);
    }
}

/* Starts the server.  s->url is then its address, followed by the options. */
static inline void server_start(struct server *s, const char *options)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0), pipes[2], one = 1;

    if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0 || pipe(pipes) < 0)
        abort();
    snprintf(s->url, sizeof(s->url), "rfc2217://127.0.0.1:%d%s", ntohs(address.sin_port), options);
    s->log = pipes[0];
    s->pid = fork();
    if (s->pid == 0) {
        close(pipes[0]);
        s->out = pipes[1];
        s->fd = accept(listener, NULL, NULL);
        close(listener);
        setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        server_run(s);
    }
    close(pipes[1]);
    close(listener);
}

/* Waits until the server has ended (it ends when its client disconnects).  Returns its
 * report. */
static inline const char *server_end(struct server *s)
{
    static char told[4096];
    size_t used = 0;
    ssize_t n;

    while ((n = read(s->log, told + used, sizeof(told) - 1 - used)) > 0)
        used += (size_t)n;
    told[used] = '\0';
    close(s->log);
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    return told;
}

#endif
