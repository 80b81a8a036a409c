/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loaders of the chips since the ESP32-S2 tell about themselves.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/security.h"

#include <string.h>

#include "base/bytes.h"

/* The answer's data: a word of flags, a byte that counts, seven purposes of keys, the chip's
 * number, and the number of its interface (esptool 5.3.1, loader.py; seen on the ESP32-C3's
 * ROM). */
enum {
    COUNT_AT = 4,
    CHIP_ID_AT = 12,
    SHORT_SIZE = 12, /* the ESP32-S2's answer */
    LONG_SIZE = 20,
    TRIES = 6,
};

static int ask(struct esp_link *link, uint8_t data[LONG_SIZE], size_t *size)
{
    struct esp_answer answer;
    int err = esp_command(link, ESP_OP_GET_SECURITY_INFO, 0, NULL, 0, &answer,
                          esp_link_patience_ms(link));

    if (err)
        return err;
    if (answer.size != SHORT_SIZE && answer.size != LONG_SIZE)
        return esp_fail(link->fault, ESP_ERR_PROTOCOL,
                        "the answer about the chip's security has %zu bytes", answer.size);
    *size = answer.size;
    memset(data, 0, LONG_SIZE);
    memcpy(data, answer.data, answer.size);
    return 0;
}

/* Keeps the last two answers. */
static int ask_twice(struct esp_link *link, uint8_t data[LONG_SIZE], size_t *size)
{
    uint8_t before[LONG_SIZE];
    size_t size_before = 0;
    bool same = false;
    int err = 0;

    for (int i = 0; i < TRIES && !same && (!err || esp_worth_retry(err)); i++) {
        err = ask(link, data, size);
        if (err == ESP_ERR_STATUS) /* the loader will not learn the command */
            return err;
        same = !err && *size == size_before && memcmp(data, before, *size) == 0;
        size_before = err ? 0 : *size;
        memcpy(before, data, sizeof(before));
    }
    return err || same ? err
                       : esp_fail(link->fault, ESP_ERR_PROTOCOL,
                                  "the chip tells its security differently each time");
}

int esp_rom_security(struct esp_link *link, struct esp_security *security)
{
    uint8_t data[LONG_SIZE];
    size_t size = 0;
    int err = ask_twice(link, data, &size);

    if (err)
        return err;
    *security = (struct esp_security){
        .flags = esp_get32(data),
        .crypt_count = data[COUNT_AT],
        .has_chip_id = size == LONG_SIZE,
        .chip_id = esp_get32(data + CHIP_ID_AT),
    };
    return 0;
}
