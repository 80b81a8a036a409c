/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write for chips in Secure Download Mode, whose flash cannot be read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-write/write_blind.h"

#include <inttypes.h>

#include "board/secured.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp/wire/protocol.h"

static int check_sectors(const struct image_source *source, const char *port)
{
    uint64_t size = source->size, rest = size % ESP_SECTOR_SIZE;

    if (source->offset % ESP_SECTOR_SIZE != 0) {
        message_error("%s: %s begins inside a sector, and in Secure Download Mode the bytes before"
                      " it cannot be read and kept: begin at a multiple of %d", port, source->title,
                      ESP_SECTOR_SIZE);
        return STATUS_REFUSED;
    }
    if (rest == 0)
        return STATUS_DONE;
    message_error("%s: %s ends inside a sector, and in Secure Download Mode the bytes behind it"
                  " cannot be read and kept: esp-imgedit --pad=0x%" PRIx64 " makes it whole sectors"
                  " with blank bytes", port, source->title, size + ESP_SECTOR_SIZE - rest);
    return STATUS_REFUSED;
}

int write_check_blind(const struct image_list *list, const struct device *device,
                      const struct allowance *allowed, bool dry_run)
{
    int status = STATUS_DONE;

    if (!esp_session_board(device->session)->secure_download)
        return STATUS_DONE;
    for (size_t i = 0; i < list->count && status == STATUS_DONE; i++)
        status = check_sectors(&list->sources[i], device->choice.port);
    return status == STATUS_DONE && !dry_run
               ? secured_check_unproven(device, allowed->unproven || allowed->force,
                                        "nothing proves what is written, because the chip reads"
                                        " nothing in Secure Download Mode; it checks each block by"
                                        " one byte of check sum")
               : status;
}
