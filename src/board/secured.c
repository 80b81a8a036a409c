/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips with secure boot or flash encryption: which change of the flash they may not survive.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/secured.h"

#include <stddef.h>

#include "base/chipfacts.h"

/* A bootloader has this room at least: bytes from its place on, up to the first place that
 * ESP-IDF's partition tables have.  A longer bootloader has its table further back. */
#define BOOTLOADER_ROOM 0x7000u

bool secured_reaches_bootloader(const struct esp_board *board, uint64_t offset, uint64_t size)
{
    uint32_t boot = board->facts->boot_offset, first = board->secure_boot == 1 ? 0 : boot;

    return offset < (uint64_t)boot + BOOTLOADER_ROOM && offset + size > first;
}

const char *secured_reason(const struct esp_board *board)
{
    static const char *const versions[] = {
        [1] = "secure boot (v1) is on: this chip starts no bootloader that is not"
                               " signed for it",
        [2] = "secure boot (v2) is on: this chip starts no bootloader that is not"
                               " signed for it",
    };

    if (board->secure_boot == 1 || board->secure_boot == 2)
        return versions[board->secure_boot];
    return board->flash_encrypted ? "flash encryption is on: this chip starts no bootloader that"
                                    " it has not encrypted itself"
                                  : NULL;
}
