/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of RFC 2217 with servers that fall silent: what they cost.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The time limits are generous: they must tell a wait of seconds from a short wait, also on a
 * busy machine.
 */
#include <signal.h>

#include "unit/esp/rfc2217_server.h"

#include "base/clock.h"
#include "esp/line/transport.h"
#include "tap.h"

static struct esp_fault fault;

static struct esp_transport *open_port(struct server *s, const char *options)
{
    struct esp_transport *t;

    server_start(s, options);
    if (esp_transport_open(&t, s->url, 115200, NULL, &fault))
        printf("# %s\n", fault.text);
    return t;
}

static void test_no_round_trip(void)
{
    static const char will[] = "\377\373\054";
    struct server s = {.mute = true};
    struct esp_transport *t = open_port(&s, "?timeout=1");
    uint64_t start;

    tap_ok(t && t->round_trip_guessed && t->round_trip_ms < 1000,
           "the time for which a server says nothing is no round trip");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.mute = true, .settings_ignored = true, .control_ignored = true,
                        .greeting = will, .greeting_size = sizeof(will) - 1};
    start = esp_clock_ms();
    t = open_port(&s, "?timeout=1");
    if (!tap_ok(t && t->has_lines && esp_clock_ms() - start < 5000,
                "nor is that of one that offers RFC 2217 and says no more"))
        printf("# %d ms\n", (int)(esp_clock_ms() - start));
    esp_transport_close(t);
    server_end(&s);
}

/* No signal ends this wait. */
static void test_closing(void)
{
    struct server s = {.control_ignored = true};
    struct esp_transport *t = open_port(&s, "");
    uint64_t start = esp_clock_ms();

    if (t) {
        t->round_trip_ms = 1000;
        t->round_trip_guessed = true;
        esp_transport_set_lines(t, true, false);
    }
    esp_transport_close(t);
    tap_ok(t && esp_clock_ms() - start < 2500,
           "a port is closed soon, whatever a round trip may take");
    server_end(&s);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_no_round_trip();
    test_closing();
    return tap_done();
}
