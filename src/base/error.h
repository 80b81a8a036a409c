/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong in libesp, and how it is told.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every function of libesp that can fail returns 0 or one of these, negative.
 * The library never prints: detail is left in a struct esp_fault, and the
 * program prints once, "NAME: PORT: DETAIL".
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

enum esp_err {
    ESP_OK = 0,
    ESP_ERR_NOMEM = -1,      /* out of memory */
    ESP_ERR_ARG = -2,        /* a name or number that makes no sense */
    ESP_ERR_NO_PORT = -3,    /* no such port */
    ESP_ERR_BUSY = -4,       /* another program has the port open */
    ESP_ERR_PERM = -5,       /* no permission to open the port */
    ESP_ERR_NOT_SERIAL = -6, /* the path is not a serial device */
    ESP_ERR_LINE = -7,       /* the line failed: unplugged, connection closed */
    ESP_ERR_TIMEOUT = -8,    /* no answer in time */
    ESP_ERR_CANCELLED = -9,  /* the caller asked to stop (esp_session.cancel) */
    ESP_ERR_NO_SYNC = -10,   /* nothing that answers like an ESP's loader */
    ESP_ERR_BOOT_MODE = -11, /* an ESP, but it runs its application */
    ESP_ERR_PROTOCOL = -12,  /* an answer that makes no sense */
    ESP_ERR_STATUS = -13,    /* the chip answered with an error status */
    ESP_ERR_CHIP = -14,      /* a chip that the chip table does not know */
    ESP_ERR_STUB = -15,      /* the stub did not start */
    ESP_ERR_CHECK = -16,     /* what arrived is not what the chip has */
    ESP_ERR_RANGE = -17,     /* past the end of the flash */
    ESP_ERR_UNSUPPORTED = -18, /* this transport or chip cannot do that */
    ESP_ERR_SINK = -19,      /* the caller's data callback failed */
    ESP_ERR_OTHER_BOARD = -20, /* another board took the place of the first one */
};

/* Errors of a command that damage on the line may have caused: it is worth another try. */
static inline bool esp_worth_retry(int err)
{
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS || err == ESP_ERR_PROTOCOL;
}

/* One sentence fragment for each code, lower case, no full stop. */
const char *esp_strerror(int err);

/* Detail of the last failure: a line for a person, without the program's or
 * the port's name and without a newline; empty when there is none. */
struct esp_fault {
    char text[256];
    int system_errno; /* errno of a failed system call, else 0 */
    uint8_t op;       /* command that failed, else 0 */
    uint8_t status;   /* status byte of ESP_ERR_STATUS */
};

/* Writes the detail (printf-like) and returns err.  fault may be NULL. */
int esp_fail(struct esp_fault *fault, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
