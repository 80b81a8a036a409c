/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A port behind an RFC 2217 server: what its parts share.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio's own RFC 2217 gives up if the server sends anything before its answer to the
 * negotiation: a modem state, as pyserial's servers send, or data from a board that talks.
 * So gensio only carries the bytes, libtelnet takes telnet's commands out of the bytes, and
 * these files ask the server for the settings that a board needs.
 *
 * Servers answer differently.  Espressif's server does not answer changes of DTR and RTS;
 * some other servers answer late or only sometimes.  A change that is not confirmed counts
 * as done.  After one or two missing confirmations these files stop waiting for them.
 */
#ifndef ESP_LINE_TRANSPORT_RFC2217_H
#define ESP_LINE_TRANSPORT_RFC2217_H

#include <stddef.h> /* libtelnet.h needs size_t and does not include it */

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

/* The parts of a URL; options stand behind its '?'. */
struct esp_rfc2217_url {
    char address[300];       /* HOST:PORT */
    bool ignore_set_control; /* ign_set_control: no answers to DTR and RTS */
    int timeout_ms;          /* for the negotiation */
};

/* Splits a URL into its parts.  Returns 0 or ESP_ERR_ARG. */
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
    const char *broken; /* why the connection cannot be used any more; NULL: it can */
    bool agreed;  /* the server speaks RFC 2217 (it sent DO, or an answer) */
    bool refused; /* the server refused RFC 2217 (it sent DONT) */
    bool offered; /* the server sent WILL, which does not mean that it accepts our WILL */
    uint32_t baud_told;  /* rate in the server's last answer; 0: none since the request */
    unsigned baud_due;   /* requests for a rate without an answer */
    unsigned baud_misses;
    unsigned lines_due;  /* changes of the lines without an answer */
    bool lines_sent;     /* the server was told base.dtr and base.rts */
    bool lines_awaited;  /* wait for answers to changes of the lines */
};

/* ---- transport_rfc2217_telnet.c ---- */

/* Makes r->telnet and asks for the options.  Returns 0 or ESP_ERR_NOMEM. */
int esp_rport_start_telnet(struct esp_rport *r);

/* Takes bytes from the server.  Puts data into the store, if there is room, notes answers
 * in r, and puts our replies into r->out. */
void esp_rport_feed(struct esp_rport *r, const uint8_t *bytes, size_t size);

/* Puts a request with the last size bytes (1 or 4) of value into r->out. */
void esp_rport_request(struct esp_rport *r, uint8_t command, uint32_t value, size_t size);

/* ---- transport_rfc2217.c ---- */

extern const struct esp_transport_ops esp_rport_ops;

/* Sends the bytes in r->out. */
int esp_rport_flush(struct esp_rport *r);

/* Waits for bytes from the server until deadline_ms, and takes them. */
int esp_rport_pump(struct esp_rport *r, uint64_t deadline_ms);

/* How long to wait for one answer of the server. */
int esp_rport_patience_ms(const struct esp_rport *r);

/* Asks for a rate and waits for the answer.  ESP_ERR_UNSUPPORTED if the server answers with
 * another rate. */
int esp_rport_ask_baud(struct esp_rport *r, uint32_t baud);

#endif
