/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader's commands for the flash, which every boot ROM since the ESP32 has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/romcmd.h"

#include <string.h>

#include "base/bytes.h"
#include "base/digit.h"
#include "esp/line/transport.h"
#include "esp/rom/loader.h"

enum {
    CHIP_WORDS = 6, /* of SPI_SET_PARAMS and of the ROM's description of the flash */
    BLOCK_SIZE = 0x10000,
    PAGE_SIZE = 0x100,
    STATUS_MASK = 0xffff,
    BEGIN_WORDS_MAX = 5,
    /* Of FLASH_BEGIN, behind the size to erase: count and size of blocks, offset; and on later
     * chips a word that is 0, as the ROM is not to encrypt. */
    PLACED_WORDS_MAX = BEGIN_WORDS_MAX - 1,
    BLOCK_HEADER = 16, /* bytes, of FLASH_DATA */
    MD5_DIGITS = 2 * ESP_MD5_SIZE,
    TRIES = 6,
    READ_FAILED = 9, /* ROM error: the address is behind the end that the ROM believes in (seen
                      * on the ROMs of ESP32 and ESP32-C3) */

    /* How long the ROM may work, in milliseconds.  Data sheets: erasing a sector takes 400 ms
     * at most, programming it 50 ms.  The ESP32's ROM erases the first 64 KB sector by sector.
     * Reading 1 MB for the MD5 takes a few seconds. */
    BEGIN_MS = 300, /* also writes the flash's status register */
    ERASE_MS = 1000, /* for a worn sector */
    ERASE_MS_PER_64K = 7000,
    PROGRAM_MS = 1000,
    MD5_MS = 300,
    MD5_MS_PER_64K = 600,
};

int esp_rom_holds_facts(struct esp_link *link, const struct esp_romcmd_facts *rom, bool *holds)
{
    uint32_t place = rom->flash_chip;
    int err = rom->pointer ? esp_read_regs_sure(link, &rom->pointer, 1, &place) : 0;

    *holds = place == rom->flash_chip;
    return err;
}

int esp_rom_attach(struct esp_link *link, uint32_t pads)
{
    uint8_t data[8] = {0}; /* the pins, then a word that is 0: not in the old way */
    int err = ESP_ERR_TIMEOUT;

    esp_put32(data, pads);
    for (int i = 0; i < TRIES && esp_worth_retry(err); i++)
        err = esp_command(link, ESP_OP_SPI_ATTACH, 0, data, sizeof(data), NULL,
                          esp_link_patience_ms(link));
    return err;
}

int esp_rom_limit(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t size)
{
    const uint32_t words[CHIP_WORDS] = {0, size, BLOCK_SIZE, ESP_SECTOR_SIZE, PAGE_SIZE,
                                        STATUS_MASK};
    uint8_t data[4 * CHIP_WORDS];
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < CHIP_WORDS; i++)
        esp_put32(data + 4 * i, words[i]);
    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_command(link, ESP_OP_SPI_SET_PARAMS, 0, data, sizeof(data), NULL,
                          esp_link_patience_ms(link));
        if (!err && rom->flash_chip)
            err = esp_confirm_words(link, rom->flash_chip + 4, words + 1, CHIP_WORDS - 1);
    }
    return err;
}

void esp_rom_put_read(struct esp_slip_writer *w, uint32_t address, uint32_t size)
{
    uint8_t data[8];

    esp_put32(data, address);
    esp_put32(data + 4, size);
    esp_put_request(w, ESP_OP_READ_FLASH_SLOW, sizeof(data), 0, data, sizeof(data));
}

static int milliseconds(uint32_t size, int per_64k)
{
    return (int)((uint64_t)size * (unsigned)per_64k / ESP_BLOCK64_SIZE);
}

/* The answer has the digest as hexadecimal digits. */
static bool parse_digits(const struct esp_answer *answer, uint8_t md5[ESP_MD5_SIZE])
{
    bool right = answer->size == MD5_DIGITS;

    for (unsigned i = 0; i < ESP_MD5_SIZE && right; i++) {
        int high = esp_digit((char)answer->data[2 * i]);
        int low = esp_digit((char)answer->data[2 * i + 1]);

        right = high >= 0 && low >= 0;
        md5[i] = (uint8_t)(high << 4 | low);
    }
    return right;
}

int esp_rom_md5(struct esp_link *link, uint32_t address, uint32_t size, uint8_t md5[ESP_MD5_SIZE])
{
    uint8_t data[16] = {0};
    struct esp_answer answer;
    int err;

    esp_put32(data, address);
    esp_put32(data + 4, size);
    err = esp_command(link, ESP_OP_SPI_FLASH_MD5, 0, data, sizeof(data), &answer,
                      esp_link_patience_ms(link) + MD5_MS + milliseconds(size, MD5_MS_PER_64K));
    if (!err && !parse_digits(&answer, md5))
        err = esp_fail(link->fault, ESP_ERR_PROTOCOL, "a digest was damaged on its way");
    return err;
}

/* A READ_REG takes only the first word of its data, which is the address.  The words behind
 * it stay where the ROM keeps the frame that it received last, and a shorter frame does not
 * overwrite them. */
static int place(struct esp_link *link, const struct esp_romcmd_facts *rom,
                 const uint32_t words[PLACED_WORDS_MAX])
{
    uint8_t data[4 + 4 * PLACED_WORDS_MAX];
    uint32_t body = rom->message + ESP_HEADER_SIZE;
    unsigned count = rom->begin_words - 1;
    int err;

    esp_put32(data, body);
    for (unsigned i = 0; i < count; i++)
        esp_put32(data + 4 + 4 * i, words[i]);
    err = esp_command(link, ESP_OP_READ_REG, 0, data, 4 + 4 * count, NULL,
                      esp_link_patience_ms(link));
    return err ? err : esp_confirm_words(link, body + 4, words, count);
}

/* How long the ROM may take for a FLASH_BEGIN that erases size bytes. */
static int begin_ms(const struct esp_link *link, uint32_t size)
{
    return esp_link_patience_ms(link) + BEGIN_MS +
           (size ? ERASE_MS + milliseconds(size, ERASE_MS_PER_64K) : 0);
}

/* Sends a FLASH_BEGIN that ends after its first word, the size; the other words are in
 * place. */
static int trigger(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t size)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)], data[4];
    int patience_ms = esp_link_patience_ms(link);
    struct esp_slip_writer w;
    struct esp_answer answer;
    int err;

    esp_put32(data, size);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_put_request(&w, ESP_OP_FLASH_BEGIN, (uint16_t)(4 * rom->begin_words), 0, data,
                    sizeof(data));
    err = esp_transport_write(link->transport, wire, w.used, patience_ms);
    if (err)
        return err;
    return esp_link_await(link, ESP_OP_FLASH_BEGIN, &answer, begin_ms(link, size));
}

/* Sends a whole FLASH_BEGIN at once. */
static int begin_at_once(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t size,
                         const uint32_t words[PLACED_WORDS_MAX])
{
    uint8_t data[4 * BEGIN_WORDS_MAX] = {0};

    esp_put32(data, size);
    for (unsigned i = 0; i < rom->begin_words - 1; i++)
        esp_put32(data + 4 + 4 * i, words[i]);
    return esp_command(link, ESP_OP_FLASH_BEGIN, 0, data, 4 * rom->begin_words, NULL,
                       begin_ms(link, size));
}

/* Does the ROM refuse to read what is behind the end that it was told? */
static int refuses_behind(struct esp_link *link, uint32_t end, bool *refuses)
{
    uint8_t data[8];
    int err;

    esp_put32(data, end);
    esp_put32(data + 4, ESP_ROMCMD_CHUNK);
    err = esp_command(link, ESP_OP_READ_FLASH_SLOW, 0, data, sizeof(data), NULL,
                      esp_link_patience_ms(link));
    *refuses = err == ESP_ERR_STATUS && link->fault->status == READ_FAILED;
    return err && esp_worth_retry(err) ? esp_loader_quiet(link) : err;
}

/* Tells the ROM where the flash ends, until the ROM shows that it believes so.  A ROM that reads
 * further each time checks nothing: then the caller's look at the flash has to do. */
static int limit_surely(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t end)
{
    bool refuses = false;
    int err = 0;

    for (int i = 0; i < TRIES && !err && !refuses; i++) {
        err = esp_rom_limit(link, rom, end);
        if (!err)
            err = refuses_behind(link, end, &refuses);
    }
    return err;
}

/* Without the words in place, a FLASH_BEGIN would take what an older request left there. */
static int place_surely(struct esp_link *link, const struct esp_romcmd_facts *rom,
                        const uint32_t words[PLACED_WORDS_MAX])
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
        int quiet = i ? esp_loader_quiet(link) : 0;

        err = quiet ? quiet : place(link, rom, words);
    }
    return err;
}

int esp_rom_begin(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t offset,
                  uint32_t size, uint32_t end, bool reads)
{
    const uint32_t words[PLACED_WORDS_MAX] = {(end - offset) / ESP_ROMCMD_BLOCK,
                                              ESP_ROMCMD_BLOCK, offset};
    const struct esp_romcmd_facts blind = {.begin_words = rom->begin_words};
    bool prove = reads && !rom->flash_chip;
    int err;

    if (!reads)
        rom = &blind; /* no register is read either */
    err = prove ? limit_surely(link, rom, end) : esp_rom_limit(link, rom, end);

    if (!err && !rom->message)
        return begin_at_once(link, rom, size, words);
    if (!err)
        err = place_surely(link, rom, words);
    return err ? err : trigger(link, rom, size);
}

int esp_rom_block(struct esp_link *link, uint32_t sequence, const uint8_t *block)
{
    uint8_t data[BLOCK_HEADER + ESP_ROMCMD_BLOCK] = {0};
    uint32_t sum = ESP_CHECKSUM_SEED;

    esp_put32(data, ESP_ROMCMD_BLOCK);
    esp_put32(data + 4, sequence);
    memcpy(data + BLOCK_HEADER, block, ESP_ROMCMD_BLOCK);
    for (unsigned i = 0; i < ESP_ROMCMD_BLOCK; i++)
        sum ^= block[i];
    return esp_command(link, ESP_OP_FLASH_DATA, sum, data, sizeof(data), NULL,
                       (int)esp_transport_wire_ms(link->transport, 2 * sizeof(data)) +
                           PROGRAM_MS + esp_link_patience_ms(link));
}
