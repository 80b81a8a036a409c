/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ESPEasy's settings, the file config.dat in a file system.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The file begins with a structure that begins with the project's number, the version of
 * the layout and the build.  Files begin at the start of a page or block of the file
 * system, so the structure is found without reading the file system.  Sources: ESPEasy's
 * SettingsStruct.h and ESPEasy_buildinfo.h.
 */
#ifndef IMAGE_SETTINGS_ESPEASY_H
#define IMAGE_SETTINGS_ESPEASY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image_espeasy {
    size_t offset; /* of the structure */
    uint32_t version; /* of the layout */
    uint16_t build;
};

/* Finds the settings in a file system.  Of several, old ones among them, the last is taken.
 * False if there are none. */
bool image_espeasy_find(struct image_espeasy *settings, const uint8_t *data, size_t size);

#endif
