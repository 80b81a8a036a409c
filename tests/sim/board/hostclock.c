/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock that a virtual board keeps for its host.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/hostclock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

/* When the wall clock or the board gets ahead of the other, the other may make up for this
 * much time.  Time beyond that is lost. */
#define OWED_MAX_NS UINT64_C(5000000)

static struct hostclock_page *map_page(int fd)
{
    void *page = MAP_FAILED;

    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, sizeof(struct hostclock_page)) == 0)
        page = mmap(NULL, sizeof(struct hostclock_page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return page == MAP_FAILED ? NULL : page;
}

void hostclock_open(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns)
{
    const char *path = getenv(HOSTCLOCK_VARIABLE);

    *clock = (struct hostclock){.fd = -1, .board_ns = board_ns};
    if (path)
        clock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (clock->fd >= 0)
        clock->page = map_page(clock->fd);
    if (clock->page)
        atomic_store(&clock->page->told_ns, wall_ns);
}

void hostclock_close(struct hostclock *clock)
{
    if (clock->page) {
        atomic_store(&clock->page->told_ns, 0);
        munmap(clock->page, sizeof(*clock->page));
    }
    if (clock->fd >= 0)
        close(clock->fd);
    clock->page = NULL;
    clock->fd = -1;
}

uint64_t hostclock_ns(const struct hostclock *clock, uint64_t wall_ns)
{
    return wall_ns - (clock->page ? atomic_load(&clock->page->lost_ns) : 0);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void hostclock_skip(struct hostclock *clock, uint64_t ns)
{
    if (!clock->page)
        return;
    clock->board_ns += ns;
    atomic_fetch_sub(&clock->page->lost_ns, ns);
}

/* The clock goes on by the time that both the wall clock and the board went on. */
void hostclock_tell(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns)
{
    uint64_t counted;

    if (!clock->page)
        return;
    clock->wall_owed_ns += wall_ns - atomic_load(&clock->page->told_ns);
    clock->board_owed_ns += board_ns - clock->board_ns;
    clock->board_ns = board_ns;
    counted = smaller(clock->wall_owed_ns, clock->board_owed_ns);
    clock->wall_owed_ns -= counted;
    clock->board_owed_ns = smaller(clock->board_owed_ns - counted, OWED_MAX_NS);
    if (clock->wall_owed_ns > OWED_MAX_NS) {
        atomic_fetch_add(&clock->page->lost_ns, clock->wall_owed_ns - OWED_MAX_NS);
        clock->wall_owed_ns = OWED_MAX_NS;
    }
    atomic_store(&clock->page->told_ns, wall_ns);
}
