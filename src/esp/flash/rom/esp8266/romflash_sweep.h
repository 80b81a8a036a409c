/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sweep: one reading of some chunks of flash by the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * For each chunk, one WRITE_REG starts a command of the flash controller, and READ_REGs
 * fetch the bytes that the controller read.  Many requests are under way at a time.
 */
#ifndef ESP_FLASH_ROM_ESP8266_ROMFLASH_SWEEP_H
#define ESP_FLASH_ROM_ESP8266_ROMFLASH_SWEEP_H

#include "esp/flash/rom/esp8266/romflash_impl.h"

enum {
    ESP_SWEEP_MAX = 64, /* chunks */
    ESP_SWEEP_ODD = 1,  /* a request or an answer was damaged or lost */
    ESP_SWEEP_WIDE_BAUD = 921600, /* wide sweeps work up to this rate */
    ESP_SWEEP_CHUNK_WIRE = 256,   /* bytes of requests for one chunk */
};

struct esp_sweep {
    struct esp_session *s;
    bool wide; /* more requests under way than the ROM's receive ring holds */
    uint32_t address[ESP_SWEEP_MAX]; /* of the chunks to read */
    unsigned count;
    int limit_ms;    /* after this time no further chunk is begun, and count becomes the
                      * number of chunks that were begun; 0: no limit */
    unsigned asked, answered; /* requests sent, requests answered */
    uint8_t contents[ESP_SWEEP_MAX][ESP_ROMFLASH_CHUNK];
};

/* Reads the chunks.  Returns 0, ESP_SWEEP_ODD, or an error that ends the work.  Call
 * esp_romflash_prepare() for reading before. */
int esp_sweep_fetch(struct esp_sweep *sweep);

/* How many chunks arrived completely. */
unsigned esp_sweep_taken(const struct esp_sweep *sweep);

#endif
