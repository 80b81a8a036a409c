/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash's commands as transactions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The address is sent as the first data bytes.  So this code does not depend on how a
 * controller aligns its address register.
 */
#include "stub/flash/bus.h"

#include "stub/limits.h"

/* Commands, common to all makers' data sheets. */
enum {
    NOR_PROGRAM = 0x02,
    NOR_FAST_READ = 0x0b, /* has a dummy byte after the address; all flashes take it at up
                           * to 80 MHz or more.  The ESP8266's clock is 26 MHz, or 40 MHz
                           * with a 40 MHz crystal, but some flashes take the plain read,
                           * 03h, only up to 33 MHz. */
    NOR_ERASE_SECTOR = 0x20,
    NOR_ERASE_BLOCK64 = 0xd8,
    ADDRESS_BITS = 24,
};
_Static_assert(STUB_REACH <= 1 << ADDRESS_BITS, "addresses that can be sent");

/* Begins a transaction; out has the first four bytes to send. */
static void begin(uint32_t command, uint32_t out, uint32_t out_bits, uint32_t in_bits)
{
    chip_flash_words()[0] = out;
    chip_flash_begin(command, out_bits, in_bits);
}

uint32_t bus_ask(uint32_t command, uint32_t in_bits)
{
    uint32_t mask = (1u << in_bits) - 1;

    if (!chip_flash_idle())
        return mask;
    begin(command, 0, 0, in_bits);
    return chip_flash_idle() ? chip_flash_words()[0] & mask : mask;
}

void bus_tell(uint32_t command, uint32_t data, uint32_t bits)
{
    if (chip_flash_idle())
        begin(command, data, bits, 0);
    chip_flash_idle();
}

/* ---- reading ---- */

/* The address as data.  The highest byte is sent first. */
static uint32_t address_out(uint32_t address)
{
    return (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;
}

void bus_start(uint32_t address, uint32_t size)
{
    if (chip_flash_idle()) /* 8 bits more for the dummy byte */
        begin(NOR_FAST_READ, address_out(address), ADDRESS_BITS + 8, 8 * size);
}

bool bus_finish(uint32_t chunk[BUS_CHUNK / 4])
{
    const volatile uint32_t *from = chip_flash_words();

    if (!chip_flash_idle())
        return false;
    /* The controller is idle during this loop.  Four words per round save a tenth of the
     * time to read flash. */
    for (uint32_t *to = chunk; to != chunk + BUS_CHUNK / 4; to += 4, from += 4) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
        to[3] = from[3];
    }
    return true;
}

/* Masks interrupts, because they take time. */
uint32_t bus_read_cycles(void)
{
    uint32_t saved = chip_mask_interrupts(), chunk[BUS_CHUNK / 4], start, cycles;

    bus_start(0, sizeof chunk);
    start = chip_cpu_cycles();
    bus_finish(chunk);
    cycles = chip_cpu_cycles() - start;
    chip_restore_interrupts(saved);
    return cycles;
}

/* ---- changes ---- */

void bus_erase(uint32_t address, uint32_t size)
{
    bool block = size == ESP_BLOCK64_SIZE;

    if (chip_flash_idle())
        begin(block ? NOR_ERASE_BLOCK64 : NOR_ERASE_SECTOR, address_out(address), ADDRESS_BITS, 0);
}

void bus_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    volatile uint32_t *out = chip_flash_words();
    uint32_t carry = words[0] >> 8;

    if (!chip_flash_idle())
        return;
    /* The first word has the three bytes of the address and one byte of data. */
    for (uint32_t i = 1; i < count; i++) {
        out[i] = carry | words[i] << 24;
        carry = words[i] >> 8;
    }
    out[count] = carry;
    begin(NOR_PROGRAM, address_out(address) | words[0] << 24, ADDRESS_BITS + 32 * count, 0);
}
