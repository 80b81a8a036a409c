/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the make-believe chip: its flash and the controller.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/limits.h"
#include "unit/stub/stub_fake_chip.h"

enum { CHUNK = 4 * CHIP_FLASH_WORDS }; /* largest number of bytes per read */

static bool misreads(void)
{
    return chip.misread || (chip.misread_fast && chip.flash_clock == CHIP_FLASH_FAST) ||
           (chip.misread_hurried && chip.doubled);
}

enum {
    WRITE_STATUS = 0x01, PROGRAM = 0x02, WRITE_DISABLE = 0x04, READ_STATUS = 0x05,
    WRITE_ENABLE = 0x06, FAST_READ = 0x0b, FAR_FAST_READ = 0x0c, WRITE_STATUS_3 = 0x11,
    FAR_PROGRAM = 0x12, FAR_ERASE_SECTOR = 0x21, FAST_READ_DUAL = 0x3b, FAR_FAST_READ_DUAL = 0x3c,
    READ_SFDP = 0x5a, FAR_ERASE_BLOCK = 0xdc, FAR_ADDRESS_BITS = 32, SECOND_LINE = 0x55,
    READ_STATUS_3 = 0x15,
    ERASE_SECTOR = 0x20, READ_STATUS_2 = 0x35, READ_ID = 0x9f, WAKE = 0xab, ERASE_BLOCK = 0xd8,
    BUSY = 1, ENABLED = 2, PAGE = 256, ADDRESS_BITS = 24,
    CHUNK_CLOCKS = 8 + 32 + 8 * CHUNK, /* of the flash, for one read */
};

static uint32_t flash_id(void)
{
    return chip.large_id != 0 ? chip.large_id : FAKE_FLASH_ID;
}

/* The answers to commands without an address. */
static uint32_t answer_to(uint32_t command)
{
    if (chip.absent)
        return command == READ_ID ? 0xffffff : 0;
    switch (command) {
    case READ_ID:
        return misreads() ? flash_id() ^ 1 : flash_id();
    case READ_STATUS:
        if (chip.busy_left != 0 && chip.busy_left-- != 0)
            return chip.status | BUSY;
        return chip.status | (chip.flash_busy ? BUSY : 0);
    case READ_STATUS_2:
        return chip.second;
    case READ_STATUS_3:
        return chip.third;
    default:
        return 0xff;
    }
}

static void write_status(uint32_t value, uint32_t bits)
{
    chip.status = (uint8_t)(value & ~(uint32_t)ENABLED);
    chip.status_written = true;
    if (bits == 16)
        chip.second = (uint8_t)(value >> 8);
}

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    chip.flash_clock = divisor;
}

uint32_t chip_flash_id_plainly(void)
{
    if (chip.absent)
        return 0xffffff;
    return chip.id_plainly != 0 ? chip.id_plainly : flash_id();
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS])
{
    uint8_t *flash = address < STUB_REACH ? chip.flash : chip.high;

    memcpy(chunk, flash + address % FAKE_FLASH_SIZE, CHUNK);
    if (chip.misread_written && chip.written)
        chunk[3] ^= 0x100;
    return true;
}

/* The address that a command with four bytes of address means; misused if the flash does not
 * have the command. */
static uint32_t far_place(const uint8_t *out)
{
    uint32_t address = (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 |
                       out[3];

    chip.flash_misused |= chip.large_id == 0 || address < STUB_REACH;
    return address;
}

/* The memory at an address, or NULL if there is none. */
static uint8_t *memory(uint32_t address, uint32_t size)
{
    if (address >= STUB_REACH && address - STUB_REACH + size <= FAKE_FLASH_SIZE)
        return chip.high + (address - STUB_REACH);
    return address + size <= FAKE_FLASH_SIZE ? chip.flash + address : NULL;
}

/* The place of an address in the flash. */
static uint32_t place(uint32_t address)
{
    return chip.flash_wraps && address < STUB_REACH ? address % FAKE_FLASH_SIZE : address;
}

/* Write enable was set, and is now cleared.  The flash stays busy for ever if the test says
 * so. */
static bool enabled(uint8_t status)
{
    bool was = (chip.status & ENABLED) != 0;

    chip.status &= (uint8_t)~ENABLED;
    chip.flash_misused |= chip.busy_left != 0;
    chip.busy_left = chip.busy_polls;
    chip.written = true;
    if (status == ESP_STUB_FLASH_TIMEOUT)
        chip.status |= BUSY;
    return was;
}

static void erase(uint32_t address, uint32_t size)
{
    uint32_t *count = size == ESP_SECTOR_SIZE ? &chip.sector_erases : &chip.block64_erases;
    uint8_t stuck = chip.flash[chip.stuck_address];

    address = place(address);
    chip.cycles += chip.erase_cycles;
    if (!enabled(chip.erase_status) || address % size != 0 || !memory(address, size) ||
        chip.flash_busy) {
        chip.flash_misused = true;
        return;
    }
    if (chip.erase_status != 0)
        return;
    ++*count;
    if (!chip.blocks_stay || size != ESP_BLOCK64_SIZE)
        memset(memory(address, size), 0xff, size);
    if (chip.erases_more && size == ESP_BLOCK64_SIZE)
        memset(chip.flash, 0xff, FAKE_FLASH_SIZE);
    if (chip.stuck_address != 0)
        chip.flash[chip.stuck_address] = stuck;
}

static void program(uint32_t address, const uint8_t *bytes, uint32_t count)
{
    address = place(address);
    if (!enabled(chip.program_status) || count == 0 || chip.flash_busy ||
        address / PAGE != (address + count - 1) / PAGE || !memory(address, count)) {
        chip.flash_misused = true;
        return;
    }
    if (chip.program_status != 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        memory(address, count)[i] &= bytes[i];
    chip.programs++;
    chip.last_program = address;
}

volatile uint32_t *chip_flash_words(void)
{
    return chip.words;
}

void chip_flash_begin_read(uint32_t command, uint32_t address, uint32_t address_bits,
                           uint32_t lines, uint32_t in_bits)
{
    bool far = command == FAR_FAST_READ || command == FAR_FAST_READ_DUAL;
    bool dual = command == FAST_READ_DUAL || command == FAR_FAST_READ_DUAL;

    chip.flash_misused |= chip.reading || in_bits == 0 || in_bits > 8 * CHUNK ||
                          address_bits != (far ? FAR_ADDRESS_BITS : ADDRESS_BITS) ||
                          lines != (dual ? 2 : 1) || (far && chip.large_id == 0) ||
                          (address >> (address_bits - 1) >> 1) != 0;
    chip.reading = true;
    chip.read_command = command;
    chip.read_address = address;
    chip.read_size = in_bits / 8;
    if (command != READ_SFDP) {
        chip.two_line_reads += dual;
        chip.far_reads += far;
    }
}

/* Registers beyond the answer keep their old values, which do not matter. */
void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits)
{
    uint8_t out[4 * CHIP_FLASH_WORDS];
    uint32_t address;

    for (uint32_t i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(chip.words[i / 4] >> i % 4 * 8);
    address = (uint32_t)out[0] << 16 | (uint32_t)out[1] << 8 | out[2];
    chip.flash_misused |= chip.reading || out_bits > 8 * sizeof out || in_bits > 8 * sizeof out ||
                          (out_bits != 0 && in_bits != 0);
    switch (command) {
    case PROGRAM:
        program(address, out + 3, (out_bits - ADDRESS_BITS) / 8);
        break;
    case ERASE_SECTOR:
    case ERASE_BLOCK:
        chip.flash_misused |= out_bits != ADDRESS_BITS;
        erase(address, command == ERASE_BLOCK ? ESP_BLOCK64_SIZE : ESP_SECTOR_SIZE);
        break;
    case FAR_PROGRAM:
        program(far_place(out), out + 4, (out_bits - FAR_ADDRESS_BITS) / 8);
        break;
    case FAR_ERASE_SECTOR:
    case FAR_ERASE_BLOCK:
        chip.flash_misused |= out_bits != FAR_ADDRESS_BITS;
        erase(far_place(out), command == FAR_ERASE_BLOCK ? ESP_BLOCK64_SIZE : ESP_SECTOR_SIZE);
        break;
    case WRITE_ENABLE:
        if (chip.erase_status != ESP_STUB_PROTECTED)
            chip.status |= ENABLED;
        break;
    case WRITE_DISABLE:
        chip.status &= (uint8_t)~ENABLED;
        break;
    case WRITE_STATUS:
        write_status(chip.words[0], out_bits);
        break;
    case WAKE:
        chip.wakes++;
        break;
    default:
        chip.words[0] = answer_to(command);
    }
}

static uint8_t sent(uint32_t i)
{
    uint32_t address = chip.read_address + i;
    bool far = chip.read_command == FAR_FAST_READ || chip.read_command == FAR_FAST_READ_DUAL;
    bool dual = chip.read_command == FAST_READ_DUAL || chip.read_command == FAR_FAST_READ_DUAL;
    uint8_t byte = address < STUB_REACH ? chip.flash[address % FAKE_FLASH_SIZE]
                                        : chip.high[address % FAKE_FLASH_SIZE];

    if (chip.read_command == READ_SFDP)
        return address < chip.sfdp_size ? chip.sfdp[address] : 0xff;
    if ((dual && chip.no_two_lines) || (far && chip.misread_far))
        return 0xff;
    return dual && chip.dead_line ? byte | SECOND_LINE : byte;
}

/* Ends the read that was begun, with errors at the clock speeds that the flash cannot
 * bear. */
static bool end_read(void)
{
    uint32_t measured = chip.flash_clock == CHIP_FLASH_FAST ? chip.measured_fast : chip.measured_slow;
    uint32_t cycles = (measured != 0 ? measured : 17u * chip.flash_clock) * CHUNK_CLOCKS / 16 + 1;
    uint8_t bytes[CHUNK] = {0};

    chip.reading = false;
    chip.cpu_cycles += chip.doubled ? chip.clock_factor * cycles : cycles;
    if (chip.reads_until_failure != 0 && --chip.reads_until_failure == 0)
        return false;
    for (uint32_t i = 0; i < chip.read_size; i++)
        bytes[i] = sent(i);
    chip.reads++;
    if (misreads() || (chip.misread_open && chip.status_written))
        bytes[chip.read_size / 2] ^= 0x10;
    memcpy(chip.words, bytes, CHUNK);
    return true;
}

bool chip_flash_idle(void)
{
    return !chip.reading || end_read();
}
