/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit status for each error of libesp.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/status.h"

#include <stddef.h>

#include "base/error.h"

/* Indexed by the negated enum esp_err. */
static const enum exit_status statuses[] = {
    [-ESP_OK] = STATUS_DONE,
    [-ESP_ERR_NOMEM] = STATUS_USAGE,
    [-ESP_ERR_ARG] = STATUS_USAGE,
    [-ESP_ERR_NO_PORT] = STATUS_DEVICE, /* often the board is only unplugged */
    [-ESP_ERR_BUSY] = STATUS_DEVICE,
    [-ESP_ERR_PERM] = STATUS_DEVICE,
    [-ESP_ERR_NOT_SERIAL] = STATUS_DEVICE,
    [-ESP_ERR_LINE] = STATUS_DEVICE,
    [-ESP_ERR_TIMEOUT] = STATUS_DEVICE,
    [-ESP_ERR_CANCELLED] = STATUS_DEVICE, /* usually the program dies of the signal */
    [-ESP_ERR_NO_SYNC] = STATUS_DEVICE,
    [-ESP_ERR_BOOT_MODE] = STATUS_DEVICE,
    [-ESP_ERR_PROTOCOL] = STATUS_DEVICE,
    [-ESP_ERR_STATUS] = STATUS_DEVICE,
    [-ESP_ERR_CHIP] = STATUS_DEVICE,
    [-ESP_ERR_STUB] = STATUS_DEVICE,
    [-ESP_ERR_CHECK] = STATUS_DEVICE,
    [-ESP_ERR_RANGE] = STATUS_USAGE,
    [-ESP_ERR_UNSUPPORTED] = STATUS_USAGE,
    [-ESP_ERR_SINK] = STATUS_USAGE, /* a local file or pipe */
    [-ESP_ERR_OTHER_BOARD] = STATUS_DEVICE,
};

int status_of(int err)
{
    if (err > 0 || (size_t)-err >= sizeof(statuses) / sizeof(statuses[0]))
        return STATUS_DEVICE;
    return (int)statuses[-err];
}
