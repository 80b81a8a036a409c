/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash as a chip with commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/nor.h"

#include "base/makers.h"
#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/flash/bus.h"
#include "stub/flash/selftest.h"

/* Commands, common to all makers' data sheets but for what is noted. */
enum {
    NOR_WRITE_STATUS = 0x01,
    NOR_WRITE_DISABLE = 0x04,
    NOR_READ_STATUS = 0x05,
    NOR_WRITE_ENABLE = 0x06,
    NOR_WRITE_STATUS_3 = 0x11, /* base/makers.h says whose */
    NOR_READ_STATUS_3 = 0x15,  /* likewise */
    NOR_WRITE_STATUS_2 = 0x31, /* likewise */
    NOR_READ_STATUS_2 = 0x35,  /* likewise */
    NOR_VOLATILE_ENABLE = 0x50, /* the next 01h is until the power goes off; those who do
                                 * not know the command ignore that 01h */
    NOR_READ_ID = 0x9f,
    NOR_WAKE = 0xab,
    NOR_WAKE_US = 50, /* tRES1; 30 us is the longest found */
};

/* Status register 1. */
enum {
    STATUS_BUSY = 0x01,
    STATUS_WRITE_ENABLED = 0x02,
    /* BP0 to BP2, which the ROM's FLASH_END sets, and BP3 of those who have it (to
     * others it says which end is protected).  Not the next bit: it protects nothing
     * by itself, and with Macronix and ISSI it is the quad enable bit. */
    STATUS_PROTECTED = 0x3c,
    /* Nothing drives the line.  A flash says so at most while it changes a status that
     * was all ones before: then the host asks a second time. */
    STATUS_NOBODY = 0xff,
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
    STATUS_CYCLES = 16000000, /* 200 ms at 80 MHz: a lasting write takes 30 at worst
                               * (W25Q32FV data sheet, tW) */
};

static uint32_t ask(uint32_t command)
{
    return bus_ask(command, 8);
}

static void tell(uint32_t command)
{
    bus_tell(command, 0, 0);
}

static bool wait_ready(uint32_t limit)
{
    uint32_t start = chip_cycles(), status;

    while ((status = ask(NOR_READ_STATUS)) & STATUS_BUSY) {
        if (status == STATUS_NOBODY || chip_cycles() - start > limit)
            return false;
        chip_feed_watchdog();
    }
    return true;
}

bool nor_ready(void)
{
    return wait_ready(busy_cycles);
}

void nor_wake(void)
{
    tell(NOR_WAKE);
    chip_delay_us(NOR_WAKE_US);
}

uint32_t nor_id(void)
{
    return bus_ask(NOR_READ_ID, 24);
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

/* Reads a register twice.  0 where the two readings differ, and where both are all ones,
 * which is what a line reads as that nothing drives: the flash has no such register. */
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
static void write_status(uint32_t enable, uint32_t command, uint32_t value, uint32_t bits)
{
    uint32_t start;

    tell(NOR_WRITE_DISABLE);
    tell(enable);
    bus_tell(command, value, bits);
    /* All ones may be what it says while it changes them. */
    start = chip_cycles();
    while (ask(NOR_READ_STATUS) & STATUS_BUSY && chip_cycles() - start < STATUS_CYCLES)
        chip_feed_watchdog();
}

struct protection {
    uint32_t traits, first; /* the first register without protection */
    uint32_t second;        /* the second one's QE */
};

/* Some flashes clear the second register where it does not come along, others reject a
 * write in which it does; then it has a command of its own.  (The ROM's SPIUnlock writes
 * a lasting 0 to the first, and so to the second of those that clear it.)  Of the second
 * register QE is kept, and nothing else: CMP is what is to be cleared, and SRP would lock
 * the first.  True when protection is gone, with *kept when QE is as before. */
static bool lift_by(const struct protection *p, uint32_t enable, bool *kept)
{
    bool wide = p->second != 0 && !(p->traits & ESP_FLASH_STATUS_8), open = false;

    *kept = false;
    for (uint32_t i = 0; i < 3 && !(open && *kept); i++) {
        uint32_t bits = wide ^ (i == 1) ? 16 : 8;

        if (i == 2)
            write_status(enable, NOR_WRITE_STATUS_2, p->second, 8);
        else if (bits == 8 || p->traits & ESP_FLASH_SECOND_STATUS)
            write_status(enable, NOR_WRITE_STATUS, p->first | p->second << 8, bits);
        open = is_open(p->traits);
        *kept = (second_status(p->traits) & SECOND_QUAD) == p->second;
        if (!(p->traits & ESP_FLASH_SECOND_STATUS) && i == 1)
            break;
    }
    return open;
}

/* Until power-off if that can be had, and only else for good; QE alone is not worth a
 * lasting write. */
static uint8_t lift(uint32_t traits)
{
    struct protection p;
    bool kept, open;

    p.traits = traits;
    p.second = second_status(traits) & SECOND_QUAD;
    p.first = ask(NOR_READ_STATUS) &
              ~(uint32_t)(STATUS_PROTECTED | STATUS_WRITE_ENABLED | STATUS_BUSY);
    open = lift_by(&p, NOR_VOLATILE_ENABLE, &kept) || lift_by(&p, NOR_WRITE_ENABLE, &kept);
    tell(NOR_WRITE_DISABLE);
    if (!nor_ready())
        return ESP_STUB_FLASH_TIMEOUT;
    return open ? 0 : ESP_STUB_PROTECTED;
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
    bus_erase(address, size);
    return wait_ready(erase_cycles) ? 0 : ESP_STUB_FLASH_TIMEOUT;
}

uint8_t nor_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    uint8_t status = enable_write();

    if (status != 0)
        return status;
    bus_program(address, words, count);
    return nor_ready() ? 0 : ESP_STUB_FLASH_TIMEOUT;
}
