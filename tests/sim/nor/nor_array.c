/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip's array: erasing, programming, protection, damage.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/nor/nor_internal.h"

#include <stdlib.h>
#include <string.h>

/* How many bytes the block-protect value bp covers.  The unit is 64 KB; in a chip of more
 * than 4 MB it is a 64th of the chip; with SEC it is a sector. */
static uint32_t protected_length(const struct nor *nor, unsigned bp)
{
    uint32_t size = nor->config.size;
    uint64_t unit = size / 64 > NOR_BLOCK64 ? size / 64 : NOR_BLOCK64;
    uint64_t length;

    if (bp == 0)
        return 0;
    if (bp == 7)
        return size;
    length = unit << (bp - 1);
    if (nor->status[0] & NOR_SR1_SEC) {
        length = (uint64_t)NOR_SECTOR << (bp - 1);
        if (length > NOR_BLOCK32)
            length = NOR_BLOCK32;
    }
    return length < size ? (uint32_t)length : size;
}

bool nor_is_protected(const struct nor *nor, uint32_t address, uint32_t length)
{
    uint32_t size = nor->config.size;
    uint32_t covered =
        protected_length(nor, (nor->status[0] & NOR_SR1_BP) >> NOR_SR1_BP_SHIFT);
    bool at_bottom = nor->status[0] & NOR_SR1_TB;

    if (nor->status[1] & NOR_SR2_CMP) { /* the rest of the array is protected */
        covered = size - covered;
        at_bottom = !at_bottom;
    }
    if (covered == 0)
        return false;
    return at_bottom ? address < covered : address + length > size - covered;
}

/* Applies the cell that does not work: its bit keeps its old value. */
static uint8_t with_stuck_bit(const struct nor *nor, uint32_t address, uint8_t old, uint8_t value)
{
    uint8_t mask = (uint8_t)(1u << nor->config.stuck_bit);

    if (!nor->config.has_stuck_bit || address != nor->config.stuck_address)
        return value;
    if (nor->config.stuck_at_one)
        return value | (old & mask);
    return value & (uint8_t)(old | ~mask);
}

/* Saves the range for a power cut.  If there is no memory for it, the power cut does no
 * damage. */
static void remember(struct nor *nor, uint32_t address, uint32_t length)
{
    struct nor_operation *operation = &nor->operation;

    operation->address = address;
    operation->length = length;
    operation->old = malloc(length);
    if (operation->old)
        memcpy(operation->old, nor->bytes + address, length);
}

void nor_blank(struct nor *nor, uint32_t address, uint32_t length)
{
    uint32_t stuck = nor->config.stuck_address;
    uint8_t old = nor->bytes[stuck];

    memset(nor->bytes + address, 0xff, length);
    nor_strengthen(nor, address, length);
    if (stuck >= address && stuck - address < length)
        nor->bytes[stuck] = with_stuck_bit(nor, stuck, old, 0xff);
}

void nor_erase(struct nor *nor, uint32_t address, uint32_t length, uint64_t now_ns,
               uint64_t duration_ns)
{
    remember(nor, address, length);
    nor_blank(nor, address, length);
    nor_begin(nor, NOR_ERASE, now_ns, duration_ns);
}

static bool drops(const struct nor *nor, uint32_t address)
{
    return nor->config.drops_from != 0 && address / 1024 >= nor->config.drops_from;
}

void nor_program(struct nor *nor, uint32_t address, const uint8_t *data, size_t size,
                 uint64_t now_ns)
{
    uint32_t page = address & ~(uint32_t)(NOR_PAGE - 1);
    size_t kept = size < NOR_PAGE ? size : NOR_PAGE; /* the page buffer holds the last 256 */
    uint8_t wanted[NOR_PAGE];

    remember(nor, page, NOR_PAGE);
    memset(wanted, 0xff, sizeof wanted);
    nor->operation.first = (uint32_t)((address + size - kept) % NOR_PAGE);
    nor->operation.count = (uint32_t)kept;
    for (size_t i = size - kept; i < size; i++) {
        uint32_t at = page | (uint32_t)((address + i) % NOR_PAGE);
        uint8_t old = nor->bytes[at];
        uint8_t missing = data[i] & (uint8_t)~old;

        nor->stats.bits_set_attempted += (uint64_t)__builtin_popcount(missing);
        if (!drops(nor, at))
            nor->bytes[at] = with_stuck_bit(nor, at, old, old & data[i]);
        wanted[at % NOR_PAGE] = data[i];
    }
    nor_weaken(nor, page, wanted, now_ns);
    nor->stats.page_programs++;
    if (page != nor->last_page)
        nor->stats.pages_programmed++;
    nor->last_page = page;
    nor->stats.bytes_programmed += kept;
    nor_begin(nor, NOR_PROGRAM, now_ns,
              nor_time_ns(nor, NOR_TIME_FIRST_BYTE) +
                  nor_time_ns(nor, NOR_TIME_NEXT_BYTE) * (kept - 1));
}

/* Garbage that is the same for the same address in every run (splitmix64's mixer). */
static uint64_t garbage(uint32_t address)
{
    uint64_t x = (address + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Some bytes are blank, some are between, some are unchanged.  done is 0 to 255. */
static void leave_partly_erased(struct nor *nor, const struct nor_operation *operation,
                                unsigned done)
{
    for (uint32_t i = 0; i < operation->length; i++) {
        uint64_t random = garbage(operation->address + i);
        uint8_t *byte = &nor->bytes[operation->address + i];
        uint8_t old = operation->old[i];

        if ((random & 0xff) < done / 2)
            continue;
        *byte = (random >> 8 & 0xff) < done ? *byte & (uint8_t)(old | random >> 16) : old;
    }
}

/* The chip programs the bytes one by one.  done is 0 to 255. */
static void leave_partly_programmed(struct nor *nor, const struct nor_operation *operation,
                                    unsigned done)
{
    uint8_t *page = nor->bytes + operation->address;
    const uint8_t *old = operation->old;
    uint32_t whole = operation->count * done / 255;

    for (uint32_t i = whole; i < operation->count; i++) {
        uint32_t at = (operation->first + i) % NOR_PAGE;
        uint8_t missing = (uint8_t)garbage(operation->address + at);

        page[at] = i == whole ? old[at] & (uint8_t)(page[at] | missing) : old[at];
    }
}

static unsigned progress(const struct nor_operation *operation, uint64_t now_ns)
{
    uint64_t duration = operation->end_ns - operation->start_ns;

    if (now_ns <= operation->start_ns || duration == 0)
        return 0;
    return (unsigned)((now_ns - operation->start_ns) * 255 / duration);
}

static void break_operation(struct nor *nor, uint64_t now_ns)
{
    struct nor_operation *operation = &nor->operation;
    unsigned done = progress(operation, now_ns);

    nor->stats.busy_ns -=
        operation->end_ns - (now_ns > operation->start_ns ? now_ns : operation->start_ns);
    if (operation->kind == NOR_STATUS_WRITE && done < 128)
        memcpy(nor->nonvolatile, operation->old_status, sizeof nor->nonvolatile);
    if (operation->kind == NOR_ERASE && operation->old)
        leave_partly_erased(nor, operation, done);
    if (operation->kind == NOR_PROGRAM && operation->old)
        leave_partly_programmed(nor, operation, done);
    operation->end_ns = now_ns;
}

void nor_power_cut(struct nor *nor, uint64_t now_ns)
{
    if (nor_busy(nor, now_ns)) {
        break_operation(nor, now_ns);
        nor_settle(nor, now_ns);
    }
    nor_power_up_status(nor);
    nor->reset_enabled = false;
    nor->powered_down = false;
    nor->four_byte_addresses = false;
}
