/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_fake_chip.h"

#include <openssl/evp.h>

#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/line/ring.h"

struct fake_chip chip;
enum { CHUNK = 4 * CHIP_FLASH_WORDS }; /* largest number of bytes per read */
static EVP_MD_CTX *md5_context; /* the stub computes one digest at a time */

void chip_init(void)
{
    chip.flash_clock = CHIP_FLASH_SLOW;
}

uint32_t chip_cycles(void)
{
    return chip.cycles += 100;
}

uint32_t chip_cpu_cycles(void)
{
    return chip.cpu_cycles;
}

void chip_double_clock(bool twice)
{
    chip.hurries += twice;
    chip.calms += chip.doubled && !twice;
    chip.doubled = twice;
}

void chip_delay_us(uint32_t us)
{
    chip.delayed_us += us;
}

uint32_t chip_mask_interrupts(void)
{
    return 0;
}

void chip_restore_interrupts(uint32_t saved)
{
    (void)saved;
}

void chip_leave(void)
{
    chip.left = true;
}

/* ---- the UART ---- */

/* Lets time pass: the transmit FIFO empties, and the interrupt comes. */
void chip_feed_watchdog(void)
{
    if (chip.line_stops != 0) {
        chip.line_stops--;
        return;
    }
    chip.unsent = 0;
    chip.interrupted = chip.more_wanted;
    if (chip.interrupted)
        ring_send();
    chip.interrupted = false;
}

uint32_t chip_uart_received(void)
{
    size_t left = chip.input.size - chip.input_at;

    chip.starved = left == 0;
    return left < FAKE_FIFO ? (uint32_t)left : FAKE_FIFO;
}

uint8_t chip_uart_take(void)
{
    return chip.input.bytes[chip.input_at++];
}

void chip_uart_poll(void)
{
    ring_receive();
}

uint32_t chip_uart_unsent(void)
{
    return chip.unsent;
}

uint32_t chip_uart_room(void)
{
    return FAKE_FIFO - chip.unsent;
}

void chip_uart_send(uint8_t byte)
{
    chip.overfilled |= chip.unsent == FAKE_FIFO;
    chip.unsent += chip.line_stops != 0 || chip.interrupted; /* otherwise the line is fast
                                                              * enough */
    if (chip.output_size < sizeof chip.output)
        chip.output[chip.output_size++] = byte;
}

void chip_uart_call_for_more(bool wanted)
{
    chip.more_wanted = wanted;
}

uint32_t chip_uart_divisor(void)
{
    return chip.divisor;
}

void chip_uart_set_divisor(uint32_t divisor)
{
    chip.divisor = divisor;
}

/* ---- the flash: its commands ---- */

static bool misreads(void)
{
    return chip.misread || (chip.misread_fast && chip.flash_clock == CHIP_FLASH_FAST) ||
           (chip.misread_hurried && chip.doubled);
}

enum {
    WRITE_STATUS = 0x01, PROGRAM = 0x02, WRITE_DISABLE = 0x04, READ_STATUS = 0x05,
    WRITE_ENABLE = 0x06, FAST_READ = 0x0b, WRITE_STATUS_3 = 0x11, READ_STATUS_3 = 0x15,
    ERASE_SECTOR = 0x20, READ_STATUS_2 = 0x35, READ_ID = 0x9f, WAKE = 0xab, ERASE_BLOCK = 0xd8,
    BUSY = 1, ENABLED = 2, PAGE = 256, ADDRESS_BITS = 24,
    CHUNK_CLOCKS = 8 + 32 + 8 * CHUNK, /* of the flash, for one read */
};

/* The answers to commands without an address. */
static uint32_t answer_to(uint32_t command)
{
    if (chip.absent)
        return command == READ_ID ? 0xffffff : 0;
    switch (command) {
    case READ_ID:
        return misreads() ? FAKE_FLASH_ID ^ 1 : FAKE_FLASH_ID;
    case READ_STATUS:
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
    return chip.id_plainly != 0 ? chip.id_plainly : FAKE_FLASH_ID;
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS])
{
    memcpy(chunk, chip.flash + address % FAKE_FLASH_SIZE, CHUNK);
    if (chip.misread_written && chip.written)
        chunk[3] ^= 0x100;
    return true;
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
    if (!enabled(chip.erase_status) || address % size != 0 || address + size > FAKE_FLASH_SIZE ||
        chip.flash_busy) {
        chip.flash_misused = true;
        return;
    }
    if (chip.erase_status != 0)
        return;
    ++*count;
    memset(chip.flash + address, 0xff, size);
    if (chip.erases_more && size == ESP_BLOCK64_SIZE)
        memset(chip.flash, 0xff, FAKE_FLASH_SIZE);
    if (chip.stuck_address != 0)
        chip.flash[chip.stuck_address] = stuck;
}

static void program(uint32_t address, const uint8_t *bytes, uint32_t count)
{
    address = place(address);
    if (!enabled(chip.program_status) || count == 0 || chip.flash_busy ||
        address / PAGE != (address + count - 1) / PAGE || address >= FAKE_FLASH_SIZE) {
        chip.flash_misused = true;
        return;
    }
    if (chip.program_status != 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        chip.flash[address + i] &= bytes[i];
    chip.programs++;
    chip.last_program = address;
}

volatile uint32_t *chip_flash_words(void)
{
    return chip.words;
}

/* Registers beyond the answer keep their old values, which do not matter. */
void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits)
{
    uint8_t out[4 * CHIP_FLASH_WORDS];
    uint32_t address;

    for (uint32_t i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(chip.words[i / 4] >> i % 4 * 8);
    address = (uint32_t)out[0] << 16 | (uint32_t)out[1] << 8 | out[2];
    chip.flash_misused |= chip.reading || out_bits > 8 * sizeof out || in_bits > 8 * sizeof out;
    switch (command) {
    case FAST_READ:
        chip.flash_misused |= out_bits != ADDRESS_BITS + 8 || in_bits == 0;
        chip.reading = true;
        chip.read_address = address;
        chip.read_size = in_bits / 8;
        break;
    case PROGRAM:
        program(address, out + 3, (out_bits - ADDRESS_BITS) / 8);
        break;
    case ERASE_SECTOR:
    case ERASE_BLOCK:
        chip.flash_misused |= out_bits != ADDRESS_BITS;
        erase(address, command == ERASE_BLOCK ? ESP_BLOCK64_SIZE : ESP_SECTOR_SIZE);
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
        bytes[i] = chip.flash[(chip.read_address + i) % FAKE_FLASH_SIZE];
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

bool chip_address_ok(uint32_t address)
{
    return address % 4 == 0 && address >= FAKE_REGISTERS &&
           address < FAKE_REGISTERS + sizeof chip.registers;
}

uint32_t chip_load(uint32_t address)
{
    return chip.registers[(address - FAKE_REGISTERS) / 4];
}

void chip_store(uint32_t address, uint32_t value)
{
    chip.registers[(address - FAKE_REGISTERS) / 4] = value;
}

struct deflate_words *chip_deflate_words(void)
{
    static struct deflate_words words;

    return &words;
}

uint32_t chip_code_crc32(void)
{
    return FAKE_CODE_CRC32;
}

void chip_md5_start(struct chip_md5 *md5)
{
    (void)md5;
    if (!md5_context)
        md5_context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(md5_context, EVP_md5(), NULL);
}

void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size)
{
    (void)md5;
    EVP_DigestUpdate(md5_context, bytes, size);
}

void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16])
{
    (void)md5;
    EVP_DigestFinal_ex(md5_context, digest, NULL);
    EVP_MD_CTX_free(md5_context);
    md5_context = NULL;
}
