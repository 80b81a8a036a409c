/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there room for the image on the board, as far as that is known here?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_OTA_ROOM_H
#define ESP_OTA_OTA_ROOM_H

#include "esp-ota/ota_image.h"

/* Does the file, which begins with a program, go on far behind its end?  A packed file counts
 * as what it unpacks to. */
bool ota_room_is_dump(const struct ota_image *image);

/* Uses --running-size with --layout, or --backup; for a file system --layout or --backup.  Without these nothing is known.  Returns an
 * exit status: STATUS_REFUSED, unless --force is given, if the image does not fit. */
int ota_room_check(const struct ota_image *image, const struct gengetopt_args_info *args);

#endif
