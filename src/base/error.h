/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors of libesp, and how they are reported.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every function of libesp that can fail returns 0 or a negative enum esp_err.  The library
 * never prints: it leaves details in a struct esp_fault, and the program prints once,
 * "NAME: PORT: DETAIL".
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
    ESP_ERR_CANCELLED = -9,  /* the caller asked to stop (esp_session_options.cancel) */
    ESP_ERR_NO_SYNC = -10,   /* nothing answers like an ESP's loader */
    ESP_ERR_BOOT_MODE = -11, /* an ESP, but it runs its application */
    ESP_ERR_PROTOCOL = -12,  /* an answer that makes no sense */
    ESP_ERR_STATUS = -13,    /* the chip answered with an error status */
    ESP_ERR_CHIP = -14,      /* a chip that the chip table does not know */
    ESP_ERR_STUB = -15,      /* the stub did not start */
    ESP_ERR_CHECK = -16,     /* the data that arrived is not the chip's data */
    ESP_ERR_RANGE = -17,     /* past the end of the flash */
    ESP_ERR_UNSUPPORTED = -18, /* this transport or chip cannot do that */
    ESP_ERR_SINK = -19,      /* the caller's data callback failed */
    ESP_ERR_OTHER_BOARD = -20, /* another board took the place of the first one */
};

/* True for errors of a command that damage on the line may have caused: trying the command
 * again may help. */
static inline bool esp_worth_retry(int err)
{
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS || err == ESP_ERR_PROTOCOL;
}

/* The text of an error code: a part of a sentence, in lower case, without a full stop. */
const char *esp_strerror(int err);

/* Details of the last failure.  text is a line for the user, without the program's name,
 * the port's name or a newline; empty if there was no failure. */
struct esp_fault {
    char text[256];
    int system_errno; /* errno of a failed system call, or 0 */
    uint8_t op;       /* command that failed, or 0 */
    uint8_t status;   /* status byte of ESP_ERR_STATUS */
};

/* Writes the fault's text (like printf) and returns err.  fault may be NULL. */
int esp_fail(struct esp_fault *fault, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
