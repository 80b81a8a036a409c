/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip's status registers and its write enable latch.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: Winbond W25Q32FV data sheet, "Status Registers".  The differences of other chips
 * are from the bench notes of mhightower83/SpiFlashUtils: chips that take one byte or two,
 * and no other number (GD25Q32C, maker D8h; EN25Q32C); a latch that stays set after a
 * rejected write, so that the next volatile write becomes a lasting one; and XM25QH32B,
 * whose third register is cleared by a volatile write.
 *
 * After 06h the boot ROM polls until the latch shows.  esp8266/Arduino's PR 9140 suspects
 * that in some chips the latch does not show at once.  Espressif's stub erases without this
 * check, on all chips, so here a latch that shows late counts at once.  No source reports a
 * lost 06h; the boot ROM would then wait for ever.
 */
#include "sim/nor/nor_internal.h"

#include <string.h>

enum { NS_PER_US = 1000 };

void nor_run_write_enable(struct nor *nor, const struct nor_request *request)
{
    uint32_t lost = nor->config.lost_wel;

    nor->write_enables++;
    if (nor->write_enabled || (lost && nor->write_enables % lost == 0))
        return;
    nor->write_enabled = true;
    nor->write_shows_ns = request->now_ns + (uint64_t)nor->config.late_wel_us * NS_PER_US;
}

void nor_run_write_disable(struct nor *nor, const struct nor_request *request)
{
    (void)request;
    nor->write_enabled = false;
}

void nor_run_volatile_enable(struct nor *nor, const struct nor_request *request)
{
    (void)request;
    nor->volatile_enabled = true;
}

static unsigned status_index(uint8_t opcode)
{
    return opcode == 0x05 || opcode == 0x01 ? 0 : opcode == 0x35 || opcode == 0x31 ? 1 : 2;
}

static uint8_t first_register(struct nor *nor, uint64_t now_ns)
{
    uint8_t value = nor->status[0];

    value |= nor_busy(nor, now_ns) ? NOR_SR1_WIP : 0;
    value |= nor->write_enabled && now_ns >= nor->write_shows_ns ? NOR_SR1_WEL : 0;
    return value;
}

/* The answer to 35h of a chip that does not know 35h. */
static uint8_t instead_of_second(struct nor *nor, uint64_t now_ns)
{
    switch (nor->config.second) {
    case NOR_SECOND_ZEROS:
        return 0;
    case NOR_SECOND_FIRST:
        return first_register(nor, now_ns);
    case NOR_SECOND_LAST:
        return nor->last_in;
    default:
        return 0xff;
    }
}

void nor_run_read_status(struct nor *nor, const struct nor_request *request)
{
    unsigned index = status_index(request->opcode);
    uint8_t value = index == 0 ? first_register(nor, request->now_ns) : nor->status[index];

    if (index == 1 && nor->config.second != NOR_SECOND_THERE) {
        nor_violation(nor, request, "unknown command");
        value = instead_of_second(nor, request->now_ns);
    }
    memset(request->in, value, request->in_size);
}

/* True if the chip ignores a status write that it may otherwise take.  The latch then stays
 * as it is. */
static bool rejects(const struct nor *nor, unsigned first, size_t size)
{
    const struct nor_config *config = &nor->config;

    return (size > 1 && (config->status_by_byte || config->second != NOR_SECOND_THERE)) ||
           (size == 1 && config->status_by_pair && first == 0) ||
           (config->status_locked && nor->stats.status_writes != 0);
}

/* The first count registers from first on keep their new values after a power cut, too. */
static void begin_lasting(struct nor *nor, unsigned first, size_t count, uint64_t now_ns)
{
    memcpy(nor->operation.old_status, nor->nonvolatile, sizeof nor->nonvolatile);
    memcpy(nor->nonvolatile + first, nor->status + first, count);
    nor->stats.status_writes++;
    if (memcmp(nor->operation.old_status, nor->nonvolatile, sizeof nor->nonvolatile) != 0)
        nor->stats.status_changes++;
    nor_begin(nor, NOR_STATUS_WRITE, now_ns, nor_time_ns(nor, NOR_TIME_STATUS));
}

void nor_run_write_status(struct nor *nor, const struct nor_request *request)
{
    static const uint8_t writable[] = {NOR_SR1_WRITABLE, NOR_SR2_WRITABLE, NOR_SR3_WRITABLE};
    unsigned first = status_index(request->opcode);
    size_t size = request->data_size;
    size_t limit = first == 0 ? 2 : 1; /* 01h may carry the second register, too */

    if (size == 0 || size > limit) {
        nor_violation(nor, request, "status write of a wrong length");
        return;
    }
    if (rejects(nor, first, size))
        return;
    if (!nor->config.short_status_clears)
        limit = size;
    for (size_t i = 0; i < limit; i++)
        nor->status[first + i] = i < size ? request->data[i] & writable[first + i] : 0;
    if (nor->write_enabled)
        begin_lasting(nor, first, limit, request->now_ns);
    else if (first == 0 && nor->config.volatile_clears_third)
        nor->status[2] = 0;
}

void nor_get_status(const struct nor *nor, uint8_t *now, uint8_t *lasting)
{
    memcpy(now, nor->status, NOR_STATUS_REGISTERS);
    memcpy(lasting, nor->nonvolatile, NOR_STATUS_REGISTERS);
}

void nor_power_up_status(struct nor *nor)
{
    memcpy(nor->status, nor->nonvolatile, sizeof nor->status);
    nor->write_enabled = false;
    nor->volatile_enabled = false;
    nor->quad_interface = false;
}
