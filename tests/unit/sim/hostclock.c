/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the clock that a virtual board keeps for its host.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/hostclock.h"

#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

#define MS UINT64_C(1000000)
#define NEAR (11 * MS) /* the time that wall clock or board may be ahead for a moment, plus
                        * rounding */

static struct hostclock hostclock;
static uint64_t wall_ns, board_ns;

static void go_on(unsigned times, uint64_t wall_step_ns, uint64_t board_step_ns)
{
    for (unsigned i = 0; i < times; i++) {
        wall_ns += wall_step_ns;
        board_ns += board_step_ns;
        hostclock_tell(&hostclock, wall_ns, board_ns);
    }
}

static uint64_t lost_ns(void)
{
    return hostclock.page->lost_ns;
}

static void test_clock(void)
{
    uint64_t before_ns;

    go_on(1000, MS, MS);
    tap_is(lost_ns(), 0, "nothing is lost while the board keeps pace");
    go_on(10, 4 * MS, 0);
    go_on(40, 0, MS);
    tap_ok(lost_ns() >= 30 * MS && lost_ns() <= 40 * MS,
           "a board that makes up for 40 ms later has lost them all the same");
    before_ns = lost_ns();
    go_on(1, 700 * MS, MS / 5);
    tap_ok(lost_ns() - before_ns >= 700 * MS - NEAR && lost_ns() - before_ns <= 700 * MS,
           "the time in which the board got no processor is lost");
    before_ns = lost_ns();
    go_on(1000, MS / 20, MS / 5);
    tap_is(lost_ns(), before_ns, "a board that is ahead costs nothing");
    go_on(100, 5 * MS, MS);
    tap_ok(lost_ns() - before_ns >= 400 * MS - NEAR && lost_ns() - before_ns <= 400 * MS,
           "and gains but a moment for a slow time to come");
}

static void test_skip(void)
{
    uint64_t before_ns = hostclock_ns(&hostclock, wall_ns);

    board_ns += 500 * MS;
    hostclock_skip(&hostclock, 500 * MS);
    go_on(100, MS, MS);
    tap_ok(hostclock_ns(&hostclock, wall_ns) - before_ns >= 600 * MS - NEAR &&
               hostclock_ns(&hostclock, wall_ns) - before_ns <= 600 * MS + NEAR,
           "time that the board skips is skipped by the clock, too");
}

static void test_file(const char *path)
{
    struct hostclock second;
    uint64_t before_ns = lost_ns();

    hostclock_open(&second, wall_ns, 0);
    tap_ok(!second.page, "of two boards the first keeps the clock");
    hostclock_close(&second);
    tap_ok(hostclock.page->told_ns == wall_ns, "and goes on keeping it when the second ends");
    hostclock_close(&hostclock);
    hostclock_tell(&hostclock, wall_ns, board_ns);
    hostclock_open(&second, wall_ns + 9 * MS, 0);
    tap_ok(second.page && second.page->lost_ns == before_ns,
           "the next board goes on with what was lost");
    hostclock_close(&second);
    unsetenv(HOSTCLOCK_VARIABLE);
    hostclock_open(&second, wall_ns, 0);
    tap_ok(!second.page, "without a file there is no clock");
    hostclock_close(&second);
    unlink(path);
}

int main(void)
{
    char path[] = "hostclock.XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0)
        return 1;
    close(fd);
    setenv(HOSTCLOCK_VARIABLE, path, 1);
    wall_ns = board_ns = 1000 * MS;
    hostclock_open(&hostclock, wall_ns, board_ns);
    if (!tap_ok(hostclock.page != NULL, "a board keeps a clock in a file"))
        return tap_done();
    test_clock();
    test_skip();
    test_file(path);
    return tap_done();
}
