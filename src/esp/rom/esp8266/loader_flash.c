/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MEM_END, FLASH_BEGIN and SPI_SET_PARAMS of the ESP8266's boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * These requests have no check sum.  With a flipped bit in a request, the ROM would erase
 * or program another place and report success.  So the contents of a request are read back
 * from the ROM's variables before the ROM acts on them (source of the addresses: the ROM's
 * code, RcvMsg at 0x40003eac and its callers).
 */
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/line/transport.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"

/* The frame that the ROM received last.  A shorter frame leaves the rest of the frame
 * before in place. */
#define ROM_MESSAGE_BODY (0x3fffa000u + ESP_HEADER_SIZE)
/* struct SpiFlashChip: id, size, block, sector and page size, status mask. */
#define ROM_FLASH_CHIP 0x3fffc718u

enum {
    CHIP_WORDS = 6,
    BLOCK_SIZE = 0x10000, /* bytes that the ROM erases with one command */
    SECTOR_SIZE = 0x1000,
    PAGE_SIZE = 0x100,
    STATUS_MASK = 0xffff,
    /* More blocks than will ever come.  After the last block, a FLASH_END would set the
     * flash's protection bits; a command that lost a byte may look like FLASH_END. */
    BLOCKS_ENDLESS = 0xffffff,
    PLACED_MAX = 4,
    BEGIN_WORDS = 4,      /* size to erase, count and size of blocks, offset */
    BEGIN_MS = 3000,      /* enough if a damaged request erases after all */
    BLOCK_HEADER = 16,    /* bytes, of FLASH_DATA */
    GUARD = 4,            /* bytes behind a block */
    TRIES = 6,
};

int esp_flash_limit(struct esp_link *link, uint32_t size)
{
    const uint32_t words[CHIP_WORDS] = {0, size, BLOCK_SIZE, SECTOR_SIZE, PAGE_SIZE, STATUS_MASK};
    uint8_t data[4 * CHIP_WORDS];
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < CHIP_WORDS; i++)
        esp_put32(data + 4 * i, words[i]);
    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_command(link, ESP_OP_SPI_SET_PARAMS, 0, data, sizeof(data), NULL,
                          esp_link_patience_ms(link));
        if (!err)
            err = esp_confirm_words(link, ROM_FLASH_CHIP, words, CHIP_WORDS);
    }
    return err;
}

/* Sends the words behind the address of a READ_REG, which ignores them. */
static int place(struct esp_link *link, const uint32_t *words, size_t count)
{
    uint8_t data[4 * PLACED_MAX];
    int err;

    esp_put32(data, ROM_FLASH_CHIP); /* some register */
    for (size_t i = 1; i < count; i++)
        esp_put32(data + 4 * i, words[i]);
    err = esp_command(link, ESP_OP_READ_REG, 0, data, 4 * count, NULL,
                      esp_link_patience_ms(link));
    if (err)
        return err;
    return esp_confirm_words(link, ROM_MESSAGE_BODY + 4, words + 1, count - 1);
}

int esp8266_place(struct esp_link *link, const uint32_t *words, size_t count)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        err = i ? esp_loader_quiet(link) : 0;
        if (!err)
            err = place(link, words, count);
    }
    return err;
}

/* MEM_END has no check sum, and a damaged entry would make the chip hang.  So the entry is
 * put in place first, and MEM_END then brings only its flag.  (If the flag is damaged, it
 * is not 0, and the ROM starts nothing.) */
int esp8266_start_program(struct esp_link *link, uint32_t entry)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)], flag[4] = {0};
    const uint32_t words[2] = {0, entry};
    struct esp_slip_writer w;
    int err = esp8266_place(link, words, 2);

    if (err)
        return err;
    link->asked[ESP_OP_MEM_END] = true;
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_put_request(&w, ESP_OP_MEM_END, sizeof(words), 0, flag, sizeof(flag));
    return esp_transport_write(link->transport, wire, w.used, esp_link_patience_ms(link));
}

/* Sends a FLASH_BEGIN that ends after its first word, the size; the other words are in
 * place.  If a bit of the size flips, the ROM erases from the offset on, within the limit
 * of esp_flash_limit(). */
static int trigger(struct esp_link *link)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)], size[4] = {0};
    struct esp_slip_writer w;
    struct esp_answer answer;
    int err;

    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_put_request(&w, ESP_OP_FLASH_BEGIN, 4 * BEGIN_WORDS, 0, size, sizeof(size));
    err = esp_transport_write(link->transport, wire, w.used, esp_link_patience_ms(link));
    if (err)
        return err;
    return esp_link_await(link, ESP_OP_FLASH_BEGIN, &answer, esp_link_patience_ms(link));
}

/* Waits until the ROM answers again: the ROM may be erasing. */
static int await_rom(struct esp_link *link)
{
    uint32_t value;
    uint64_t deadline =
        esp_clock_after(esp_transport_patience_ms(link->transport, BEGIN_MS, BEGIN_MS));
    int err;

    do
        err = esp_read_reg(link, ROM_FLASH_CHIP, &value);
    while (esp_worth_retry(err) && esp_clock_left(deadline) > 0);
    return err ? err : esp_loader_quiet(link);
}

int esp_flash_position(struct esp_link *link, uint32_t offset, uint32_t end)
{
    const uint32_t words[BEGIN_WORDS] = {0, BLOCKS_ENDLESS, ESP_FLASH_BLOCK, offset};
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_flash_limit(link, end);
        if (!err)
            err = place(link, words, BEGIN_WORDS);
        if (!err)
            err = trigger(link);
        if (esp_worth_retry(err)) {
            int silent = await_rom(link);

            if (silent)
                return silent;
        }
    }
    return err;
}

/* The value that occurs least often. */
static uint8_t rarest(const uint8_t *block)
{
    unsigned count[256] = {0};
    uint8_t value = 0;

    for (unsigned i = 0; i < ESP_FLASH_BLOCK; i++)
        count[block[i]]++;
    for (unsigned i = 1; i < 256; i++)
        if (count[i] < count[value])
            value = (uint8_t)i;
    return value;
}

int esp_flash_block(struct esp_link *link, uint32_t sequence, const uint8_t *block)
{
    uint8_t data[BLOCK_HEADER + ESP_FLASH_BLOCK + GUARD] = {0};
    uint32_t sum = ESP_CHECKSUM_SEED;
    int wire_ms = (int)esp_transport_wire_ms(link->transport, 2 * sizeof(data));

    esp_put32(data, ESP_FLASH_BLOCK);
    esp_put32(data + 4, sequence);
    memcpy(data + BLOCK_HEADER, block, ESP_FLASH_BLOCK);
    memset(data + BLOCK_HEADER + ESP_FLASH_BLOCK, rarest(block), GUARD);
    for (unsigned i = 0; i < ESP_FLASH_BLOCK; i++)
        sum ^= block[i];
    return esp_command(link, ESP_OP_FLASH_DATA, sum, data, sizeof(data), NULL,
                       wire_ms + esp_link_patience_ms(link));
}
