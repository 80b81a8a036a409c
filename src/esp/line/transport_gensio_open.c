/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a port over gensio, by URL or by the path of a pty or other tty.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "esp/line/transport_gensio.h"
#include "esp/line/transport_rfc2217.h"

enum {
    OPEN_MS = 5000,      /* TCP connection and telnet negotiation */
    ROUND_TRIP_MS = 100, /* a guess, until an answer of the board comes */
    HANG_UPS_MAX = 6,    /* tries with a server that is not free yet */
    HANG_UP_PAUSE_MS = 200,
    TCP_PORT_MAX = 65535, /* a port has 16 bits (RFC 9293, section 3.1) */
};

/* For a telnet server that refused RFC 2217, or whose first bytes made gensio give up. */
static const char no_settings[] =
    "this port sets neither DTR, RTS nor the rate; for a server that speaks RFC 2217 try "
    "rfc2217://HOST:PORT";

static void on_open(struct gensio *io, int err, void *ctx)
{
    struct esp_gport *g = ctx;

    (void)io;
    g->open_done = true;
    g->opening = !err;
    g->err = err;
}

/* gensio and its plug-ins keep a pointer to the first OS handle that they see.  So all
 * ports share one handle, and this reference to it is never released. */
static void keep_os_handle(void)
{
    struct gensio_os_funcs *kept;

    gensio_default_os_hnd(0, &kept);
}

static void no_log(struct gensio_os_funcs *os, enum gensio_log_levels level, const char *text,
                   va_list args)
{
    (void)os;
    (void)level;
    (void)text;
    (void)args;
}

/* gensio takes only the low 16 bits of a number that is too large, and connects to another
 * port. */
static int check_tcp_port(const char *digits, struct esp_fault *fault)
{
    unsigned long port;

    errno = 0;
    port = strtoul(digits, NULL, 10);
    if (errno == 0 && port >= 1 && port <= TCP_PORT_MAX)
        return 0;
    return esp_fail(fault, ESP_ERR_ARG, "there is no TCP port %s: the numbers go from 1 to %d",
                    digits, TCP_PORT_MAX);
}

/* Checks the port at the end of a gensio string like "tcp,HOST,PORT", "ssl,tcp(nodelay),..."
 * or "udp,HOST,PORT".  gensio itself judges the rest of the string. */
static int check_gensio_port(const char *string, struct esp_fault *fault)
{
    static const char *const layers[] = {"tcp", "udp", "sctp"};
    const char *comma = strrchr(string, ',');
    bool has_port = false;

    if (!comma || !comma[1] || comma[1 + strspn(comma + 1, "0123456789")])
        return 0;
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        const char *layer = strstr(string, layers[i]);

        has_port = has_port || (layer && (layer == string || layer[-1] == ',') &&
                                strchr(",(", layer[strlen(layers[i])]));
    }
    return has_port ? check_tcp_port(comma + 1, fault) : 0;
}

/* Turns HOST:PORT or [IPv6]:PORT into the form that gensio's "tcp" wants: "HOST,PORT". */
static int tcp_address(const char *address, char *out, size_t size, struct esp_fault *fault)
{
    const char *colon = strrchr(address, ':');
    const char *host = address;
    size_t length;

    if (!colon || colon == address || !colon[1] ||
        colon[1 + strspn(colon + 1, "0123456789")])
        return esp_fail(fault, ESP_ERR_ARG, "an address must be HOST:PORT, not %s", address);
    length = (size_t)(colon - address);
    if (host[0] == '[' && host[length - 1] == ']') {
        host++;
        length -= 2;
    } else if (memchr(host, ':', length)) {
        return esp_fail(fault, ESP_ERR_ARG, "an IPv6 address must be in brackets: [%.*s]%s",
                        (int)length, host, colon);
    }
    if (length == 0 || memchr(host, ',', length) ||
        (size_t)snprintf(out, size, "%.*s,%s", (int)length, host, colon + 1) >= size)
        return esp_fail(fault, ESP_ERR_ARG, "bad address: %s", address);
    return check_tcp_port(colon + 1, fault);
}

static bool is_rfc2217(const struct esp_transport_setup *setup)
{
    return !setup->path && strncmp(setup->name, "rfc2217://", strlen("rfc2217://")) == 0;
}

/* gensio 2.8 locks a tty itself, and its lock would collide with our lock, which we take
 * before gensio touches the port's settings.  And if the program is killed, gensio's lock
 * leaves a pty exclusive for ever.  Older versions of gensio do not know this option. */
static const char own_lock[] = "flock=false,";

/* lock: own_lock, or an empty text. */
static int gensio_string(const struct esp_transport_setup *setup, const char *lock, char *out,
                         size_t size)
{
    static const char tcp[] = "socket://", any[] = "gensio:";
    const char *name = setup->name;
    struct esp_rfc2217_url url;
    char address[300];
    int err, n;

    if (setup->path) {
        n = snprintf(out, size, "serialdev(%snouucplock),%s,%uN81,local", lock, setup->path,
                     (unsigned)setup->baud);
    } else if (strncmp(name, any, strlen(any)) == 0) {
        err = check_gensio_port(name + strlen(any), setup->fault);
        if (err)
            return err;
        n = snprintf(out, size, "%s", name + strlen(any));
    } else {
        err = is_rfc2217(setup) ? esp_rfc2217_parse_url(&url, name, setup->fault) : 0;
        if (!err)
            err = tcp_address(is_rfc2217(setup) ? url.address : name + strlen(tcp), address,
                              sizeof(address), setup->fault);
        if (err)
            return err;
        n = snprintf(out, size, "tcp(nodelay),%s", address);
    }
    if (n < 0 || (size_t)n >= size)
        return esp_fail(setup->fault, ESP_ERR_ARG, "the port's name is too long");
    return 0;
}

static int open_failed(struct esp_gport *g, int gerr, const struct esp_transport_setup *setup)
{
    const char *why = gensio_err_to_str(gerr);

    switch (gerr) {
    case GE_NOMEM:
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    case GE_INUSE:
    case GE_ADDRINUSE:
        if (setup->path)
            return esp_transport_open_failed(setup->path, EBUSY, setup->fault);
        return esp_fail(setup->fault, ESP_ERR_BUSY, "another program has it open");
    case GE_PERM:
        if (setup->path)
            return esp_transport_no_permission(setup->path, setup->fault);
        return esp_fail(setup->fault, ESP_ERR_PERM, "no permission to open it");
    case GE_NAME_ERROR:
    case GE_NAME_INVALID:
    case GE_UNKNOWN_NAME_ERROR:
    case GE_NAME_SERVER_FAILURE:
    case GE_NOTFOUND:
        return esp_fail(setup->fault, ESP_ERR_NO_PORT, "there is no such %s: %s",
                        g->base.remote ? "host" : "port", why);
    case GE_INVAL:
        return esp_fail(setup->fault, ESP_ERR_ARG, "gensio does not understand this port name");
    default:
        return esp_fail(setup->fault, ESP_ERR_LINE, "cannot open it: %s", why);
    }
}

static int await_open(struct esp_gport *g, const struct esp_transport_setup *setup)
{
    uint64_t deadline = esp_clock_after(OPEN_MS);
    int err = gensio_open(g->io, on_open, g);

    if (err)
        return open_failed(g, err, setup);
    g->opening = !g->open_done || !g->err;
    while (!g->open_done) {
        err = esp_gport_serve(g, deadline);
        if (err)
            return err;
        if (!g->open_done && esp_clock_left(deadline) == 0)
            return open_failed(g, GE_TIMEDOUT, setup);
    }
    return g->err ? open_failed(g, g->err, setup) : 0;
}

/* Sets 8N1 without flow control, for servers that start with other settings.  Ignores
 * errors: some ports do not know these settings. */
static int set_frame_format(struct esp_gport *g)
{
    sergensio_done done = esp_gport_on_setting;

    esp_gport_requested(g, sergensio_datasize(g->serial, 8, done, g));
    esp_gport_requested(g, sergensio_parity(g->serial, SERGENSIO_PARITY_NONE, done, g));
    esp_gport_requested(g, sergensio_stopbits(g->serial, 1, done, g));
    esp_gport_requested(g, sergensio_flowcontrol(g->serial, SERGENSIO_FLOWCONTROL_NONE, done, g));
    return esp_gport_await_setting(g, &g->format);
}

/* Finds out what the port can do: a pty has no lines, plain TCP has no rate.  Asserts both
 * lines, as the opening of a tty does, so that this does not reset a board that is
 * working. */
static int set_up(struct esp_gport *g, const struct esp_transport_setup *setup)
{
    struct esp_transport *t = &g->base;
    int err = 0;

    t->baud = setup->baud;
    gensio_set_read_callback_enable(g->io, true);
    g->serial = gensio_to_sergensio(g->io);
    if (!g->serial)
        return 0;
    if (!setup->path)
        err = set_frame_format(g);
    if (!err)
        err = esp_gport_ops.set_baud(t, setup->baud);
    if (err && err != ESP_ERR_UNSUPPORTED)
        return err;
    t->has_baud = !err;
    t->has_lines = true;
    err = esp_transport_set_lines(t, true, true);
    if (t->remote && !t->has_baud && !t->has_lines)
        t->handicap = no_settings;
    return err == ESP_ERR_UNSUPPORTED ? 0 : err;
}

static int make_gensio(struct esp_gport *g, const struct esp_transport_setup *setup,
                       const char *lock)
{
    char string[PATH_MAX + 64];
    int err = gensio_string(setup, lock, string, sizeof(string));

    if (err)
        return err;
    err = str_to_gensio(string, g->os, esp_gport_on_event, g, &g->io);
    if (!err)
        return 0;
    g->io = NULL;
    if (err == GE_INVAL && setup->path && *lock)
        return make_gensio(g, setup, "");
    return open_failed(g, err, setup);
}

static int start(struct esp_gport *g, const struct esp_transport_setup *setup)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int err;

    g->ring = malloc(ESP_GPORT_RING);
    pthread_once(&once, keep_os_handle);
    if (!g->ring || gensio_default_os_hnd(0, &g->os))
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    gensio_os_funcs_set_vlog(g->os, no_log);
    err = make_gensio(g, setup, own_lock);
    if (!err)
        err = await_open(g, setup);
    return err ? err : set_up(g, setup);
}

/* *hung_up: opening failed because the far end closed the connection. */
static int open_once(struct esp_transport **out, const struct esp_transport_setup *setup,
                     bool *hung_up)
{
    struct esp_gport *g = calloc(1, sizeof(*g));
    int err;

    *hung_up = false;
    if (!g)
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    g->base = (struct esp_transport){
        .ops = &esp_gport_ops,
        .fault = setup->fault,
        .cancel = setup->cancel,
        .remote = !setup->path,
        .round_trip_ms = setup->path ? 0 : ROUND_TRIP_MS,
        .round_trip_guessed = !setup->path,
        .lock_fd = -1,
    };
    g->format.misses_max = g->lines.misses_max = 1;
    g->baud.misses_max = 2;
    err = start(g, setup);
    *out = &g->base;
    if (!err && is_rfc2217(setup))
        err = esp_transport_open_rfc2217(out, &g->base, setup);
    *hung_up = g->err == GE_REMCLOSE;
    if (err) {
        *out = NULL;
        esp_gport_ops.close(&g->base);
    }
    return err;
}

/* If a server has not noticed yet that its last client is gone (for example the program
 * before this one in a pipe), it takes this program for a second client and hangs up.  So
 * this function tries again for a while. */
int esp_transport_open_gensio(struct esp_transport **out, const struct esp_transport_setup *setup)
{
    for (int attempt = 1;; attempt++) {
        bool hung_up;
        int err = open_once(out, setup, &hung_up);

        if (!err || !hung_up || setup->path)
            return err;
        if (attempt == HANG_UPS_MAX)
            return esp_fail(setup->fault, ESP_ERR_BUSY,
                            "the server closes the connection at once: is the port in use by "
                            "another program?");
        if (setup->cancel && *setup->cancel)
            return ESP_ERR_CANCELLED;
        poll(NULL, 0, HANG_UP_PAUSE_MS);
    }
}
