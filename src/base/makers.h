/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The makers of serial NOR flash on ESP boards, one row for each maker, for the host
 * library and for the stub.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The flash of a maker that is not in the table gets only commands that all data sheets
 * have.
 */
#ifndef BASE_MAKERS_H
#define BASE_MAKERS_H

/* Special properties of a flash. */
enum esp_flash_trait {
    /* 35h reads the second status register, with QE and CMP.  In flash without this trait
     * 35h has another meaning: for Macronix, ISSI and EON no meaning or "talk on four
     * lines"; a Micron MT25Q also starts to talk on four lines and then ignores all other
     * commands until F5h. */
    ESP_FLASH_SECOND_STATUS = 1,
    /* Try a status write of 8 bits first.  Some of these flashes reject a status write of
     * 16 bits, and a rejected write leaves the write enable latch set. */
    ESP_FLASH_STATUS_8 = 2,
    /* A status write clears the third status register, which holds the drive strength. */
    ESP_FLASH_THIRD_STATUS = 4,
};

/* The type in a row for all types of a maker. */
enum { ESP_FLASH_ANY_TYPE = -1 };

/* ROW(maker, type, name, traits): maker and type are the first two bytes of the JEDEC ID.
 * Rows for one type stand before the row for all other types of that maker.
 *
 * Sources: maker codes: JEDEC JEP106 and flashrom's flashchips.h; 0x8c, 0xd8, 0xeb:
 * mhightower83's SpiFlashUtils, whose author found 0xd8 on most of their NodeMCU boards (a
 * code with wrong parity, which belongs to no maker).  35h: data sheets, and exceptions in
 * ESP8266_RTOS_SDK's spi_flash component (Macronix, ISSI, EON).  8 bits: SpiFlashUtils'
 * bench notes (GigaDevice, 0xd8, EON) and ESP8266_RTOS_SDK (Macronix, ISSI, EON,
 * GigaDevice, Boya).  The third register: SpiFlashUtils (XM25QH32B). */
#define ESP_MAKERS(ROW)                                                                          \
    ROW(0x0b, ESP_FLASH_ANY_TYPE, "XTX", ESP_FLASH_SECOND_STATUS)                                \
    ROW(0x1c, ESP_FLASH_ANY_TYPE, "EON", ESP_FLASH_STATUS_8)                                     \
    ROW(0x1f, ESP_FLASH_ANY_TYPE, "Adesto", ESP_FLASH_SECOND_STATUS)                             \
    ROW(0x20, 0x40, "XMC", ESP_FLASH_SECOND_STATUS | ESP_FLASH_THIRD_STATUS)                     \
    ROW(0x20, 0xba, "Micron", 0)                                                                 \
    ROW(0x20, 0xbb, "Micron", 0)                                                                 \
    ROW(0x20, ESP_FLASH_ANY_TYPE, "XMC", 0)                                                      \
    ROW(0x25, ESP_FLASH_ANY_TYPE, "Tsingteng", ESP_FLASH_SECOND_STATUS)                          \
    ROW(0x5e, ESP_FLASH_ANY_TYPE, "Zbit", ESP_FLASH_SECOND_STATUS)                               \
    ROW(0x68, ESP_FLASH_ANY_TYPE, "Boya", ESP_FLASH_SECOND_STATUS | ESP_FLASH_STATUS_8)          \
    ROW(0x85, ESP_FLASH_ANY_TYPE, "Puya", ESP_FLASH_SECOND_STATUS)                               \
    ROW(0x8c, ESP_FLASH_ANY_TYPE, "ESMT", 0)                                                     \
    ROW(0x9d, ESP_FLASH_ANY_TYPE, "ISSI", ESP_FLASH_STATUS_8)                                    \
    ROW(0xa1, ESP_FLASH_ANY_TYPE, "Fudan", ESP_FLASH_SECOND_STATUS)                              \
    ROW(0xba, ESP_FLASH_ANY_TYPE, "Zetta", ESP_FLASH_SECOND_STATUS)                              \
    ROW(0xc2, ESP_FLASH_ANY_TYPE, "Macronix", ESP_FLASH_STATUS_8)                                \
    ROW(0xc8, ESP_FLASH_ANY_TYPE, "GigaDevice", ESP_FLASH_SECOND_STATUS | ESP_FLASH_STATUS_8)    \
    ROW(0xcd, ESP_FLASH_ANY_TYPE, "TH", 0)                                                       \
    ROW(0xd8, ESP_FLASH_ANY_TYPE, "unnamed", ESP_FLASH_SECOND_STATUS | ESP_FLASH_STATUS_8)       \
    ROW(0xe0, ESP_FLASH_ANY_TYPE, "PMC/BergMicro", ESP_FLASH_SECOND_STATUS)                      \
    ROW(0xeb, ESP_FLASH_ANY_TYPE, "THTEK", ESP_FLASH_SECOND_STATUS)                              \
    ROW(0xef, ESP_FLASH_ANY_TYPE, "Winbond", ESP_FLASH_SECOND_STATUS)

#endif
