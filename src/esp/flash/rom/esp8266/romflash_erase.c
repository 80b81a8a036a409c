/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing flash with the boot ROM: by the flash controller's own commands, which the ROM's
 * functions use, too.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * FLASH_BEGIN cannot erase exactly.  If n sectors are asked for, and h sectors are left up
 * to the next multiple of 64 KB, its SPIEraseArea (0x40004b44) erases n + min(n, h)
 * sectors.  So it can erase neither one sector nor an odd number of sectors below 2 h.  And
 * if a bit of its request flips, FLASH_BEGIN erases another place.  The functions here read
 * the address back before they start an erase, and read the write enable latch to see
 * whether the flash erased.
 */
#include "base/clock.h"
#include "esp/flash/rom/esp8266/romflash_impl.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"

/* SPI_CMD: built-in commands.  Each command is written with itself as the mask, so that a
 * flipped bit does not start another command. */
#define CMD_WREN 0x40000000u
#define CMD_WRDI 0x20000000u
#define CMD_RDSR 0x08000000u
#define CMD_SE 0x01000000u /* 20h: erases a sector */
#define CMD_BE 0x00800000u /* d8h: erases a block of 64 KB */
#define ALL 0xffffffffu

enum {
    STATUS_BUSY = 0x01,    /* WIP */
    STATUS_ENABLED = 0x02, /* WEL */
    STATUS_PROTECT = 0x7c, /* BP0 to BP4: some sectors cannot be changed */
    STATUS_NONE = 0xff,    /* no status was read */
    SECTOR_MS = 5000, /* data sheets: 0.4 s at most; worn chips take longer */
    BLOCK_MS = 10000, /* data sheets: 2 s at most */
    TRIES = 5,
};

static int read_status(struct esp_session *s, uint32_t *status)
{
    static const struct esp_reg_write ask[] = {
        {ESP_SPI0_RD_STATUS, STATUS_NONE, ALL},
        {ESP_SPI0_CMD, CMD_RDSR, CMD_RDSR},
    };
    int err = esp_write_regs(&s->link, ask, 2);

    if (!err)
        err = esp_read_reg(&s->link, ESP_SPI0_RD_STATUS, status);
    *status &= 0xff;
    return err;
}

/* Waits until two readings agree that the flash is idle. */
static int await_idle(struct esp_session *s, int limit_ms, uint32_t *status)
{
    uint64_t deadline = esp_clock_after(limit_ms);
    uint32_t before = STATUS_NONE;

    for (;;) {
        int err = read_status(s, status);

        if (err || (!(*status & STATUS_BUSY) && *status == before))
            return err;
        before = *status;
        if (esp_clock_left(deadline) == 0)
            return esp_fail(&s->fault, ESP_ERR_TIMEOUT, "the flash stays busy");
    }
}

/* Sets the address of the next erase and reads it back.  The flash refuses erases
 * meanwhile. */
static int set_address(struct esp_session *s, uint32_t address)
{
    const struct esp_reg_write writes[] = {
        {ESP_SPI0_CMD, CMD_WRDI, CMD_WRDI},
        {ESP_SPI0_ADDR, address, ALL},
    };
    uint32_t value;
    int err = esp_write_regs(&s->link, writes, 2);

    if (!err)
        err = esp_read_reg(&s->link, ESP_SPI0_ADDR, &value);
    if (!err && value != address)
        err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "an address was damaged on its way");
    return err;
}

static int erase_once(struct esp_session *s, uint32_t address, bool block)
{
    uint32_t command = block ? CMD_BE : CMD_SE, status;
    int err = set_address(s, address);

    if (!err)
        err = esp_write_reg(&s->link, ESP_SPI0_CMD, CMD_WREN, CMD_WREN);
    if (!err)
        err = read_status(s, &status);
    if (!err && (status & (STATUS_BUSY | STATUS_ENABLED)) != STATUS_ENABLED)
        err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "the flash cannot be write-enabled");
    /* If another board was plugged in, its loader would erase that board's flash. */
    if (!err)
        err = esp_session_check_identity_if_in_doubt(s);
    if (!err)
        err = esp_write_reg(&s->link, ESP_SPI0_CMD, command, command);
    if (!err)
        err = await_idle(s, block ? BLOCK_MS : SECTOR_MS, &status);
    if (!err && (status & STATUS_ENABLED))
        err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "the flash did not erase at 0x%08x",
                       (unsigned)address);
    return err;
}

/* Lifts the flash's write protection by FLASH_BEGIN, which unlocks the flash; here
 * FLASH_BEGIN is asked to erase nothing. */
static int unlock_once(struct esp_session *s)
{
    uint32_t status;
    int err = await_idle(s, SECTOR_MS, &status);

    if (err || !(status & STATUS_PROTECT))
        return err;
    err = esp_flash_position(&s->link, 0, 0);
    if (!err)
        err = await_idle(s, SECTOR_MS, &status);
    if (!err && (status & STATUS_PROTECT))
        err = esp_fail(&s->fault, ESP_ERR_CHECK,
                       "the ROM's loader cannot lift the flash's write protection: try without "
                       "--no-stub, and see whether its WP pin is wired to ground");
    return err;
}

static int find_again(struct esp_session *s)
{
    int err = esp_romflash_recover(s);

    return err ? err : esp_romflash_prepare(s, false);
}

static int unlock(struct esp_session *s)
{
    int err = unlock_once(s);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = find_again(s);
        if (!err)
            err = unlock_once(s);
    }
    return err;
}

static int erase_unit(struct esp_session *s, uint32_t address, bool block)
{
    uint32_t status;
    int err = erase_once(s, address, block);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = find_again(s);
        if (!err) /* the flash may still be erasing */
            err = await_idle(s, BLOCK_MS, &status);
        if (!err)
            err = erase_once(s, address, block);
    }
    return err;
}

static int check_range(struct esp_session *s, uint32_t address, uint32_t size)
{
    if (address % ESP_SECTOR_SIZE || size % ESP_SECTOR_SIZE)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not whole sectors");
    return 0;
}

int esp_romflash_erase_again(struct esp_session *s, uint32_t address)
{
    int err = esp_romflash_begin(s, false);

    if (!err)
        err = unlock(s);
    return err ? err : erase_unit(s, address, false);
}

int esp_romflash_erase(struct esp_session *s, uint32_t address, uint32_t size,
                       esp_progress *progress, void *ctx)
{
    uint32_t done = 0;
    int err = check_range(s, address, size);

    if (!err)
        err = esp_romflash_begin(s, false);
    if (!err)
        err = unlock(s);
    while (done < size && !err) {
        bool block = (address + done) % ESP_BLOCK64_SIZE == 0 && size - done >= ESP_BLOCK64_SIZE;

        err = erase_unit(s, address + done, block);
        done += block ? ESP_BLOCK64_SIZE : ESP_SECTOR_SIZE;
        if (!err)
            esp_link_achieved(&s->link);
        if (!err && progress)
            progress(ctx, done, size);
    }
    return err;
}
