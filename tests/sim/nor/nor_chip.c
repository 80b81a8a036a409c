/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip: its file, its power and its busy time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/nor/nor_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_power_of_two(uint32_t size)
{
    return size != 0 && (size & (size - 1)) == 0;
}

/* Winbond's ID for a size: the capacity byte is log2 of the size.  0xef 0x40 0x16 for 4
 * MB. */
static uint32_t usual_jedec_id(uint32_t size)
{
    uint32_t capacity = 0;

    while (size > 1) {
        size >>= 1;
        capacity++;
    }
    return 0xef | 0x40 << 8 | capacity << 16;
}

/* Makes a new file blank and as long as the chip. */
static int fill_blank(int fd, uint32_t size)
{
    uint8_t blank[NOR_SECTOR];

    memset(blank, 0xff, sizeof blank);
    for (uint32_t done = 0; done < size; done += sizeof blank) {
        ssize_t written = pwrite(fd, blank, sizeof blank, done);

        if (written < 0)
            return -1;
        if ((size_t)written != sizeof blank) {
            errno = ENOSPC;
            return -1;
        }
    }
    return 0;
}

/* Decides the size from the size wanted and the size of the file. */
static int agree_size(int fd, uint32_t *size)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return -1;
    if (st.st_size == 0) {
        if (is_power_of_two(*size) && *size >= NOR_SECTOR)
            return fill_blank(fd, *size);
    } else if (st.st_size >= NOR_SECTOR && st.st_size <= INT32_MAX) {
        uint32_t actual = (uint32_t)st.st_size;

        if (is_power_of_two(actual) && (*size == 0 || *size == actual)) {
            *size = actual;
            return 0;
        }
    }
    errno = EINVAL;
    return -1;
}

/* The mapping is shared with the file, so the file is up to date even if this process is
 * killed. */
static uint8_t *map_file(const char *path, uint32_t *size)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    void *bytes = MAP_FAILED;
    int saved;

    if (fd < 0)
        return NULL;
    if (agree_size(fd, size) == 0)
        bytes = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    saved = errno;
    close(fd);
    errno = saved;
    return bytes == MAP_FAILED ? NULL : bytes;
}

static uint8_t *map_memory(uint32_t size)
{
    void *bytes;

    if (!is_power_of_two(size) || size < NOR_SECTOR) {
        errno = EINVAL;
        return NULL;
    }
    bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        return NULL;
    memset(bytes, 0xff, size);
    return bytes;
}

struct nor *nor_open(const struct nor_config *config)
{
    struct nor *nor = calloc(1, sizeof *nor);

    if (!nor)
        return NULL;
    nor->config = *config;
    nor->last_page = UINT32_MAX; /* no page yet */
    nor->config.path = NULL; /* the caller owns the path, and nothing needs it again */
    nor->bytes = config->path ? map_file(config->path, &nor->config.size)
                              : map_memory(config->size);
    if (!nor->bytes) {
        int saved = errno;

        free(nor);
        errno = saved;
        return NULL;
    }
    if (nor->config.jedec_id == 0)
        nor->config.jedec_id = usual_jedec_id(nor->config.size);
    nor->config.stuck_address %= nor->config.size;
    nor->config.stuck_bit &= 7;
    nor->powered_down = config->asleep;
    memcpy(nor->nonvolatile, config->status, sizeof nor->nonvolatile);
    if (config->complement)
        nor->nonvolatile[1] |= NOR_SR2_CMP;
    if (config->volatile_clears_third)
        nor->nonvolatile[2] |= NOR_SR3_DRIVE;
    nor_power_up_status(nor);
    return nor;
}

void nor_close(struct nor *nor)
{
    if (!nor)
        return;
    nor_let_go(nor);
    msync(nor->bytes, nor->config.size, MS_ASYNC);
    munmap(nor->bytes, nor->config.size);
    free(nor->operation.old);
    free(nor);
}

static void end_operation(struct nor *nor)
{
    free(nor->operation.old);
    nor->operation.old = NULL;
    if (nor->operation.kind != NOR_STATUS_WRITE || !nor->config.wel_stuck)
        nor->write_enabled = false;
    nor->operation.kind = NOR_IDLE;
}

void nor_settle(struct nor *nor, uint64_t now_ns)
{
    if (nor->operation.kind != NOR_IDLE && now_ns >= nor->operation.end_ns)
        end_operation(nor);
}

void nor_begin(struct nor *nor, enum nor_operation_kind kind, uint64_t now_ns, uint64_t duration_ns)
{
    struct nor_operation *operation = &nor->operation;

    if (nor->config.slowness)
        duration_ns *= nor->config.slowness;
    if (nor->config.fast)
        duration_ns = 0;
    operation->kind = kind;
    operation->start_ns = now_ns;
    operation->end_ns = now_ns + duration_ns;
    nor->stats.busy_ns += duration_ns;
    nor_settle(nor, now_ns);
}

bool nor_busy(struct nor *nor, uint64_t now_ns)
{
    nor_settle(nor, now_ns);
    return nor->operation.kind != NOR_IDLE;
}

uint64_t nor_idle_at(struct nor *nor, uint64_t now_ns)
{
    return nor_busy(nor, now_ns) ? nor->operation.end_ns : now_ns;
}

const uint8_t *nor_bytes(const struct nor *nor)
{
    return nor->bytes;
}

uint32_t nor_size(const struct nor *nor)
{
    return nor->config.size;
}

uint32_t nor_jedec_id(const struct nor *nor)
{
    return nor->config.jedec_id;
}

const struct nor_stats *nor_get_stats(const struct nor *nor)
{
    return &nor->stats;
}
