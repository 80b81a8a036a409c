/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks that two ways of reading the flash with the boot ROM agree.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All contents are read twice by user commands of the flash controller.  If these commands
 * misread in the same way each time, both readings agree and are wrong.  So some bytes are
 * also read by the controller's own command, which the ROM uses to boot.
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/flash/rom/esp8266/romflash_sweep.h"
#include "esp/rom/loader.h"

/* SPI_CMD: the controller's own READ.  The top byte of SPI_ADDR is the count of bytes; the
 * ROM's SPIRead asks for at most 32. */
#define CMD_READ 0x80000000u
#define ALL 0xffffffffu

enum {
    BYTES = 32,
    WORDS = BYTES / 4,
    TRIES = 4, /* a difference may be damage on the line */
};

/* Places that probably hold contents: the boot header, the program that it starts, further
 * programs. */
static const uint32_t places[] = {0, 0x1000, 0x10000, 0x20000};

static int read_plainly(struct esp_session *s, uint32_t address, uint8_t bytes[BYTES])
{
    const struct esp_reg_write restore = {ESP_SPI0_USER, ESP_ROMFLASH_USER_READ, ALL};
    const struct esp_reg_write writes[] = {
        {ESP_SPI0_USER, ESP_ROMFLASH_USER_RESET, ALL},
        {ESP_SPI0_ADDR, (uint32_t)BYTES << 24 | address, ALL},
        {ESP_SPI0_CMD, CMD_READ, CMD_READ},
    };
    uint32_t addresses[WORDS], words[WORDS];
    int err = esp_write_regs(&s->link, writes, 3);

    for (uint32_t i = 0; i < WORDS; i++)
        addresses[i] = ESP_SPI0_W0 + 4 * i;
    if (!err)
        err = esp_read_regs_sure(&s->link, addresses, WORDS, words);
    if (!err)
        err = esp_write_regs(&s->link, &restore, 1);
    for (uint32_t i = 0; i < WORDS && !err; i++)
        esp_put32(bytes + 4 * i, words[i]);
    return err;
}

/* Bytes that are all equal say nothing: a dead line reads like that, too. */
static bool says_something(const uint8_t bytes[BYTES])
{
    return memcmp(bytes, bytes + 1, BYTES - 1) != 0;
}

/* Returns 0, ESP_ERR_PROTOCOL if the two readings differ, or the error of the reading. */
static int compare_at(struct esp_session *s, uint32_t address, const uint8_t plain[BYTES])
{
    struct esp_sweep sweep = {.s = s, .count = 1, .address = {address}};
    int err = esp_sweep_fetch(&sweep);

    if (err == ESP_SWEEP_ODD) {
        err = esp_loader_quiet(&s->link);
        return err ? err : esp_fail(&s->fault, ESP_ERR_PROTOCOL, "damaged on its way");
    }
    if (err || memcmp(sweep.contents[0], plain, BYTES) == 0)
        return err;
    return esp_fail(&s->fault, ESP_ERR_PROTOCOL,
                    "two ways of reading the flash differ at 0x%x, so neither is to be trusted; "
                    "please report what 'esp-detect --self-test' prints",
                    (unsigned)address);
}

static int compare(struct esp_session *s)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        uint8_t plain[BYTES];
        int err = read_plainly(s, places[i], plain);

        if (err || says_something(plain))
            return err ? err : compare_at(s, places[i], plain);
    }
    return 0;
}

int esp_romflash_check_path(struct esp_session *s)
{
    int err = s->path_checked ? 0 : compare(s);

    for (int i = 1; i < TRIES && err == ESP_ERR_PROTOCOL; i++)
        err = compare(s);
    s->path_checked = s->path_checked || !err;
    return err == ESP_ERR_PROTOCOL ? ESP_ERR_CHECK : err;
}
