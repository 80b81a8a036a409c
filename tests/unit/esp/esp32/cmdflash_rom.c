/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loader as in the ESP32's ROM, with its faults, over a fake transport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/esp/esp32/cmdflash_rom.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "esp/rom/loader.h"

enum {
    MESSAGE = 0x3ffc0000, /* the frame that was received last */
    MESSAGE_SIZE = 64,
    FLASH_CHIP = 0x3ffae270,
    SPI1 = 0x3ff42000,
    SPI_USER = SPI1 + 0x1c,
    SPI_W0 = SPI1 + 0x80,
    SPI_MISO_DLEN = SPI1 + 0x2c,
    BELIEVED = 0x200000, /* bytes of flash, before SPI_SET_PARAMS */
    WORDS = 6,
};

struct cmdflash_rom rom;
struct esp_session rom_session;
static struct fake_transport fake;
static uint8_t message[MESSAGE_SIZE];
static uint32_t chip[WORDS], user, miso_bits;
static uint32_t block_at, blocks_left, block_size, next_block;
static unsigned blocks, places, digests, answers, limits, begins;

/* ---- registers ---- */

static uint32_t value_at(uint32_t address)
{
    if (address == ESP_CHIP_MAGIC_ADDRESS)
        return 0x00f01d83;
    if (address >= MESSAGE && address <= MESSAGE + MESSAGE_SIZE - 4)
        return esp_get32(message + (address - MESSAGE));
    if (address >= FLASH_CHIP && address < FLASH_CHIP + 4 * WORDS)
        return chip[(address - FLASH_CHIP) / 4];
    switch (address) {
    case 0x3ff40014: /* UART0's divisor: 40 MHz at 115200 */
        return 347;
    case SPI_USER:
        return user;
    case SPI_W0: /* answers RDID by its length; any other command gets the status "idle" */
        return miso_bits == 23 ? 0x1640ef : 0;
    default:
        return 0;
    }
}

static void write_reg(uint32_t address, uint32_t value, uint32_t mask)
{
    if (address == SPI_USER)
        user = (user & ~mask) | (value & mask);
    if (address == SPI_MISO_DLEN)
        miso_bits = value;
}

/* ---- the flash ---- */

static bool inside(uint32_t address, uint32_t size)
{
    return address <= chip[1] && size <= chip[1] - address;
}

/* Without the command phase the flash does not understand anything. */
static bool understood(void)
{
    if (!(user & 0x80000000u))
        rom.swapped = true;
    return user & 0x80000000u;
}

static uint32_t widest;

uint32_t rom_limit_at_begin(void)
{
    return widest;
}

static uint8_t begin(const uint8_t *data)
{
    uint32_t size = esp_get32(data), offset = esp_get32(data + 12);

    if (chip[1] > widest)
        widest = chip[1];
    if (++begins == rom.bad_begin)
        offset -= 0x8000;
    if (esp_get16(message + 2) != 4 * (rom.begin_words ? rom.begin_words : 4) ||
        (rom.begin_words == 5 && esp_get32(data + 16) != 0)) /* it would encrypt */
        return 5;
    if (offset % 0x1000 || !inside(offset, size) || !understood())
        return 6;
    memset(rom.flash + offset, 0xff, size);
    if (rom.begins < ROM_BEGINS_MAX) {
        rom.begin[rom.begins].erased = size;
        rom.begin[rom.begins].offset = offset;
    }
    rom.begins++;
    blocks_left = esp_get32(data + 4);
    block_size = esp_get32(data + 8);
    block_at = offset;
    next_block = 0;
    return 0;
}

/* A damaged block uses up its number, and the next block goes to its place. */
static uint8_t take_block(const uint8_t *data, size_t size)
{
    uint32_t length = esp_get32(data);
    uint8_t sum = 0xef;

    if (esp_get32(data + 4) != next_block || length > block_size || size < 16 + length)
        return 5;
    if (next_block >= blocks_left)
        return 8;
    next_block++;
    for (uint32_t i = 0; i < length; i++)
        sum ^= data[16 + i];
    if (sum != esp_get32(message + 4) || ++blocks == rom.bad_block)
        return 7;
    for (uint32_t i = 0; i < length; i++)
        rom.flash[block_at + i] &= data[16 + i];
    if (rom.worn && block_at / 0x1000 == rom.worn / 0x1000)
        rom.flash[rom.worn] = 0;
    block_at += length;
    return 0;
}

static uint8_t digest(const uint8_t *data, uint8_t *text)
{
    uint32_t address = esp_get32(data), size = esp_get32(data + 4);
    uint8_t md5[16];

    if (!inside(address, size) || !understood())
        return 9;
    if (++digests == rom.bad_md5)
        address += 0x10000;
    EVP_Digest(rom.flash + address, size, md5, NULL, EVP_md5(), NULL);
    for (unsigned i = 0; i < sizeof(md5); i++)
        snprintf((char *)text + 2 * i, 3, "%02x", md5[i]);
    return 0;
}

static uint8_t read_slow(const uint8_t *data, uint8_t *bytes)
{
    uint32_t address = esp_get32(data), size = esp_get32(data + 4);

    if (size > 64)
        return 10;
    if (!inside(address, size) || !understood())
        return 9;
    memcpy(bytes, rom.flash + address, size);
    return 0;
}

/* ---- the loader ---- */

static void keep(const uint8_t *request, size_t size)
{
    memcpy(message, request, size < MESSAGE_SIZE ? size : MESSAGE_SIZE);
    if (request[1] == ESP_OP_READ_REG && size > ESP_HEADER_SIZE + 4 && ++places == rom.bad_place)
        message[ESP_HEADER_SIZE + 13] ^= 0x20; /* 0x2000 in the offset */
}

static bool is_due(unsigned every, uint8_t op)
{
    return every && op == rom.damaged_op && answers % every == every - 1;
}

static void send(struct fake_transport *f, uint8_t op, uint32_t value, uint8_t *data, size_t size,
                 uint8_t error)
{
    memset(data + size, 0x35, 4); /* the last two bytes of a status are anything */
    data[size] = error != 0;
    data[size + 1] = error;
    answers += op == rom.damaged_op;
    if (is_due(rom.lose_answer, op))
        return;
    if (is_due(rom.flip_answer, op))
        data[size / 2] ^= 0x08;
    fake_answer(f, op, value, data, size + 4);
}

static void note_in_flight(struct fake_transport *f, size_t size)
{
    static unsigned waiting;

    waiting = f->input_at == f->input_size ? 0 : waiting;
    waiting += (unsigned)size + 2;
    if (waiting > rom.in_flight_max)
        rom.in_flight_max = waiting;
}

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t *data = message + ESP_HEADER_SIZE;
    uint8_t out[80] = {0}, op = request[1], error = 0;
    uint32_t value = 0;
    size_t got = 0;

    keep(request, size);
    rom.count[op]++;
    if (op != ESP_OP_FLASH_DATA)
        note_in_flight(f, size);
    switch (op) {
    case ESP_OP_SYNC:
        value = ESP_SYNC_WORD;
        break;
    case ESP_OP_READ_REG:
        value = value_at(esp_get32(data));
        break;
    case ESP_OP_WRITE_REG:
        for (size_t at = ESP_HEADER_SIZE; at + 16 <= size; at += 16)
            write_reg(esp_get32(request + at), esp_get32(request + at + 4),
                      esp_get32(request + at + 8));
        break;
    case ESP_OP_SPI_SET_PARAMS:
        for (unsigned i = 0; i < WORDS; i++)
            chip[i] = esp_get32(data + 4 * i);
        if (++limits == rom.bad_limit)
            chip[1] = ROM_FLASH_SIZE;
        break;
    case ESP_OP_FLASH_BEGIN:
        error = begin(data);
        break;
    case ESP_OP_FLASH_DATA:
        error = take_block(request + ESP_HEADER_SIZE, size - ESP_HEADER_SIZE);
        break;
    case ESP_OP_SPI_FLASH_MD5:
        error = digest(data, out);
        got = 32;
        break;
    case ESP_OP_READ_FLASH_SLOW:
        error = read_slow(data, out);
        got = 64;
        break;
    case ESP_OP_SPI_ATTACH:
        break;
    default: /* FLASH_DEFL, FLASH_END, commands of a stub */
        rom.lied = true;
        return;
    }
    send(f, op, value, out, error ? 0 : got, error);
}

void rom_connect(void)
{
    static const struct esp_link no_link;

    memset(&rom_session, 0, sizeof(rom_session));
    rom_session.link = no_link;
    fake_open(&fake);
    fake.answer = answer;
    fake.base.fault = &rom_session.fault;
    rom_session.transport = &fake.base;
    rom_session.connect_baud = 115200;
    rom_session.state = ESP_STATE_OPEN;
    esp_link_init(&rom_session.link, &fake.base, &rom_session.fault);
    memset(chip, 0, sizeof(chip));
    chip[1] = BELIEVED;
    user = 0x80000000;
    esp_session_connect(&rom_session);
    esp_session_identify_flash(&rom_session);
    memset(&rom.count, 0, sizeof(rom) - sizeof(rom.flash));
    blocks = places = digests = answers = limits = begins = widest = 0;
}
