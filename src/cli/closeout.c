/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every program: checks standard output, and dies of a caught signal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/closeout.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"

static int early_failure; /* errno of a write before the end, or 0 */

bool closeout_stdout_failed(void)
{
    int saved = errno;

    if (!ferror(stdout))
        return false;
    if (early_failure == 0)
        early_failure = saved;
    return true;
}

void closeout_flush_stdout(void)
{
    if (fflush(stdout) != 0)
        (void)closeout_stdout_failed();
}

/* Returns 0, or the errno of the failure; EIO if stdio remembers only that one happened. */
static int close_stdout(void)
{
    bool failed_before = ferror(stdout);
    int failure = early_failure;

    if (fflush(stdout) != 0 && failure == 0)
        failure = errno;
    if (fclose(stdout) != 0 && failure == 0)
        failure = errno;
    if (failed_before && failure == 0)
        failure = EIO;
    return failure;
}

int closeout(int status)
{
    int failure = close_stdout();

    if (failure != 0 && !(failure == EPIPE && signals_pipe_broke())) {
        message_error("writing standard output: %s", strerror(failure));
        if (status == STATUS_DONE || status == STATUS_NO) /* the output is incomplete */
            status = STATUS_USAGE;
    }
    signals_die();
    return status;
}
