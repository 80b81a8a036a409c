/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slowclock.so, for LD_PRELOAD: makes the clock that a virtual board keeps a program's
 * CLOCK_MONOTONIC.  hostclock.h says why.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Only this project's programs use that clock: their names begin with esp-.  The board
 * itself does not use it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "sim/board/hostclock.h"

static const struct hostclock_page *page;

static bool takes_part(void)
{
    const char *name = program_invocation_short_name;

    return strncmp(name, "esp-", 4) == 0 && strcmp(name, "esp-sim") != 0;
}

__attribute__((constructor)) static void map_page(void)
{
    const char *path = getenv(HOSTCLOCK_VARIABLE);
    int fd = path && takes_part() ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *mapped;

    if (fd < 0)
        return;
    mapped = mmap(NULL, sizeof(*page), PROT_READ, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED && lseek(fd, 0, SEEK_END) >= (off_t)sizeof(*page))
        page = mapped;
    close(fd);
}

/* The clock never goes back, even though the board reports lost time late. */
static uint64_t never_back(uint64_t now_ns)
{
    static _Atomic uint64_t latest_ns;
    uint64_t latest = atomic_load(&latest_ns);

    while (now_ns > latest && !atomic_compare_exchange_weak(&latest_ns, &latest, now_ns))
        ;
    return now_ns > latest ? now_ns : latest;
}

static uint64_t board_clock(uint64_t wall_ns)
{
    uint64_t told_ns = atomic_load(&page->told_ns), lost_ns = atomic_load(&page->lost_ns);
    uint64_t since_ns = told_ns && wall_ns > told_ns ? wall_ns - told_ns : 0;
    uint64_t still_ns = since_ns > HOSTCLOCK_FRESH_NS ? since_ns - HOSTCLOCK_FRESH_NS : 0;

    if (since_ns > HOSTCLOCK_DEAD_NS)
        still_ns = HOSTCLOCK_DEAD_NS - HOSTCLOCK_FRESH_NS;
    return never_back(wall_ns - lost_ns - still_ns);
}

typedef int clock_function(clockid_t, struct timespec *);

/* The search in all libraries takes longer than the function. */
static clock_function *real_clock(void)
{
    static _Atomic(clock_function *) found;
    clock_function *real = atomic_load(&found);

    if (!real) {
        /* 32-bit systems whose time_t has 64 bits have another symbol. */
        if (sizeof(time_t) > sizeof(long))
            real = (clock_function *)dlsym(RTLD_NEXT, "__clock_gettime64");
        if (!real)
            real = (clock_function *)dlsym(RTLD_NEXT, "clock_gettime");
        atomic_store(&found, real);
    }
    return real;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
    int result = real_clock()(id, now);
    uint64_t ns;

    if (result != 0 || id != CLOCK_MONOTONIC || !page)
        return result;
    ns = board_clock((uint64_t)now->tv_sec * 1000000000 + (uint64_t)now->tv_nsec);
    now->tv_sec = (time_t)(ns / 1000000000);
    now->tv_nsec = (long)(ns % 1000000000);
    return 0;
}
