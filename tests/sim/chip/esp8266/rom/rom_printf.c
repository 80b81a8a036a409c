/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's console: the two putc functions and ets_printf.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

#include <stdio.h>

enum {
    PUTC1 = ROM_PRINTF_STATE + 12,
    PUTC2 = ROM_PRINTF_STATE + 16,
    UART_PUTC = 0x40001dcc,
    REGISTER_ARGS = 5, /* arguments after the format: a3 to a7, then the stack */
    TEXT_MAX = 256,    /* limit for one %s, so that a wild pointer comes to an end */
};

/* The arguments of a call0 function with "...". */
struct arguments {
    const uint32_t *registers;
    uint32_t stack;
    unsigned next;
};

uint32_t rom_install_putc1(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, PUTC1, arg[0]);
    return 0;
}

uint32_t rom_install_putc2(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, PUTC2, arg[0]);
    return 0;
}

uint32_t rom_install_uart_printf(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_store32(rom, PUTC1, UART_PUTC);
    return 0;
}

/* A line feed becomes CR LF.  A CR is dropped. */
uint32_t rom_uart_putc(struct rom *rom, const uint32_t *arg)
{
    rom_put_text(rom, (const char[]){(char)arg[0], '\0'});
    return 0;
}

static void write_char(struct rom *rom, char c)
{
    static const uint32_t hooks[] = {PUTC1, PUTC2};

    for (unsigned i = 0; i < 2; i++) {
        uint32_t hook = rom_load32(rom, hooks[i]);

        if (hook)
            rom_call(rom, hook, (uint8_t)c, 0);
    }
}

uint32_t rom_write_char(struct rom *rom, const uint32_t *arg)
{
    write_char(rom, (char)arg[0]);
    return 0;
}

static uint32_t next_argument(struct rom *rom, struct arguments *arguments)
{
    unsigned i = arguments->next++;

    if (i < REGISTER_ARGS)
        return arguments->registers[i];
    return rom_load32(rom, arguments->stack + 4 * (i - REGISTER_ARGS));
}

static uint32_t write_host_text(struct rom *rom, const char *text)
{
    uint32_t count = 0;

    for (; *text; text++, count++)
        write_char(rom, *text);
    return count;
}

static uint32_t write_text(struct rom *rom, uint32_t address)
{
    uint32_t count = 0;
    char c;

    while (count < TEXT_MAX && (c = (char)rom_load_any8(rom, address + count)) != '\0') {
        write_char(rom, c);
        count++;
    }
    return count;
}

/* Writes %d %i %u %x %X %p %c with a width of up to two digits. */
static uint32_t write_number(struct rom *rom, char kind, bool zero, unsigned width,
                             uint32_t value)
{
    char text[128];

    switch (kind) {
    case 'd':
    case 'i':
        snprintf(text, sizeof text, zero ? "%0*d" : "%*d", (int)width, (int32_t)value);
        break;
    case 'u':
        snprintf(text, sizeof text, zero ? "%0*u" : "%*u", (int)width, value);
        break;
    case 'X':
        snprintf(text, sizeof text, zero ? "%0*X" : "%*X", (int)width, value);
        break;
    case 'c':
        snprintf(text, sizeof text, "%*c", (int)width, (char)value);
        break;
    default:
        snprintf(text, sizeof text, zero ? "%0*x" : "%*x", (int)width, value);
        break;
    }
    return write_host_text(rom, text);
}

/* Converts the text behind a '%' at *at.  Leaves *at behind that text. */
static uint32_t convert(struct rom *rom, uint32_t *at, struct arguments *arguments)
{
    char c = (char)rom_load_any8(rom, (*at)++);
    bool zero = c == '0';
    unsigned width = 0;

    while (c == 'l' || c == '-' || (c >= '0' && c <= '9')) {
        if (c >= '0' && c <= '9')
            width = (10 * width + (unsigned)(c - '0')) % 100;
        c = (char)rom_load_any8(rom, (*at)++);
    }
    if (c == '%')
        return write_host_text(rom, "%");
    if (c == 's')
        return write_text(rom, next_argument(rom, arguments));
    return write_number(rom, c, zero, width, next_argument(rom, arguments));
}

uint32_t rom_ets_printf(struct rom *rom, const uint32_t *arg)
{
    struct arguments arguments = {.registers = arg + 1, .stack = rom->cpu->a[1]};
    uint32_t at = arg[0], count = 0;
    char c;

    while ((c = (char)rom_load_any8(rom, at++)) != '\0') {
        if (c == '%') {
            count += convert(rom, &at, &arguments);
        } else {
            write_char(rom, c);
            count++;
        }
    }
    return count;
}
