/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the host port: its specifications, and the pty.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "tap.h"
#include "unit/sim/hostport_record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* ioctl() takes an unsigned long of glibc, and an int of musl. */
#define GET_EXCLUSIVE _Generic(&ioctl, int (*)(int, int, ...): (int)TIOCGEXCL, default: TIOCGEXCL)

static char folder[] = "/tmp/hostport.XXXXXX";

static int open_client(const struct record *record)
{
    return open(hostport_name(record->port), O_RDWR | O_NOCTTY | O_NONBLOCK);
}

static void set_speed(int fd, speed_t speed)
{
    struct termios settings;

    tcgetattr(fd, &settings);
    cfsetspeed(&settings, speed);
    tcsetattr(fd, TCSANOW, &settings);
}

static bool put(int fd, const char *text)
{
    return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* True if the bytes that come within the patience, up to the length of text, are text. */
static bool reads(int fd, const char *text)
{
    size_t length = strlen(text), at = 0;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char got[64];
    ssize_t count;

    while (at < length && poll(&wait, 1, 10000) > 0 &&
           (count = read(fd, got + at, length - at)) > 0)
        at += (size_t)count;
    return at == length && memcmp(got, text, length) == 0;
}

static size_t unread(int fd)
{
    int count = 0;

    ioctl(fd, FIONREAD, &count);
    return (size_t)count;
}

static void test_specs(void)
{
    static const char *const bad[] = {
        "",     "pt",     "ptyx",   "pty:",   "rfc2217:",      "rfc2217:x",
        "tcp4", "tcp:-1", "tcp: 1", "tcp:1x", "rfc2217:65536", "rfc2217:99999999999",
    };
    struct hostport_events events = {0};
    char error[256];
    unsigned i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct hostport *port = hostport_open(bad[i], &events, error);

        tap_ok(!port && strstr(error, "use pty"), "\"%s\" is refused as no port", bad[i]);
        hostport_close(port);
    }
    hostport_close(NULL);
}

static void test_round_trip(void)
{
    struct record record;
    unsigned polls = 0;
    int client;

    record_open(&record, "pty");
    hostport_poll(record.port, 0);
    tap_str(record.log, "", "a pty nobody has opened tells nothing");
    client = open_client(&record);
    set_speed(client, B115200);
    put(client, "ab\r\n\003");
    tap_ok(record_wait(&record, "+[ab\r\n\003@115200]"), "bytes come unchanged, with the rate");
    set_speed(client, B921600);
    put(client, "fast");
    tap_ok(record_wait(&record, "+[ab\r\n\003@115200][fast@921600]"), "a change of rate is seen");
    tap_is(hostport_baud(record.port), 921600, "and told when asked for");
    tap_is(unread(client), 0, "nothing is echoed");
    tap_is(hostport_send(record.port, (const uint8_t *)"\r\n\021\377", 4), 4, "bytes are taken");
    tap_ok(reads(client, "\r\n\021\377"), "and come out unchanged");
    record.quiet = true;
    record.bytes = 0;
    put(client, "last");
    close(client);
    while (record.bytes < 4 && polls++ < 10000)
        hostport_poll(record.port, 1000000);
    tap_is(record.bytes, 4, "the last words of a client that closes at once are heard");
    hostport_close(record.port);
}

/* TIOCEXCL, a rate and unread bytes of one client must not affect the next client. */
static void test_clients_in_turn(void)
{
    struct record record;
    int client, locked = -1;

    record_open(&record, "pty");
    hostport_send(record.port, (const uint8_t *)"noise", 5);
    client = open_client(&record);
    tap_ok(record_wait(&record, "+"), "a client that comes is told");
    tap_is(unread(client), 0, "what was sent before it came is lost");
    hostport_send(record.port, (const uint8_t *)"more noise", 10);
    tap_ok(reads(client, "more"), "a client need not read all");
    ioctl(client, TIOCEXCL);
    close(client);
    tap_ok(record_wait(&record, "+-"), "a client that goes is told");
    client = open_client(&record);
    ioctl(client, GET_EXCLUSIVE, &locked); /* root may open the port even so */
    tap_ok(client >= 0 && !locked, "a port left locked can be opened again");
    tap_ok(record_wait(&record, "+-+"), "the next client is told");
    tap_is(unread(client), 0, "what the last client left unread is lost");
    close(client);
    client = open_client(&record);
    put(client, "quick");
    tap_ok(record_wait(&record, "+-+-+[quick@115200]"),
           "a close and an open at once are both told");
    hostport_send(record.port, (const uint8_t *)"yes", 3);
    tap_ok(reads(client, "yes"), "and the new client gets its answer");
    close(client);
    hostport_close(record.port);
}

static void test_stuck_client(void)
{
    static uint8_t pattern[1 << 20];
    struct record record;
    size_t taken = 0, got = 0, wrong = 0, count, i;
    int client;

    for (i = 0; i < sizeof(pattern); i++)
        pattern[i] = (uint8_t)(i * 7 + i / 251);
    record_open(&record, "pty");
    client = open_client(&record);
    record_wait(&record, "+");
    while ((count = hostport_send(record.port, pattern + taken, sizeof(pattern) - taken)))
        taken += count;
    tap_ok(taken >= 65536 && taken < 300000, "a client that does not read fills the buffer");
    while (got < taken) {
        uint8_t bytes[1000];
        ssize_t length = read(client, bytes, sizeof(bytes));

        if (length <= 0) {
            hostport_poll(record.port, 1000000);
            continue;
        }
        for (i = 0; i < (size_t)length; i++)
            wrong += bytes[i] != pattern[got + i];
        got += (size_t)length;
        /* A few bytes more, across the end of the ring buffer. */
        if (taken < 400000)
            taken += hostport_send(record.port, pattern + taken, 1000);
    }
    tap_is(wrong, 0, "and gets all that was taken, in order, when it reads");
    close(client);
    hostport_close(record.port);
}

static void test_backlog(void)
{
    static const uint8_t zeroes[1000];
    struct record record;
    int client;

    record_open(&record, "pty");
    client = open_client(&record);
    record_wait(&record, "+");
    while (hostport_send(record.port, zeroes, sizeof(zeroes)))
        ;
    close(client);
    record_wait(&record, "+-");
    client = open_client(&record);
    record_wait(&record, "+-+");
    hostport_send(record.port, (const uint8_t *)"new", 3);
    tap_ok(reads(client, "new"), "a full buffer's worth that a client left unread is lost");
    close(client);
    hostport_close(record.port);
}

static void test_waiting(void)
{
    struct record record;
    uint64_t took, start;
    int client;

    record_open(&record, "pty");
    took = record_shortest_poll(&record, 200000);
    tap_ok(took >= 200000 && took < 700000, "a poll lasts as long as asked for");
    tap_ok(record_poll_cpu(&record, 100000000) < 20000000, "a poll sleeps");
    client = open_client(&record);
    record_wait(&record, "+");
    put(client, "x");
    start = now_ns();
    hostport_poll(record.port, PATIENCE_NS);
    tap_ok(now_ns() - start < PATIENCE_NS / 2, "a poll ends when something comes");
    close(client);
    hostport_close(record.port);
}

static void test_unplug(void)
{
    char link[64], spec[80];
    struct record record;
    uint8_t byte;
    int client;
    ssize_t count;

    snprintf(link, sizeof(link), "%s/unplug", folder);
    snprintf(spec, sizeof(spec), "pty:%s", link);
    record_open(&record, spec);
    client = open_client(&record);
    record_wait(&record, "+");
    record.unplug_after = true;
    put(client, "pull");
    tap_ok(record_wait(&record, "+[pull@115200]"), "the cable may be pulled while data comes");
    count = read(client, &byte, 1);
    tap_ok(count == 0 || (count < 0 && errno == EIO), "a client sees the hang-up");
    tap_ok(access(link, F_OK) != 0, "the name is gone with the cable");
    tap_is(hostport_send(record.port, (const uint8_t *)"abc", 3), 3,
           "bytes are lost without a cable");
    tap_ok(record_poll_cpu(&record, 50000000) < 10000000, "a poll without a cable sleeps");
    tap_str(record.log, "+[pull@115200]", "nothing is told any more");
    close(client);
    hostport_close(record.port);
}

static bool leads_to_pty(const char *link)
{
    char target[64] = "";

    return readlink(link, target, sizeof(target) - 1) > 0 && !strncmp(target, "/dev/pts/", 9);
}

static void test_link(void)
{
    struct hostport_events events = {0};
    struct hostport *port;
    char link[64], spec[80], error[256], target[64] = "";

    snprintf(link, sizeof(link), "%s/board", folder);
    snprintf(spec, sizeof(spec), "pty:%s", link);
    port = hostport_open(spec, &events, error);
    tap_ok(port && leads_to_pty(link), "a link leads to the pty");
    tap_str(port ? hostport_name(port) : NULL, link, "the name is the link");
    hostport_close(port);
    tap_ok(access(link, F_OK) != 0, "the link is removed at close");

    symlink("/dev/pts/0", link);
    port = hostport_open(spec, &events, error);
    tap_ok(port && leads_to_pty(link), "a link that a dead board left is replaced");
    readlink(link, target, sizeof(target) - 1);
    target[strlen(target) - 1] = 'x';
    unlink(link);
    symlink(target, link);
    hostport_close(port);
    tap_ok(unlink(link) == 0, "a link that is another's by now is left alone");

    symlink("/dev/gone", link);
    port = hostport_open(spec, &events, error);
    tap_ok(port && leads_to_pty(link), "a link that leads nowhere is replaced");
    hostport_close(port);

    symlink("/dev/null", link);
    tap_ok(!hostport_open(spec, &events, error) && strstr(error, "File exists"),
           "a link to a live device is not replaced");
    unlink(link);
    close(creat(link, 0600));
    tap_ok(!hostport_open(spec, &events, error) && strstr(error, link), "nor is a file");
    unlink(link);
    snprintf(spec, sizeof(spec), "pty:%s/no/board", folder);
    tap_ok(!hostport_open(spec, &events, error) && strstr(error, "No such file"),
           "a link in no folder is an error");
}

int main(void)
{
    if (!mkdtemp(folder))
        return 99;
    test_specs();
    test_round_trip();
    test_clients_in_turn();
    test_stuck_client();
    test_backlog();
    test_waiting();
    test_unplug();
    test_link();
    tap_ok(rmdir(folder) == 0, "no file is left behind");
    return tap_done();
}
