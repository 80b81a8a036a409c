/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash as a chip with commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "nor.h"

#include "../src/esp/makers.h"
#include "../src/esp/protocol.h"
#include "chip.h"
#include "selftest.h"

/* Commands, common to all makers' data sheets but for what is noted. */
enum {
    NOR_WRITE_STATUS = 0x01,
    NOR_WRITE_DISABLE = 0x04,
    NOR_READ_STATUS = 0x05,
    NOR_WRITE_ENABLE = 0x06,
    NOR_WRITE_STATUS_3 = 0x11, /* esp/makers.h says whose */
    NOR_READ_STATUS_3 = 0x15,  /* likewise */
    NOR_READ_STATUS_2 = 0x35,  /* likewise */
    NOR_VOLATILE_ENABLE = 0x50, /* the next 01h is until the power goes off; those who do
                                 * not know the command ignore that 01h */
    NOR_READ_ID = 0x9f,
};

/* Status register 1. */
enum {
    STATUS_BUSY = 0x01,
    STATUS_WRITE_ENABLED = 0x02,
    /* BP0 to BP2, which the ROM's FLASH_END sets, and BP3 of those who have it (to
     * others it says which end is protected).  Not the next bit: it protects nothing
     * by itself, and with Macronix and ISSI it is the quad enable bit. */
    STATUS_PROTECTED = 0x3c,
};

/* Status register 2. */
enum {
    SECOND_QUAD = 0x02, /* QE: an application that reads on four lines needs it */
    SECOND_COMPLEMENT = 0x40, /* CMP: BP0 to BP2 say what is not protected */
    SECOND_NONE = 0xff, /* what a line that nobody drives reads as */
};

/* The longest waits for a flash that is busy.  One that somebody else began: a
 * sector erase takes 0.4 s at worst, and the host gives us 3 s.  In cycles: 1.25 s
 * at 80 MHz. */
static const uint32_t busy_cycles = 100000000;
/* Ours: a block takes 2 s at worst (W25Q32FV data sheet, tBE2), 3.5 s a part in low-power
 * mode (MX25R).  In cycles: 6 s at 80 MHz, 9.2 s at 52. */
static const uint32_t erase_cycles = 480000000;

enum {
    /* The write enable latch is visible at once by the data sheets; the ROM asks until
     * it is, and a chip was seen to be late (esp8266/Arduino, pull request 9140). */
    ENABLE_CYCLES = 80000, /* 1 ms at 80 MHz */
    ENABLE_TRIES = 3,
};

static uint32_t ask(uint32_t command)
{
    return chip_flash_ask(command, 8);
}

static void tell(uint32_t command)
{
    chip_flash_tell(command, 0, 0);
}

static bool wait_ready(uint32_t limit)
{
    uint32_t start = chip_cycles();

    while (ask(NOR_READ_STATUS) & STATUS_BUSY) {
        if (chip_cycles() - start > limit)
            return false;
        chip_feed_watchdog();
    }
    return true;
}

bool nor_ready(void)
{
    return wait_ready(busy_cycles);
}

uint32_t nor_id(void)
{
    return chip_flash_ask(NOR_READ_ID, 24);
}

/* ---- protection ---- */

/* Code, not a table: a table would be data to be kept out of byte reach. */
static uint32_t traits_of(uint32_t id)
{
    int maker = (int)(id & 0xff), type = (int)(id >> 8 & 0xff);

#define ROW_TRAITS(row_maker, row_type, name, traits)                                            \
    if ((traits) != 0 && maker == (row_maker) &&                                                 \
        ((row_type) == ESP_FLASH_ANY_TYPE || type == (row_type)))                                \
        return (uint32_t)(traits);
    ESP_MAKERS(ROW_TRAITS)
#undef ROW_TRAITS
    return 0;
}

/* A register that is not the same twice, or that nobody drives, is none: 0. */
static uint32_t read_twice(uint32_t command)
{
    uint32_t value = ask(command);

    return value != ask(command) || value == SECOND_NONE ? 0 : value;
}

static uint32_t second_status(uint32_t traits)
{
    return traits & ESP_FLASH_SECOND_STATUS ? read_twice(NOR_READ_STATUS_2) : 0;
}

static bool is_open(uint32_t traits)
{
    return (ask(NOR_READ_STATUS) & STATUS_PROTECTED) == 0 &&
           (second_status(traits) & SECOND_COMPLEMENT) == 0;
}

/* The latch may be set since a write that the flash rejected, and would make of a
 * volatile write a lasting one (SpiFlashUtils saw that with EON, GigaDevice, 0xd8). */
static bool write_status(uint32_t enable, uint32_t command, uint32_t value, uint32_t bits)
{
    tell(NOR_WRITE_DISABLE);
    tell(enable);
    chip_flash_tell(command, value, bits);
    return nor_ready();
}

/* Until power-off first, in both widths, then for good.  Of the second register QE is
 * kept, and nothing else: CMP is what is to be cleared, and SRP would lock the first.
 * Widths: some flashes clear the second register where it does not come along, others
 * reject a write in which it does.  (The ROM's SPIUnlock writes a lasting 0 to the first,
 * and so to the second of those.) */
static uint8_t lift(uint32_t traits)
{
    uint32_t second = second_status(traits) & SECOND_QUAD;
    uint32_t value = ask(NOR_READ_STATUS) &
                     ~(uint32_t)(STATUS_PROTECTED | STATUS_WRITE_ENABLED | STATUS_BUSY);
    uint32_t wide = second != 0 && !(traits & ESP_FLASH_STATUS_8);
    bool opened = false;

    for (uint32_t i = 0; i < 4; i++) {
        uint32_t bits = wide ^ (i & 1) ? 16 : 8;

        if (opened && i == 2) /* QE alone is not worth a lasting write */
            break;
        if (bits == 16 && !(traits & ESP_FLASH_SECOND_STATUS))
            continue;
        if (!write_status(i < 2 ? NOR_VOLATILE_ENABLE : NOR_WRITE_ENABLE, NOR_WRITE_STATUS,
                          value | second << 8, bits))
            return ESP_STUB_FLASH_TIMEOUT;
        opened = opened || is_open(traits);
        if (opened && (second_status(traits) & SECOND_QUAD) == second)
            break;
    }
    tell(NOR_WRITE_DISABLE);
    return opened ? 0 : ESP_STUB_PROTECTED;
}

/* Whatever was written, the flash must read as before. */
static uint8_t unprotect(void)
{
    uint32_t id = nor_id(), traits = traits_of(id), third = 0;
    uint8_t status;

    if (is_open(traits))
        return 0;
    if (traits & ESP_FLASH_THIRD_STATUS)
        third = read_twice(NOR_READ_STATUS_3);
    status = lift(traits);
    if (third != 0 && read_twice(NOR_READ_STATUS_3) != third)
        write_status(NOR_VOLATILE_ENABLE, NOR_WRITE_STATUS_3, third, 8);
    if (status == 0 && (nor_id() != id || !selftest_again()))
        status = ESP_STUB_UNSURE;
    return status;
}

static bool latch(void)
{
    uint32_t start;

    tell(NOR_WRITE_ENABLE);
    start = chip_cycles();
    do
        if (ask(NOR_READ_STATUS) & STATUS_WRITE_ENABLED)
            return true;
    while (chip_cycles() - start < ENABLE_CYCLES);
    return false;
}

static uint8_t enable_write(void)
{
    static bool unprotected;
    uint8_t status = unprotected ? 0 : unprotect();

    if (status != 0)
        return status;
    unprotected = true;
    for (unsigned i = 0; i < ENABLE_TRIES; i++)
        if (latch())
            return 0;
    return ESP_STUB_PROTECTED;
}

/* ---- changes ---- */

uint8_t nor_erase(uint32_t address, uint32_t size)
{
    uint8_t status = enable_write();

    if (status != 0)
        return status;
    chip_flash_erase(address, size);
    return wait_ready(erase_cycles) ? 0 : ESP_STUB_FLASH_TIMEOUT;
}

uint8_t nor_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    uint8_t status = enable_write();

    if (status != 0)
        return status;
    chip_flash_program(address, words, count);
    return nor_ready() ? 0 : ESP_STUB_FLASH_TIMEOUT;
}
