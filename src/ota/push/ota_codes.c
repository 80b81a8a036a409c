/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a board refuses an update: the codes of both Arduino cores, in words, with what to do.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esp8266/Arduino, cores/esp8266/Updater.h and Updater.cpp; espressif/arduino-esp32,
 * libraries/Update/src/Update.h and Updater.cpp.
 */
#include "ota/push/ota_codes.h"

#include <string.h>

#define AGAIN "try again"
#define RESTART "restart the board and try again"
#define BUILD "check that the file is the application of this chip's build"
#define SERIAL "write the image over a serial line"

static const struct ota_code first_core[] = {
    {1, "Flash Write Failed", "the board cannot write its flash", "the flash may be worn out, or its supply weak: " AGAIN, NULL, true},
    {2, "Flash Erase Failed", "the board cannot erase its flash", "the flash may be worn out, write-protected, or smaller than the program believes: " AGAIN, NULL, true},
    {3, "Flash Read Failed", "the board cannot read back its flash", AGAIN, NULL, true},
    {4, "Not Enough Space", "the board has no room for the image",
     "a new application must fit between the one that runs and the file system: pack it (--gzip), or send a small build first",
     "the image is larger than the board's file system: build it for the layout that the running application has", false},
    {5, "Bad Size Given", "the board takes no image of this size", AGAIN, NULL, false},
    {6, "Stream Read Timeout", "the board waited in vain for the image", "the network loses too much: " AGAIN, NULL, true},
    {7, "MD5 verification failed", "what arrived on the board is damaged", AGAIN, NULL, true},
    {8, "Flash config wrong", "the application that runs now claims another size of flash in its header than the chip has",
     "set its header right over a serial line (esp-imgedit --flash-size on a dump, then esp-write), and build the application for the real size where the layout needs it; a larger size in a header gives a chip no more room", NULL, false},
    {9, "new Flash config wrong", "the new image claims more flash in its header than the chip has",
     "build it for the chip's real size, or change its header (esp-imgedit --flash-size)", NULL, true},
    {10, "Magic byte is not 0xE9", "the image is no application", BUILD, NULL, true},
    {11, "Invalid bootstrapping state, reset ESP8266 before updating",
     "the board was last reset into its serial loader, and could not start the new application",
     "reset the board by its button or its supply, and try again", NULL, false},
    {12, "Signature verification failed", "the board takes signed applications only, and this signature is not right", "sign the application with the board's key", NULL, true},
    {13, "No data supplied", "no data reached the board", "a firewall or a router may stop the board's connection: " AGAIN, NULL, false},
    {14, "Out of memory", "the board has too little memory left for an update", RESTART, NULL, false},
    {15, "Update already running", "another update is going on", "wait until it ends, or restart the board", NULL, false},
    {16, "Unknown update command", "the board does not know this kind of update", SERIAL, NULL, false},
};

static const struct ota_code later_core[] = {
    {1, "Flash Write Failed", "the board cannot write its flash", "the flash may be worn out, or its supply weak: " AGAIN, NULL, true},
    {2, "Flash Erase Failed", "the board cannot erase its flash", "the flash may be worn out or write-protected: " AGAIN, NULL, true},
    {3, "Flash Read Failed", "the board cannot read back the image's first bytes", AGAIN, NULL, true},
    {4, "Not Enough Space", "more data reached the board than the image has", AGAIN, NULL, true},
    {5, "Bad Size Given", "the board takes no image of this size", "the image must fit into a slot of the board's partition table", "the image must fit into the board's partition for files", false},
    {6, "Stream Read Timeout", "the board waited in vain for the image", "the network loses too much: " AGAIN, NULL, true},
    {7, "MD5 Check Failed", "what arrived on the board is damaged", AGAIN, NULL, true},
    {8, "Wrong Magic Byte", "the image is no application", BUILD, NULL, true},
    {9, "Could Not Activate The Firmware", "the board's check of the new application failed, so the old one stays",
     "the application may be for another chip of this family, or be signed by another key: check it by esp-imgedit --info", NULL, true},
    {10, "Partition Could Not be Found", "the board's partition table has no place for this kind of update",
     "an application needs a table with two OTA slots: change the table and " SERIAL,
     "the table has no partition of the kind spiffs or fat: change the table and " SERIAL, false},
    {11, "Bad Argument", "the board does not know this kind of update", SERIAL, NULL, false},
    {12, "Aborted", "the board stopped the update", AGAIN, NULL, true},
    {13, "Decryption error", "the board cannot decrypt the image", "encrypt the image with the board's key", NULL, true},
};

enum {
    FIRST = sizeof(first_core) / sizeof(first_core[0]),
    LATER = sizeof(later_core) / sizeof(later_core[0]),
};

const struct ota_code *ota_codes(const struct ota_chip *chip, size_t *count)
{
    *count = chip->later ? LATER : FIRST;
    return chip->later ? later_core : first_core;
}

const struct ota_code *ota_code_find(const struct ota_chip *chip, unsigned code)
{
    size_t count;
    const struct ota_code *rows = ota_codes(chip, &count);

    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == code)
            return &rows[i];
    }
    return NULL;
}

const struct ota_code *ota_code_by_words(const struct ota_chip *chip, const char *text,
                                         size_t size)
{
    size_t count;
    const struct ota_code *rows = ota_codes(chip, &count);

    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(rows[i].board);

        if (size >= length && memcmp(text, rows[i].board, length) == 0)
            return &rows[i];
    }
    return NULL;
}
