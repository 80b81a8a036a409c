/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The make-believe chip's functions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub_fake_chip.h"

#include <openssl/evp.h>

#include "deflate.h"

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

void chip_reset(void)
{
    chip.reset = true;
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

bool chip_flash_ready(void)
{
    return !chip.flash_busy;
}

uint32_t chip_flash_id(void)
{
    return FAKE_FLASH_ID;
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
    return true;
}

/* Where in the flash an address is. */
static uint32_t place(uint32_t address)
{
    return chip.flash_wraps && address < ESP_FLASH_MAX ? address % FAKE_FLASH_SIZE : address;
}

uint8_t chip_flash_erase(uint32_t address, uint32_t size)
{
    uint32_t *count = size == ESP_SECTOR_SIZE ? &chip.sector_erases : &chip.block64_erases;
    uint8_t stuck = chip.flash[chip.stuck_address];

    address = place(address);
    chip.cycles += chip.erase_cycles;
    if (chip.erase_status != 0)
        return chip.erase_status;
    if (address % size != 0 || address + size > FAKE_FLASH_SIZE || chip.flash_busy ||
        (count == &chip.block64_erases && size != ESP_BLOCK64_SIZE)) {
        chip.flash_misused = true;
        return 0;
    }
    ++*count;
    memset(chip.flash + address, 0xff, size);
    if (chip.stuck_address != 0)
        chip.flash[chip.stuck_address] = stuck;
    return 0;
}

uint8_t chip_flash_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    const uint8_t *bytes = (const uint8_t *)words;

    address = place(address);
    if (chip.program_status != 0)
        return chip.program_status;
    if (count == 0 || count > CHIP_FLASH_PROGRAM_WORDS || chip.flash_busy ||
        address / 256 != (address + 4 * count - 1) / 256 || address >= FAKE_FLASH_SIZE) {
        chip.flash_misused = true;
        return 0;
    }
    for (uint32_t i = 0; i < 4 * count; i++)
        chip.flash[address + i] &= bytes[i];
    chip.programs++;
    chip.last_program = address;
    return 0;
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
