/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacks to run C code on, and switching between them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_ROM_ROM_SWITCH_H
#define SIM_CHIP_ESP8266_ROM_ROM_SWITCH_H

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

struct rom_stack {
    ucontext_t context; /* where it goes on */
    void *bytes;        /* malloc()ed, except of the stack that was there already */
    size_t size;
    void *shadow;       /* AddressSanitizer's, while away */
};

/* Makes the next switch to the stack call entry(), which never returns.  Stack
 * memory is kept from one time to the next.  False when out of memory. */
bool rom_stack_prepare(struct rom_stack *stack, void (*entry)(void));
void rom_stack_free(struct rom_stack *stack);

/* Goes on at to; returns when somebody switches to from. */
void rom_stack_switch(struct rom_stack *from, struct rom_stack *to);
/* The first thing that entry() calls; came_from is the stack that switched
 * here. */
void rom_stack_entered(struct rom_stack *came_from);

#endif
