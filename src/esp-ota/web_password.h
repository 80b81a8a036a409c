/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password for a board's web page.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_WEB_PASSWORD_H
#define ESP_OTA_WEB_PASSWORD_H

/* Reads the first line of file, or $ESPOTA_AUTH if file is NULL.  *password is allocated;
 * NULL: there is no password.  Returns an exit status, after a message. */
int web_password_read(const char *file, char **password);

#endif
