/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the flash by hand, through the SPI controller's registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "spicmd.h"

#include "clock.h"
#include "loader.h"

/* Offsets and bits: ESP8266 Technical Reference, SPI registers. */
enum {
    SPI_CMD = 0x00,
    SPI_USER = 0x1c,
    SPI_USER1 = 0x20,
    SPI_USER2 = 0x24,
    SPI_W0 = 0x40,

    WIP = 0x01,     /* flash status register 1 */
    BUSY_MS = 1000, /* longest wait for the flash: a status register write
                     * takes 15 ms, a sector erase up to 400 */
    ID_TRIES = 4,
};
#define SPI_CMD_USR 0x00040000u
#define SPI_USER_COMMAND 0x80000000u
#define SPI_USER_MISO 0x10000000u
#define ALL 0xffffffffu

/* The settings that a user command changes. */
struct saved {
    uint32_t user, user1, user2;
};

static int save(struct esp_link *link, uint32_t base, struct saved *saved)
{
    int err = esp_read_reg(link, base + SPI_USER, &saved->user);

    if (!err)
        err = esp_read_reg(link, base + SPI_USER1, &saved->user1);
    if (!err)
        err = esp_read_reg(link, base + SPI_USER2, &saved->user2);
    return err;
}

static int set(struct esp_link *link, uint32_t base, const struct saved *values)
{
    int err = esp_write_reg(link, base + SPI_USER, values->user, ALL);

    if (!err)
        err = esp_write_reg(link, base + SPI_USER1, values->user1, ALL);
    if (!err)
        err = esp_write_reg(link, base + SPI_USER2, values->user2, ALL);
    return err;
}

static int run(struct esp_link *link, uint32_t base)
{
    uint64_t deadline = esp_clock_after(BUSY_MS);
    uint32_t running;
    int err = esp_write_reg(link, base + SPI_CMD, SPI_CMD_USR, ALL);

    while (!err) {
        err = esp_read_reg(link, base + SPI_CMD, &running);
        if (!err && !(running & SPI_CMD_USR))
            return 0;
        if (!err && esp_clock_left(deadline) == 0)
            err = esp_fail(link->fault, ESP_ERR_TIMEOUT, "the flash controller does not finish");
    }
    return err;
}

static int transact(struct esp_link *link, uint32_t base, const struct saved *setup,
                    uint32_t *answer)
{
    int err = set(link, base, setup);

    if (!err)
        err = esp_write_reg(link, base + SPI_W0, 0, ALL);
    if (!err)
        err = run(link, base);
    if (!err)
        err = esp_read_reg(link, base + SPI_W0, answer);
    return err;
}

int esp_spi_command(struct esp_link *link, uint32_t base, uint8_t command, unsigned bytes,
                    uint32_t *answer)
{
    /* Bit counts less one: of the input from bit 8 of USER1, of the command
     * from bit 28 of USER2. */
    struct saved before, setup = {
        .user = SPI_USER_COMMAND | SPI_USER_MISO,
        .user1 = (bytes * 8 - 1) << 8,
        .user2 = 7u << 28 | command,
    };
    int err = save(link, base, &before);

    if (err)
        return err;
    err = transact(link, base, &setup, answer);
    if (err)
        return err;
    *answer &= ALL >> (32 - bytes * 8);
    return set(link, base, &before);
}

/* A bus without a flash reads all ones, which is busy too: not worth waiting. */
static int await_idle(struct esp_link *link, uint32_t base)
{
    uint64_t deadline = esp_clock_after(BUSY_MS);
    uint32_t status;
    int err;

    do
        err = esp_spi_command(link, base, ESP_FLASH_RDSR, 1, &status);
    while (!err && (status & WIP) && status != 0xff && esp_clock_left(deadline) > 0);
    return err;
}

int esp_spi_read_id(struct esp_link *link, uint32_t base, uint32_t *id)
{
    uint32_t before = 0;
    int err = await_idle(link, base);

    for (int i = 0; i < ID_TRIES && !err; i++) {
        err = esp_spi_command(link, base, ESP_FLASH_RDID, 3, id);
        if (!err && i > 0 && *id == before)
            return 0;
        before = *id;
    }
    if (err)
        return err;
    return esp_fail(link->fault, ESP_ERR_PROTOCOL, "the flash's ID reads differently each time");
}
