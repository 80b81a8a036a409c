/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures for secure boot, after an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_APP_SIGNATURE_H
#define IMAGE_APP_SIGNATURE_H

#include "image/app/app.h"

/* Sets the signature's version and offset, and adds the signature to app->size, if one
 * follows the app->size bytes that are parsed. */
void image_app_find_signature(struct image_app *app, const uint8_t *data, size_t size);

#endif
