/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the host port as an RFC 2217 and as a plain TCP server.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The client also uses gensio and is in this process.  hostport_poll() runs gensio's event
 * loop, so it serves both ends.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem() */
#endif
#include "tap.h"
#include "unit/sim/hostport_client.h"
#include "unit/sim/hostport_record.h"

static void test_lines(void)
{
    struct record record;
    struct client client;

    record_open(&record, "rfc2217");
    tap_ok(client_open(&client, &record), "a client opens the port");
    tap_ok(record_wait(&record, "+d1r1"), "DTR and RTS are asserted when it opens");
    tap_is(ask(&client, &record, sergensio_dtr, 0), SERGENSIO_DTR_ON, "DTR can be asked for");
    tap_is(ask(&client, &record, sergensio_dtr, SERGENSIO_DTR_OFF), SERGENSIO_DTR_OFF,
           "a DTR request is answered");
    tap_is(ask(&client, &record, sergensio_rts, SERGENSIO_RTS_OFF), SERGENSIO_RTS_OFF,
           "an RTS request is answered");
    ask(&client, &record, sergensio_rts, SERGENSIO_RTS_OFF);
    ask(&client, &record, sergensio_rts, SERGENSIO_RTS_ON);
    ask(&client, &record, sergensio_dtr, SERGENSIO_DTR_ON);
    tap_str(record.log, "+d1r1d0r1d0r0d0r1d1r1", "each change is told once, in order");
    client_close(&client);
    tap_ok(record_wait(&record, "+d1r1d0r1d0r0d0r1d1r1d0r0-"), "both drop when it closes");
    hostport_close(record.port);
}

static void test_settings(void)
{
    static const unsigned rates[] = {300, 74880, 115200, 921600, 1500000, 3000001};
    struct record record;
    struct client client;
    unsigned i;

    record_open(&record, "rfc2217");
    client_open(&client, &record);
    for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        tap_ok(ask(&client, &record, sergensio_baud, rates[i]) == rates[i] &&
                   hostport_baud(record.port) == rates[i],
               "a rate of %u is answered and is the port's from then on", rates[i]);
    }
    tap_is(ask(&client, &record, sergensio_baud, 0), 3000001, "the rate can be asked for");
    tap_is(ask(&client, &record, sergensio_datasize, 7), 7, "a data size is answered");
    tap_is(ask(&client, &record, sergensio_parity, SERGENSIO_PARITY_EVEN), SERGENSIO_PARITY_EVEN,
           "a parity is answered");
    tap_is(ask(&client, &record, sergensio_stopbits, 2), 2, "stop bits are answered");
    tap_is(ask(&client, &record, sergensio_flowcontrol, SERGENSIO_FLOWCONTROL_NONE),
           SERGENSIO_FLOWCONTROL_NONE, "flow control is answered");
    tap_is(ask(&client, &record, sergensio_sbreak, SERGENSIO_BREAK_ON), SERGENSIO_BREAK_ON,
           "a break is answered");
    tap_ok(until(&record, &client.modem_told), "the modem state is told");
    ask(&client, &record, sergensio_baud, 74880);
    client_put(&client, "hi");
    tap_ok(record_wait(&record, "+d1r1[hi@74880]"), "data comes with the rate");
    client_close(&client);
    record_wait(&record, "+d1r1[hi@74880]d0r0-");
    client_open(&client, &record);
    tap_is(ask(&client, &record, sergensio_baud, 0), 115200, "the next client starts afresh");
    client_close(&client);
    hostport_close(record.port);
}

/* The bytes of a telnet subnegotiation on the wire. */
struct wire {
    const char *bytes;
    size_t size;
};
#define WIRE(text) ((struct wire){text, sizeof(text) - 1})

/* What gensio's client does with an answer depends on its version.  So this function sends
 * the bytes of a request itself, and waits for the bytes of the answer. */
static bool wire_answers(struct client *client, struct record *record, struct wire asked,
                         struct wire want)
{
    uint64_t end = now_ns() + PATIENCE_NS;

    gensio_write(client->io, NULL, asked.bytes, asked.size, NULL);
    while (!memmem(client->got, sizeof(client->got), want.bytes, want.size)) {
        if (now_ns() > end)
            return false;
        hostport_poll(record->port, 1000000);
    }
    return true;
}

/* pyserial does not send its WILL COM-PORT-OPTION when the server's DO comes early.  Its
 * requests must still be answered, and it must be told what it needs. */
static void test_client_without_will(void)
{
    static const char set_baud[] = "\377\372\054\001\000\001\302\000\377\360"; /* 115200 */
    static const char baud_set[] = "\377\372\054\145\000\001\302\000\377\360";
    static const char modem_state[] = "\377\372\054\153\000\377\360";
    static const char purge[] = "\377\372\054\014\001\377\360"; /* the receive buffer */
    static const char purged[] = "\377\372\054\160\001\377\360";
    struct record record;
    struct client client;

    record_open(&record, "rfc2217");
    client_start(&client, &record, "");
    until(&record, &client.opened);
    tap_ok(wire_answers(&client, &record, WIRE(set_baud), WIRE(baud_set)),
           "a request without negotiation is answered");
    tap_ok(memmem(client.got, sizeof(client.got), modem_state, sizeof(modem_state) - 1),
           "and the modem state is told");
    tap_ok(wire_answers(&client, &record, WIRE(purge), WIRE(purged)),
           "a flush is answered");
    client_close(&client);
    hostport_close(record.port);
}

/* Enough bytes of all values to fill every buffer (255 has a meaning in telnet). */
static void test_bulk(const char *spec)
{
    static uint8_t pattern[3 << 20];
    struct record record;
    struct client client;
    uint64_t end = now_ns() + PATIENCE_NS;
    uint32_t sum = 0;
    size_t to_client = 0, to_board = 0, i;

    for (i = 0; i < sizeof(pattern); i++) {
        pattern[i] = (uint8_t)(i % 3 ? i * 7 + i / 251 : 255);
        sum = sum * 31 + pattern[i];
    }
    record_open(&record, spec);
    client_open(&client, &record);
    record.quiet = true;
    while ((client.bytes < sizeof(pattern) || record.bytes < sizeof(pattern)) && now_ns() < end) {
        gensiods count = 0;

        to_client += hostport_send(record.port, pattern + to_client, sizeof(pattern) - to_client);
        gensio_write(client.io, &count, pattern + to_board, sizeof(pattern) - to_board, NULL);
        to_board += count;
        hostport_poll(record.port, 1000000);
    }
    tap_is(record.bytes, sizeof(pattern), "all of much data reaches the board");
    tap_is(record.sum, sum, "and unchanged");
    tap_is(client.bytes, sizeof(pattern), "all of much data reaches the client");
    tap_is(client.sum, sum, "and unchanged");
    client_close(&client);
    hostport_close(record.port);
}

static void test_stuck_client(void)
{
    static const uint8_t zeroes[4096];
    struct record record;
    struct client client;
    uint64_t taken = 0, count, end = now_ns() + PATIENCE_NS;

    record_open(&record, "tcp");
    client_open(&client, &record);
    record_wait(&record, "+");
    gensio_set_read_callback_enable(client.io, false);
    while ((count = hostport_send(record.port, zeroes, sizeof(zeroes))) && taken < 100000000)
        taken += count;
    tap_ok(taken > 65536 && taken < 100000000, "a client that does not read fills the buffers");
    gensio_set_read_callback_enable(client.io, true);
    while (client.bytes < taken && now_ns() < end)
        hostport_poll(record.port, 1000000);
    tap_is(client.bytes, taken, "and gets all that was taken when it reads");
    gensio_set_read_callback_enable(client.io, false);
    while (hostport_send(record.port, zeroes, sizeof(zeroes)))
        ;
    client_close(&client);
    tap_ok(record_wait(&record, "+-"), "and may go without having read");
    tap_is(hostport_send(record.port, zeroes, 10), 10, "bytes for nobody are lost");
    hostport_close(record.port);
}

static void test_clients(void)
{
    struct record record;
    struct client first, second;
    unsigned i;

    record_open(&record, "tcp");
    tap_ok(strncmp(hostport_name(record.port), "socket://127.0.0.1:", 19) == 0,
           "a plain TCP port is named as a client writes it");
    client_open(&first, &record);
    record_wait(&record, "+");
    client_open(&second, &record);
    tap_ok(until(&record, &second.gone), "a second client is shut out");
    client_close(&second);
    client_put(&first, "still");
    tap_ok(record_wait(&record, "+[still@0]"), "the first is not disturbed");
    hostport_send(record.port, (const uint8_t *)"here", 4);
    tap_ok(client_got(&first, &record, "here"), "and gets its bytes");

    record.log[0] = '\0';
    client_put(&first, "bye");
    client_close(&first);
    client_open(&second, &record);
    client_put(&second, "x");
    tap_ok(record_wait(&record, "[bye@0]-+[x@0]"), "one that comes as another goes is let in");
    client_close(&second);
    for (i = 0; i < 50; i++) {
        record.log[0] = '\0';
        client_open(&first, &record);
        client_put(&first, "y");
        if (!record_wait(&record, "-+[y@0]"))
            break;
        client_close(&first);
    }
    tap_is(i, 50, "clients may follow each other closely");
    hostport_close(record.port);
}

static void test_unplug(bool inside)
{
    struct record record;
    struct client client, late;

    record_open(&record, "rfc2217");
    client_open(&client, &record);
    record_wait(&record, "+d1r1");
    record.unplug_after = inside;
    if (inside) {
        client_put(&client, "pull");
        record_wait(&record, "+d1r1[pull@115200]");
    } else {
        hostport_unplug(record.port);
    }
    tap_ok(until(&record, &client.gone), "the client's connection is closed");
    client_close(&client);
    tap_ok(!client_open(&late, &record), "no other is served");
    client_close(&late);
    tap_str(record.log, inside ? "+d1r1[pull@115200]" : "+d1r1", "nothing is told any more");
    tap_is(hostport_send(record.port, (const uint8_t *)"abc", 3), 3, "bytes are lost");
    tap_ok(record_shortest_poll(&record, 200000) >= 200000, "a poll still waits");
    hostport_close(record.port);
}

static void test_waiting(void)
{
    struct record record;
    struct client client;
    uint64_t took, start;

    record_open(&record, "rfc2217");
    client_open(&client, &record);
    record_wait(&record, "+d1r1");
    while (!client.modem_told)
        hostport_poll(record.port, 1000000);
    took = record_shortest_poll(&record, 200000);
    tap_ok(took >= 200000 && took < 700000, "a poll lasts as long as asked for");
    tap_ok(record_poll_cpu(&record, 100000000) < 20000000, "a poll sleeps");
    client_put(&client, "x");
    start = now_ns();
    hostport_poll(record.port, PATIENCE_NS);
    tap_ok(now_ns() - start < PATIENCE_NS / 2, "a poll ends when something comes");
    client_close(&client);
    record_wait(&record, "+d1r1[x@115200]d0r0-");
    start = now_ns();
    record_shortest_poll(&record, 1000000);
    tap_ok(now_ns() - start > 25000000, "polls still wait when a client has gone");
    hostport_close(record.port);
}

enum { FAR_MS = 40 }; /* one way */

static bool took_at_least(uint64_t start_ns, unsigned ms)
{
    return now_ns() - start_ns >= (uint64_t)ms * 1000000;
}

static void test_far(void)
{
    struct record record;
    struct client client;
    uint64_t start = now_ns();

    record_open_far(&record, "rfc2217", FAR_MS);
    client_open(&client, &record);
    tap_ok(took_at_least(start, FAR_MS), "behind a network, the server's telnet commands come later");
    record_wait(&record, "+d1r1");
    start = now_ns();
    client_put(&client, "x");
    tap_ok(record_wait(&record, "+d1r1[x@115200]") && took_at_least(start, FAR_MS),
           "a byte comes later");
    start = now_ns();
    hostport_send(record.port, (const uint8_t *)"y", 1);
    tap_ok(client_got(&client, &record, "y") && took_at_least(start, FAR_MS),
           "a byte to the client, too");
    start = now_ns();
    tap_ok(ask(&client, &record, sergensio_baud, 9600) == 9600 && took_at_least(start, 2 * FAR_MS),
           "and the answer to a request");
    start = now_ns();
    client_close(&client);
    tap_ok(record_wait(&record, "+d1r1[x@115200]d0r0-") && took_at_least(start, FAR_MS),
           "and the end of a connection");
    tap_ok(client_open(&client, &record), "the next client is served");
    client_close(&client);
    hostport_close(record.port);
    tap_ok(!record_open_far(&record, "pty", FAR_MS), "a pty has no network");
}

static void test_fixed_port(void)
{
    struct hostport_events events = {0};
    struct record record;
    char spec[32], error[256] = "";

    record_open(&record, "rfc2217");
    snprintf(spec, sizeof(spec), "rfc2217%s", strrchr(hostport_name(record.port), ':'));
    tap_ok(!hostport_open(spec, &events, error), "a port that is taken is refused");
    tap_ok(strstr(error, spec + 8) && strstr(error, "in use"), "with a message that says so");
    hostport_close(record.port);
    tap_ok(record_open(&record, spec), "and is free again after close");
    hostport_close(record.port);
}

int main(void)
{
    test_lines();
    test_settings();
    test_client_without_will();
    test_bulk("rfc2217");
    test_bulk("tcp");
    test_stuck_client();
    test_clients();
    test_unplug(false);
    test_unplug(true);
    test_waiting();
    test_far();
    test_fixed_port();
    return tap_done();
}
