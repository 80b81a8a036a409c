/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of NVS are secrets, and which identify a board or its network.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_NVS_EDIT_NVS_SECRET_H
#define IMAGE_NVS_EDIT_NVS_SECRET_H

#include "image/nvs/nvs.h"

/* Is the value a string or blob with a password, a key or a token, as far as its names
 * tell? */
bool image_nvs_is_secret(const struct image_nvs_value *value);

/* Is it a string or blob with the name of a network? */
bool image_nvs_is_network(const struct image_nvs_value *value);

/* Is it a secret, or the name of a network, an address or the like, which --scrub blanks? */
bool image_nvs_is_personal(const struct image_nvs_value *value);

#endif
