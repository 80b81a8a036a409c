/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of RFC 2217 with usual servers and with hostile servers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The time limits are generous: they must tell a wait of seconds from no wait, also on a
 * busy machine.
 */
#include <signal.h>

#include "unit/esp/rfc2217_server.h"

#include "base/clock.h"
#include "esp/line/transport.h"
#include "esp/session.h"
#include "tap.h"

enum { SOON_MS = 2000 }; /* the negotiation alone may wait 5 s without success */

static struct esp_fault fault;
static volatile sig_atomic_t cancel;

/* Opens the server's port.  On failure prints a comment and returns NULL. */
static struct esp_transport *open_port(struct server *s, const char *options)
{
    struct esp_transport *t;

    server_start(s, options);
    memset(&fault, 0, sizeof(fault));
    if (esp_transport_open(&t, s->url, 115200, NULL, &fault))
        printf("# %s\n", fault.text);
    return t;
}

static bool has(const char *told, const char *what)
{
    bool found = strstr(told, what) != NULL;

    if (!found)
        printf("# told: %s\n", told);
    return found;
}

/* The port opens soon, has all functions, and its lines can be set. */
static void works(struct server *s, const char *what)
{
    uint64_t start = esp_clock_ms();
    struct esp_transport *t = open_port(s, "");
    bool good = t && t->has_lines && t->has_baud && esp_transport_set_lines(t, true, false) == 0 &&
                esp_transport_idle(t, 1) == 0 && esp_clock_ms() - start < SOON_MS;

    tap_ok(good, "%s: it has a rate and lines, soon", what);
    if (t)
        tap_is((uint64_t)esp_transport_set_baud(t, 921600), 0, "its rate can be changed");
    esp_transport_close(t);
    tap_ok(has(server_end(s), "b921600"), "the server hears of it");
}

static void test_greetings(void)
{
    static const char wills[] = "\377\373\001\377\373\003\377\375\000\377\373\054"
                                "\377\372\054\153\000\377\360\377\372\054\153\260\377\360";
    static char data[20000];

    works(&(struct server){.late_ms = 1}, "a plain server");
    works(&(struct server){.modem_state = true}, "the modem state comes first");
    works(&(struct server){.greeting = wills, .greeting_size = sizeof(wills) - 1},
          "the server offers everything and tells the modem state twice");
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = i % 64 == 0 || i % 64 == 1 ? '\377' : 'e';
    works(&(struct server){.greeting = data, .greeting_size = sizeof(data)},
          "data comes before the answers");
    works(&(struct server){.floods = true}, "data comes between the answers");
    works(&(struct server){.bytewise = true, .modem_state = true}, "each byte comes alone");
}

/* No line is set before the caller sets one: to some servers, DTR on is a signal. */
static void test_lines(void)
{
    struct server s = {.late_ms = 0};
    struct esp_transport *t = open_port(&s, "");
    const char *told;

    if (!t)
        return;
    tap_ok(t->dtr && t->rts && !t->lines_unsure, "both lines are asserted when it opens");
    tap_ok(strcmp(t->reset, "classic") == 0 && t->remote, "the classic reset sequence suits it");
    esp_transport_write(t, (const uint8_t *)"\1", 1, 1000);
    esp_transport_set_lines(t, false, true);
    esp_transport_set_lines(t, true, false);
    esp_transport_set_lines(t, true, true);
    esp_transport_set_lines(t, true, false);
    esp_transport_set_lines(t, true, true);
    esp_transport_set_lines(t, false, false);
    tap_is((uint64_t)esp_transport_idle(t, 1), 0, "the changes are waited for");
    tap_ok(!t->lines_unsure && !t->handicap, "and were confirmed");
    esp_transport_close(t);
    told = server_end(&s);
    tap_ok(has(told, "c1 b115200 01 c9 c11 c8 c12 c11 c12 c11 c12 c9 "),
           "they are sent in the right order, and none twice");
}

static void on_alarm(int sig)
{
    (void)sig;
    cancel = 1;
}

/* The server answers nothing.  The test checks the bytes sent until the alarm. */
static void test_auto_reset(void)
{
    struct server s = {.late_ms = 0};
    struct esp_session_options options = {.port = s.url, .cancel = &cancel};
    struct esp_session *session;

    server_start(&s, "");
    signal(SIGALRM, on_alarm);
    if (esp_session_open(&session, &options) == 0) {
        alarm(1);
        esp_session_connect(session);
    }
    esp_session_close(session);
    cancel = 0;
    tap_ok(has(server_end(&s), "c1 b115200 c9 c11 c8 c12 c9 c0 "),
           "the automatic reset is the classic one");
}

/* Acts as Espressif's server does. */
static void test_control_ignored(void)
{
    struct server s = {.control_ignored = true};
    struct esp_transport *t = open_port(&s, "");
    uint64_t start;

    if (!t)
        return;
    esp_transport_set_lines(t, false, true);
    esp_transport_idle(t, 1);
    tap_ok(t->has_lines && t->lines_unsure, "lines that nobody confirms are unsure");
    tap_ok(t->handicap && strstr(t->handicap, "confirms no change"), "and that is known");
    start = esp_clock_ms();
    for (int i = 0; i < 40; i++) {
        esp_transport_set_lines(t, i % 2, true);
        esp_transport_idle(t, 0);
    }
    tap_ok(esp_clock_ms() - start < SOON_MS, "they are waited for once only");
    esp_transport_close(t);
    server_end(&s);

    s = (struct server){.control_ignored = true};
    t = open_port(&s, "?ign_set_control");
    if (!t)
        return;
    esp_transport_set_lines(t, false, true);
    esp_transport_idle(t, 0);
    tap_ok(t->has_lines && t->lines_unsure && !t->handicap,
           "with ign_set_control nobody expects anything else");
    esp_transport_close(t);
    tap_ok(has(server_end(&s), "c9 c11 "), "and the lines are set");
}

static void test_late(void)
{
    struct server s = {.late_ms = 300};
    struct esp_transport *t = open_port(&s, "");

    tap_ok(t && t->has_lines && t->has_baud, "a server that answers after 300 ms is one");
    if (!t)
        return;
    tap_ok(t->round_trip_ms >= 300, "and its round trip is known");
    esp_transport_set_lines(t, false, true);
    esp_transport_idle(t, 1);
    tap_ok(!t->lines_unsure, "its confirmations are waited for");
    tap_is((uint64_t)esp_transport_set_baud(t, 230400), 0, "and the answer to a rate");
    esp_transport_close(t);
    server_end(&s);
}

static void test_rates(void)
{
    struct server s = {.only_rate = 115200};
    struct esp_transport *t = open_port(&s, "");

    if (!t)
        return;
    tap_ok(esp_transport_set_baud(t, 921600) == ESP_ERR_UNSUPPORTED && t->baud == 115200 &&
               strstr(fault.text, "115200"),
           "a rate that the server does not do is known");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.only_rate = 9600};
    t = open_port(&s, "");
    tap_ok(t && !t->has_baud && t->has_lines, "so is one that stays as it is");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.settings_ignored = true, .control_ignored = true};
    t = open_port(&s, "");
    tap_ok(t && t->has_baud && t->has_lines, "who agrees and then answers nothing is believed");
    esp_transport_close(t);
    server_end(&s);
}

static void test_no_rfc2217(void)
{
    struct server s = {.refuses = true};
    struct esp_transport *t = open_port(&s, "");

    tap_ok(t && !t->has_lines && !t->has_baud && t->handicap && strstr(t->handicap, "refuses"),
           "a server that refuses has neither rate nor lines, and that is known");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.mute = true};
    t = open_port(&s, "?timeout=0.3");
    tap_ok(t && !t->has_lines && !t->has_baud && t->handicap && strstr(t->handicap, "nothing"),
           "one that answers nothing has neither");
    if (t)
        tap_ok(esp_transport_write(t, (const uint8_t *)"\xc0\xff", 2, 1000) == 0,
               "it can be written to");
    esp_transport_close(t);
    tap_ok(has(server_end(&s), "c0 ff "), "which arrives");
}

static struct esp_transport *open_by_gensio(struct server *s)
{
    struct esp_transport *t;
    char name[100];

    server_start(s, "");
    snprintf(name, sizeof(name), "gensio:telnet(rfc2217),tcp,127.0.0.1,%s",
             strrchr(s->url, ':') + 1);
    if (esp_transport_open(&t, name, 115200, NULL, &fault))
        printf("# %s\n", fault.text);
    return t;
}

/* Tests gensio's own telnet, which must be asked for by name.  gensio has functions with
 * the names of libtelnet's, and must not call libtelnet's. */
static void test_gensio(void)
{
    struct server s = {.late_ms = 0};
    struct esp_transport *t = open_by_gensio(&s);

    tap_ok(t && t->has_lines && t->has_baud && !t->handicap, "gensio's telnet works as before");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.refuses = true};
    t = open_by_gensio(&s);
    tap_ok(t && !t->has_lines && t->handicap && strstr(t->handicap, "try rfc2217://"),
           "where gensio gives RFC 2217 up, that is known");
    esp_transport_close(t);
    server_end(&s);
}

static void test_bytes(void)
{
    static const char greeting[] = "\377\377\000a\377\377\377\377\r\n\377\361b";
    struct server s = {.greeting = greeting, .greeting_size = sizeof(greeting) - 1};
    struct esp_transport *t = open_port(&s, "");
    uint8_t buf[32];
    int n = 0;

    if (!t)
        return;
    while (n < 8) {
        int more = esp_transport_read(t, buf + n, sizeof(buf) - (size_t)n, 2000);

        if (more <= 0)
            break;
        n += more;
    }
    tap_ok(n == 8 && memcmp(buf, "\377\000a\377\377\r\nb", 8) == 0,
           "bytes of 255 that come are halved, and NOPs are none");
    tap_is((uint64_t)esp_transport_read(t, buf, 1, 10), 0, "nothing else comes");
    esp_transport_write(t, (const uint8_t *)"\377\r\377\377\000", 5, 1000);
    esp_transport_close(t);
    tap_ok(has(server_end(&s), "ff 0d ff ff 00 "), "and doubled where they go");
}

static void test_hang_up(void)
{
    struct server s = {.late_ms = 0};
    struct esp_transport *t = open_port(&s, "");
    uint8_t byte;

    if (!t)
        return;
    kill(s.pid, SIGKILL);
    tap_is((uint64_t)-esp_transport_read(t, &byte, 1, 2000), 7, "a server that goes is told");
    esp_transport_close(t);
    server_end(&s);
    s = (struct server){.hangs_up_when_asked = true};
    t = open_port(&s, "");
    tap_ok(!t, "one that goes while it is asked cannot be used");
    server_end(&s);
}

/* The server sends size bytes, and then more that no real server sends.  Reading must
 * end. */
static void survive(const char *what, const void *greeting, size_t size, int err)
{
    struct server s = {.greeting = greeting, .greeting_size = size};
    uint64_t start = esp_clock_ms();
    struct esp_transport *t = open_port(&s, "?timeout=1");
    uint8_t buf[4096];
    int n = 0;

    while (t && esp_clock_ms() - start < 2 * SOON_MS) {
        n = esp_transport_read(t, buf, sizeof(buf), 50);
        if (n <= 0)
            break;
    }
    if (t)
        esp_transport_discard_input(t);
    tap_ok((n == err || (!t && err)) && esp_clock_ms() - start < 4 * SOON_MS,
           "%s: nothing worse than %s", what, err ? "an error" : "noise");
    esp_transport_close(t);
    server_end(&s);
}

static void test_hostile(void)
{
    static uint8_t much[300000];
    uint32_t random = 1;

    memset(much, 'a', sizeof(much));
    memcpy(much, "\377\372\054\151", 4);
    survive("a sub-negotiation without an end", much, sizeof(much), 0);
    memcpy(much, "\377\372\054\377\360\377\372\377\360\377\372\054\145\377\360", 14);
    survive("sub-negotiations of nothing", much, 100, 0);
    memcpy(much, "\377\372\047\001\000\377\360\377\372\106\001\002\001\377\360\377\372\135a\000\377\360"
                 "\377\372\030\000\377\360", 29);
    survive("sub-negotiations of other options", much, 100, 0);
    for (size_t i = 0; i < sizeof(much); i += 3)
        memcpy(much + i, i % 2 ? "\377\373\001" : "\377\375\054", 3);
    survive("100,000 offers", much, 299997, 0);
    memcpy(much, "\377\372\126\377\360", 5);
    survive("compression unasked", much, 1000, ESP_ERR_LINE);
    for (size_t i = 0; i < sizeof(much); i++) {
        random = random * 1103515245 + 12345;
        much[i] = (random >> 16) % 3 ? (uint8_t)(236 + (random >> 24) % 20) : (uint8_t)(random >> 20);
        if (much[i] == 86) /* compression has its own case */
            much[i] = COMPORT;
    }
    survive("bytes by chance", much, sizeof(much), 0);
}

static void refuse(const char *url, const char *detail)
{
    struct esp_transport *t;
    int err;

    memset(&fault, 0, sizeof(fault));
    err = esp_transport_open(&t, url, 115200, NULL, &fault);
    if (!tap_ok(err == ESP_ERR_ARG && strstr(fault.text, detail), "\"%s\" is refused", url))
        printf("# error %d, %s\n", err, fault.text);
    esp_transport_close(t);
}

static void test_urls(void)
{
    struct server s = {.late_ms = 0};
    struct esp_transport *t = open_port(&s, "?ign_set_control&poll_modem&timeout=3.5");

    tap_ok(t && t->has_lines, "pyserial's options may stand behind a URL");
    esp_transport_close(t);
    server_end(&s);
    refuse("rfc2217://127.0.0.1:1?ign_set_controls", "ign_set_controls");
    refuse("rfc2217://127.0.0.1:1?logging=debug", "logging=debug");
    refuse("rfc2217://127.0.0.1:1?ign_set_control&&poll_modem", "unknown option");
    refuse("rfc2217://127.0.0.1:1?timeout=", "timeout");
    refuse("rfc2217://127.0.0.1:1?timeout=0", "seconds");
    refuse("rfc2217://127.0.0.1:1?timeout=1e9", "seconds");
    refuse("rfc2217://127.0.0.1:1?timeout=99999999999999999999", "seconds");
    refuse("rfc2217://127.0.0.1?ign_set_control", "HOST:PORT");
    refuse("rfc2217://?ign_set_control", "HOST:PORT");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_greetings();
    test_lines();
    test_auto_reset();
    test_control_ignored();
    test_late();
    test_rates();
    test_no_rfc2217();
    test_gensio();
    test_bytes();
    test_hang_up();
    test_hostile();
    test_urls();
    return tap_done();
}
