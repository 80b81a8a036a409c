/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of Espressif's stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esptool 5.3.1 (loader.py), and what both generations of the stub do (the legacy
 * stub, and esp-flasher-stub 1.1.0).  Both have two bytes of status, and answer SYNC with the
 * value 0.  Both take one command at a time: a second command may wait, a third is lost.
 *
 * Only the contents in FLASH_DEFL_DATA have a check sum.
 */
#ifndef ESP_FOREIGN_FOREIGNCMD_H
#define ESP_FOREIGN_FOREIGNCMD_H

#include "esp/wire/command.h"

enum {
    ESP_FOREIGN_BLOCK_MAX = 0x4000, /* contents of a FLASH_DEFL_DATA; more hangs the stub */
    ESP_FOREIGN_PACKET = 0x1000,    /* contents in a frame of READ_FLASH, at most */
};

int esp_foreign_spi_attach(struct esp_link *link, uint32_t pads);

/* Tells the stub the flash's size. */
int esp_foreign_spi_params(struct esp_link *link, uint32_t size);

int esp_foreign_md5(struct esp_link *link, uint32_t address, uint32_t size,
                    uint8_t md5[ESP_MD5_SIZE]);

/* Has the stub change to baud after its answer. */
int esp_foreign_rate(struct esp_link *link, uint32_t baud, uint32_t old_baud);

/* Erases whole sectors. */
int esp_foreign_erase(struct esp_link *link, uint32_t address, uint32_t size);

/* Announces "size" bytes of contents for address, in "blocks" FLASH_DEFL_DATAs of at most
 * "block" bytes.  The stub erases the sectors that the contents touch. */
int esp_foreign_begin(struct esp_link *link, uint32_t address, uint32_t size, uint32_t blocks,
                      uint32_t block);
/* Sends a block of a zlib stream.  The stub answers before it inflates and programs the
 * block.  *damaged: the stub says that the block arrived damaged, so the stub did not take it,
 * and the block may be sent again. */
int esp_foreign_block(struct esp_link *link, uint32_t sequence, const uint8_t *data, size_t size,
                      bool *damaged);
/* Waits until all blocks are programmed.  Fails if the stub expected more, or if a block
 * could not be inflated or programmed. */
int esp_foreign_end(struct esp_link *link);

/* Has the stub read a range: its contents follow in frames of ESP_FOREIGN_PACKET bytes (the
 * last may be shorter), and then their MD5 in a frame. */
int esp_foreign_read(struct esp_link *link, uint32_t address, uint32_t size);
/* Tells the stub that "done" bytes of that range arrived. */
int esp_foreign_acknowledge(struct esp_link *link, uint32_t done);

#endif
