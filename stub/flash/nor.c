/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a NOR flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/nor.h"

#include "base/makers.h"
#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/flash/bus.h"
#include "stub/flash/selftest.h"
#include "stub/limits.h"

/* Commands.  They are common to all makers' data sheets, unless noted otherwise. */
enum {
    NOR_WRITE_STATUS = 0x01,
    NOR_WRITE_DISABLE = 0x04,
    NOR_READ_STATUS = 0x05,
    NOR_WRITE_ENABLE = 0x06,
    NOR_WRITE_STATUS_3 = 0x11, /* base/makers.h lists the makers */
    NOR_READ_STATUS_3 = 0x15,  /* likewise */
    NOR_WRITE_STATUS_2 = 0x31, /* likewise */
    NOR_READ_STATUS_2 = 0x35,  /* likewise */
    NOR_VOLATILE_ENABLE = 0x50, /* the next 01h lasts until the power goes off; flashes that
                                 * do not know this command ignore that 01h */
    NOR_READ_ID = 0x9f,
    NOR_WAKE = 0xab,
    NOR_WAKE_US = 50, /* tRES1; the longest that was found is 30 us */
};

/* Status register 1. */
enum {
    STATUS_BUSY = 0x01,
    STATUS_WRITE_ENABLED = 0x02,
    /* BP0 to BP2, which the ROM's FLASH_END sets, and BP3 of the flashes that have BP3 (in
     * other flashes this bit tells which end is protected).  The next bit does not belong
     * to the mask: it protects nothing by itself, and with Macronix and ISSI it is the quad
     * enable bit. */
    STATUS_PROTECTED = 0x3c,
    /* No flash drives the line.  A flash can only answer this while it changes a status
     * that was all ones before; then the host asks a second time. */
    STATUS_NOBODY = 0xff,
};

/* Status register 2. */
enum {
    SECOND_QUAD = 0x02, /* QE: an application that reads on four lines needs this bit */
    SECOND_COMPLEMENT = 0x40, /* CMP: BP0 to BP2 tell what is not protected */
    SECOND_NONE = 0xff, /* no flash drives the line */
};

/* The longest waits for a busy flash, in cycles.  With the ESP8266's usual crystal the UART has
 * 52 MHz, not 80, and they are half as long again.  This one is for work that another program
 * began: a sector erase takes 0.4 s at worst, and the host waits 3 s for the stub. */
static const uint32_t busy_cycles = 1250000u * STUB_CYCLES_PER_US;
/* This one is for erases by the stub: a block takes 2 s at worst (W25Q32FV data sheet,
 * tBE2), or 3.5 s in low-power mode (MX25R).  6 s, or 9.2 s with 52 MHz. */
static const uint32_t erase_cycles = 6000000u * STUB_CYCLES_PER_US;

enum {
    /* By the data sheets the write enable latch is visible at once.  But the ROM asks until
     * the latch is visible, and one chip was seen to be late (esp8266/Arduino, pull request
     * 9140). */
    ENABLE_CYCLES = 1000 * STUB_CYCLES_PER_US,
    ENABLE_TRIES = 3,
    STATUS_CYCLES = 200000 * STUB_CYCLES_PER_US, /* a permanent write takes 30 ms at worst
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

/* A wait for the flash, which lasts while the stub does other work. */
static struct {
    bool begun;
    uint32_t start, limit; /* in cycles */
} wait;

static void begin_wait(uint32_t limit)
{
    wait.begun = true;
    wait.start = chip_cycles();
    wait.limit = limit;
}

enum nor_state nor_poll(void)
{
    uint32_t status;

    if (!wait.begun)
        return NOR_READY;
    status = ask(NOR_READ_STATUS);
    if (status & STATUS_BUSY && status != STATUS_NOBODY && chip_cycles() - wait.start <= wait.limit)
        return NOR_BUSY;
    wait.begun = false;
    return status & STATUS_BUSY ? NOR_DEAD : NOR_READY;
}

bool nor_ready(void)
{
    enum nor_state state;

    if (!wait.begun)
        begin_wait(busy_cycles);
    while ((state = nor_poll()) == NOR_BUSY)
        chip_feed_watchdog();
    return state == NOR_READY;
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

/* Code, not a table.  A table would be data in instruction RAM, which does not take byte
 * accesses. */
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

/* Reads a register twice.  Returns 0 if the two readings differ.  Also returns 0 if both
 * are all ones: then no flash drives the line, because the flash does not have the
 * register. */
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

/* Clears the write enable latch first.  The latch may still be set after a write that the
 * flash rejected, and would make a volatile write permanent (SpiFlashUtils saw this with
 * EON, GigaDevice, 0xd8). */
static void write_status(uint32_t enable, uint32_t command, uint32_t value, uint32_t bits)
{
    uint32_t start;

    tell(NOR_WRITE_DISABLE);
    tell(enable);
    bus_tell(command, value, bits);
    /* All ones do not end the wait: the flash may answer them while it changes the bits. */
    start = chip_cycles();
    while (ask(NOR_READ_STATUS) & STATUS_BUSY && chip_cycles() - start < STATUS_CYCLES)
        chip_feed_watchdog();
}

struct protection {
    uint32_t traits, first; /* first: the first register without protection */
    uint32_t second;        /* the QE bit of the second register */
};

/* Some flashes clear the second register if a write has only the first one.  Others reject
 * a write that has both; these have a command for the second register.  (The ROM's
 * SPIUnlock permanently writes 0 to the first register, and so clears the second one of
 * some flashes.) In the second register only QE is kept: CMP must be cleared, and SRP would
 * lock the first register.  True if protection is gone; *kept tells whether QE is as
 * before. */
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

/* Lifts the protection until power-off if the flash can do that, and permanently if not.
 * To keep QE alone is no reason for a permanent write. */
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

/* Lifts the protection if there is one.  Afterwards the flash must read as before. */
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
    begin_wait(erase_cycles);
    return 0;
}

uint8_t nor_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    uint8_t status = enable_write();

    if (status != 0)
        return status;
    bus_program(address, words, count);
    begin_wait(busy_cycles);
    return 0;
}
