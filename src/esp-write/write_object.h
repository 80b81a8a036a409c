/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the checks of esp-write: what they look at, and how they refuse.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WRITE_WRITE_OBJECT_H
#define ESP_WRITE_WRITE_OBJECT_H

#include <stdbool.h>

#include "board/device.h"
#include "esp-write/write_check.h"

/* The board that the images are checked against. */
struct write_target {
    struct esp_session *session;
    const struct esp_board *board;
    const char *port;
    struct esp_devline found; /* describes the board */
    const struct partition *partition; /* its row is NULL if the images go to addresses */
    const struct allowance *allowed;
};

/* Refuses to write, with the reason.  If an option allows it, only gives a notice.  Returns
 * an exit status. */
__attribute__((format(printf, 3, 4))) int write_object(bool allowed, const char *option,
                                                       const char *format, ...);

/* The status of two checks, of which the second is done if the first one only refuses.  What
 * failed counts more than what is refused. */
int write_both(int first, int second);
bool write_goes_on(int status);

#endif
