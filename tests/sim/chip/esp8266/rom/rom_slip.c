/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of the boot ROM's loader: SLIP as the ROM does it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each frame must have its own C0 at both ends.  After the end of a frame, the ROM waits
 * for a start, so if two frames have one C0 between them, the second frame is lost.
 * Several C0 in a row and garbage before a start do no harm.  The ROM drops bytes that do
 * not fit, without an error.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum { END = 0xc0, ESCAPE = 0xdb, ESCAPED_END = 0xdc, ESCAPED_ESCAPE = 0xdd,
       BYTE_CYCLES = 32 /* without memory accesses */ };

static uint8_t unescape(uint8_t byte)
{
    if (byte == ESCAPED_END)
        return END;
    return byte == ESCAPED_ESCAPE ? ESCAPE : byte;
}

uint32_t rom_receive_frame(struct rom *rom, uint32_t buffer, uint32_t size)
{
    uint32_t count = 0;

    while (rom_ring_wait(rom) != END)
        rom_spend(rom, BYTE_CYCLES);
    for (;;) {
        uint8_t byte = rom_ring_wait(rom);

        if (byte == END && count > 0)
            return count;
        if (byte == END)
            continue;
        if (byte == ESCAPE)
            byte = unescape(rom_ring_wait(rom));
        if (count < size)
            rom_store(rom, buffer + count++, 1, byte);
        rom_spend(rom, BYTE_CYCLES);
    }
}

void rom_send_frame(struct rom *rom, uint32_t address, uint32_t size)
{
    rom_uart_put(rom, END);
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = rom_load8(rom, address + i);

        if (byte == END || byte == ESCAPE) {
            rom_uart_put(rom, ESCAPE);
            byte = byte == END ? ESCAPED_END : ESCAPED_ESCAPE;
        }
        rom_uart_put(rom, byte);
    }
    rom_uart_put(rom, END);
}
