/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the virtual board's serial line as a TCP server, with or
 * without RFC 2217, on gensio.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio 2.6.2 has a fault: its telnet accepter uses memory after freeing it, when the
 * accepter itself is freed (valgrind shows it).  So the accepter here is plain TCP, and
 * each connection gets its own telnet layer.
 */
#include "sim/line/hostport_kind.h"
#include "sim/line/hostport_loop.h"
#include "sim/line/hostport_rfc2217.h"
#include "sim/line/netdelay.h"

#include <errno.h>
#include <gensio/gensio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* gensio reports one event per call.  One poll takes no more events than this. */
#define EVENTS_PER_POLL 32
/* gensio needs a few rounds of its loop to close. */
#define ROUNDS_TO_CLOSE 100

struct net_port {
    struct hostport port;
    struct hostport_loop loop;
    struct gensio_accepter *accepter;
    struct netdelay *netdelay; /* between the clients and the accepter; NULL: nothing */
    struct gensio *client;
    struct gensio *newcomer; /* connected while client was there: see settle() */
    bool client_ready;       /* telnet is set up, and the owner knows of the client */
    bool client_gone;
    bool serial; /* the port speaks RFC 2217 */
    struct rfc2217_settings settings;
};

/* --- the client --- */

static int client_event(struct gensio *io, void *context, int event, int err, unsigned char *buf,
                        gensiods *count, const char *const *auxdata)
{
    struct net_port *net = context;

    (void)auxdata;
    if (io != net->client || net->client_gone)
        return GE_NOTSUP;
    switch (event) {
    case GENSIO_EVENT_READ:
        if (err)
            net->client_gone = true;
        else
            hostport_tell_data(&net->port, buf, *count);
        return 0;
    case GENSIO_EVENT_WRITE_READY:
        hostport_flush(&net->port);
        gensio_set_write_callback_enable(io, net->port.out.count > 0 && !net->client_gone);
        return 0;
    default:
        return rfc2217_event(&net->settings, &net->port, io, event, buf);
    }
}

static void client_is_ready(struct net_port *net)
{
    net->client_ready = true;
    gensio_set_read_callback_enable(net->client, true);
    hostport_tell_connected(&net->port, true);
    if (net->serial)
        hostport_tell_lines(&net->port, true, true);
}

static void telnet_opened(struct gensio *io, int err, void *context)
{
    struct net_port *net = context;

    if (io != net->client)
        return;
    if (err)
        net->client_gone = true;
    else
        client_is_ready(net);
}

/* On error the caller still owns the connection. */
static int start_telnet(struct net_port *net, struct gensio *connection)
{
    struct gensio *io;
    int err = str_to_gensio_child(connection, "telnet(rfc2217,mode=server)", net->loop.os,
                                  client_event, net, &io);

    if (err)
        return err;
    net->client = io;
    if (gensio_open_nochild(io, telnet_opened, net) != 0)
        net->client_gone = true;
    return 0;
}

static void welcome(struct net_port *net, struct gensio *connection)
{
    net->client_ready = net->client_gone = false;
    hostport_discard(&net->port);
    if (net->serial) {
        rfc2217_reset(&net->settings, &net->port);
        if (start_telnet(net, connection) != 0)
            gensio_free(connection);
    } else {
        net->client = connection;
        gensio_set_callback(connection, client_event, net);
        client_is_ready(net);
    }
}

static void part(struct net_port *net)
{
    struct gensio *io = net->client;

    net->client = NULL;
    net->client_gone = false;
    gensio_free(io);
    hostport_discard(&net->port);
    hostport_tell_lines(&net->port, false, false);
    hostport_tell_connected(&net->port, false);
}

static void drop_newcomer(struct net_port *net)
{
    if (net->newcomer)
        gensio_free(net->newcomer);
    net->newcomer = NULL;
}

/* If one client closes and another connects right after, gensio may report the two events
 * in either order.  So a newcomer is turned away only if the old client is still there
 * after all other events. */
static void settle(struct net_port *net)
{
    struct gensio *newcomer;

    if (net->client && net->client_gone)
        part(net);
    if (net->client)
        drop_newcomer(net);
    newcomer = net->newcomer;
    net->newcomer = NULL;
    if (newcomer)
        welcome(net, newcomer);
}

static int accepter_event(struct gensio_accepter *accepter, void *context, int event, void *data)
{
    struct net_port *net = context;

    (void)accepter;
    if (event != GENSIO_ACC_EVENT_NEW_CONNECTION)
        return event == GENSIO_ACC_EVENT_LOG ? 0 : GE_NOTSUP;
    if (net->newcomer || net->port.unplugged)
        gensio_free(data);
    else if (net->client)
        net->newcomer = data;
    else
        welcome(net, data);
    return 0;
}

/* --- operations that hostport.c calls --- */

static bool net_present(struct hostport *port)
{
    struct net_port *net = (struct net_port *)port;

    return net->client && net->client_ready && !net->client_gone;
}

static size_t net_write(struct hostport *port, const uint8_t *bytes, size_t count)
{
    struct net_port *net = (struct net_port *)port;
    gensiods written = 0;

    if (gensio_write(net->client, &written, bytes, count, NULL) == 0)
        return written;
    net->client_gone = true; /* settle() does the rest */
    return count;
}

static void net_want_write(struct hostport *port)
{
    struct net_port *net = (struct net_port *)port;

    gensio_set_write_callback_enable(net->client, true);
}

/* Closes all: the clients and the accepter. */
static void disconnect(struct net_port *net)
{
    drop_newcomer(net);
    if (net->client)
        part(net);
    if (net->accepter)
        gensio_acc_free(net->accepter);
    net->accepter = NULL;
    hostport_loop_catch_up(&net->loop, ROUNDS_TO_CLOSE);
}

static void net_poll(struct hostport *port, uint64_t timeout_ns)
{
    struct net_port *net = (struct net_port *)port;

    if (net->client_gone)
        timeout_ns = 0; /* a write failed since the last poll */
    if (net->netdelay)
        netdelay_poll(net->netdelay);
    if (hostport_loop_wait(&net->loop, timeout_ns))
        hostport_loop_catch_up(&net->loop, EVENTS_PER_POLL);
    if (!port->unplugged)
        settle(net);
    else if (net->accepter) /* an event has pulled the cable */
        disconnect(net);
}

static void net_unplug(struct hostport *port)
{
    struct net_port *net = (struct net_port *)port;

    if (!net->loop.inside) /* otherwise net_poll() does it, because gensio may still need the
                            * client */
        disconnect(net);
}

/* --- opening and closing --- */

static void net_close(struct hostport *port)
{
    struct net_port *net = (struct net_port *)port;

    port->unplugged = true; /* no more events */
    if (net->loop.os) {
        disconnect(net);
        hostport_loop_close(&net->loop);
    }
    netdelay_close(net->netdelay);
    free(net);
}

static int open_accepter(struct net_port *net, unsigned tcp_port)
{
    char spec[64];
    int err;

    snprintf(spec, sizeof(spec), "tcp(nodelay),127.0.0.1,%u", tcp_port);
    err = str_to_gensio_accepter(spec, net->loop.os, accepter_event, net, &net->accepter);
    return err ? err : gensio_acc_startup(net->accepter);
}

static int accepter_port(struct net_port *net, unsigned *tcp_port)
{
    char number[16] = "0"; /* in: the number of the listening socket; out: its TCP port */
    gensiods size = sizeof(number);
    int err = gensio_acc_control(net->accepter, GENSIO_CONTROL_DEPTH_FIRST, GENSIO_CONTROL_GET,
                                 GENSIO_ACC_CONTROL_LPORT, number, &size);

    *tcp_port = (unsigned)strtoul(number, NULL, 10);
    return err;
}

static int open_netdelay(struct net_port *net, unsigned tcp_port, unsigned board_port,
                         unsigned delay_ms)
{
    net->netdelay = netdelay_open(tcp_port, board_port, delay_ms);
    return net->netdelay ? 0 : gensio_os_err_to_err(net->loop.os, errno);
}

/* Behind a network, the clients connect to the network. */
static int open_net(struct net_port *net, unsigned tcp_port, unsigned delay_ms)
{
    int err = hostport_loop_open(&net->loop);
    unsigned port = 0;

    if (!err)
        err = open_accepter(net, delay_ms ? 0 : tcp_port);
    if (!err)
        err = accepter_port(net, &port);
    if (!err && delay_ms)
        err = open_netdelay(net, tcp_port, port, delay_ms);
    snprintf(net->port.name, sizeof(net->port.name), "%s://127.0.0.1:%u",
             net->serial ? "rfc2217" : "socket", net->netdelay ? netdelay_port(net->netdelay) : port);
    return err;
}

/* gensio sends without MSG_NOSIGNAL, so a lost connection would raise SIGPIPE. */
static void ignore_sigpipe(void)
{
    struct sigaction action;

    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

static const struct hostport_kind net_kind = {
    .close = net_close,
    .poll = net_poll,
    .present = net_present,
    .write = net_write,
    .want_write = net_want_write,
    .unplug = net_unplug,
};

struct hostport *hostport_gensio_open(bool rfc2217, unsigned tcp_port, unsigned delay_ms,
                                      char *error)
{
    struct net_port *net = calloc(1, sizeof(*net));
    int err = GE_NOMEM;

    if (net) {
        net->port.kind = &net_kind;
        net->serial = rfc2217;
        if (net->serial)
            rfc2217_reset(&net->settings, &net->port);
        ignore_sigpipe();
        err = open_net(net, tcp_port, delay_ms);
        if (!err)
            return &net->port;
        net_close(&net->port);
    }
    snprintf(error, HOSTPORT_ERROR_SIZE, "127.0.0.1:%u: %s", tcp_port, gensio_err_to_str(err));
    return NULL;
}
