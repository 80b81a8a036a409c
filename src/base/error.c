/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of the error codes, and filling a struct esp_fault.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
    [-ESP_OK] = "success",
    [-ESP_ERR_NOMEM] = "out of memory",
    [-ESP_ERR_ARG] = "invalid argument",
    [-ESP_ERR_NO_PORT] = "no such port",
    [-ESP_ERR_BUSY] = "another program has the port open",
    [-ESP_ERR_PERM] = "no permission to open the port",
    [-ESP_ERR_NOT_SERIAL] = "not a serial device",
    [-ESP_ERR_LINE] = "the line failed",
    [-ESP_ERR_TIMEOUT] = "no answer in time",
    [-ESP_ERR_CANCELLED] = "stopped on request",
    [-ESP_ERR_NO_SYNC] = "nothing answers like an ESP's boot loader",
    [-ESP_ERR_BOOT_MODE] = "the chip runs its application",
    [-ESP_ERR_PROTOCOL] = "an answer that makes no sense",
    [-ESP_ERR_STATUS] = "the chip refused a command",
    [-ESP_ERR_CHIP] = "unknown chip",
    [-ESP_ERR_STUB] = "the stub did not start",
    [-ESP_ERR_CHECK] = "what arrived is not what the chip has",
    [-ESP_ERR_RANGE] = "past the end of the flash",
    [-ESP_ERR_UNSUPPORTED] = "not supported by this port or chip",
    [-ESP_ERR_SINK] = "the data could not be delivered",
    [-ESP_ERR_OTHER_BOARD] = "another board is on the port now",
};

const char *esp_strerror(int err)
{
    int count = (int)(sizeof(texts) / sizeof(texts[0]));

    if (err > 0 || err <= -count)
        return "unknown error";
    return texts[-err];
}

int esp_fail(struct esp_fault *fault, int err, const char *format, ...)
{
    va_list args;

    if (!fault)
        return err;
    fault->system_errno = 0;
    fault->op = 0;
    fault->status = 0;
    va_start(args, format);
    vsnprintf(fault->text, sizeof(fault->text), format, args);
    va_end(args);
    return err;
}
