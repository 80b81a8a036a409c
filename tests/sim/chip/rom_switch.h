/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacks for C code, and switching between them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ROM_SWITCH_H
#define SIM_CHIP_ROM_SWITCH_H

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

struct rom_stack {
    ucontext_t context; /* the place where the code goes on: at first, under
                         * AddressSanitizer always */
    void *place[5];     /* that place later, for the compiler's setjmp */
    bool fresh;         /* no code has run on the stack since it was prepared */
    void *bytes;        /* from malloc(), except for the stack that existed already */
    size_t size;
    void *shadow;       /* for AddressSanitizer, while the stack is not in use */
};

/* Makes the next switch to the stack call entry(), which never returns.  The stack's memory
 * is kept for the next time.  False when out of memory. */
bool rom_stack_prepare(struct rom_stack *stack, void (*entry)(void));
void rom_stack_free(struct rom_stack *stack);

/* Goes on with the code on the stack "to".  Returns when other code switches to "from". */
void rom_stack_switch(struct rom_stack *from, struct rom_stack *to);
/* entry() must call this first.  came_from is the stack that switched here. */
void rom_stack_entered(struct rom_stack *came_from);

#endif
