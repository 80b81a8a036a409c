/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash by means of the boot ROM: the flash controller's settings, and recovery after
 * errors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/clock.h"
#include "esp/chip/family.h"
#include "esp/chip/spicmd.h"
#include "esp/flash/rom/esp8266/romflash_impl.h"
#include "esp/rom/loader.h"

enum {
    SYNC_MS = 4500,
    TRIES = 4,
    SILENCES = 2, /* a loader hangs if it is silent this many times an answer's time */
};

#define ALL 0xffffffffu

/* Bit counts less one: 32 bits of output (from bit 17), a chunk of input (from bit 8). */
#define USER1_READ (31u << 17 | (8u * ESP_ROMFLASH_CHUNK - 1) << 8)
/* 8 bits of command: fast read, which every flash chip can do at our clock. */
#define USER2_READ (7u << 28 | 0x0bu)

/* The registers that reading depends on.  Sources: the pins as in esp8266_family.c; SPI_CTRL
 * and SPI_CLOCK as the ROM sets them when it attaches the flash (0x40004644): no dual or
 * quad modes, a quarter of the system clock. */
static const struct esp_reg_write settings[] = {
    {0x60000d48, 0, ALL}, /* written last by the ROM's SelectSpiFunction */
    {0x6000081c, 0x10, 0x1b0}, /* PERIPHS_IO_MUX_SD_CLK and the five that follow */
    {0x60000820, 0x10, 0x1b0},
    {0x60000824, 0x10, 0x1b0},
    {0x60000828, 0x10, 0x1b0},
    {0x6000082c, 0x10, 0x1b0},
    {0x60000830, 0x10, 0x1b0},
    {0x60000800, 0, 0x100}, /* IO_MUX: the flash clock is divided */
    {0x60000208, 0x288313, ALL}, /* SPI_CTRL */
    {0x60000218, 0x3043, ALL},   /* SPI_CLOCK */
    {ESP_SPI0_USER, ESP_ROMFLASH_USER_READ, ALL}, /* from here on: only for reading */
    {ESP_SPI0_USER1, USER1_READ, ALL},
    {ESP_SPI0_USER2, USER2_READ, ALL},
};
enum {
    SETTINGS = sizeof(settings) / sizeof(settings[0]),
    SETTINGS_FOR_READING = 3,
};

int esp_romflash_ready(struct esp_session *s, bool reading)
{
    size_t count = reading ? SETTINGS : SETTINGS - SETTINGS_FOR_READING;
    uint32_t addresses[SETTINGS], values[SETTINGS];
    int err;

    for (size_t i = 0; i < count; i++)
        addresses[i] = settings[i].address;
    err = esp_read_regs(&s->link, addresses, count, values);
    for (size_t i = 0; i < count && !err; i++)
        if ((values[i] & settings[i].mask) != settings[i].value)
            err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "register 0x%x is 0x%x, set was 0x%x",
                           (unsigned)addresses[i], (unsigned)values[i],
                           (unsigned)settings[i].value);
    return err;
}

static int set(struct esp_session *s, void *reading)
{
    int err = esp_write_regs(&s->link, settings,
                             *(bool *)reading ? SETTINGS : SETTINGS - SETTINGS_FOR_READING);

    return err ? err : esp_romflash_ready(s, *(bool *)reading);
}

int esp_romflash_prepare(struct esp_session *s, bool reading)
{
    if (s->state != ESP_STATE_ROM || !s->board.family)
        return esp_fail(&s->fault, ESP_ERR_ARG, "the loader does not run");
    return esp_romflash_retry(s, set, &reading);
}

/* Checks that the flash still has the ID that it had before.  Wakes a sleeping flash,
 * because an application may have put it to sleep. */
static int check_id(struct esp_session *s)
{
    uint32_t id;
    int err = esp_spi_read_id(&s->link, &s->board.family->spi, true, &id);

    if (!err && s->board.jedec_id && id != s->board.jedec_id) {
        esp_session_other_flash(s, id);
        err = ESP_ERR_PROTOCOL; /* worth another try: the line may have damaged the ID */
    }
    return err;
}

static int begin(struct esp_session *s, void *reading)
{
    int err = esp_romflash_prepare(s, false);

    if (!err)
        err = check_id(s);
    if (!err && *(bool *)reading)
        err = esp_romflash_prepare(s, true);
    if (!err && *(bool *)reading)
        err = esp_romflash_check_path(s);
    return err;
}

int esp_romflash_begin(struct esp_session *s, bool reading)
{
    return esp_romflash_retry(s, begin, &reading);
}

static int ask_id(struct esp_session *s, void *id)
{
    int err = esp_romflash_prepare(s, false);

    return err ? err : esp_spi_read_id(&s->link, &s->board.family->spi, false, id);
}

int esp_romflash_ask_id(struct esp_session *s, uint32_t *id)
{
    return esp_romflash_retry(s, ask_id, id);
}

int esp_romflash_restart(struct esp_session *s)
{
    int err = esp_session_sync(s, SYNC_MS);

    if (!err && s->state != ESP_STATE_ROM)
        err = esp_fail(&s->fault, ESP_ERR_NO_SYNC, "the loader was left meanwhile");
    else if (err == ESP_ERR_NO_SYNC) /* another try is useless */
        esp_fail(&s->fault, err, "the loader does not answer any more");
    return err;
}

/* One command was sent again and again without an answer, so other commands will get no
 * answer either. */
static bool hangs(const struct esp_session *s)
{
    return esp_session_has_lines(s) &&
           esp_link_silent(&s->link, SILENCES * (uint64_t)esp_link_patience_ms(&s->link));
}

int esp_romflash_recover(struct esp_session *s)
{
    uint32_t value;
    int err;

    if (hangs(s))
        return esp_romflash_restart(s);
    err = esp_loader_quiet(&s->link);
    if (!err)
        err = esp_read_reg(&s->link, ESP_SPI0_USER, &value);
    if (!err)
        err = esp_session_check_identity(s);
    return esp_worth_retry(err) ? esp_romflash_restart(s) : err;
}

int esp_romflash_retry(struct esp_session *s, esp_romflash_step *step, void *ctx)
{
    int err = step(s, ctx);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_romflash_recover(s);
        if (!err)
            err = step(s, ctx);
    }
    return err;
}
