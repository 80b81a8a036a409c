/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the transport back-ends offer to transport.c and to each other, and what they
 * share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_TRANSPORT_IMPL_H
#define ESP_LINE_TRANSPORT_IMPL_H

#include "esp/line/transport.h"

/* What both back-ends are opened with. */
struct esp_transport_setup {
    const char *name; /* as the user wrote it, for messages */
    const char *path; /* device with symbolic links resolved, else NULL */
    int lock_fd;      /* portlock.h; -1 when there is none */
    uint32_t baud;
    const volatile sig_atomic_t *cancel;
    struct esp_fault *fault;
};

/* A real serial device, by libserialport. */
int esp_transport_open_serial(struct esp_transport **out, const struct esp_transport_setup *setup);

/* setup->path as serialdev when it is set, else setup->name as a URL. */
int esp_transport_open_gensio(struct esp_transport **out, const struct esp_transport_setup *setup);

/* RFC 2217 for the URL setup->name over tcp, a connection to its server, which then
 * belongs to *out.  Where it fails, *out is NULL and tcp remains the caller's. */
int esp_transport_open_rfc2217(struct esp_transport **out, struct esp_transport *tcp,
                               const struct esp_transport_setup *setup);

static inline bool esp_transport_cancelled(const struct esp_transport *t)
{
    return t->cancel && *t->cancel;
}

/* ESP_ERR_PERM, naming the group that may open path. */
int esp_transport_no_permission(const char *path, struct esp_fault *fault);

/* The error for a device that could not be opened, by its errno. */
int esp_transport_open_failed(const char *path, int system_errno, struct esp_fault *fault);

#endif
