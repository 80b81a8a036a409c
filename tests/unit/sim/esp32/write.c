/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing by the commands of the boot ROMs since the ESP32's, with the ROMs' faults.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each case is an observation of the real ROM that a naive client does not expect.
 */
#include <zlib.h>

#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    MB = 1 << 20,
    SECTOR = 4096,
    BLOCK = 1024,
    LARGEST = 0x1800,
    WINDOW = 32768,
    PROGRAM = 32, /* bytes that the ROM programs at a time */
    ERROR_REQUEST = 5,
    ERROR_FAILED = 6,
    ERROR_CHECKSUM = 7,
    ERROR_WRITE = 8,
    ERROR_INFLATE = 0x0b,
    ERROR_ADLER = 0x0c,
};

static uint8_t blocks[4][BLOCK];

static void fill_blocks(void)
{
    for (int b = 0; b < 4; b++)
        for (int i = 0; i < BLOCK; i++)
            blocks[b][i] = (uint8_t)(i * 7 + b * 31 + 1);
    blocks[0][0] ^= 0xa5; /* the check sum is an XOR, and must not be that of zeros */
}

static void test_begin(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    struct frame reply;

    memset(rom32_client_flash(client), 0, 8 * SECTOR);
    tap_is(rom32_client_words(client, OP_FLASH_BEGIN, (const uint32_t[]){SECTOR, 4, BLOCK, 0, 0},
                              9 - rom32_kind->begin_words, 0, &reply),
           ERROR_REQUEST, "FLASH_BEGIN has four words or five, as the chip wants");
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR, 4, BLOCK, 0x100), ERROR_FAILED,
           "it takes whole sectors only");
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR, 1, LARGEST + 1, 0), ERROR_REQUEST,
           "and blocks of 0x1800 bytes at most");
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR + 1, 5, BLOCK, SECTOR), 0, "it succeeds");
    tap_ok(rom32_client_flash(client)[SECTOR] == 0xff &&
               rom32_client_flash(client)[3 * SECTOR - 1] == 0xff &&
               rom32_client_flash(client)[3 * SECTOR] == 0 &&
               rom32_client_flash(client)[SECTOR - 1] == 0,
           "and has erased all sectors before the first block");
    tap_is(nor_get_stats(client->nor)->sector_erases, 2, "no sector more");
    client_close(client);
    client = rom32_client_open(MB, NULL);
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, 48 * SECTOR, 192, BLOCK, 16 * SECTOR), 0,
           "of three aligned blocks");
    tap_ok(nor_get_stats(client->nor)->sector_erases == 32 &&
               nor_get_stats(client->nor)->block64_erases == 1,
           "only the middle one is erased as a block");
    client_close(client);
}

static void test_damaged_block(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    const uint8_t *flash = rom32_client_flash(client);

    rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR, 4, BLOCK, 0);
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 0, blocks[0], BLOCK, false), 0,
           "a block is written");
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 0, blocks[0], BLOCK, false), ERROR_REQUEST,
           "its number is used up");
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 1, blocks[1], BLOCK, true), ERROR_CHECKSUM,
           "a damaged block is refused");
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 1, blocks[1], BLOCK, false), ERROR_REQUEST,
           "but cannot be sent again");
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 2, blocks[2], BLOCK, false), 0,
           "the next block is accepted");
    tap_ok(memcmp(flash + BLOCK, blocks[2], BLOCK) == 0 && flash[2 * BLOCK] == 0xff,
           "and lands where the damaged one should be");
    client_close(client);
}

static void test_too_many_blocks(void)
{
    struct client *client = rom32_client_open(MB, NULL);

    memset(rom32_client_flash(client) + SECTOR, 0, SECTOR);
    rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR, 4, BLOCK, 0);
    for (uint32_t i = 0; i < 4; i++)
        rom32_client_data(client, OP_FLASH_DATA, i, blocks[i], BLOCK, false);
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 4, blocks[0], BLOCK, false), ERROR_WRITE,
           "a block behind the last one is programmed over what is there, and fails");
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, 2 * SECTOR, 2, LARGEST, 0), 0, "after FLASH_BEGIN");
    tap_is(rom32_client_data(client, OP_FLASH_DATA, 0, blocks[0], BLOCK - 1, false), ERROR_REQUEST,
           "a block of 1023 bytes is refused, because the ROM programs words");
    client_close(client);
}

static uint32_t compress_blocks(uint8_t *out, uLongf room, uint32_t size)
{
    compress2(out, &room, blocks[0], size, 9);
    return (uint32_t)room;
}

static void test_deflate(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    uint8_t *flash = rom32_client_flash(client), packed[2 * BLOCK];
    uint32_t size = compress_blocks(packed, sizeof packed, 1000);
    const struct nor_stats *stats = nor_get_stats(client->nor);

    memset(flash + SECTOR, 0x77, WINDOW);
    rom32_client_begin(client, OP_FLASH_DEFL_BEGIN, SECTOR, 1, BLOCK, 0);
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 0, packed, size, false), 0,
           "a compressed block is accepted");
    tap_ok(memcmp(flash, blocks[0], 1000) == 0, "its contents are right");
    tap_is(stats->sector_erases, 1, "FLASH_DEFL_BEGIN erased one sector");
    if (rom32_kind->whole_windows) {
        tap_is(stats->page_programs, WINDOW / PROGRAM, "but 32 KiB were programmed");
        tap_ok(flash[SECTOR] != 0x77 && flash[WINDOW - 1] != 0x77,
               "which damaged the sectors behind");
    } else {
        tap_is(stats->page_programs, (1000 + PROGRAM - 1) / PROGRAM, "and no byte more was programmed");
    }
    client_close(client);
}

static void test_deflate_failure(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    uint8_t packed[2 * BLOCK];
    uint32_t size = compress_blocks(packed, sizeof packed, 1000);
    struct frame reply;

    rom32_client_begin(client, OP_FLASH_DEFL_BEGIN, SECTOR, 2, BLOCK, 0);
    packed[0] ^= 0xff;
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 0, packed, size, false), ERROR_INFLATE,
           "what is no zlib stream is refused");
    packed[0] ^= 0xff;
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 1, packed, size, false), ERROR_INFLATE,
           "and so is all that follows");
    rom32_client_begin(client, OP_FLASH_DEFL_BEGIN, SECTOR, 2, BLOCK, 0);
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 0, packed, size, false), 0,
           "until the next FLASH_DEFL_BEGIN");
    tap_ok(!client_data(client, OP_FLASH_DEFL_DATA, 1, packed, size,
                        client_checksum(packed, size), &reply),
           "a block behind the end of the stream silences the ROM");
    client_close(client);
}

/* The check sum at the end of a zlib stream is wrong. */
static void test_deflate_sum(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    uint8_t packed[2 * BLOCK];
    uint32_t size = compress_blocks(packed, sizeof packed, 1000);

    packed[size - 1] ^= 1;
    rom32_client_begin(client, OP_FLASH_DEFL_BEGIN, SECTOR, 1, BLOCK, 0);
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 0, packed, size, false), ERROR_ADLER,
           "a stream whose own check sum is wrong is refused, also in the last block");
    tap_is(nor_get_stats(client->nor)->page_programs, 0, "and not programmed");
    tap_is(rom32_client_data(client, OP_FLASH_DEFL_DATA, 1, packed, size, false), ERROR_ADLER,
           "the same error is the answer to what follows");
    client_close(client);
}

/* When the answer to a transfer's last block comes, is the flash ready? */
static void test_last_block(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    const uint8_t *flash = rom32_client_flash(client);
    uint8_t packed[4 * BLOCK];
    uint32_t size;

    rom32_client_begin(client, OP_FLASH_BEGIN, SECTOR, 4, BLOCK, 0);
    for (uint32_t i = 0; i < 4; i++)
        rom32_client_data(client, OP_FLASH_DATA, i, blocks[i], BLOCK, false);
    tap_ok(memcmp(flash, blocks, sizeof blocks) == 0 && !nor_busy(client->nor, client_now_ns(client)),
           "the answer to the last block comes when it is in the flash");
    size = compress_blocks(packed, sizeof packed, sizeof blocks);
    rom32_client_begin(client, OP_FLASH_DEFL_BEGIN, SECTOR, 1, BLOCK, SECTOR);
    rom32_client_data(client, OP_FLASH_DEFL_DATA, 0, packed, size, false);
    tap_ok(memcmp(flash + SECTOR, blocks, sizeof blocks) == 0 &&
               !nor_busy(client->nor, client_now_ns(client)),
           "so does the answer to the last compressed block");
    client_close(client);
}

static void test_memory(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    uint32_t value;

    tap_is(rom32_client_begin(client, OP_MEM_BEGIN, BLOCK, 1, LARGEST + 4, rom32_kind->free_ram), ERROR_REQUEST,
           "MEM_BEGIN takes blocks of 0x1800 bytes at most");
    rom32_client_begin(client, OP_MEM_BEGIN, BLOCK, 1, BLOCK, rom32_kind->free_ram);
    tap_is(rom32_client_data(client, OP_MEM_DATA, 0, blocks[1], BLOCK, false), 0,
           "MEM_DATA writes to memory");
    memcpy(&value, blocks[1] + 8, 4);
    tap_is(rom32_client_read_reg(client, rom32_kind->free_ram + 8), value, "which READ_REG reads");
    client_close(client);
}

int main(void)
{
    fill_blocks();
    for (rom32_kind = rom32_kinds; rom32_kind->name; rom32_kind++) {
        printf("# %s\n", rom32_kind->name);
        test_begin();
        test_damaged_block();
        test_too_many_blocks();
        test_deflate();
        test_deflate_failure();
        test_deflate_sum();
        test_last_block();
        test_memory();
    }
    return tap_done();
}
