/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM at the chip's own USB port.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The real ROM's functions, from 0x4004c3ec and 0x4004c8e2 on in that of the ESP32-C3, show this:
 * for a byte that the FIFO does not take, the ROM waits 5 ms.  Then the byte is lost, and so are
 * the next ones at once, until the FIFO takes bytes again.  A line feed sends what is in the FIFO.
 * Bytes are read only when the loader wants them, so the others wait in the host.
 */
#include "sim/chip/rom32/rom32_private.h"

enum {
    EP1 = 0x00,
    EP1_CONF = 0x04,
    WR_DONE = 1 << 0,
    SERIAL_IN_EP_DATA_FREE = 1 << 1,
    SERIAL_OUT_EP_DATA_AVAIL = 1 << 2,
    ABSENT_MS = 5,
    BYTE_CYCLES = 20,
    LINE_NUMBER = 24, /* buff_uart_no of UartDev */
    LINE_USB = 3,
};

static uint32_t conf(struct rom32 *rom, uint32_t bit)
{
    return rom->facts->usb ? rom32_load(rom, rom->facts->usb + EP1_CONF) & bit : 0;
}

bool rom32_usb_asks(struct rom32 *rom)
{
    return conf(rom, SERIAL_OUT_EP_DATA_AVAIL) != 0;
}

uint8_t rom32_usb_take(struct rom32 *rom)
{
    return (uint8_t)rom32_load(rom, rom->facts->usb + EP1);
}

void rom32_usb_choose(struct rom32 *rom, bool usb)
{
    rom->usb = usb;
    if (rom->facts->usb)
        rom32_store8(rom, rom->facts->uart_device + LINE_NUMBER, usb ? LINE_USB : 0);
}

static bool free_or_late(struct rom32 *rom, uint64_t deadline)
{
    return conf(rom, SERIAL_IN_EP_DATA_FREE) || *rom->machine.cycles >= deadline;
}

void rom32_usb_put(struct rom32 *rom, uint8_t byte)
{
    uint64_t limit = (uint64_t)ABSENT_MS * (*rom->machine.cpu_hz / 1000);

    if (!rom->facts->usb)
        return;
    if (!rom->usb_absent)
        rom32_wait_until(rom, free_or_late, *rom->machine.cycles + limit);
    rom->usb_absent = !conf(rom, SERIAL_IN_EP_DATA_FREE);
    if (!rom->usb_absent)
        rom32_store(rom, rom->facts->usb + EP1, byte);
    if (byte == '\n')
        rom32_usb_flush(rom);
    rom32_spend(rom, BYTE_CYCLES);
}

void rom32_usb_flush(struct rom32 *rom)
{
    if (rom->facts->usb)
        rom32_store(rom, rom->facts->usb + EP1_CONF, WR_DONE);
}

/* One byte of the ring stays free, so that a full ring does not look empty. */
void rom32_usb_serve(struct rom32 *rom)
{
    const struct rom32_machine *machine = &rom->machine;
    uint32_t conf = 0, byte = 0;

    while ((rom->ring_write + 1) % rom->facts->uart.ring != rom->ring_read &&
           machine->peek(machine->chip, rom->facts->usb + EP1_CONF, &conf) &&
           conf & SERIAL_OUT_EP_DATA_AVAIL) {
        machine->peek(machine->chip, rom->facts->usb + EP1, &byte);
        rom->ring[rom->ring_write] = (uint8_t)byte;
        rom->ring_write = (rom->ring_write + 1) % rom->facts->uart.ring;
        *machine->cycles += BYTE_CYCLES;
    }
}
