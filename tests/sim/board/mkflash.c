/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-mkflash: flash contents for tests and demonstrations, by recipe.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * help() lists the recipes; mkflash.h tells more of those for ESP32s.
 */
#include "config.h"

#include "sim/board/mkflash.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"

enum { SECTOR = 4096, FIRMWARE_BYTES = 450 * 1024, FIRMWARE_MIN = 128 * 1024 };

static uint64_t state;

/* splitmix64: a small generator with the same results on every machine. */
static uint32_t next_random(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

void mkflash_random(uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)next_random();
}

void mkflash_text(uint8_t *at, size_t size)
{
    static const char *const words[] = {
        "connect", "wifi: ", "mode ", "AP ", "failed\n", "%s:%d ", "station", "timeout ", "heap ",
        "%08x\n", "mqtt/", "topic", "restart", "GPIO", "config ", "saved\n", "error ", "sensor ",
    };
    size_t used = 0;

    while (used < size) {
        const char *word = words[next_random() % (sizeof words / sizeof words[0])];
        size_t length = strlen(word);

        if (length > size - used)
            length = size - used;
        memcpy(at + used, word, length);
        used += length;
    }
}

/* Triples of bytes that look like instructions: a few opcodes are common, registers vary,
 * and short sequences repeat, as in compiled code. */
void mkflash_code(uint8_t *at, size_t size)
{
    static const uint8_t opcodes[16] = {0x20, 0x22, 0x62, 0x21, 0x31, 0x0d, 0xf0, 0x00,
                                        0xc0, 0x12, 0x0c, 0x45, 0x05, 0x16, 0x66, 0x87};

    for (size_t i = 0; i < size;) {
        uint32_t r = next_random();

        if (i > 64 && r % 12 == 0) {
            size_t back = 3 + next_random() % (i < 4096 ? i - 3 : 4093);
            size_t length = 6 + next_random() % 9;

            for (size_t k = 0; k < length && i < size; k++, i++)
                at[i] = at[i - back];
            continue;
        }
        at[i++] = opcodes[r & 15];
        if (i < size)
            at[i++] = (uint8_t)(r >> 8 & (r & 0x10 ? 0xff : 0x3f));
        if (i < size)
            at[i++] = (uint8_t)(r >> 16 & (r & 0x20 ? 0x0f : 0xff));
    }
}

/* A boot image header that the ROM accepts: magic 0xe9, one segment of 16 bytes for
 * instruction RAM, mode QIO, the given nibbles for size and speed. */
static void put_boot_header(uint8_t *flash, size_t size)
{
    static const uint8_t header[] = {
        0xe9, 0x01, 0x00, 0x40, 0x00, 0x00, 0x10, 0x40, /* entry 0x40100000 */
        0x00, 0x00, 0x10, 0x40, 0x10, 0x00, 0x00, 0x00, /* load address, length */
    };
    uint8_t checksum = 0xef;

    memcpy(flash, header, sizeof header);
    flash[3] = size >= 0x400000 ? 0x40 : size >= 0x200000 ? 0x30 : size >= 0x100000 ? 0x20 : 0x00;
    for (size_t i = 0; i < 16; i++) {
        flash[sizeof header + i] = (uint8_t)(i * 7);
        checksum ^= (uint8_t)(i * 7);
    }
    memset(flash + 32, 0, 15);
    flash[47] = checksum;
}

static void make_firmware(uint8_t *flash, size_t size)
{
    size_t used = size / 2 < FIRMWARE_BYTES ? size / 2 : FIRMWARE_BYTES;
    size_t code = used / 10 * 7, text = used / 10 * 2;

    mkflash_code(flash + SECTOR, code);
    mkflash_text(flash + SECTOR + code, text);
    mkflash_random(flash + SECTOR + code + text, used - code - text - SECTOR);
    mkflash_code(flash, 1024);
    put_boot_header(flash, size);
    mkflash_random(flash + size - 4 * SECTOR, 128); /* RF calibration */
    mkflash_text(flash + size - 3 * SECTOR, 300);   /* SDK settings */
}

static void make_mixed(uint8_t *flash, size_t size)
{
    for (size_t at = 0; at < size; at += SECTOR)
        switch (next_random() % 3) {
        case 0:
            mkflash_random(flash + at, SECTOR);
            break;
        case 1:
            mkflash_text(flash + at, SECTOR);
            break;
        default:
            break;
        }
}

static int make(const char *recipe, uint8_t *flash, size_t size)
{
    memset(flash, 0xff, size);
    if (strcmp(recipe, "blank") == 0)
        return 0;
    if (strcmp(recipe, "random") == 0)
        mkflash_random(flash, size);
    else if (strcmp(recipe, "half") == 0)
        mkflash_random(flash, size / 2);
    else if (strcmp(recipe, "mixed") == 0)
        make_mixed(flash, size);
    else if (strcmp(recipe, "firmware") == 0 && size >= FIRMWARE_MIN)
        make_firmware(flash, size);
    else if (strcmp(recipe, "esp32") == 0 && size >= MKFLASH_ESP32_MIN)
        mkflash_esp32(flash, size);
    else if (strcmp(recipe, "esp32c3") == 0 && size >= MKFLASH_ESP32_MIN)
        mkflash_esp32c3(flash, size);
    else
        return -1;
    return 0;
}

static void help(void)
{
    puts("Usage: esp-mkflash RECIPE SIZE [SEED] > FILE\n"
         "\n"
         "Prints contents of a flash of SIZE bytes, such as 4M, for the virtual board.\n"
         "The same recipe, size and seed always give the same bytes.\n"
         "\n"
         "  -h, --help     Print help and exit\n"
         "  -V, --version  Print version and exit\n"
         "\n"
         "Recipes:\n"
         "  blank     all bytes 0xff\n"
         "  random    all bytes random\n"
         "  half      the first half random, the rest blank\n"
         "  mixed     sectors that are random, blank or text, in turn\n"
         "  firmware  an ESP8266 with firmware: a boot image at 0, about 450 KB that\n"
         "            look like code, text and tables, settings near the end, the rest\n"
         "            blank; 128 KB at least\n"
         "  esp32     an ESP32 with an application of ESP-IDF; 256 KB at least\n"
         "  esp32c3   the same for an ESP32-C3");
}

int main(int argc, char **argv)
{
    uint64_t size, seed = 1;
    uint8_t *flash;
    const char *first = argc == 2 ? argv[1] : "";

    if (strcmp(first, "-h") == 0 || strcmp(first, "--help") == 0) {
        help();
        return fflush(stdout) == 0 ? 0 : 2;
    }
    if (strcmp(first, "-V") == 0 || strcmp(first, "--version") == 0) {
        puts("esp-mkflash (esputils) " PACKAGE_VERSION);
        return fflush(stdout) == 0 ? 0 : 2;
    }
    if (argc < 3 || argc > 4 || number_parse(argv[2], &size) != NUMBER_OK ||
        (argc == 4 && number_parse(argv[3], &seed) != NUMBER_OK) || size < 8 * SECTOR ||
        size > 64 << 20) {
        fprintf(stderr, "Usage: esp-mkflash blank|random|half|mixed|firmware|esp32|esp32c3 SIZE "
                        "[SEED] > FILE\n");
        return 2;
    }
    flash = malloc((size_t)size);
    state = seed;
    if (!flash || make(argv[1], flash, (size_t)size) < 0) {
        fprintf(stderr, "esp-mkflash: %s\n", flash ? "no such recipe" : "out of memory");
        return 2;
    }
    if (fwrite(flash, 1, (size_t)size, stdout) != size || fflush(stdout) != 0) {
        perror("esp-mkflash");
        return 2;
    }
    free(flash);
    return 0;
}
