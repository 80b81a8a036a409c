/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A boot ROM in memory with a flash chip, on a line that damages what the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/esp/romflash_rom.h"

#include <stdlib.h>

#include "esp/chip/family.h"
#include "esp/flash/rom/esp8266/romflash_impl.h"

enum {
    MESSAGE = 0x3fffa000, /* the last request */
    FLASH_CHIP = 0x3fffc718,
    USER1 = 0x60000220,
};

struct fake_transport fake;
struct esp_session session;
struct romflash_rom rom;

static uint32_t *word_at(uint32_t address)
{
    static uint32_t elsewhere;

    if (address - 0x60000200u < sizeof(rom.spi))
        return &rom.spi[(address - 0x60000200u) / 4];
    if (address - 0x60000800u < sizeof(rom.mux))
        return &rom.mux[(address - 0x60000800u) / 4];
    if (address - FLASH_CHIP < sizeof(rom.flash_chip))
        return &rom.flash_chip[(address - FLASH_CHIP) / 4];
    return address == 0x60000d48 ? &rom.rtc : &elsewhere;
}

static uint32_t load(uint32_t address)
{
    if (address - MESSAGE < sizeof(rom.message))
        return esp_get32(rom.message + (address - MESSAGE));
    return *word_at(address);
}

/* USER command: sends 32 bits from W0 and reads 64 bytes.  With other lengths the result is
 * nonsense. */
static void user_command(void)
{
    uint32_t *w = word_at(ESP_SPI0_W0), out = w[0];
    uint32_t address = (out & 0xff) << 16 | (out & 0xff00) | (out >> 16 & 0xff);
    bool settings = *word_at(USER1) == (31u << 17 | 511u << 8);

    rom.reads++;
    if ((*word_at(ESP_SPI0_USER2) & 0xff) == 0x9f) /* RDID */
        w[0] = 0x1640ef;
    else if ((*word_at(ESP_SPI0_USER2) & 0xff) == 0x05) /* RDSR */
        w[0] = 0;
    else
        for (unsigned i = 0; i < 64; i++)
            ((uint8_t *)w)[i] = settings ? rom.flash[(address + i) % FLASH_SIZE] : 0x55;
    if (rom.unsteady)
        w[3] ^= rom.reads;
}

/* The controller's own READ.  The top byte of the address is the number of bytes. */
static void plain_read(uint32_t address)
{
    uint8_t *w = (uint8_t *)word_at(ESP_SPI0_W0);

    for (unsigned i = 0; i < address >> 24; i++)
        w[i] = rom.flash[((address & 0xffffff) + i) % FLASH_SIZE];
    if (*word_at(ESP_SPI0_USER) != 0x80000044) /* the value after a reset */
        w[0] ^= 1;
    if (rom.misreads > 0) {
        rom.misreads--;
        w[5] ^= 4;
    }
}

static void flash_command(uint32_t bits)
{
    uint32_t address = *word_at(ESP_SPI0_ADDR), size = bits == 0x01000000 ? 0x1000 : 0x10000;

    if (bits == 0x40000000)
        rom.enabled = !rom.refuses_enable;
    else if (bits == 0x20000000)
        rom.enabled = false;
    else if (bits == 0x08000000)
        *word_at(ESP_SPI0_RD_STATUS) = rom.enabled ? 2 : 0;
    else if (bits == 0x00040000)
        user_command();
    else if (bits == 0x80000000)
        plain_read(address);
    else if (rom.enabled && (bits == 0x01000000 || bits == 0x00800000)) {
        memset(rom.flash + (address % FLASH_SIZE & ~(size - 1)), 0xff, size);
        rom.enabled = false;
        rom.erases++;
    }
}

static void store(uint32_t address, uint32_t value, uint32_t mask)
{
    if (address == ESP_SPI0_CMD)
        flash_command(value & mask);
    else
        *word_at(address) = (*word_at(address) & ~mask) | (value & mask);
}

static void answer_to(struct fake_transport *f, uint8_t op, uint32_t value)
{
    static const uint8_t good[2] = {0, 5};
    unsigned n = ++rom.answers;
    bool hit = n == rom.fate_at || (rom.fate_every && n % rom.fate_every == 0);
    enum fate now = hit ? rom.fate : FINE;

    if (now == SPOILS_SETTINGS)
        *word_at(USER1) = 0;
    if (now == FLIPPED)
        value ^= 0x00100000;
    if (now != LOST)
        fake_answer(f, op, value, good, 2);
    if (now == TWICE)
        fake_answer(f, op, value, good, 2);
}

static void write_regs(unsigned count)
{
    uint32_t damage = rom.fate == WRONG_ADDRESS && rom.answers + 1 == rom.fate_at ? 0x10000 : 0;

    for (unsigned i = 0; i < count; i++) {
        const uint8_t *entry = rom.message + 8 + 16 * i;
        uint32_t address = esp_get32(entry);

        store(address, esp_get32(entry + 4) ^ (address == ESP_SPI0_ADDR ? damage : 0),
              esp_get32(entry + 8));
    }
}

/* Answers as the ROM does.  A shorter request leaves the rest of the older request in the
 * message. */
static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    uint32_t value = 0;

    memcpy(rom.message, request, size < sizeof(rom.message) ? size : sizeof(rom.message));
    if (rom.fate == WRONG_ADDRESS && rom.answers + 1 == rom.fate_at && size >= 24)
        rom.message[21] ^= 0x40; /* the offset of a FLASH_BEGIN */
    switch (rom.message[1]) {
    case ESP_OP_WRITE_REG:
        write_regs(esp_get16(rom.message + 2) / 16);
        break;
    case ESP_OP_READ_REG:
        value = load(esp_get32(rom.message + 8));
        break;
    case ESP_OP_SPI_SET_PARAMS:
        for (unsigned i = 0; i < 6; i++)
            rom.flash_chip[i] = esp_get32(rom.message + 8 + 4 * i);
        break;
    case ESP_OP_FLASH_BEGIN:
        rom.begins++;
        rom.begin_erase = esp_get32(rom.message + 8);
        rom.begin_offset = esp_get32(rom.message + 20);
        break;
    }
    answer_to(f, rom.message[1], value);
}

void romflash_rom_open(void)
{

    fake_open(&fake);
    fake.answer = answer;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_ROM;
    session.connect_baud = 115200;
    session.board.family = esp_families[0];
    session.board.flash_size = FLASH_SIZE;
    session.board.jedec_id = 0x1640ef;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    for (size_t i = 0; i < FLASH_SIZE; i++)
        rom.flash[i] = (uint8_t)(rand() >> 7);
    memset(rom.spi, 0, sizeof(rom.spi));
    rom.answers = rom.fate_at = rom.fate_every = rom.erases = rom.begins = 0;
    rom.fate = FINE;
    rom.enabled = rom.refuses_enable = rom.unsteady = false;
    rom.misreads = 0;
}
