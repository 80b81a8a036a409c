/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's vectors, and the XTOS functions for interrupts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The vectors save an exception's context in a frame of 256 bytes below the interrupted
 * code's stack.  They find handlers through tables in DRAM, and programs may change these
 * tables.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* The frame, as offsets from the new stack pointer.  a4 to a15 follow a3. */
enum {
    FRAME_PC = 0,
    FRAME_PS = 4,
    FRAME_SAR = 8,
    FRAME_ALLOWED = 12,
    FRAME_A0 = 16,
    FRAME_A2 = 20,
    FRAME_CAUSE = 76,
    FRAME_SIZE = 256,
};

enum {
    LEVEL1_INTERRUPTS = 0x7fff,
    SOFTWARE_INTERRUPTS = 0x80, /* INTCLEAR clears these; other lines follow their source */
    PS_HANDLER = XTENSA_PS_UM,   /* handlers run with interrupts enabled */
    L1INT_RETURN = 0x4000050c,     /* in _xtos_l1int_handler */
    C_HANDLER_RETURN = 0x400005e1, /* in _xtos_c_wrapper_handler */
    ENTRY_CYCLES = 12,
    SAVE_CYCLES = 26, /* without the stores and loads */
    RESTORE_CYCLES = 12,
};

static uint32_t handler_entry(unsigned number)
{
    return ROM_INTERRUPT_TABLE + 8 * (14 - number);
}

static uint32_t frame_register(unsigned number)
{
    return number == 0 ? FRAME_A0 : FRAME_A2 + 4 * (number - 2);
}

/* 0x40000050: makes room, saves a2 to a4, and jumps through the table. */
uint32_t rom_vector_user(struct rom *rom, const uint32_t *arg)
{
    struct xtensa *cpu = rom->cpu;
    uint32_t table = rom_load32(rom, ROM_EXCEPTION_TABLE_POINTER);

    (void)arg;
    cpu->a[1] -= FRAME_SIZE;
    for (unsigned i = 2; i <= 4; i++)
        rom_store32(rom, cpu->a[1] + frame_register(i), cpu->a[i]);
    cpu->a[2] = cpu->exccause;
    cpu->a[3] = rom_load32(rom, table + 4 * cpu->exccause);
    cpu->cycles += ENTRY_CYCLES;
    cpu->pc = cpu->a[3];
    return 0;
}

/* Kernel, double and debug vectors: a loop until reset. */
uint32_t rom_vector_stuck(struct rom *rom, const uint32_t *arg)
{
    struct xtensa *cpu = rom->cpu;

    (void)arg;
    if (rom->in_program)
        rom_set_trouble(rom, "exception %u in exception or interrupt code: epc1=0x%08x "
                        "depc=0x%08x excvaddr=0x%08x", cpu->exccause, cpu->epc[1], cpu->depc,
                        cpu->excvaddr);
    rom_hang(rom);
}

static void save_context(struct rom *rom)
{
    struct xtensa *cpu = rom->cpu;
    uint32_t frame = cpu->a[1];

    rom_store32(rom, frame + FRAME_PC, cpu->epc[1]);
    rom_store32(rom, frame + FRAME_PS, cpu->ps);
    rom_store32(rom, frame + FRAME_SAR, cpu->sar);
    rom_store32(rom, frame + FRAME_A0, cpu->a[0]);
    for (unsigned i = 5; i <= 15; i++)
        rom_store32(rom, frame + frame_register(i), cpu->a[i]);
    cpu->cycles += SAVE_CYCLES;
}

static void restore_context(struct rom *rom)
{
    struct xtensa *cpu = rom->cpu;
    uint32_t frame = cpu->a[1];

    cpu->cycles += RESTORE_CYCLES;
    cpu->a[0] = rom_load32(rom, frame + FRAME_A0);
    for (unsigned i = 2; i <= 15; i++)
        cpu->a[i] = rom_load32(rom, frame + frame_register(i));
    cpu->sar = rom_load32(rom, frame + FRAME_SAR);
    cpu->epc[1] = rom_load32(rom, frame + FRAME_PC);
    cpu->ps = rom_load32(rom, frame + FRAME_PS) & ~(uint32_t)XTENSA_PS_EXCM; /* rfe */
    cpu->a[1] = frame + FRAME_SIZE;
    cpu->pc = cpu->epc[1];
}

static void set_allowed(struct rom *rom, uint32_t allowed)
{
    rom_store32(rom, ROM_INTERRUPTS_ALLOWED, allowed);
    rom->cpu->intenable = rom_load32(rom, ROM_INTERRUPTS_ENABLED) & allowed;
}

static unsigned highest(uint32_t mask)
{
    unsigned bit = 31;

    while (!(mask >> bit & 1))
        bit--;
    return bit;
}

/* Acts as if code at return_address had called the handler with interrupts enabled. */
static void call_handler(struct rom *rom, uint32_t handler, uint32_t a2, uint32_t a3,
                         uint32_t return_address)
{
    struct xtensa *cpu = rom->cpu;

    cpu->a[0] = return_address;
    cpu->a[2] = a2;
    cpu->a[3] = a3;
    cpu->ps = PS_HANDLER;
    cpu->pc = handler;
}

/* Calls the handler of the highest pending interrupt, or returns to the interrupted code.
 * During the handler, only interrupts with higher numbers may come. */
static void handle_next(struct rom *rom)
{
    uint32_t pending = rom->cpu->interrupt & rom->cpu->intenable & LEVEL1_INTERRUPTS;
    uint32_t frame = rom->cpu->a[1];
    unsigned number;

    if (!pending) {
        restore_context(rom);
        return;
    }
    number = highest(pending);
    rom->cpu->interrupt &= ~((1u << number) & SOFTWARE_INTERRUPTS);
    set_allowed(rom, ~((2u << number) - 1));
    call_handler(rom, rom_load32(rom, handler_entry(number)),
                 rom_load32(rom, handler_entry(number) + 4), frame, L1INT_RETURN);
}

/* 0x4000048c: handles every pending interrupt in turn. */
uint32_t rom_l1int_handler(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    save_context(rom);
    rom_store32(rom, rom->cpu->a[1] + FRAME_ALLOWED, rom_load32(rom, ROM_INTERRUPTS_ALLOWED));
    handle_next(rom);
    return 0;
}

/* Handlers return to this address. */
uint32_t rom_l1int_returned(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    set_allowed(rom, rom_load32(rom, rom->cpu->a[1] + FRAME_ALLOWED));
    handle_next(rom);
    return 0;
}

/* 0x40000598: calls a handler written in C, with the frame and the cause. */
uint32_t rom_c_wrapper_handler(struct rom *rom, const uint32_t *arg)
{
    uint32_t cause = rom->cpu->exccause, frame = rom->cpu->a[1];

    (void)arg;
    save_context(rom);
    rom_store32(rom, frame + FRAME_CAUSE, cause);
    call_handler(rom, rom_load32(rom, ROM_C_HANDLERS + 4 * cause), frame, cause,
                 C_HANDLER_RETURN);
    return 0;
}

uint32_t rom_c_handler_returned(struct rom *rom, const uint32_t *arg)
{
    return rom_return_from_exc(rom, arg);
}

uint32_t rom_return_from_exc(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    restore_context(rom);
    return 0;
}

/* True if there is no program at the entry address.  A MEM_END that the line damaged can
 * lead the CPU there. */
static bool nothing_ran(const struct rom *rom)
{
    enum { FETCH_PROHIBITED = 20 };

    return rom->cpu->exccause == FETCH_PROHIBITED && rom->cpu->epc[1] == rom->program;
}

/* After an exception of its own (a READ_REG of an address that does not exist), the ROM is
 * stuck.  A program's exceptions are reported for the program's author. */
uint32_t rom_unhandled_exception(struct rom *rom, const uint32_t *arg)
{
    const struct xtensa *cpu = rom->cpu;

    (void)arg;
    if (rom->in_program && !nothing_ran(rom))
        rom_set_trouble(rom, "unhandled exception %u: epc1=0x%08x excvaddr=0x%08x",
                        cpu->exccause, cpu->epc[1], cpu->excvaddr);
    rom_hang(rom);
}

uint32_t rom_fatal_exception(struct rom *rom, const uint32_t *arg)
{
    return rom_unhandled_exception(rom, arg);
}

uint32_t rom_unhandled_interrupt(struct rom *rom, const uint32_t *arg)
{
    rom_set_trouble(rom, "unhandled interrupt %u", arg[0]);
    rom_hang(rom);
}

/* Returns the old handler; 0 if there was no handler. */
uint32_t rom_set_exception_handler(struct rom *rom, const uint32_t *arg)
{
    enum { C_WRAPPER = 0x40000598, UNHANDLED = 0x4000dc44, NONE = 0x4000dbf8 };
    uint32_t handler = arg[1] ? arg[1] : NONE, old;

    if (arg[0] >= 64)
        return 0;
    old = rom_load32(rom, ROM_C_HANDLERS + 4 * arg[0]);
    rom_store32(rom, ROM_C_HANDLERS + 4 * arg[0], handler);
    rom_store32(rom, ROM_EXCEPTION_TABLE + 4 * arg[0], handler == NONE ? UNHANDLED : C_WRAPPER);
    return old == NONE ? 0 : old;
}

void rom_attach_interrupt(struct rom *rom, unsigned number, uint32_t handler, uint32_t arg)
{
    uint32_t entry = handler_entry(number);

    rom_store32(rom, entry, handler);
    rom_store32(rom, entry + 4, arg);
}

uint32_t rom_set_interrupt_handler_arg(struct rom *rom, const uint32_t *arg)
{
    enum { UNHANDLED = 0x4000dc3c };
    uint32_t old;

    if (arg[0] > 14)
        return 0;
    old = rom_load32(rom, handler_entry(arg[0]));
    if (arg[1])
        rom_attach_interrupt(rom, arg[0], arg[1], arg[2]);
    else
        rom_attach_interrupt(rom, arg[0], UNHANDLED, arg[0]);
    return old == UNHANDLED ? 0 : old;
}

uint32_t rom_set_interrupt_handler(struct rom *rom, const uint32_t *arg)
{
    return rom_set_interrupt_handler_arg(rom, (const uint32_t[]){arg[0], arg[1], arg[0]});
}

static uint32_t change_enabled(struct rom *rom, uint32_t off, uint32_t on)
{
    uint32_t old = rom_load32(rom, ROM_INTERRUPTS_ENABLED);

    rom_store32(rom, ROM_INTERRUPTS_ENABLED, (old & ~off) | on);
    rom->cpu->intenable = ((old & ~off) | on) & rom_load32(rom, ROM_INTERRUPTS_ALLOWED);
    return old;
}

void rom_interrupts_on(struct rom *rom, uint32_t mask)
{
    change_enabled(rom, 0, mask);
}

void rom_interrupts_off(struct rom *rom, uint32_t mask)
{
    change_enabled(rom, mask, 0);
}

uint32_t rom_ints_on(struct rom *rom, const uint32_t *arg)
{
    return change_enabled(rom, 0, arg[0]);
}

uint32_t rom_ints_off(struct rom *rom, const uint32_t *arg)
{
    return change_enabled(rom, arg[0], 0);
}

static uint32_t set_level(struct rom *rom, uint32_t level)
{
    uint32_t old = rom->cpu->ps;

    rom->cpu->ps = (old & ~(uint32_t)XTENSA_PS_INTLEVEL) | (level & XTENSA_PS_INTLEVEL);
    return old;
}

uint32_t rom_set_intlevel(struct rom *rom, const uint32_t *arg)
{
    return set_level(rom, arg[0]) & XTENSA_PS_INTLEVEL;
}

uint32_t rom_set_min_intlevel(struct rom *rom, const uint32_t *arg)
{
    uint32_t old = rom->cpu->ps & XTENSA_PS_INTLEVEL;

    if ((arg[0] & XTENSA_PS_INTLEVEL) > old)
        set_level(rom, arg[0]);
    return old;
}

uint32_t rom_restore_intlevel(struct rom *rom, const uint32_t *arg)
{
    rom->cpu->ps = arg[0];
    return arg[0];
}

uint32_t rom_intr_lock(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return set_level(rom, 3);
}

uint32_t rom_intr_unlock(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return set_level(rom, 0);
}
