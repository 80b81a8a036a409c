/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips with secure boot or flash encryption: which change of the flash they may not survive.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/secured.h"

#include <stddef.h>

#include "base/chipfacts.h"
#include "cli/message.h"
#include "cli/status.h"

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

int secured_refuse_reading(const struct device *device)
{
    int err = esp_session_reads(device->session);

    return err == ESP_OK ? STATUS_DONE : device_failed(device, err);
}

int secured_check_unproven(const struct device *device, bool allowed, const char *note)
{
    const struct esp_board *board = esp_session_board(device->session);

    if (!board->secure_download)
        return STATUS_DONE;
    if (allowed) {
        message_notice("%s: %s", device->choice.port, note);
        return STATUS_DONE;
    }
    message_error("%s: this %s is in Secure Download Mode, in which nothing that is changed can be"
                  " read back, so nothing can be proven; --unproven does it all the same",
                  device->choice.port, board->chip_name);
    return STATUS_REFUSED;
}
