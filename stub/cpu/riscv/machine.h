/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's interrupts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_RISCV_MACHINE_H
#define STUB_CPU_RISCV_MACHINE_H

#include <stdint.h>

/* entry.S goes here when the stack is ready. */
void stub_main(void) __attribute__((noreturn, used, externally_visible));

/* Goes back to the ROM's loader.  The chip's folder has this function, in assembler.  The
 * function does not use the stub's stack, because entry.S also goes there if the stub
 * arrived damaged. */
void rom_loader(void) __attribute__((noreturn));

/* The CPU's vectors lead to this function for every interrupt.  (For an exception, they lead to
 * an endless loop.)  The chip's folder has it, with the attribute that makes it save all
 * registers. */
void interrupt_handler(void) __attribute__((used, externally_visible));

/* entry.S: the vectors. */
extern const uint32_t interrupt_vectors[];

enum { MSTATUS_MIE = 8 };

/* Masks all interrupts.  Returns mstatus, for interrupts_restore(). */
static inline uint32_t interrupts_mask(void)
{
    uint32_t mstatus;

    __asm__ volatile("csrrci %0, mstatus, %1" : "=r"(mstatus) : "i"(MSTATUS_MIE) : "memory");
    return mstatus;
}

static inline void interrupts_restore(uint32_t mstatus)
{
    __asm__ volatile("csrs mstatus, %0" : : "r"(mstatus & MSTATUS_MIE) : "memory");
}

static inline void interrupts_allow(void)
{
    __asm__ volatile("fence\n\tcsrsi mstatus, %0" : : "i"(MSTATUS_MIE) : "memory");
}

/* The lowest bit says that each interrupt has its own vector. */
static inline void interrupts_set_vectors(void)
{
    __asm__ volatile("csrw mtvec, %0" : : "r"((uint32_t)interrupt_vectors | 1) : "memory");
}

#endif
