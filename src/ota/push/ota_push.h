/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image to a board that takes updates by ArduinoOTA.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The host sends an invitation by UDP: "COMMAND PORT SIZE MD5\n", where COMMAND is 0 for an
 * application, 100 for a file system.  The board may ask for the password (ota_auth.h),
 * answers OK, and connects to the host's TCP port.  There it takes the image, and tells how
 * it ended (ota_answer.h).
 *
 * All functions return 0 or a negative enum esp_err, with the reason in the result.
 */
#ifndef OTA_PUSH_OTA_PUSH_H
#define OTA_PUSH_OTA_PUSH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ota/ota_chips.h"
#include "ota/push/ota_codes.h"

enum {
    OTA_RETRIES = 5,         /* invitations, if the user does not say */
    OTA_TIMEOUT_MS = 10000,  /* patience with an answer; espota.py has the same */
    OTA_RETURN_MS = 60000,   /* patience with a board that restarts */
};

struct ota_push_request {
    const char *host; /* a name or an address */
    uint16_t port;    /* of the board, UDP */
    const struct ota_chip *chip;
    bool filesystem;
    const uint8_t *data; /* the image, as the board stores it */
    size_t size;
    uint16_t first_port, last_port; /* of this machine, TCP; 0 and 0: any port */
    unsigned retries;    /* invitations */
    unsigned timeout_ms; /* for each answer */

    /* Called once the board asks for the password.  Returns it, or NULL if there is none. */
    const char *(*password)(void *ctx);
    /* Tells a step, for -v.  A text never has the password or what follows from it. */
    void (*step)(void *ctx, const char *text);
    /* Bytes that the board has taken. */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *ctx;
    const volatile sig_atomic_t *cancel; /* not 0: stop; may be NULL */
};

enum ota_outcome {
    OTA_TAKEN,          /* the board said OK */
    OTA_FAILED,         /* the board or the network failed */
    OTA_REFUSED,        /* the board refused, see "code" */
    OTA_WRONG_PASSWORD,
    OTA_NO_PASSWORD,    /* the board asks for a password, and there is none */
    OTA_LOCAL,          /* this machine is at fault, for example the name is unknown */
};

struct ota_push_result {
    enum ota_outcome outcome;
    const struct ota_code *code; /* of OTA_REFUSED and OTA_FAILED; NULL: no known code */
    bool unprotected;    /* the board did not ask for a password */
    bool older_hash;     /* the board has the password's MD5 in the newer way */
    uint64_t sent;       /* bytes of the image */
    char address[64];    /* of the board */
    struct esp_fault fault;
};

int ota_push_run(const struct ota_push_request *request, struct ota_push_result *result);

/* Waits until the board of the result is away and is back in the network.  A board that is
 * away leaves connections unanswered; one that is back refuses or takes them. */
int ota_push_wait_for_return(const struct ota_push_request *request,
                             struct ota_push_result *result, unsigned patience_ms);

#endif
