/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of a host port in the same process, made with gensio: for hostport_net.c only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SIM_HOSTPORT_CLIENT_H
#define UNIT_SIM_HOSTPORT_CLIENT_H

#include "unit/sim/hostport_record.h"

#include <gensio/gensio.h>
#include <gensio/sergensio.h>

struct client {
    struct gensio_os_funcs *os;
    struct gensio *io;
    bool opened, gone, answered;
    int err;        /* error of opening or of the last answer */
    unsigned value; /* value of the last answer */
    char got[64];
    uint64_t bytes;
    uint32_t sum;
    bool modem_told;
};

static int client_event(struct gensio *io, void *user_data, int event, int err, unsigned char *buf,
                        gensiods *count, const char *const *auxdata)
{
    struct client *client = user_data;
    gensiods i;

    (void)auxdata;
    if (event == GENSIO_EVENT_SER_MODEMSTATE)
        client->modem_told = true;
    if (event != GENSIO_EVENT_READ)
        return GE_NOTSUP;
    if (err) {
        client->gone = true;
        gensio_set_read_callback_enable(io, false);
        return 0;
    }
    for (i = 0; i < *count; i++) {
        if (client->bytes < sizeof(client->got) - 1)
            client->got[client->bytes] = (char)buf[i];
        client->bytes++;
        client->sum = client->sum * 31 + buf[i];
    }
    return 0;
}

static void client_opened(struct gensio *io, int err, void *data)
{
    struct client *client = data;

    client->opened = true;
    client->err = err;
    if (!err)
        gensio_set_read_callback_enable(io, true);
}

static void client_start(struct client *client, const struct record *record, const char *filter)
{
    char spec[100];

    memset(client, 0, sizeof(*client));
    snprintf(spec, sizeof(spec), "%stcp(nodelay),127.0.0.1,%s", filter,
             strrchr(hostport_name(record->port), ':') + 1);
    gensio_default_os_hnd(0, &client->os);
    client->err = str_to_gensio(spec, client->os, client_event, client, &client->io);
    if (!client->err)
        client->err = gensio_open(client->io, client_opened, client);
}

/* Polls until the flag is set. */
static bool until(struct record *record, const bool *flag)
{
    uint64_t end = now_ns() + PATIENCE_NS;

    while (!*flag && now_ns() < end)
        hostport_poll(record->port, 1000000);
    return *flag;
}

static bool client_open(struct client *client, struct record *record)
{
    bool serial = strncmp(hostport_name(record->port), "rfc2217:", 8) == 0;

    client_start(client, record, serial ? "telnet(rfc2217)," : "");
    return !client->err && until(record, &client->opened) && !client->err;
}

static bool client_got(struct client *client, struct record *record, const char *text)
{
    uint64_t end = now_ns() + PATIENCE_NS;

    while (strcmp(client->got, text) != 0 && now_ns() < end)
        hostport_poll(record->port, 1000000);
    return strcmp(client->got, text) == 0;
}

static void client_put(struct client *client, const char *text)
{
    gensio_write(client->io, NULL, text, strlen(text), NULL);
}

/* The os_funcs handle is not freed, because gensio 2.6.2 keeps using it. */
static void client_close(struct client *client)
{
    if (client->io)
        gensio_free(client->io);
}

static void answer(struct sergensio *serial, int err, unsigned value, void *data)
{
    struct client *client = data;

    (void)serial;
    client->answered = true;
    client->err = err;
    client->value = value;
}

typedef int request(struct sergensio *serial, unsigned value, sergensio_done done, void *data);

/* The server's answer to a request; UINT_MAX if there is no answer. */
static unsigned ask(struct client *client, struct record *record, request *what, unsigned value)
{
    client->answered = false;
    if (what(gensio_to_sergensio(client->io), value, answer, client) != 0)
        return UINT32_MAX;
    return until(record, &client->answered) && !client->err ? client->value : UINT32_MAX;
}

#endif
