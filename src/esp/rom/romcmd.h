/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader's commands for the flash, which every boot ROM since the ESP32 has.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * None of these requests has a check sum, except the contents in FLASH_DATA.  What is in a
 * request that changes the flash is read back before the ROM acts on it, if it is known where
 * the ROM keeps what it received.
 */
#ifndef ESP_ROM_ROMCMD_H
#define ESP_ROM_ROMCMD_H

#include "esp/line/slip.h"
#include "esp/wire/command.h"

/* What differs between the ROMs. */
struct esp_romcmd_facts {
    uint32_t flash_chip; /* address of the ROM's description of the flash: ID, size, sizes of
                          * block, sector and page, status mask; 0: not known */
    uint32_t message;    /* address of the frame that the ROM received last; 0: not known, and
                          * a FLASH_BEGIN is sent without a look at what arrived */
    uint32_t pointer;    /* address of a word that holds flash_chip.  If another address is
                          * there, it is another build of the ROM, whose variables lie elsewhere.
                          * 0: there is one build only */
    unsigned begin_words; /* in a FLASH_BEGIN */
};

enum {
    ESP_ROMCMD_CHUNK = 64, /* bytes that a READ_FLASH_SLOW reads, at most */
    ESP_ROMCMD_READ_WIRE = 21, /* bytes on the wire of a READ_FLASH_SLOW, at most: header and
                                * data are 16, three of the address's bytes may be escaped,
                                * and there is an END on either side */
    ESP_ROMCMD_BLOCK = 0x400, /* bytes in a FLASH_DATA */
};

/* Are the ROM's variables where the facts have them? */
int esp_rom_holds_facts(struct esp_link *link, const struct esp_romcmd_facts *rom, bool *holds);

/* Connects the flash to the controller.  pads: the pins, or 0 for the usual ones. */
int esp_rom_attach(struct esp_link *link, uint32_t pads);

/* Tells the ROM the flash's size: the ROM refuses to read, erase or write beyond it.  Before
 * that the ROM believes in 2 MB. */
int esp_rom_limit(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t size);

/* Appends a READ_FLASH_SLOW to a writer.  The answer's data is always ESP_ROMCMD_CHUNK bytes,
 * of which the first "size" are from the flash. */
void esp_rom_put_read(struct esp_slip_writer *w, uint32_t address, uint32_t size);

/* Has the ROM compute the MD5 of a range. */
int esp_rom_md5(struct esp_link *link, uint32_t address, uint32_t size,
                uint8_t md5[ESP_MD5_SIZE]);

/* Erases size bytes (whole sectors) from offset on, and has the next FLASH_DATA, number 0,
 * go to offset.  size may be 0.  A damaged request changes no bytes outside offset to end
 * (end is at least offset + size), but may erase all of those.  Do not call this function
 * again after an error before the loader has answered another command: it may be erasing.
 * Without rom->message the ROM cannot be asked what arrived, and a damaged request may erase
 * elsewhere below end; if "reads" is not set (the ROM reads neither flash nor memory), also
 * behind end. */
int esp_rom_begin(struct esp_link *link, const struct esp_romcmd_facts *rom, uint32_t offset,
                  uint32_t size, uint32_t end, bool reads);

/* Programs the next ESP_ROMCMD_BLOCK bytes.  The ROM refuses to take a block a second time,
 * and puts the blocks behind a damaged block at a wrong place.  So after any error the
 * caller begins again, with esp_rom_begin(). */
int esp_rom_block(struct esp_link *link, uint32_t sequence, const uint8_t *block);

#endif
