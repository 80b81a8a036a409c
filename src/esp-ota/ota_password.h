/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password for updates: from --auth-file, ESPOTA_AUTH, or a prompt on the terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_OTA_PASSWORD_H
#define ESP_OTA_OTA_PASSWORD_H

#include <stdbool.h>

enum { OTA_PASSWORD_MAX = 255 };

struct ota_password {
    bool known;
    bool typed; /* on the terminal, for this board alone */
    const char *board; /* for the prompt */
    char text[OTA_PASSWORD_MAX + 1];
};

/* Reads the file, if there is one, or the environment.  Returns an exit status. */
int ota_password_load(struct ota_password *password, const char *file);

/* The password; asks on the terminal if it is not known yet.  NULL: there is none. */
const char *ota_password_get(struct ota_password *password);

/* The work for a board is done: the next one does not get what the user typed for this one. */
void ota_password_end_board(struct ota_password *password);

void ota_password_forget(struct ota_password *password);

#endif
