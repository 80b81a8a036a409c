/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that must not stay anywhere: names of networks, passwords.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_NVS_EDIT_NVS_NEEDLES_H
#define IMAGE_NVS_EDIT_NVS_NEEDLES_H

#include <stddef.h>
#include <stdint.h>

enum {
    IMAGE_NVS_NEEDLES = 64,    /* more are ignored: a board has few networks */
    IMAGE_NVS_NEEDLE_MIN = 5,  /* bytes; shorter ones occur by chance */
    IMAGE_NVS_NEEDLE_MAX = 64, /* IEEE 802.11: a name has at most 32, a password 63 */
};

struct image_nvs_needles {
    uint8_t texts[IMAGE_NVS_NEEDLES][IMAGE_NVS_NEEDLE_MAX];
    size_t sizes[IMAGE_NVS_NEEDLES];
    unsigned count;
};

/* Adds the printable texts in the bytes of a string or blob. */
void image_nvs_needles_add(struct image_nvs_needles *needles, const uint8_t *data, size_t size);

/* Overwrites the texts, also as UTF-16, with zeros.  Returns how many bytes. */
uint32_t image_nvs_needles_blank(const struct image_nvs_needles *needles, uint8_t *data,
                                 size_t size);

void image_nvs_needles_wipe(struct image_nvs_needles *needles);

#endif
