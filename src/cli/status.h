/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit statuses, the same in all programs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

enum exit_status {
    STATUS_DONE = 0,
    STATUS_NO = 1,      /* the answer is no: nothing found, contents differ */
    STATUS_USAGE = 2,   /* the request or a local file is at fault */
    STATUS_DEVICE = 3,  /* the board or the line failed: trying again may help */
    STATUS_REFUSED = 4, /* refused for safety, nothing was changed */
};

/* The exit status for an enum esp_err. */
int status_of(int err);

#endif
