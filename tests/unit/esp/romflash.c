/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of flash by the boot ROM alone, against a ROM in memory whose line
 * damages what the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/rom/romflash.h"

#include <limits.h>
#include <stdlib.h>

#include "esp/chip/family.h"
#include "esp/flash/rom/romflash_impl.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum {
    FLASH_SIZE = 0x40000,
    MESSAGE = 0x3fffa000, /* the request that came last */
    FLASH_CHIP = 0x3fffc718,
    USER1 = 0x60000220,
};

static struct fake_transport fake;
static struct esp_session session;
static uint8_t flash[FLASH_SIZE], got[FLASH_SIZE];
static size_t got_size;

/* The chip's memory, as far as it matters. */
static uint32_t spi[64], mux[32], rtc, flash_chip[6];
static uint8_t message[2048];
static bool enabled, refuses_enable; /* the flash's write enable latch */
static unsigned erases, reads;
static unsigned begins; /* FLASH_BEGINs that were carried out; of the last: */
static uint32_t begin_erase, begin_offset;

/* What happens to the request or answer with that number. */
static enum fate { FINE, LOST, FLIPPED, TWICE, SPOILS_SETTINGS, WRONG_ADDRESS } fate;
static unsigned fate_at, fate_every, answers;
static bool unsteady; /* the flash reads differently each time */
static unsigned misreads; /* so many of the controller's own reads have a bit wrong */

static uint32_t *word_at(uint32_t address)
{
    static uint32_t elsewhere;

    if (address - 0x60000200u < sizeof(spi))
        return &spi[(address - 0x60000200u) / 4];
    if (address - 0x60000800u < sizeof(mux))
        return &mux[(address - 0x60000800u) / 4];
    if (address - FLASH_CHIP < sizeof(flash_chip))
        return &flash_chip[(address - FLASH_CHIP) / 4];
    return address == 0x60000d48 ? &rtc : &elsewhere;
}

static uint32_t load(uint32_t address)
{
    if (address - MESSAGE < sizeof(message))
        return esp_get32(message + (address - MESSAGE));
    return *word_at(address);
}

/* USER command: 32 bits out of W0, 64 bytes in; with other lengths nonsense. */
static void user_command(void)
{
    uint32_t *w = word_at(ESP_SPI0_W0), out = w[0];
    uint32_t address = (out & 0xff) << 16 | (out & 0xff00) | (out >> 16 & 0xff);
    bool settings = *word_at(USER1) == (31u << 17 | 511u << 8);

    reads++;
    if ((*word_at(ESP_SPI0_USER2) & 0xff) == 0x9f) /* RDID */
        w[0] = 0x1640ef;
    else if ((*word_at(ESP_SPI0_USER2) & 0xff) == 0x05) /* RDSR */
        w[0] = 0;
    else
        for (unsigned i = 0; i < 64; i++)
            ((uint8_t *)w)[i] = settings ? flash[(address + i) % FLASH_SIZE] : 0x55;
    if (unsteady)
        w[3] ^= reads;
}

/* The controller's own READ: the top byte of the address is how many bytes. */
static void plain_read(uint32_t address)
{
    uint8_t *w = (uint8_t *)word_at(ESP_SPI0_W0);

    for (unsigned i = 0; i < address >> 24; i++)
        w[i] = flash[((address & 0xffffff) + i) % FLASH_SIZE];
    if (*word_at(ESP_SPI0_USER) != 0x80000044) /* as after a reset */
        w[0] ^= 1;
    if (misreads > 0) {
        misreads--;
        w[5] ^= 4;
    }
}

static void flash_command(uint32_t bits)
{
    uint32_t address = *word_at(ESP_SPI0_ADDR), size = bits == 0x01000000 ? 0x1000 : 0x10000;

    if (bits == 0x40000000)
        enabled = !refuses_enable;
    else if (bits == 0x20000000)
        enabled = false;
    else if (bits == 0x08000000)
        *word_at(ESP_SPI0_RD_STATUS) = enabled ? 2 : 0;
    else if (bits == 0x00040000)
        user_command();
    else if (bits == 0x80000000)
        plain_read(address);
    else if (enabled && (bits == 0x01000000 || bits == 0x00800000)) {
        memset(flash + (address % FLASH_SIZE & ~(size - 1)), 0xff, size);
        enabled = false;
        erases++;
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
    enum fate now = ++answers == fate_at || (fate_every && answers % fate_every == 0) ? fate : FINE;

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
    uint32_t damage = fate == WRONG_ADDRESS && answers + 1 == fate_at ? 0x10000 : 0;

    for (unsigned i = 0; i < count; i++) {
        const uint8_t *entry = message + 8 + 16 * i;
        uint32_t address = esp_get32(entry);

        store(address, esp_get32(entry + 4) ^ (address == ESP_SPI0_ADDR ? damage : 0),
              esp_get32(entry + 8));
    }
}

/* The ROM: a request leaves in the message what it does not overwrite. */
static void rom(struct fake_transport *f, const uint8_t *request, size_t size)
{
    uint32_t value = 0;

    memcpy(message, request, size < sizeof(message) ? size : sizeof(message));
    if (fate == WRONG_ADDRESS && answers + 1 == fate_at && size >= 24)
        message[21] ^= 0x40; /* the offset of a FLASH_BEGIN */
    switch (message[1]) {
    case ESP_OP_WRITE_REG:
        write_regs(esp_get16(message + 2) / 16);
        break;
    case ESP_OP_READ_REG:
        value = load(esp_get32(message + 8));
        break;
    case ESP_OP_SPI_SET_PARAMS:
        for (unsigned i = 0; i < 6; i++)
            flash_chip[i] = esp_get32(message + 8 + 4 * i);
        break;
    case ESP_OP_FLASH_BEGIN:
        begins++;
        begin_erase = esp_get32(message + 8);
        begin_offset = esp_get32(message + 20);
        break;
    }
    answer_to(f, message[1], value);
}

static void begin(void)
{

    fake_open(&fake);
    fake.answer = rom;
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
        flash[i] = (uint8_t)(rand() >> 7);
    memset(spi, 0, sizeof(spi));
    got_size = 0;
    answers = fate_at = fate_every = erases = begins = 0;
    fate = FINE;
    enabled = refuses_enable = unsteady = false;
    misreads = 0;
}

static int take(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    memcpy(got + got_size, data, size);
    got_size += size;
    return 0;
}

static bool reads_right(uint32_t address, uint32_t size)
{
    int err = esp_romflash_read(&session, address, size, take, NULL, NULL);

    if (err)
        printf("# error %d: %s\n", err, session.fault.text);
    return err == 0 && got_size == size && memcmp(got, flash + address, size) == 0;
}

/* ---- reading ---- */

static void test_read(void)
{
    begin();
    tap_ok(reads_right(0, 1), "one byte is read");
    begin();
    tap_ok(reads_right(4093, 8201), "odd ranges are read");
    begin();
    spi[7] = 0x80000044;
    tap_ok(reads_right(0, 64) && spi[7] == 0x80000044,
           "the controller's user settings are put back afterwards");
    begin();
    session.board.jedec_id = 0x1540ef;
    tap_ok(!reads_right(0, 64), "a flash by another ID is not read");
    begin();
    session.state = ESP_STATE_STUB;
    tap_is((uint64_t)-esp_romflash_read(&session, 0, 64, take, NULL, NULL), 2,
           "it takes the ROM's loader");
}

static void damage(enum fate what, unsigned at, unsigned every, const char *name)
{
    begin();
    fate = what;
    fate_at = at;
    fate_every = every;
    tap_ok(reads_right(100, 8192), "%s", name);
}

static void test_damage(void)
{
    damage(LOST, 500, 0, "an answer that is lost costs nothing but time");
    damage(TWICE, 500, 0, "an answer that comes twice is noticed");
    damage(FLIPPED, 500, 0, "a flipped bit is noticed");
    damage(FLIPPED, 0, 301, "flipped bits now and then are noticed");
    damage(LOST, 0, 701, "answers that are lost now and then, too");
    damage(SPOILS_SETTINGS, 300, 0, "damaged settings are noticed, though both readings have them");
    damage(SPOILS_SETTINGS, 0, 1531, "time and again");
}

static void test_path(void)
{
    begin();
    misreads = 1;
    tap_ok(reads_right(0, 64) && session.path_checked,
           "a difference between two ways of reading that does not last was the line's");
    begin();
    misreads = UINT_MAX;
    tap_ok(esp_romflash_read(&session, 0, 64, take, NULL, NULL) == ESP_ERR_CHECK && got_size == 0 &&
               strstr(session.fault.text, "two ways of reading the flash differ at 0x0"),
           "one that lasts is told, and nothing is read");
    begin();
    memset(flash, 0xff, FLASH_SIZE);
    tap_ok(reads_right(0, 64), "of a blank flash there is nothing to compare");
    begin();
    memset(flash, 0xff, 0x1000);
    misreads = UINT_MAX;
    tap_ok(!reads_right(0, 64), "elsewhere than at its start there may be");
}

static void test_unsteady(void)
{
    begin();
    unsteady = true;
    session.board.jedec_id = 0;
    session.path_checked = true;
    tap_ok(esp_romflash_read(&session, 0x1000, 64, take, NULL, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "0x00001000"),
           "a flash that reads differently each time is named");
    tap_is(got_size, 0, "and nothing of it is handed out");
}

static void test_compare(void)
{
    unsigned twice;

    begin();
    reads_right(0, 4096);
    twice = reads;
    got_size = reads = 0;
    tap_ok(esp_romflash_compare(&session, 0, flash, 4096, take, NULL, NULL) == 0 &&
               memcmp(got, flash, 4096) == 0 && reads < twice * 2 / 3,
           "what was guessed right is read once");
    memcpy(got, flash, 4096);
    got[700] ^= 1;
    got_size = 0;
    tap_ok(esp_romflash_compare(&session, 0, got, 4096, take, NULL, NULL) == 0 &&
               memcmp(got, flash, 4096) == 0,
           "what was guessed wrong is corrected");
}

static void test_estimate(void)
{
    begin();
    /* 16 KB on a paced board: 11.6 s, 1.47 s, and 1.33 to 1.48 s at 1.5 Mbaud */
    tap_is(esp_romflash_read_ms(&session, 16 << 10) / 100, 116, "16 KB at 115200 take 11.6 s");
    tap_is(esp_romflash_read_ms(&session, 4 << 20) / 60000, 49, "4 MB 49 minutes");
    fake.base.baud = 0;
    session.connect_baud = 921600;
    tap_is(esp_romflash_read_ms(&session, 4 << 20) / 60000, 6, "and 6 at 921600");
    session.connect_baud = 1500000;
    tap_is(esp_romflash_read_ms(&session, 16 << 10) / 100, 14, "above that no less than 1.4 s");
}

/* ---- erasing ---- */

static uint8_t expected[FLASH_SIZE];

static int erase(uint32_t address, uint32_t size)
{
    memcpy(expected, flash, FLASH_SIZE);
    memset(expected + address, 0xff, size);
    return esp_romflash_erase(&session, address, size, NULL, NULL);
}

/* Whichever of the requests it hits. */
static bool erase_with_wrong_address(void)
{
    for (unsigned i = 1; i < 60; i++) {
        begin();
        fate = WRONG_ADDRESS;
        fate_at = i;
        if (erase(0x2000, 0x1000) != 0 || memcmp(flash, expected, FLASH_SIZE) != 0)
            return false;
    }
    return true;
}

static void test_erase(void)
{
    begin();
    tap_ok(erase(0xf000, 0x1000) == 0 && memcmp(flash, expected, FLASH_SIZE) == 0 && erases == 1,
           "one sector is erased");
    begin();
    tap_ok(erase(0xf000, 0x22000) == 0 && memcmp(flash, expected, FLASH_SIZE) == 0 && erases == 4,
           "whole blocks are erased as such");
    begin();
    refuses_enable = true;
    tap_ok(erase(0x1000, 0x1000) == ESP_ERR_PROTOCOL && erases == 0,
           "a flash that cannot be write-enabled is an error");
    begin();
    tap_is((uint64_t)-erase(0x800, 0x1000), 2, "a part of a sector is an error");
    tap_ok(erase_with_wrong_address(), "an address that was damaged on its way is never erased");
}

/* ---- FLASH_BEGIN ---- */

/* Whichever of the requests or answers it hits. */
static bool position_in_spite_of(enum fate what)
{
    for (unsigned i = 1; i <= 12; i++) {
        begin();
        fate = what;
        fate_at = i;
        if (esp_flash_position(&session.link, 0x3000, 0x8000) != 0 || begins < 1 ||
            begin_offset != 0x3000)
            return false;
    }
    return true;
}

static void test_position(void)
{
    begin();
    tap_ok(esp_flash_position(&session.link, 0x3000, 0x8000) == 0 && begins == 1 &&
               begin_offset == 0x3000 && begin_erase == 0 && flash_chip[1] == 0x8000,
           "FLASH_BEGIN positions, erases nothing, and cannot past the end");
    tap_ok(position_in_spite_of(FLIPPED), "it is confirmed whatever answer is damaged");
    tap_ok(position_in_spite_of(WRONG_ADDRESS), "a damaged offset is never carried out");
}

static void test_block(void)
{
    uint8_t block[ESP_FLASH_BLOCK];

    begin();
    for (unsigned i = 0; i < sizeof(block); i++)
        block[i] = (uint8_t)(i % 255);
    tap_ok(esp_flash_block(&session.link, 3, block) == 0 && message[24 + sizeof(block)] == 255,
           "behind a block are bytes unlike any in it");
}

int main(void)
{
    test_read();
    test_damage();
    test_path();
    test_unsteady();
    test_compare();
    test_estimate();
    test_erase();
    test_position();
    test_block();
    return tap_done();
}
