/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares an interpreter with qemu's: random programs must leave the same registers
 * and memory.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the two disagree about an image, the image is left as an ELF file.
 */
#include "difftest/difference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "difftest/generate.h"
#include "tap.h"

enum { SEED = 1, IMAGES = 20, ERROR_SIZE = 160 };

/* Prints the differences in one program's block. */
static bool same_block(const struct diff *diff, uint32_t number, const uint8_t *ours,
                       const uint8_t *theirs)
{
    for (uint32_t i = 0; i < BLOCK_SIZE; i += 4) {
        uint32_t got = get32(ours + i), want = get32(theirs + i);

        if (got == want)
            continue;
        printf("# program %u: ", number);
        if (i < BLOCK_OUT)
            printf("scratch memory +0x%x", i);
        else
            diff->print_register((i - BLOCK_OUT) / 4);
        printf(" is 0x%08x here and 0x%08x in qemu\n", got, want);
        return false;
    }
    return true;
}

static unsigned compare(const struct diff *diff, const uint8_t *ours, const uint8_t *theirs)
{
    unsigned differing = 0;

    for (uint32_t number = 0; number < PROGRAMS; number++)
        if (!same_block(diff, number, ours + number * BLOCK_SIZE, theirs + number * BLOCK_SIZE))
            differing++;
    return differing;
}

static bool same_stack(const uint8_t *ours, const uint8_t *theirs)
{
    for (uint32_t i = STACK_OFFSET; i < DATA_SIZE; i += 4) {
        if (get32(ours + i) == get32(theirs + i))
            continue;
        printf("# the stack at 0x%x is 0x%08x here and 0x%08x in qemu\n", DATA_BASE + i,
               get32(ours + i), get32(theirs + i));
        return false;
    }
    return true;
}

/* Creates the ELF file.  path (64 bytes) receives its name.  Returns 0 or -1. */
static int save_elf(const struct diff *diff, const struct image *image, char *path)
{
    int fd, status;

    strcpy(path, "cpu-diff-XXXXXX");
    fd = mkstemp(path);
    if (fd < 0)
        return -1;
    status = qemu_write_elf(&diff->qemu, image, fd);
    if (fchmod(fd, 0700) < 0) /* qemu needs an executable file */
        status = -1;
    if (close(fd) < 0)
        status = -1;
    if (status < 0)
        unlink(path);
    return status;
}

/* False if there is no qemu. */
static bool try_image(const struct diff *diff, struct image *image, uint8_t *theirs,
                      uint64_t seed)
{
    char path[64], error[ERROR_SIZE];
    bool same = false;

    diff->generate(image, seed);
    diff->qemu.add_ending(image);
    if (save_elf(diff, image, path) < 0) {
        tap_ok(false, "seed %" PRIu64 ": an ELF file can be written here", seed);
        return true;
    }
    if (qemu_run(&diff->qemu, path, theirs, error) < 0) {
        if (error[0] == '\0') {
            unlink(path);
            return false;
        }
        printf("# %s\n", error);
    } else {
        same = diff->run(image, seed) && compare(diff, image->data, theirs) == 0 &&
               ((diff->same_stack && !diff->same_stack(seed)) || same_stack(image->data, theirs));
    }
    tap_ok(same, "seed %" PRIu64 ": %u programs end with qemu's registers and memory", seed,
           diff->programs ? diff->programs : (unsigned)PROGRAMS);
    if (same)
        unlink(path);
    else
        printf("# the image is in %s\n", path);
    return true;
}

int diff_main(const struct diff *diff, int argc, char **argv)
{
    const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : SEED;
    const uint64_t images = argc > 2 ? strtoull(argv[2], NULL, 0) : IMAGES;
    struct image *image = malloc(sizeof *image);
    uint8_t *theirs = malloc(DATA_SIZE);
    bool qemu = image && theirs;

    for (uint64_t i = 0; qemu && i < images; i++)
        qemu = try_image(diff, image, theirs, seed + i);
    free(theirs);
    free(image);
    if (!qemu) {
        printf("1..0 # SKIP %s is not installed\n", diff->qemu.program);
        return 0;
    }
    return tap_done();
}
