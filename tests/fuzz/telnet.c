/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: whatever an RFC 2217 server sends, the program stays within its bounds, the
 * result does not depend on how the network cut the bytes, and data comes through
 * unchanged.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte says how the network cuts.  The rest is what the server sends.
 */
#include "esp/line/transport_rfc2217.h"

#include "fuzz/lib/fuzz.h"

enum {
    IAC = 0xff,
    FLOOD = 2 * ESP_RPORT_STORE, /* bytes */
};

static struct esp_rport *open_port(void)
{
    struct esp_rport *r = calloc(1, sizeof(*r));

    FUZZ_CHECK(r);
    r->store = malloc(ESP_RPORT_STORE);
    FUZZ_CHECK(r->store && esp_rport_start_telnet(r) == ESP_OK);
    return r;
}

static void close_port(struct esp_rport *r)
{
    telnet_free(r->telnet);
    free(r->store);
    free(r);
}

static void check_bounds(const struct esp_rport *r)
{
    FUZZ_CHECK(r->out_size <= sizeof(r->out));
    FUZZ_CHECK(r->store_at <= r->store_end && r->store_end <= ESP_RPORT_STORE);
}

static struct esp_rport *feed(const struct fuzz_input *input, size_t step)
{
    struct esp_rport *r = open_port();

    for (size_t at = 0; at < input->size; at += step) {
        esp_rport_feed(r, input->data + at,
                       step < input->size - at ? step : input->size - at);
        check_bounds(r);
    }
    return r;
}

static void check_same(const struct esp_rport *a, const struct esp_rport *b)
{
    FUZZ_CHECK(a->store_end == b->store_end && memcmp(a->store, b->store, a->store_end) == 0);
    FUZZ_CHECK(a->out_size == b->out_size && memcmp(a->out, b->out, a->out_size) == 0);
    FUZZ_CHECK(a->broken == b->broken && a->agreed == b->agreed && a->refused == b->refused &&
               a->offered == b->offered && a->baud_told == b->baud_told);
}

/* Without telnet's IAC byte, all bytes are data. */
static void check_data(const struct esp_rport *r, const struct fuzz_input *input)
{
    if (input->size && memchr(input->data, IAC, input->size))
        return;
    FUZZ_CHECK(!r->broken && r->store_end == input->size);
    FUZZ_CHECK(input->size == 0 || memcmp(r->store, input->data, input->size) == 0);
}

/* The bytes that one end sends are the bytes that the other end gets. */
static void check_round_trip(const struct fuzz_input *input)
{
    struct esp_rport *r = open_port(), *other = open_port();
    size_t asked = r->out_size;
    struct fuzz_input wire;

    telnet_send(r->telnet, (const char *)input->data, input->size);
    check_bounds(r);
    wire = (struct fuzz_input){r->out + asked, r->out_size - asked};
    if (!r->broken) {
        esp_rport_feed(other, wire.data, wire.size);
        FUZZ_CHECK(!other->broken && other->store_end == input->size);
        FUZZ_CHECK(input->size == 0 || memcmp(other->store, input->data, input->size) == 0);
    }
    close_port(r);
    close_port(other);
}

/* A server that does not stop, although the program neither reads nor sends. */
static void check_flood(const struct fuzz_input *input)
{
    struct esp_rport *r = open_port();

    for (size_t sent = 0; input->size && sent < FLOOD && !r->broken; sent += input->size) {
        esp_rport_feed(r, input->data, input->size);
        check_bounds(r);
    }
    close_port(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    size_t step = 1 + fuzz_byte(&input);
    struct esp_rport *whole = feed(&input, input.size + 1), *pieces = feed(&input, step);

    check_same(whole, pieces);
    check_data(whole, &input);
    check_round_trip(&input);
    if (step % 8 == 0) /* this takes some time */
        check_flood(&input);
    close_port(whole);
    close_port(pieces);
    return 0;
}
