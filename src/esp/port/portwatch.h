/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to look at the list of ports again, because ports may have come or gone.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * configure chooses one of two files: portwatch_udev.c, where libudev tells of changes, or
 * portwatch_poll.c, with which the caller looks at the list again and again.
 */
#ifndef ESP_PORT_PORTWATCH_H
#define ESP_PORT_PORTWATCH_H

#include <stdbool.h>

struct esp_portwatch;

enum {
    ESP_PORTWATCH_POLL_MS = 500,  /* where nobody tells of changes: half of the second within
                                   * which a user expects to see a change */
    ESP_PORTWATCH_UDEV_MS = 5000, /* in case that udev's news were lost */
};

/* Returns 0 or ESP_ERR_NOMEM.  If udev does not run, the watch is one that polls. */
int esp_portwatch_open(struct esp_portwatch **out);
void esp_portwatch_close(struct esp_portwatch *watch); /* watch may be NULL */

/* A descriptor for poll(2), readable when there is news; -1: look at the list every
 * esp_portwatch_interval_ms(). */
int esp_portwatch_fd(const struct esp_portwatch *watch);

/* After this many milliseconds the list is worth a look without any news. */
int esp_portwatch_interval_ms(const struct esp_portwatch *watch);

/* Takes all news that have arrived.  True if there was any. */
bool esp_portwatch_news(struct esp_portwatch *watch);

#endif
