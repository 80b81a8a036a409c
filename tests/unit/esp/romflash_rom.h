/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A boot ROM in memory with a flash chip, on a line that damages what the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_ESP_ROMFLASH_ROM_H
#define UNIT_ESP_ROMFLASH_ROM_H

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum { FLASH_SIZE = 0x40000 };

/* What happens to a request or an answer. */
enum fate { FINE, LOST, FLIPPED, TWICE, SPOILS_SETTINGS, WRONG_ADDRESS };

/* The chip's memory and its flash, as far as the tests need them. */
struct romflash_rom {
    uint8_t flash[FLASH_SIZE];
    uint32_t spi[64], mux[32], rtc, flash_chip[6];
    uint8_t message[2048];        /* the last request */
    bool enabled, refuses_enable; /* the flash's write enable latch */
    unsigned erases, reads;
    unsigned begins; /* FLASH_BEGINs carried out; next, the values of the last one: */
    uint32_t begin_erase, begin_offset;
    enum fate fate; /* of answer number fate_at, and of every fate_every-th answer */
    unsigned fate_at, fate_every, answers;
    bool unsteady;     /* each read of the flash gives other data */
    unsigned misreads; /* this many of the controller's own reads have one wrong bit */
};

extern struct fake_transport fake;
extern struct esp_session session; /* a session with the ROM's loader */
extern struct romflash_rom rom;

/* Starts a session on a line without faults.  The flash may have any contents. */
void romflash_rom_open(void);

#endif
