/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What transport.c and the transport back-ends share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_TRANSPORT_IMPL_H
#define ESP_LINE_TRANSPORT_IMPL_H

#include "esp/line/transport.h"
#include "esp/port/usbport.h"

/* What the back-ends need to open a port. */
struct esp_transport_setup {
    const char *name; /* as the user wrote it, for messages */
    const char *path; /* the device with symbolic links resolved; NULL: name is a URL */
    int lock_fd;      /* see portlock.h; -1: no lock */
    uint32_t baud;
    const volatile sig_atomic_t *cancel;
    struct esp_fault *fault;
};

/* Opens a real serial device with libserialport. */
int esp_transport_open_serial(struct esp_transport **out, const struct esp_transport_setup *setup);

/* Opens setup->path with gensio's serialdev if path is set, otherwise the URL
 * setup->name. */
int esp_transport_open_gensio(struct esp_transport **out, const struct esp_transport_setup *setup);

/* Opens the RFC 2217 port of the URL setup->name.  tcp: a connection to the URL's server,
 * which *out then owns.  After a failure *out is NULL, and the caller still owns tcp. */
int esp_transport_open_rfc2217(struct esp_transport **out, struct esp_transport *tcp,
                               const struct esp_transport_setup *setup);

/* Opens and locks the device "path", a real path.  Sets setup->path and setup->lock_fd. */
int esp_transport_open_path(struct esp_transport **out, const char *path,
                            struct esp_transport_setup *setup);

/* Makes a transport that opens the port again when it went away.  inner: the port, opened as the
 * device path; *out then owns it.  After a failure the caller still owns inner. */
int esp_transport_returning(struct esp_transport **out, struct esp_transport *inner,
                            const struct esp_usbport *port, const char *path);

/* Waits.  Returns 0 or ESP_ERR_CANCELLED. */
int esp_transport_pause(const volatile sig_atomic_t *cancel, int ms, struct esp_fault *fault);

static inline bool esp_transport_cancelled(const struct esp_transport *t)
{
    return t->cancel && *t->cancel;
}

/* Fails with ESP_ERR_PERM and a text that names the group that may open path. */
int esp_transport_no_permission(const char *path, struct esp_fault *fault);

/* Fails with the error for a device that could not be opened, according to its errno. */
int esp_transport_open_failed(const char *path, int system_errno, struct esp_fault *fault);

#endif
