/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the line rate by a command of the loader.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/ratecmd.h"

#include "base/bytes.h"
#include "esp/line/transport.h"
#include "esp/rom/loader.h"

enum {
    OLD_ANSWER_MS = 100,
    CHANGE_MS = 5, /* the ROM answers, and then changes its rate */
    PROBES = 4,
    PROBE_MS = 60,
    PROBE_REMOTE_MS = 240,
};

/* Does the loader answer at this rate? */
static int probe(struct esp_link *link, uint32_t baud)
{
    int err = esp_transport_set_baud(link->transport, baud);
    uint32_t value;

    if (!err)
        err = esp_transport_idle(link->transport, CHANGE_MS);
    if (!err)
        err = esp_link_discard(link);
    if (err)
        return err;
    err = ESP_ERR_TIMEOUT;
    for (int i = 0; i < PROBES && esp_worth_retry(err); i++) {
        err = esp_sync(link, &value,
                       esp_transport_patience_ms(link->transport, PROBE_MS, PROBE_REMOTE_MS));
        if (!err)
            err = esp_sync_settle(link);
    }
    return err;
}

/* The chip must not go to a rate that the port does not have. */
static int try_port(struct esp_link *link, uint32_t baud)
{
    uint32_t before = link->transport->baud;
    int err = esp_transport_set_baud(link->transport, baud);
    int back = esp_transport_set_baud(link->transport, before);

    return err ? err : back;
}

int esp_rate_ask(struct esp_link *link, uint32_t asked, uint32_t baud)
{
    uint32_t before = link->transport->baud;
    uint8_t data[8] = {0}; /* the rate, and a 0 that only stubs use */
    int err = try_port(link, baud);

    if (err)
        return err;
    esp_put32(data, asked);
    err = esp_command(link, ESP_OP_CHANGE_BAUDRATE, 0, data, sizeof(data), NULL,
                      esp_transport_patience_ms(link->transport, OLD_ANSWER_MS, PROBE_REMOTE_MS));
    if (err && err != ESP_ERR_TIMEOUT && err != ESP_ERR_STATUS)
        return err;
    err = probe(link, baud);
    if (!esp_worth_retry(err))
        return err;
    /* The ROM stays at a rate that does not work.  But it may not have heard the command. */
    err = probe(link, before);
    return err ? err
               : esp_fail(link->fault, ESP_ERR_UNSUPPORTED, "%u baud does not work",
                          (unsigned)baud);
}

int esp_rate_by_command(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    (void)uart_hz;
    return esp_rate_ask(link, baud, baud);
}
