/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cores' Updater does with an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <zlib.h>

enum {
    ERROR_SPACE = 4,
    ERROR_SIZE = 5,
    ERROR_MD5 = 7,
    FIRST_FLASH_CONFIG = 8,
    FIRST_NEW_FLASH_CONFIG = 9,
    FIRST_MAGIC = 10,
    FIRST_NO_DATA = 13,
    LATER_MAGIC = 8,
    LATER_ABORT = 12,
    COMMAND_FS = 100,
    MAGIC = 0xe9,
    GZIP = 0x1f,
};

static const char *const first_words[] = {
    "No Error",
    "Flash Write Failed",
    "Flash Erase Failed",
    "Flash Read Failed",
    "Not Enough Space",
    "Bad Size Given",
    "Stream Read Timeout",
    "",
    "",
    "",
    "Magic byte is not 0xE9",
    "Invalid bootstrapping state, reset ESP8266 before updating",
    "Signature verification failed",
    "No data supplied",
    "Out of memory",
    "Update already running",
    "Unknown update command",
};
static const char *const later_words[] = {
    "No Error",
    "Flash Write Failed",
    "Flash Erase Failed",
    "Flash Read Failed",
    "Not Enough Space",
    "Bad Size Given",
    "Stream Read Timeout",
    "MD5 Check Failed",
    "Wrong Magic Byte",
    "Could Not Activate The Firmware",
    "Partition Could Not be Found",
    "Bad Argument",
    "Aborted",
    "Decryption error",
};

static uint32_t sectors(uint32_t size)
{
    return (size + TARGET_SECTOR - 1) & ~(uint32_t)(TARGET_SECTOR - 1);
}

void target_update_words(const struct target *target, const struct target_update *update,
                         char *text, size_t room)
{
    const struct target_options *options = target->options;
    const char *words = "UNKNOWN";

    if (options->later) {
        if (update->error < sizeof(later_words) / sizeof(later_words[0]))
            words = later_words[update->error];
        snprintf(text, room, "%s\r\n", words);
        return;
    }
    if (update->error < sizeof(first_words) / sizeof(first_words[0]))
        words = first_words[update->error];
    if (update->error == ERROR_MD5)
        snprintf(text, room, "ERROR[7]: MD5 verification failed: expected: %s, calculated: %s\n",
                 target->md5, update->sum);
    else if (update->error == FIRST_FLASH_CONFIG)
        snprintf(text, room, "ERROR[8]: Flash config wrong: real: %u, SDK: %u\n",
                 options->flash_size, options->claimed_size);
    else if (update->error == FIRST_NEW_FLASH_CONFIG)
        snprintf(text, room, "ERROR[9]: new Flash config wrong, real size: %u\n",
                 options->flash_size);
    else
        snprintf(text, room, "ERROR[%u]: %s\n", update->error, words);
}

static unsigned place_first(const struct target *target, struct target_update *update)
{
    const struct target_options *options = target->options;
    uint32_t size = sectors(target->size);

    if (target->size == 0)
        return ERROR_SIZE;
    if (options->claimed_size > options->flash_size)
        return FIRST_FLASH_CONFIG;
    update->start = options->fs_start;
    if (target->command == COMMAND_FS)
        return options->fs_start + size > options->fs_end ? ERROR_SPACE : 0;
    update->start = options->fs_start > size ? options->fs_start - size : 0;
    return update->start < sectors(options->sketch_size) ? ERROR_SPACE : 0;
}

static unsigned place_later(const struct target *target, struct target_update *update)
{
    const struct target_options *options = target->options;
    bool fs = target->command == COMMAND_FS;

    update->start = fs ? options->fs_start : options->slot;
    if (target->size == 0 ||
        target->size > (fs ? options->fs_end - options->fs_start : options->slot_size))
        return ERROR_SIZE;
    return 0;
}

bool target_update_begin(struct target *target, struct target_update *update)
{
    const struct target_faults *faults = &target->options->faults;

    *update = (struct target_update){.size = target->size, .md5 = EVP_MD_CTX_new()};
    EVP_DigestInit_ex(update->md5, EVP_md5(), NULL);
    if (faults->error_code && faults->error_at == TARGET_FOREVER)
        update->error = faults->error_code;
    else
        update->error =
            target->options->later ? place_later(target, update) : place_first(target, update);
    return update->error == 0;
}

static bool fail(struct target_update *update, unsigned error)
{
    update->error = error;
    update->size = update->progress = update->buffered = 0;
    return false;
}

/* A whole application never starts before its end: the later core writes the first bytes
 * last. */
static bool write_buffer(struct target *target, struct target_update *update)
{
    bool application = target->command != COMMAND_FS, later = target->options->later;
    uint8_t sector[TARGET_SECTOR];

    if (update->progress == 0 && application && update->buffer[0] != MAGIC &&
        (later || update->buffer[0] != GZIP))
        return fail(update, later ? LATER_MAGIC : FIRST_MAGIC);
    memset(sector, 0xff, sizeof(sector));
    memcpy(sector, update->buffer, update->buffered);
    if (update->progress == 0 && application && later) {
        memcpy(update->first, sector, sizeof(update->first));
        memset(sector, 0xff, sizeof(update->first));
    }
    if (pwrite(target->flash, sector, sizeof(sector), update->start + update->progress) !=
        sizeof(sector))
        return fail(update, 1);
    EVP_DigestUpdate(update->md5, update->buffer, update->buffered);
    update->progress += update->buffered;
    update->buffered = 0;
    return true;
}

uint32_t target_update_write(struct target *target, struct target_update *update,
                             const uint8_t *data, uint32_t size)
{
    uint32_t left = size;

    if (update->error || update->size == 0)
        return 0;
    if (update->progress + update->buffered + size > update->size) {
        fail(update, ERROR_SPACE);
        return 0;
    }
    while (left > 0) {
        uint32_t room = TARGET_SECTOR - update->buffered, part = left < room ? left : room;

        memcpy(update->buffer + update->buffered, data + (size - left), part);
        update->buffered += part;
        left -= part;
        if ((update->buffered == TARGET_SECTOR ||
             update->progress + update->buffered == update->size) &&
            !write_buffer(target, update))
            return size - left - part;
    }
    return size;
}

/* The first core compares the size in the new header with the flash. */
static bool check_header(struct target *target, struct target_update *update)
{
    static const uint32_t sizes[16] = {512 << 10, 256 << 10, 1 << 20, 2 << 20, 4 << 20,
                                       0,         0,         0,       8 << 20, 16 << 20};
    uint8_t header[4] = {0};

    if (target->command == COMMAND_FS)
        return true;
    (void)!pread(target->flash, header, sizeof(header), update->start);
    if (header[0] == GZIP)
        return true;
    return sizes[header[3] >> 4] <= target->options->flash_size ||
           fail(update, FIRST_NEW_FLASH_CONFIG);
}

bool target_update_end(struct target *target, struct target_update *update)
{
    bool later = target->options->later;
    uint8_t sum[EVP_MAX_MD_SIZE];

    if (update->error || update->size == 0)
        return false;
    if (update->progress == 0)
        return fail(update, later ? LATER_ABORT : FIRST_NO_DATA);
    if (update->progress != update->size) {
        update->error = later ? LATER_ABORT : 0; /* the first core has no error for this */
        return false;
    }
    EVP_DigestFinal_ex(update->md5, sum, NULL);
    for (int i = 0; i < 16; i++)
        sprintf(update->sum + 2 * i, "%02x", sum[i]);
    if (strcmp(update->sum, target->md5) != 0)
        return fail(update, ERROR_MD5);
    if (!later)
        return check_header(target, update);
    if (target->command != COMMAND_FS)
        (void)!pwrite(target->flash, update->first, sizeof(update->first), update->start);
    return true;
}

void target_update_free(struct target_update *update)
{
    EVP_MD_CTX_free(update->md5);
    update->md5 = NULL;
}

static void unpack(struct target *target, uint8_t *packed, uint32_t size)
{
    z_stream stream = {.next_in = packed, .avail_in = size};
    uint32_t room = target->options->fs_start;
    uint8_t *plain = malloc(room);

    if (plain && inflateInit2(&stream, MAX_WBITS + 16) == Z_OK) {
        stream.next_out = plain;
        stream.avail_out = room;
        if (inflate(&stream, Z_FINISH) == Z_STREAM_END)
            (void)!pwrite(target->flash, plain, room - stream.avail_out, 0);
        inflateEnd(&stream);
    }
    free(plain);
}

void target_update_boot(struct target *target, const struct target_update *update)
{
    uint8_t *data = malloc(update->size);

    if (data && pread(target->flash, data, update->size, update->start) == (ssize_t)update->size) {
        if (data[0] == GZIP)
            unpack(target, data, update->size);
        else
            (void)!pwrite(target->flash, data, update->size, 0);
    }
    free(data);
}
