/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacks for C code, and switching between them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * AddressSanitizer must know of each switch, or it reports accesses to the other stack's
 * variables.  This file does not use swapcontext(), because AddressSanitizer's interceptor
 * for it always warns.
 *
 * A board switches some hundred thousand times a second.  getcontext() and setcontext() make a
 * system call each, for the signal mask, which is the same on all stacks.  So only the first
 * switch to a stack uses setcontext().  The others are jumps of the compiler, because
 * AddressSanitizer intercepts longjmp() also for a board without sanitizers in a program that
 * has them, and then warns.
 */
#include "sim/chip/rom_switch.h"

#include <stdint.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define HAVE_SANITIZER 1
#endif

#ifdef HAVE_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

enum { STACK_SIZE = 65536 };

bool rom_stack_prepare(struct rom_stack *stack, void (*entry)(void))
{
    if (!stack->bytes)
        stack->bytes = malloc(STACK_SIZE);
    if (!stack->bytes || getcontext(&stack->context) < 0)
        return false;
    /* A reset of the chip abandons frames on the stack.  The marks around their variables
     * are still set. */
    ASAN_UNPOISON_MEMORY_REGION(stack->bytes, STACK_SIZE);
    stack->size = STACK_SIZE;
    stack->shadow = NULL;
    stack->context.uc_stack.ss_sp = stack->bytes;
    stack->context.uc_stack.ss_size = STACK_SIZE;
    stack->context.uc_link = NULL;
    makecontext(&stack->context, entry, 0);
    stack->fresh = true;
    return true;
}

void rom_stack_free(struct rom_stack *stack)
{
    free(stack->bytes);
    stack->bytes = NULL;
}

#ifdef HAVE_SANITIZER
void rom_stack_switch(struct rom_stack *from, struct rom_stack *to)
{
    volatile bool back = false;

    __sanitizer_start_switch_fiber(&from->shadow, to->bytes, to->size);
    getcontext(&from->context);
    if (!back) {
        back = true;
        setcontext(&to->context);
    }
    __sanitizer_finish_switch_fiber(from->shadow, NULL, NULL);
}
#else
/* A function of its own: no function may both set a place and jump to a place. */
__attribute__((noinline)) static _Noreturn void go_on(struct rom_stack *to)
{
    if (!to->fresh)
        __builtin_longjmp(to->place, 1);
    to->fresh = false;
    setcontext(&to->context);
    abort(); /* setcontext() failed */
}

void rom_stack_switch(struct rom_stack *from, struct rom_stack *to)
{
    if (__builtin_setjmp(from->place) == 0)
        go_on(to);
}
#endif

void rom_stack_entered(struct rom_stack *came_from)
{
#ifdef HAVE_SANITIZER
    const void *bottom;
    size_t size;

    __sanitizer_finish_switch_fiber(NULL, &bottom, &size);
    came_from->bytes = (void *)(uintptr_t)bottom;
    came_from->size = size;
#else
    (void)came_from;
#endif
}
