/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an image under qemu, as a Linux program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "difftest/qemu.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "difftest/generate.h"

enum {
    ERROR_SIZE = 160,
    /* ELF */
    HEADER_SIZE = 52,
    SEGMENT_SIZE = 32,
    PF_X = 1,
    PF_W = 2,
    PF_R = 4,
    FILE_TEXT = 0x1000, /* page size, so that file and memory line up */
    FILE_DATA = FILE_TEXT + TEXT_SIZE,
};

extern char **environ;

static void put16(uint8_t *bytes, unsigned value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

/* Elf32_Phdr of PT_LOAD. */
static void put_segment(uint8_t *at, uint32_t offset, uint32_t address, uint32_t size,
                        uint32_t flags)
{
    const uint32_t words[8] = {1, offset, address, address, size, size, flags, 0x1000};

    for (unsigned i = 0; i < 8; i++)
        put32(at + 4 * i, words[i]);
}

static void put_header(uint8_t *header, unsigned machine, uint32_t entry)
{
    /* Magic, 32 bits, little endian, version 1. */
    static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 1, 1, 1};

    memcpy(header, ident, sizeof ident);
    put16(header + 16, 2); /* ET_EXEC */
    put16(header + 18, machine);
    put32(header + 20, 1);
    put32(header + 24, entry);
    put32(header + 28, HEADER_SIZE); /* e_phoff */
    put16(header + 40, HEADER_SIZE);
    put16(header + 42, SEGMENT_SIZE);
    put16(header + 44, 2); /* e_phnum */
    put_segment(header + HEADER_SIZE, FILE_TEXT, TEXT_BASE, TEXT_SIZE, PF_R | PF_X);
    put_segment(header + HEADER_SIZE + SEGMENT_SIZE, FILE_DATA, DATA_BASE, DATA_SIZE,
                PF_R | PF_W);
}

int qemu_write_elf(const struct qemu *qemu, const struct image *image, int fd)
{
    uint8_t header[FILE_TEXT] = {0};

    put_header(header, qemu->machine, image->entry);
    if (pwrite(fd, header, sizeof header, 0) != sizeof header ||
        pwrite(fd, image->text, TEXT_SIZE, FILE_TEXT) != TEXT_SIZE ||
        pwrite(fd, image->data, DATA_SIZE, FILE_DATA) != DATA_SIZE)
        return -1;
    return 0;
}

/* Makes qemu translate one instruction per block, with the options of qemu up to 8.0 and of
 * later versions.  In longer blocks, 7.2's SRL after an SSL or SSA8B shifts by 0 instead of
 * 32 (by the manual 64 bits are shifted, so the result is 0). */
static void translate_singly(void)
{
    setenv("QEMU_SINGLESTEP", "1", 1);
    setenv("QEMU_ONE_INSN_PER_TB", "1", 1);
}

static pid_t start(const struct qemu *qemu, const char *path, const int pipe_ends[2], int *status)
{
    char *const argv[] = {(char *)(uintptr_t)qemu->program, (char[]){"-cpu"},
                          (char *)(uintptr_t)qemu->cpu,
                          (char *)(uintptr_t)path, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    translate_singly();
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[1]);
    *status = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static size_t read_all(int fd, uint8_t *data, size_t size)
{
    size_t used = 0;
    ssize_t count;

    while (used < size) {
        count = read(fd, data + used, size - used);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        used += (size_t)count;
    }
    return used;
}

int qemu_run(const struct qemu *qemu, const char *path, uint8_t *data, char *error)
{
    int pipe_ends[2], status;
    size_t used;
    pid_t pid;

    error[0] = '\0';
    if (pipe(pipe_ends) < 0) {
        snprintf(error, ERROR_SIZE, "pipe: %s", strerror(errno));
        return -1;
    }
    pid = start(qemu, path, pipe_ends, &status);
    close(pipe_ends[1]);
    if (status != 0) {
        if (status != ENOENT)
            snprintf(error, ERROR_SIZE, "starting %s: %s", qemu->program, strerror(status));
        close(pipe_ends[0]);
        return -1;
    }
    used = read_all(pipe_ends[0], data, DATA_SIZE);
    close(pipe_ends[0]);
    if (waitpid(pid, &status, 0) == pid && status == 0 && used == DATA_SIZE)
        return 0;
    snprintf(error, ERROR_SIZE, "%s wrote %zu bytes of %d, wait status 0x%x", qemu->program, used,
             DATA_SIZE, (unsigned)status);
    return -1;
}
