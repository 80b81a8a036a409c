/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of measured round trips and of the patience that follows from them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/command.h"
#include "tap.h"
#include "unit/fake_transport.h"

static void is(int got, int want, const char *what)
{
    tap_is((uint64_t)got, (uint64_t)want, what);
}

/* A port behind a network, whose round trip is a guess. */
static struct esp_transport far_port(int guess_ms)
{
    return (struct esp_transport){
        .remote = true, .round_trip_ms = guess_ms, .round_trip_guessed = true};
}

static void test_measuring(void)
{
    struct esp_transport t = far_port(100);

    esp_transport_saw_round_trip(&t, 3000, false);
    tap_ok(t.round_trip_ms == 3000 && t.round_trip_guessed, "an upper bound counts for a while");
    esp_transport_saw_round_trip(&t, 200, false);
    tap_ok(t.round_trip_ms == 3000 && t.round_trip_guessed, "and a lower one does not");
    esp_transport_saw_round_trip(&t, 500, true);
    tap_ok(t.round_trip_ms == 500 && !t.round_trip_guessed, "what is sure replaces a guess");
    esp_transport_saw_round_trip(&t, 700, true);
    is(t.round_trip_ms, 700, "a longer round trip counts at once");
    esp_transport_saw_round_trip(&t, 500, true);
    is(t.round_trip_ms, 675, "a shorter one by and by");
    for (int i = 0; i < 100; i++)
        esp_transport_saw_round_trip(&t, 500, true);
    is(t.round_trip_ms, 500, "and in the end");
    esp_transport_saw_round_trip(&t, 1000000, true);
    is(t.round_trip_ms, ESP_ROUND_TRIP_MAX_MS, "there is a limit");
}

static void test_patience(void)
{
    struct esp_transport t = far_port(0);

    is(esp_transport_patience_ms(&t, 60, 240), 240, "a near server gets some patience");
    t.round_trip_ms = 500;
    is(esp_transport_patience_ms(&t, 60, 240), 1060, "a far one more");
    t.round_trip_ms = 2000;
    is(esp_transport_patience_ms(&t, 60, 240), 3060, "a very far one a second more than it took");
    is(esp_transport_trips_ms(&t, 60, 3), 6060, "several round trips");
    t.remote = false;
    is(esp_transport_patience_ms(&t, 60, 240), 60, "a port of this machine gets none");
    is(esp_transport_trips_ms(&t, 60, 3), 60, "and has no round trips");
    esp_transport_saw_round_trip(&t, 9999, true);
    is(t.round_trip_ms, 2000, "and they are not measured");
}

/* The chip answers the last request. */
static void answer_to(struct esp_link *link, struct fake_transport *f, uint8_t op)
{
    static const uint8_t good[2] = {0};
    struct esp_answer answer;

    fake_answer(f, op, 0, good, sizeof(good));
    esp_link_receive(link, &answer, 10);
}

static void ask(struct esp_link *link, enum esp_op op)
{
    static const uint8_t data[4] = {0};

    esp_link_send(link, op, 0, data, sizeof(data));
    link->timed_ms -= 300; /* as if it were sent so long ago */
    link->timed_last_ms -= 300;
}

static void test_answers(void)
{
    struct fake_transport f;
    struct esp_link link;

    fake_open(&f);
    f.base.remote = f.base.round_trip_guessed = true;
    f.base.round_trip_ms = 100;
    esp_link_init(&link, &f.base, &f.fault);
    ask(&link, ESP_OP_ERASE_SECTORS);
    answer_to(&link, &f, ESP_OP_ERASE_SECTORS);
    is(f.base.round_trip_ms, 100, "what takes the chip time measures no round trip");
    ask(&link, ESP_OP_SYNC);
    ask(&link, ESP_OP_SYNC);
    answer_to(&link, &f, ESP_OP_SYNC);
    tap_ok(f.base.round_trip_ms >= 600 && f.base.round_trip_guessed,
           "SYNC gives an upper bound, from the first one on");
    answer_to(&link, &f, ESP_OP_SYNC);
    ask(&link, ESP_OP_READ_REG);
    answer_to(&link, &f, ESP_OP_READ_REG);
    tap_ok(f.base.round_trip_ms >= 300 && f.base.round_trip_ms < 600 && !f.base.round_trip_guessed,
           "READ_REG measures it");
}

static void test_losses(void)
{
    struct fake_transport f;
    struct esp_link link;

    fake_open(&f);
    f.base.remote = true;
    esp_link_init(&link, &f.base, &f.fault);
    ask(&link, ESP_OP_READ_REG);
    link.timed_ms += 300; /* this one is answered at once */
    answer_to(&link, &f, ESP_OP_READ_REG);
    ask(&link, ESP_OP_READ_REG);
    ask(&link, ESP_OP_READ_REG);
    link.timed_last_ms += 300;
    answer_to(&link, &f, ESP_OP_READ_REG);
    tap_ok(f.base.round_trip_ms < 300 && !f.base.round_trip_guessed,
           "a request that was lost does not make a near board a far one");
    ask(&link, ESP_OP_READ_REG);
    ask(&link, ESP_OP_READ_REG);
    answer_to(&link, &f, ESP_OP_READ_REG);
    tap_ok(f.base.round_trip_ms >= 600 && f.base.round_trip_guessed,
           "but an answer that comes later than usual may do so");
    tap_ok(f.base.round_trip_sure_ms < 300, "and what was measured before is known");
}

int main(void)
{
    test_measuring();
    test_patience();
    test_answers();
    test_losses();
    return tap_done();
}
