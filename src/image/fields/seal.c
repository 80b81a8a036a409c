/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings with a sum over them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/seal.h"

#include "base/bytes.h"
#include "image/settings/tasmota.h"

void image_seal_look(struct image_seal *seal, const uint8_t *data, uint32_t size)
{
    struct image_tasmota tasmota;
    struct image_trouble trouble;

    *seal = (struct image_seal){0};
    if (image_espeasy_settings_sum(data, size, &seal->sum, &trouble))
        seal->fields = image_espeasy_settings_fields;
    else if (image_espeasy_security_sum(data, size, &seal->sum, &trouble))
        seal->fields = image_espeasy_security_fields;
    if (seal->fields) {
        if (seal->sum.present) {
            seal->kind = IMAGE_SEAL_ESPEASY;
            seal->size = seal->sum.size;
        }
    } else if (size >= IMAGE_TASMOTA_SIZE && image_tasmota_parse(&tasmota, data) && tasmota.right) {
        seal->kind = IMAGE_SEAL_TASMOTA;
        seal->size = IMAGE_TASMOTA_SIZE;
        seal->sum16 = image_tasmota_sum16_right(data);
    }
}

void image_seal_renew(const struct image_seal *seal, uint8_t *data)
{
    if (seal->kind == IMAGE_SEAL_ESPEASY)
        image_espeasy_sum_put(&seal->sum, data);
    else if (seal->kind == IMAGE_SEAL_TASMOTA)
        image_tasmota_renew(data, seal->sum16);
}
