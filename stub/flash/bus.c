/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash's commands as transactions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The address is sent as the first data bytes, so this code does not depend on how a
 * controller aligns its address register.  Only reads on a chip with two lines are an
 * exception.
 */
#include "stub/flash/bus.h"

#include "base/sfdp.h"
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
    NOR_FAST_READ_DUAL = 0x3b, /* as 0Bh, but the flash answers on two lines */
    /* The same with four bytes of address (JESD216B; base/sfdp.h) */
    NOR_FAR_FAST_READ = 0x0c,
    NOR_FAR_FAST_READ_DUAL = 0x3c,
    NOR_FAR_PROGRAM = 0x12,
    NOR_FAR_ERASE_SECTOR = 0x21,
    NOR_FAR_ERASE_BLOCK64 = 0xdc,
    FAR_ADDRESS_BITS = 32,
    FAR_COMMANDS = (int)STUB_FAR_REACH > (int)STUB_REACH,
    TWO_LINES = STUB_LINES > 1,
    SFDP_BITS = 64,
};
_Static_assert(STUB_REACH <= 1 << ADDRESS_BITS, "addresses that can be sent");

static struct {
    uint32_t near, far; /* the lines to read on less one */
    bool always_far;
} lines;

void bus_use_lines(uint32_t count)
{
    if (TWO_LINES)
        lines.near = count - 1;
}

void bus_use_far_lines(uint32_t count)
{
    if (FAR_COMMANDS)
        lines.far = count - 1;
}

void bus_send_far(bool always)
{
    if (FAR_COMMANDS)
        lines.always_far = always;
}

/* True if three bytes of address do not reach all of the range. */
static bool is_far(uint32_t address, uint32_t size)
{
    return lines.always_far || address + size > (uint32_t)STUB_REACH;
}

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

static void begin_far_read(uint32_t address, uint32_t size)
{
    chip_flash_begin_read(lines.far ? NOR_FAR_FAST_READ_DUAL : NOR_FAR_FAST_READ, address,
                          FAR_ADDRESS_BITS, lines.far + 1, 8 * size);
}

void bus_start(uint32_t address, uint32_t size)
{
    if (!chip_flash_idle())
        return;
    if (FAR_COMMANDS && is_far(address, size))
        begin_far_read(address, size);
    else if (TWO_LINES)
        chip_flash_begin_read(lines.near ? NOR_FAST_READ_DUAL : NOR_FAST_READ, address,
                              ADDRESS_BITS, lines.near + 1, 8 * size);
    else /* 8 bits more for the dummy byte */
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

bool bus_read_sfdp(uint32_t address, uint32_t words[2])
{
    if (!TWO_LINES || !chip_flash_idle())
        return false;
    chip_flash_begin_read(ESP_SFDP_READ, address, ADDRESS_BITS, 1, SFDP_BITS);
    if (!chip_flash_idle())
        return false;
    words[0] = chip_flash_words()[0];
    words[1] = chip_flash_words()[1];
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

/* Four bytes of address as data.  The assembler statement keeps the compiler from calling a
 * library's function for this, which the stub does not have. */
static uint32_t far_address_out(uint32_t address)
{
    uint32_t low = address_out(address);

    __asm__("" : "+r"(low));
    return low << 8 | address >> 24;
}

static void far_erase(uint32_t address, bool block)
{
    begin(block ? NOR_FAR_ERASE_BLOCK64 : NOR_FAR_ERASE_SECTOR, far_address_out(address),
          FAR_ADDRESS_BITS, 0);
}

void bus_erase(uint32_t address, uint32_t size)
{
    bool block = size == ESP_BLOCK64_SIZE;

    if (!chip_flash_idle())
        return;
    if (FAR_COMMANDS && is_far(address, size))
        far_erase(address, block);
    else
        begin(block ? NOR_ERASE_BLOCK64 : NOR_ERASE_SECTOR, address_out(address), ADDRESS_BITS, 0);
}

static void far_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    volatile uint32_t *out = chip_flash_words();

    for (uint32_t i = 0; i < count; i++)
        out[i + 1] = words[i];
    begin(NOR_FAR_PROGRAM, far_address_out(address), FAR_ADDRESS_BITS + 32 * count, 0);
}

void bus_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    volatile uint32_t *out = chip_flash_words();
    uint32_t carry = words[0] >> 8;

    if (!chip_flash_idle())
        return;
    if (FAR_COMMANDS && is_far(address, 4 * count)) {
        far_program(address, words, count);
        return;
    }
    /* The first word has the three bytes of the address and one byte of data. */
    for (uint32_t i = 1; i < count; i++) {
        out[i] = carry | words[i] << 24;
        carry = words[i] >> 8;
    }
    out[count] = carry;
    begin(NOR_PROGRAM, address_out(address) | words[0] << 24, ADDRESS_BITS + 32 * count, 0);
}
