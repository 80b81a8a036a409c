/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port behind an RFC 2217 server, as its parts share it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio's own RFC 2217 gives up on a server that sends anything before its answer to
 * the negotiation: a modem state, as pyserial's servers do, or data of a board that
 * talks.  So gensio only carries the bytes; libtelnet takes telnet's commands out of
 * them, and what is here asks a server for what a board needs.
 *
 * Servers differ in what they answer.  Espressif's answers no change of DTR and RTS,
 * some others answer late or only at times.  A change that is not confirmed counts as
 * done, and after a miss or two nobody waits for confirmations any more.
 */
#ifndef ESP_LINE_TRANSPORT_RFC2217_H
#define ESP_LINE_TRANSPORT_RFC2217_H

#include <stddef.h> /* libtelnet.h needs size_t and does not say so */

#include <libtelnet.h>

#include "esp/line/transport_impl.h"

/* The telnet option, and its commands (RFC 2217, section 3).  A server's answer has the
 * number of the request plus ESP_COMPORT_ANSWER. */
enum {
    ESP_TELOPT_COMPORT = 44,
    ESP_COMPORT_SET_BAUDRATE = 1,
    ESP_COMPORT_SET_DATASIZE = 2,
    ESP_COMPORT_SET_PARITY = 3,
    ESP_COMPORT_SET_STOPSIZE = 4,
    ESP_COMPORT_SET_CONTROL = 5,
    ESP_COMPORT_ANSWER = 100,
};

/* Values of SET_CONTROL. */
enum {
    ESP_CONTROL_NO_FLOW = 1,
    ESP_CONTROL_DTR_ON = 8,
    ESP_CONTROL_DTR_OFF = 9,
    ESP_CONTROL_RTS_ON = 11,
    ESP_CONTROL_RTS_OFF = 12,
};

enum {
    ESP_RPORT_STORE = 0x20000, /* bytes of data that wait to be read */
    ESP_RPORT_OUT = 0x3000,    /* telnet bytes that wait to be sent, in one piece */
    ESP_RPORT_OPTIONS = 4,
};

/* What a URL says behind its '?'. */
struct esp_rfc2217_url {
    char address[300];       /* HOST:PORT */
    bool ignore_set_control; /* ign_set_control: no answers to DTR and RTS */
    int timeout_ms;          /* for the negotiation */
};

/* Takes a URL apart; ESP_ERR_ARG. */
int esp_rfc2217_parse_url(struct esp_rfc2217_url *parts, const char *url, struct esp_fault *fault);

/* One telnet option, in both directions. */
struct esp_rport_option {
    bool us_asked, us_on;   /* WILL was sent; DO has come */
    bool him_asked, him_on; /* DO was sent; WILL has come */
};

struct esp_rport {
    struct esp_transport base;
    struct esp_transport *tcp;
    telnet_t *telnet;
    uint8_t *store; /* data that has come: store[store_at] up to store[store_end] */
    size_t store_at, store_end;
    uint8_t out[ESP_RPORT_OUT];
    size_t out_size;
    struct esp_rport_option options[ESP_RPORT_OPTIONS];
    const char *broken; /* why the server is not to be listened to any more, or NULL */
    bool agreed;  /* the server does RFC 2217 */
    bool refused; /* it said that it does not */
    bool offered; /* it said that it would, which is not the same as asking us to */
    uint32_t baud_told;  /* the server's last answer, 0: none since the last request */
    unsigned baud_due;   /* requests that it has not answered */
    unsigned baud_misses;
    unsigned lines_due;
    bool lines_sent;     /* base.dtr and base.rts are what the server was told */
    bool lines_awaited;  /* answers to changes of the lines are waited for */
    int patience_ms;     /* for one answer, by the round trips that were seen */
};

/* ---- transport_rfc2217_telnet.c ---- */

/* Makes r->telnet and asks for the options.  ESP_ERR_NOMEM. */
int esp_rport_start_telnet(struct esp_rport *r);

/* Takes bytes that the server sent: data goes to the store, as long as there is room,
 * answers to where they belong, and replies to r->out. */
void esp_rport_feed(struct esp_rport *r, const uint8_t *bytes, size_t size);

/* Puts a request with the last size bytes (1 or 4) of value into r->out. */
void esp_rport_request(struct esp_rport *r, uint8_t command, uint32_t value, size_t size);

/* ---- transport_rfc2217.c ---- */

extern const struct esp_transport_ops esp_rport_ops;

/* Sends what r->out holds. */
int esp_rport_flush(struct esp_rport *r);

/* Waits for something from the server, until deadline_ms at most, and takes it. */
int esp_rport_pump(struct esp_rport *r, uint64_t deadline_ms);

/* Asks for a rate and waits for the answer; ESP_ERR_UNSUPPORTED where it is another. */
int esp_rport_ask_baud(struct esp_rport *r, uint32_t baud);

#endif
