/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single commands to the flash, through the SPI controller's registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/spicmd.h"

#include "base/clock.h"
#include "base/flashid.h"
#include "base/sfdp.h"
#include "esp/rom/loader.h"

/* Bits: ESP8266 Technical Reference, SPI registers.  The controllers of the other families
 * have the same bits. */
enum {
    RDSR = 0x05,    /* read status register 1 */
    RDID = 0x9f,    /* read JEDEC ID, 3 bytes */
    WAKE = 0xab,    /* release from power-down; the flash is ready 50 us later (tRES1), and
                     * the next request takes longer than that on the line */
    WIP = 0x01,     /* flash status register 1 */
    BUSY_MS = 1000, /* longest wait for the flash: a status register write
                     * takes 15 ms, a sector erase up to 400 */
    ID_TRIES = 4,
};
#define SPI_CMD_USR 0x00040000u
#define SPI_USER_COMMAND 0x80000000u
#define SPI_USER_ADDRESS 0x40000000u
#define SPI_USER_DUMMY 0x20000000u
#define SPI_USER_MISO 0x10000000u
#define ALL 0xffffffffu

/* The settings that a user command changes. */
enum { USER, USER1, USER2, CLOCK, SETTINGS };

static int save(struct esp_link *link, const struct esp_spi *spi, uint32_t saved[SETTINGS])
{
    const uint32_t addresses[] = {spi->base + spi->user, spi->base + spi->user1,
                                  spi->base + spi->user2, spi->base + spi->clock};

    return esp_read_regs_sure(link, addresses, SETTINGS, saved);
}

static int restore(struct esp_link *link, const struct esp_spi *spi,
                   const uint32_t saved[SETTINGS])
{
    const struct esp_reg_write writes[] = {{spi->base + spi->user, saved[USER], ALL},
                                           {spi->base + spi->user1, saved[USER1], ALL},
                                           {spi->base + spi->user2, saved[USER2], ALL},
                                           {spi->base + spi->clock, saved[CLOCK], ALL}};

    return esp_write_regs(link, writes, SETTINGS);
}

/* The registers that tell whether the controller has finished, and what the flash sent. */
enum { CMD, W0, OUTCOME };

/* Waits for the controller.  Usually it has finished a few microseconds after its
 * request.  The outcome has count registers; the first one is CMD. */
static int await_finish(struct esp_link *link, const uint32_t *addresses, size_t count,
                        uint32_t *outcome)
{
    uint64_t deadline = esp_clock_after(BUSY_MS);
    int err = 0;

    while (outcome[CMD] & SPI_CMD_USR && !err) {
        if (esp_clock_left(deadline) == 0)
            return esp_fail(link->fault, ESP_ERR_TIMEOUT, "the flash controller does not finish");
        err = esp_read_regs_sure(link, addresses, count, outcome);
    }
    return err;
}

/* Sends a command byte without an address and reads an answer of "bytes" bytes (1 to 4).
 * The first byte comes into the low bits. */
static int command(struct esp_link *link, const struct esp_spi *spi, uint8_t code, unsigned bytes,
                   uint32_t *answer)
{
    /* Bit counts less one.  The input's count is in USER1 from bit 8 on, or in a register
     * of its own; the command's count is in USER2 from bit 28 on. */
    uint32_t bits = bytes * 8 - 1, base = spi->base;
    const struct esp_reg_write writes[] = {
        {base + spi->user, SPI_USER_COMMAND | SPI_USER_MISO, ALL},
        {base + (spi->miso_dlen ? spi->miso_dlen : spi->user1), spi->miso_dlen ? bits : bits << 8,
         ALL},
        {base + spi->user2, 7u << 28 | code, ALL},
        {base + spi->w0, 0, ALL},
        {base, SPI_CMD_USR, ALL},
    };
    const uint32_t addresses[OUTCOME] = {base, base + spi->w0};
    uint32_t outcome[OUTCOME];
    int err = esp_write_and_read_regs(link, writes, sizeof(writes) / sizeof(writes[0]), addresses,
                                      OUTCOME, outcome);

    if (!err)
        err = await_finish(link, addresses, OUTCOME, outcome);
    if (!err)
        *answer = outcome[W0] & ALL >> (32 - bytes * 8);
    return err;
}

/* Waits until the flash is idle.  Without a flash the bus reads all ones, which looks busy,
 * so this function does not wait on 0xff. */
static int await_idle(struct esp_link *link, const struct esp_spi *spi)
{
    uint64_t deadline = esp_clock_after(BUSY_MS);
    uint32_t status;
    int err;

    do
        err = command(link, spi, RDSR, 1, &status);
    while (!err && (status & WIP) && status != 0xff && esp_clock_left(deadline) > 0);
    return err;
}

const char *esp_spi_pins(const struct esp_spi *spi)
{
    return spi->pins ? spi->pins : "the pins of the flash";
}

int esp_spi_id_changes(struct esp_fault *fault, const struct esp_spi *spi)
{
    return esp_fail(fault, ESP_ERR_PROTOCOL,
                    "the flash's ID reads differently each time, so its connection is bad: see "
                    "that the power is steady, and that nothing is wired to %s",
                    esp_spi_pins(spi));
}

static int read_id(struct esp_link *link, const struct esp_spi *spi, uint32_t *id)
{
    uint32_t before = 0;
    int err = await_idle(link, spi);

    for (int i = 0; i < ID_TRIES && !err; i++) {
        err = command(link, spi, RDID, 3, id);
        if (!err && i > 0 && *id == before)
            return 0;
        before = *id;
    }
    if (err)
        return err;
    return esp_spi_id_changes(link->fault, spi);
}

/* After a deep sleep of the chip, the flash may be in power-down.  Then the flash answers
 * nothing until WAKE is sent.  A flash that erases ignores WAKE. */
static int wake_and_read_id(struct esp_link *link, const struct esp_spi *spi, uint32_t *id)
{
    uint32_t ignored;
    int err = read_id(link, spi, id);

    if (err ? err != ESP_ERR_PROTOCOL : esp_flashid_valid(*id))
        return err;
    err = command(link, spi, WAKE, 1, &ignored);
    return err ? err : read_id(link, spi, id);
}

int esp_spi_read_id(struct esp_link *link, const struct esp_spi *spi, bool wake, uint32_t *id)
{
    uint32_t saved[SETTINGS];
    int err = save(link, spi, saved);

    if (!err)
        err = esp_write_reg(link, spi->base + spi->clock, spi->quarter, ALL);
    if (!err)
        err = wake ? wake_and_read_id(link, spi, id) : read_id(link, spi, id);
    return err ? err : restore(link, spi, saved);
}

/* ---- SFDP ---- */

struct asked {
    struct esp_link *link;
    const struct esp_spi *spi;
    int err;
};

enum { SPI_ADDR = 4 }; /* the offset of the register, whose highest bit is sent first */

/* Sets the controller for reads of two words, with eight dummy clocks behind the address. */
static int set_for_sfdp(struct esp_link *link, const struct esp_spi *spi)
{
    enum { BITS = 63, ADDRESS_BITS = 23, DUMMY_CLOCKS = 7 }; /* counts less one */
    uint32_t base = spi->base, lengths = (uint32_t)ADDRESS_BITS << 26 | DUMMY_CLOCKS;
    const struct esp_reg_write writes[] = {
        {base + spi->user,
         SPI_USER_COMMAND | SPI_USER_ADDRESS | SPI_USER_DUMMY | SPI_USER_MISO, ALL},
        {base + spi->user1, spi->miso_dlen ? lengths : lengths | BITS << 8, ALL},
        {base + spi->user2, 7u << 28 | ESP_SFDP_READ, ALL},
        {base + spi->clock, spi->quarter, ALL},
        {base + spi->miso_dlen, BITS, ALL}, /* if there is this register */
    };

    return esp_write_regs(link, writes, spi->miso_dlen ? 5 : 4);
}

static bool read_sfdp(void *ctx, uint32_t address, uint32_t words[2])
{
    struct asked *asked = ctx;
    uint32_t base = asked->spi->base, outcome[3];
    const struct esp_reg_write writes[] = {{base + SPI_ADDR, address << 8, ALL},
                                           {base, SPI_CMD_USR, ALL}};
    const uint32_t addresses[] = {base, base + asked->spi->w0, base + asked->spi->w0 + 4};

    if (!asked->err)
        asked->err = esp_write_regs(asked->link, writes, 2);
    if (asked->err)
        return false;
    outcome[CMD] = SPI_CMD_USR;
    asked->err = await_finish(asked->link, addresses, 3, outcome);
    words[0] = outcome[W0];
    words[1] = outcome[W0 + 1];
    return !asked->err;
}

int esp_spi_ask_far_commands(struct esp_link *link, const struct esp_spi *spi, uint32_t maker,
                             bool *has)
{
    struct asked asked = {link, spi, 0};
    uint32_t saved[SETTINGS];
    int err = save(link, spi, saved);

    *has = false;
    if (!err)
        err = set_for_sfdp(link, spi);
    if (err)
        return err;
    *has = esp_sfdp_has_far_commands(read_sfdp, &asked, maker);
    return asked.err ? asked.err : restore(link, spi, saved);
}

int esp_spi_enable_commands(struct esp_link *link, const struct esp_spi *spi)
{
    const uint32_t address = spi->base + spi->user;
    const struct esp_reg_write write = {address, SPI_USER_COMMAND, SPI_USER_COMMAND};
    uint32_t user;
    int err = esp_write_and_read_regs(link, &write, 1, &address, 1, &user);

    if (!err && !(user & SPI_USER_COMMAND))
        err = esp_fail(link->fault, ESP_ERR_PROTOCOL,
                       "the flash controller has no command phase: SPI_USER is 0x%08x",
                       (unsigned)user);
    return err;
}
