/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The make-believe chip's functions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_fake_chip.h"

#include <openssl/evp.h>

#include "stub/deflate/deflate.h"

struct fake_chip chip;
static EVP_MD_CTX *md5_context; /* the stub has one digest at a time */

void chip_init(void)
{
}

uint32_t chip_cycles(void)
{
    return chip.cycles += 100;
}

uint32_t chip_hurry(void)
{
    chip.hurries++;
    return chip.clock_factor;
}

void chip_delay_us(uint32_t us)
{
    chip.delayed_us += us;
}

void chip_feed_watchdog(void)
{
}

void chip_calm(void)
{
    chip.calms++;
}

void chip_leave(void)
{
    chip.left = true;
}

int chip_uart_get(void)
{
    return chip.input_at < chip.input.size ? chip.input.bytes[chip.input_at++] : -1;
}

void chip_uart_put(uint8_t byte)
{
    if (chip.output_size < sizeof chip.output)
        chip.output[chip.output_size++] = byte;
}

void chip_uart_drain(void)
{
}

uint32_t chip_uart_divisor(void)
{
    return chip.divisor;
}

void chip_uart_set_divisor(uint32_t divisor)
{
    chip.divisor = divisor;
}

uint32_t chip_uart_lost(void)
{
    return FAKE_LOST;
}

/* ---- the flash: its commands ---- */

static bool misreads(void)
{
    return chip.misread || (chip.misread_fast && chip.flash_clock == CHIP_FLASH_FAST) ||
           (chip.misread_hurried && chip.hurries > chip.calms);
}

enum {
    WRITE_STATUS = 0x01, WRITE_DISABLE = 0x04, READ_STATUS = 0x05, WRITE_ENABLE = 0x06,
    WRITE_STATUS_3 = 0x11, READ_STATUS_3 = 0x15, READ_STATUS_2 = 0x35, READ_ID = 0x9f,
    BUSY = 1, ENABLED = 2,
};

uint32_t chip_flash_ask(uint32_t command, uint32_t in_bits)
{
    (void)in_bits;
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

void chip_flash_tell(uint32_t command, uint32_t data, uint32_t bits)
{
    if (command == WRITE_ENABLE && chip.erase_status != ESP_STUB_PROTECTED)
        chip.status |= ENABLED;
    if (command == WRITE_DISABLE)
        chip.status &= (uint8_t)~ENABLED;
    if (command == WRITE_STATUS) {
        chip.status = (uint8_t)(data & ~(uint32_t)ENABLED);
        chip.status_written = true;
        if (bits == 16)
            chip.second = (uint8_t)(data >> 8);
    }
}

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    chip.flash_clock = divisor;
}

uint32_t chip_flash_clock(void)
{
    uint32_t measured = chip.flash_clock == CHIP_FLASH_FAST ? chip.measured_fast : chip.measured_slow;

    return measured != 0 ? measured : 17u * chip.flash_clock;
}

uint32_t chip_flash_id_plainly(void)
{
    if (chip.absent)
        return 0xffffff;
    return chip.id_plainly != 0 ? chip.id_plainly : FAKE_FLASH_ID;
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    memcpy(chunk, chip.flash + address % FAKE_FLASH_SIZE, CHIP_FLASH_CHUNK);
    if (chip.misread_written && chip.written)
        chunk[3] ^= 0x100;
    return true;
}

void chip_flash_start(uint32_t address, uint32_t size)
{
    chip.read_address = address;
    chip.read_size = size;
}

bool chip_flash_finish(uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    uint8_t *bytes = (uint8_t *)chunk;

    if (chip.reads_until_failure != 0 && --chip.reads_until_failure == 0)
        return false;
    for (uint32_t i = 0; i < chip.read_size; i++)
        bytes[i] = chip.flash[(chip.read_address + i) % FAKE_FLASH_SIZE];
    chip.reads++;
    if (misreads() || (chip.misread_open && chip.status_written))
        bytes[chip.read_size / 2] ^= 0x10;
    return true;
}

/* Where in the flash an address is. */
static uint32_t place(uint32_t address)
{
    return chip.flash_wraps && address < ESP_FLASH_MAX ? address % FAKE_FLASH_SIZE : address;
}

/* The flash was enabled to be written, and is not any more.  It stays busy for ever where
 * that is wanted of it. */
static bool enabled(uint8_t status)
{
    bool was = (chip.status & ENABLED) != 0;

    chip.status &= (uint8_t)~ENABLED;
    chip.written = true;
    if (status == ESP_STUB_FLASH_TIMEOUT)
        chip.status |= BUSY;
    return was;
}

void chip_flash_erase(uint32_t address, uint32_t size)
{
    uint32_t *count = size == ESP_SECTOR_SIZE ? &chip.sector_erases : &chip.block64_erases;
    uint8_t stuck = chip.flash[chip.stuck_address];

    address = place(address);
    chip.cycles += chip.erase_cycles;
    if (!enabled(chip.erase_status) || address % size != 0 || address + size > FAKE_FLASH_SIZE ||
        chip.flash_busy || (count == &chip.block64_erases && size != ESP_BLOCK64_SIZE)) {
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

void chip_flash_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    const uint8_t *bytes = (const uint8_t *)words;

    address = place(address);
    if (!enabled(chip.program_status) || count == 0 || count > CHIP_FLASH_PROGRAM_WORDS ||
        chip.flash_busy || address / 256 != (address + 4 * count - 1) / 256 ||
        address >= FAKE_FLASH_SIZE) {
        chip.flash_misused = true;
        return;
    }
    if (chip.program_status != 0)
        return;
    for (uint32_t i = 0; i < 4 * count; i++)
        chip.flash[address + i] &= bytes[i];
    chip.programs++;
    chip.last_program = address;
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

bool chip_uart_sending(void)
{
    return chip.sending;
}

uint32_t chip_uart_room(void)
{
    if (chip.room_asked++ < chip.room_after)
        return 0;
    return 2048;
}

bool chip_uart_called(void)
{
    return chip.called;
}

bool chip_uart_resume(void)
{
    bool was = chip.called;

    chip.called = false;
    return was;
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
