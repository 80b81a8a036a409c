/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's compressor on the interpreted chip; see stub_deflate.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_deflate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cpu/lx106/lx106.h"

enum {
    IRAM = 0x40100000,
    IRAM_SIZE = 0x8000,
    DRAM = 0x3ffe8000,
    DRAM_SIZE = 0x14000,
    STACK_TOP = DRAM + DRAM_SIZE,
    STACK_FILL = 0xa5,
    STACK_SIZE = 0x1000,
    /* as in stub_deflate/stub.ld */
    HOOK_LENGTH = 0x400f0000,
    HOOK_CHUNK = 0x400f0010,
    HOOK_DONE = 0x400f0020,
    HOOK_ROOM = 0x400f0030,
    HOOK_PUT = 0x400f0040,
    HOOKS_SIZE = 0x50,
    CHUNK = 64,
    PLENTY = 100000000, /* cycles */
};

struct task {
    const uint8_t *contents;
    size_t size, at;
    struct chip_run *run;
};

static uint8_t image[IRAM_SIZE], iram[IRAM_SIZE], dram[DRAM_SIZE];
static size_t image_size;

bool chip_open(void)
{
    const char *name = getenv("STUB_DEFLATE_BIN");
    FILE *file = fopen(name ? name : "tests/unit/stub_deflate.bin", "rb");

    if (!file)
        return false;
    image_size = fread(image, 1, sizeof image, file);
    fclose(file);
    return image_size != 0;
}

size_t chip_code_size(void)
{
    return image_size;
}

static uint32_t give_chunk(struct xtensa *cpu, struct task *task)
{
    uint32_t size = task->size - task->at < CHUNK ? (uint32_t)(task->size - task->at) : CHUNK;

    for (uint32_t i = 0; i < size; i++)
        xtensa_poke(cpu, cpu->a[2] + i, 1, task->contents[task->at++]);
    return size;
}

/* Does the work of the function that the CPU has called.  False at the end. */
static bool serve(struct xtensa *cpu, struct task *task)
{
    switch (cpu->pc) {
    case HOOK_LENGTH:
        cpu->a[2] = (uint32_t)task->size;
        break;
    case HOOK_CHUNK:
        cpu->a[2] = give_chunk(cpu, task);
        break;
    case HOOK_ROOM:
        cpu->a[2] = (uint32_t)(cpu->cycles >> 4 & 15); /* any value */
        break;
    case HOOK_PUT:
        task->run->stream[task->run->size++] = (uint8_t)cpu->a[2];
        break;
    default:
        return false;
    }
    cpu->pc = cpu->a[0];
    return true;
}

static void add_memories(struct xtensa *cpu)
{
    memcpy(iram, image, sizeof iram);
    memset(dram, 0x5a, sizeof dram); /* the old contents must not matter */
    memset(dram + DRAM_SIZE - STACK_SIZE, STACK_FILL, STACK_SIZE);
    xtensa_add_region(cpu, &(struct xtensa_region){.base = IRAM,
                                                 .size = IRAM_SIZE,
                                                 .bytes = iram,
                                                 .executable = true,
                                                 .writable = true,
                                                 .words_only = true});
    xtensa_add_region(cpu, &(struct xtensa_region){
                              .base = DRAM, .size = DRAM_SIZE, .bytes = dram, .writable = true});
}

static uint32_t stack_used(void)
{
    uint32_t unused = 0;

    while (unused < STACK_SIZE && dram[DRAM_SIZE - STACK_SIZE + unused] == STACK_FILL)
        unused++;
    return STACK_SIZE - unused;
}

bool chip_compress(const uint8_t *contents, size_t size, struct chip_run *run)
{
    struct task task = {.contents = contents, .size = size, .run = run};
    struct xtensa cpu;
    enum xtensa_stop stop;
    uint32_t end;

    run->size = 0;
    if (xtensa_init(&cpu, &lx106_core) < 0)
        return false;
    add_memories(&cpu);
    cpu.hook_base = HOOK_LENGTH;
    cpu.hook_size = HOOKS_SIZE;
    cpu.pc = IRAM;
    cpu.a[1] = STACK_TOP;
    do
        stop = xtensa_run(&cpu, PLENTY);
    while (stop == XTENSA_HOOK && serve(&cpu, &task));
    end = cpu.pc;
    run->cycles = cpu.cycles;
    run->stack = stack_used();
    if (end != HOOK_DONE)
        printf("# stopped at 0x%x: exccause %u, address 0x%x, epc1 0x%x\n", end, cpu.exccause,
               cpu.excvaddr, cpu.epc[1]);
    xtensa_destroy(&cpu);
    return end == HOOK_DONE;
}
