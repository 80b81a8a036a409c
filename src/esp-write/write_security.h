/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write for chips with secure boot or flash encryption.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WRITE_WRITE_SECURITY_H
#define ESP_WRITE_WRITE_SECURITY_H

#include <stdbool.h>

#include "esp-write/write_object.h"

/* Was the image read from a flash that was encrypted then, and does this chip decrypt its
 * flash?  Then the image's bytes say nothing. */
bool write_is_ciphertext(const struct image_source *source, const struct esp_board *board);

/* A chip that decrypts its flash, or that starts only what is signed, may never start again
 * with a wrong image.  Returns an exit status. */
int write_check_security(const struct image_source *source, const struct write_target *target);

#endif
