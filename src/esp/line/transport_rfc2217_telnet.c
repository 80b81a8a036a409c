/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telnet below RFC 2217: options, answers and data, with libtelnet.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * libtelnet handles the bytes.  The options are negotiated here (libtelnet's "proxy" mode),
 * because otherwise libtelnet does not tell that an option was refused.
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/line/transport_rfc2217.h"

enum {
    FEED = 256, /* bytes at a time: if a server turns on compression unasked, few bytes
                 * cannot expand to very many */
};

/* The options that may be on: on our side (us), and on the server's side (him). */
static const struct {
    uint8_t telopt;
    bool us, him;
    bool asked; /* we ask for it at the start; false: we only agree to it */
} known[ESP_RPORT_OPTIONS] = {
    {TELNET_TELOPT_BINARY, true, true, true},
    {TELNET_TELOPT_SGA, true, true, true},
    {TELNET_TELOPT_ECHO, false, true, false},
    {ESP_TELOPT_COMPORT, true, true, false}, /* start_telnet() asks for our side */
};

static int find(uint8_t telopt)
{
    for (int i = 0; i < ESP_RPORT_OPTIONS; i++)
        if (known[i].telopt == telopt)
            return i;
    return -1;
}

/* ---- options ---- */

static void on_do(struct esp_rport *r, uint8_t telopt)
{
    int i = find(telopt);

    if (i < 0 || !known[i].us) {
        telnet_negotiate(r->telnet, TELNET_WONT, telopt);
        return;
    }
    if (!r->options[i].us_on && !r->options[i].us_asked)
        telnet_negotiate(r->telnet, TELNET_WILL, telopt);
    r->options[i].us_on = true;
    r->options[i].us_asked = false;
    if (telopt == ESP_TELOPT_COMPORT) {
        r->agreed = true;
        r->refused = false;
    }
}

static void on_dont(struct esp_rport *r, uint8_t telopt)
{
    int i = find(telopt);

    if (i < 0)
        return;
    if (r->options[i].us_on)
        telnet_negotiate(r->telnet, TELNET_WONT, telopt);
    r->options[i].us_on = r->options[i].us_asked = false;
    if (telopt == ESP_TELOPT_COMPORT)
        r->refused = true;
}

static void on_will(struct esp_rport *r, uint8_t telopt)
{
    int i = find(telopt);

    if (i < 0 || !known[i].him) {
        telnet_negotiate(r->telnet, TELNET_DONT, telopt);
        return;
    }
    if (!r->options[i].him_on && !r->options[i].him_asked)
        telnet_negotiate(r->telnet, TELNET_DO, telopt);
    r->options[i].him_on = true;
    r->options[i].him_asked = false;
    if (telopt == ESP_TELOPT_COMPORT)
        r->offered = true;
}

static void on_wont(struct esp_rport *r, uint8_t telopt)
{
    int i = find(telopt);

    if (i < 0)
        return;
    if (r->options[i].him_on)
        telnet_negotiate(r->telnet, TELNET_DONT, telopt);
    r->options[i].him_on = r->options[i].him_asked = false;
}

/* ---- answers ---- */

static void on_baud_answer(struct esp_rport *r, const uint8_t *value, size_t size)
{
    if (size < 4)
        return;
    r->baud_told = (uint32_t)value[0] << 24 | (uint32_t)value[1] << 16 | (uint32_t)value[2] << 8 |
                   value[3];
    if (r->baud_due)
        r->baud_due--;
}

static void on_control_answer(struct esp_rport *r, uint8_t value)
{
    switch (value) {
    case ESP_CONTROL_DTR_ON:
    case ESP_CONTROL_DTR_OFF:
    case ESP_CONTROL_RTS_ON:
    case ESP_CONTROL_RTS_OFF:
        if (r->lines_due)
            r->lines_due--;
        r->base.lines_unsure = false;
        r->base.handicap = NULL;
        break;
    default:
        break;
    }
}

/* Ignores answers about the frame's format and flow control, and notifications of the modem
 * and line state, which come at any time. */
static void on_answer(struct esp_rport *r, const uint8_t *answer, size_t size)
{
    if (size == 0)
        return;
    r->agreed = true; /* a server that answers speaks RFC 2217, whatever it negotiated */
    if (answer[0] == ESP_COMPORT_SET_BAUDRATE + ESP_COMPORT_ANSWER)
        on_baud_answer(r, answer + 1, size - 1);
    else if (answer[0] == ESP_COMPORT_SET_CONTROL + ESP_COMPORT_ANSWER && size > 1)
        on_control_answer(r, answer[1]);
}

/* ---- bytes ---- */

static void keep(struct esp_rport *r, const char *data, size_t size)
{
    size_t room;

    if (r->store_at == r->store_end)
        r->store_at = r->store_end = 0;
    if (size > ESP_RPORT_STORE - r->store_end && r->store_at) {
        memmove(r->store, r->store + r->store_at, r->store_end - r->store_at);
        r->store_end -= r->store_at;
        r->store_at = 0;
    }
    room = ESP_RPORT_STORE - r->store_end;
    if (size > room)
        size = room;
    memcpy(r->store + r->store_end, data, size);
    r->store_end += size;
}

/* r->out has room for a reply to each of FEED bytes, and for the bytes that are written. */
static void put_out(struct esp_rport *r, const char *bytes, size_t size)
{
    if (size > sizeof(r->out) - r->out_size) {
        r->broken = "the server asks too much";
        return;
    }
    memcpy(r->out + r->out_size, bytes, size);
    r->out_size += size;
}

static void on_event(telnet_t *telnet, telnet_event_t *event, void *ctx)
{
    struct esp_rport *r = ctx;

    (void)telnet;
    if (r->broken)
        return;
    switch (event->type) {
    case TELNET_EV_DATA:
        keep(r, event->data.buffer, event->data.size);
        break;
    case TELNET_EV_SEND:
        put_out(r, event->data.buffer, event->data.size);
        break;
    case TELNET_EV_DO:
        on_do(r, event->neg.telopt);
        break;
    case TELNET_EV_DONT:
        on_dont(r, event->neg.telopt);
        break;
    case TELNET_EV_WILL:
        on_will(r, event->neg.telopt);
        break;
    case TELNET_EV_WONT:
        on_wont(r, event->neg.telopt);
        break;
    case TELNET_EV_SUBNEGOTIATION:
        if (event->sub.telopt == ESP_TELOPT_COMPORT)
            on_answer(r, (const uint8_t *)event->sub.buffer, event->sub.size);
        break;
    case TELNET_EV_COMPRESS:
        r->broken = "the server compresses what it sends, which nobody asked for";
        break;
    case TELNET_EV_ERROR:
        r->broken = "the server does not speak telnet as it should";
        break;
    default: /* events of other options, and warnings of damage */
        break;
    }
}

void esp_rport_feed(struct esp_rport *r, const uint8_t *bytes, size_t size)
{
    while (size && !r->broken) {
        size_t n = size < FEED ? size : FEED;

        telnet_recv(r->telnet, (const char *)bytes, n);
        bytes += n;
        size -= n;
    }
}

void esp_rport_request(struct esp_rport *r, uint8_t command, uint32_t value, size_t size)
{
    char request[5] = {(char)command};

    for (size_t i = 0; i < size; i++)
        request[1 + i] = (char)(value >> 8 * (size - 1 - i));
    telnet_subnegotiation(r->telnet, ESP_TELOPT_COMPORT, request, 1 + size);
}

int esp_rport_start_telnet(struct esp_rport *r)
{
    r->telnet = telnet_init(NULL, on_event, TELNET_FLAG_PROXY, r);
    if (!r->telnet)
        return esp_fail(r->base.fault, ESP_ERR_NOMEM, "out of memory");
    for (int i = 0; i < ESP_RPORT_OPTIONS; i++) {
        if (!known[i].asked)
            continue;
        telnet_negotiate(r->telnet, TELNET_WILL, known[i].telopt);
        telnet_negotiate(r->telnet, TELNET_DO, known[i].telopt);
        r->options[i] = (struct esp_rport_option){.us_asked = true, .him_asked = true};
    }
    telnet_negotiate(r->telnet, TELNET_WILL, ESP_TELOPT_COMPORT);
    r->options[find(ESP_TELOPT_COMPORT)].us_asked = true;
    return 0;
}
