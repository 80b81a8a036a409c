/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of loading a program by the ROM's loader.  The loader in memory follows the
 * real loader's rules.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/loader.h"

#include "esp/rom/esp8266/esp8266_loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link wire;
static const uint8_t good[ESP_STATUS_SIZE] = {0, 5}; /* the second byte is an old one */

static void begin(void (*answer)(struct fake_transport *, const uint8_t *, size_t))
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&wire, &fake.base, &fake.fault);
}

static uint8_t ram[0x8000];
static uint32_t loaded, entry, damage; /* damage: one in this many blocks arrives whole */
static bool rules_kept;

static const uint8_t damaged[] = {1, 7};
static uint32_t blocks, begins;
static struct {
    uint32_t size, blocks, block, next;
} transfer; /* the promise of MEM_BEGIN, and the number of the block that is due */

static unsigned spoilt, starts;

static void loader(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t *data = request + ESP_HEADER_SIZE;
    uint32_t sum = ESP_CHECKSUM_SEED, length = esp_get32(data);

    if (request[1] == ESP_OP_MEM_END)
        starts++;
    if (fake_message(f, request, size))
        return;
    if (request[1] == ESP_OP_READ_REG && spoilt > 0) {
        spoilt--;
        f->message[13] ^= 0x40; /* of the entry that was placed */
    }
    switch (request[1]) {
    case ESP_OP_MEM_BEGIN:
        transfer.size = length;
        transfer.blocks = esp_get32(data + 4);
        transfer.block = esp_get32(data + 8);
        transfer.next = 0;
        begins++;
        rules_kept &= length % 4 == 0 && transfer.block <= ESP_ROM_BLOCK_MAX &&
                      transfer.blocks == (length + transfer.block - 1) / transfer.block;
        loaded = esp_get32(data + 12) - 0x40100000;
        break;
    case ESP_OP_MEM_DATA:
        for (size_t i = 16; i < size - ESP_HEADER_SIZE; i++)
            sum ^= data[i];
        if (length > transfer.block || length > transfer.size || length % 4 ||
            size != length + 24 || esp_get32(data + 4) != transfer.next++ ||
            transfer.next > transfer.blocks || esp_get32(request + 4) != sum ||
            loaded + length > sizeof(ram)) {
            rules_kept = false;
            return;
        }
        memcpy(ram + loaded, data + 16, length);
        loaded += length;
        transfer.size -= length;
        if (++blocks % damage) {
            memset(ram + loaded - length, 0, length);
            fake_answer(f, request[1], 0, damaged, 2);
            return;
        }
        break;
    case ESP_OP_MEM_END:
        entry = length == 0 && size == 12 ? esp_get32(f->message + 12) : 0;
        fake_input(f, "\xc0" ESP_STUB_GREETING "\xc0", 6);
        return; /* the program has cut off the answer */
    }
    fake_answer(f, request[1], 0, good, 2);
}

static int load(const uint8_t *program, size_t size)
{
    int err = esp_load_program(&wire, program, size, 0x40100000);

    return err ? err : esp8266_start_program(&wire, 0x40100004);
}

static void upload(size_t size, uint32_t damage_of)
{
    uint8_t program[0x4000];

    for (size_t i = 0; i < size; i++)
        program[i] = (uint8_t)(i * 7);
    begin(loader);
    loaded = entry = blocks = begins = 0;
    damage = damage_of;
    rules_kept = true;
    tap_ok(load(program, size) == 0 && rules_kept &&
               entry == 0x40100004 && loaded == (size + 3) / 4 * 4 &&
               memcmp(ram, program, size) == 0 && (begins == 1 || damage > 1),
           "%zu bytes are loaded by the ROM's rules and started, %u tries a block", size,
           (unsigned)damage);
    tap_is((uint64_t)esp_await_greeting(&wire, 50), 0, "and its greeting is heard");
}

/* A program that is started at a wrong address hangs the chip. */
static void test_damaged_entry(void)
{
    static const uint8_t program[4] = {0};

    begin(loader);
    entry = starts = 0;
    damage = 1;
    spoilt = 2;
    tap_ok(load(program, 4) == 0 &&
               entry == 0x40100004 && spoilt == 0,
           "an entry that arrives damaged is sent again before anything is started");
    begin(loader);
    entry = starts = 0;
    spoilt = 100;
    tap_ok(load(program, 4) != 0 && starts == 0,
           "and nothing is started where it never arrives");
    spoilt = 0;
}

int main(void)
{
    upload(1, 1);
    upload(3600, 1);
    upload(ESP_ROM_BLOCK_MAX, 2);
    upload(ESP_ROM_BLOCK_MAX + 1, 7);
    upload(2 * ESP_ROM_BLOCK_MAX + 5, 1);
    test_damaged_entry();
    return tap_done();
}
