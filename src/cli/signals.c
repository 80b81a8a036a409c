/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals: a caught signal sets a flag, and the program dies of it after cleaning up.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/signals.h"

#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static bool pipe_was_ignored;

/* Notes the first signal only: the program will die of that signal. */
static void note(int number)
{
    if (caught == 0)
        caught = number;
}

/* A signal that is ignored at the start (nohup, a shell's background job) stays ignored. */
static void catch_unless_ignored(int number)
{
    struct sigaction action = {.sa_handler = note}; /* no SA_RESTART: waits end */
    struct sigaction old;

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

void signals_init(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction old;

    catch_unless_ignored(SIGINT);
    catch_unless_ignored(SIGTERM);
    catch_unless_ignored(SIGHUP);
    sigemptyset(&ignore.sa_mask);
    if (sigaction(SIGPIPE, &ignore, &old) == 0)
        pipe_was_ignored = old.sa_handler == SIG_IGN;
}

const volatile sig_atomic_t *signals_flag(void)
{
    return &caught;
}

int signals_caught(void)
{
    return caught;
}

bool signals_pipe_broke(void)
{
    if (pipe_was_ignored)
        return false;
    note(SIGPIPE);
    return true;
}

void signals_die(void)
{
    struct sigaction fatal = {.sa_handler = SIG_DFL};
    sigset_t set;

    if (caught == 0)
        return;
    sigemptyset(&fatal.sa_mask);
    sigaction(caught, &fatal, NULL);
    sigemptyset(&set);
    sigaddset(&set, caught);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(caught);
}
