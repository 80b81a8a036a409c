/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading of some chunks of flash by the boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * WRITE_REG starts a command of the flash controller's, READ_REGs fetch what it
 * read, and many of these requests are under way at a time.
 */
#ifndef ESP_FLASH_ROM_ROMFLASH_SWEEP_H
#define ESP_FLASH_ROM_ROMFLASH_SWEEP_H

#include "esp/flash/rom/romflash_impl.h"

enum {
    ESP_SWEEP_MAX = 64, /* chunks */
    ESP_SWEEP_ODD = 1,  /* something was damaged or lost */
    ESP_SWEEP_WIDE_BAUD = 921600, /* the fastest line for which wide is right */
    ESP_SWEEP_CHUNK_WIRE = 256,   /* bytes of requests for a chunk */
};

struct esp_sweep {
    struct esp_session *s;
    bool wide; /* more requests under way than the ROM's receive ring holds */
    uint32_t address[ESP_SWEEP_MAX]; /* of the chunks that are wanted */
    unsigned count;
    int limit_ms;    /* then no further chunk is begun, and count is what was; 0: none */
    unsigned asked, answered; /* requests */
    uint8_t contents[ESP_SWEEP_MAX][ESP_ROMFLASH_CHUNK];
};

/* 0, ESP_SWEEP_ODD, or an error that ends it all.  The settings are those of
 * esp_romflash_prepare() for reading. */
int esp_sweep_fetch(struct esp_sweep *sweep);

/* How many chunks came in whole. */
unsigned esp_sweep_taken(const struct esp_sweep *sweep);

#endif
