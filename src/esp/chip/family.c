/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding out to which family a chip belongs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/family.h"

#include "esp/rom/loader.h"

const struct esp_family *esp_family_find(uint32_t magic)
{
    for (size_t i = 0; esp_families[i]; i++)
        if (esp_families[i]->facts->rom_magic == magic)
            return esp_families[i];
    return NULL;
}

static int unknown(struct esp_link *link, uint32_t magic)
{
    const struct esp_chipfacts *facts = esp_chipfacts_by_magic(magic);

    if (facts)
        return esp_fail(link->fault, ESP_ERR_CHIP, "this is an %s, which is not supported yet",
                        facts->name);
    return esp_fail(link->fault, ESP_ERR_CHIP, "unknown chip: its magic is 0x%08x",
                    (unsigned)magic);
}

int esp_family_detect(struct esp_link *link, const struct esp_family **family)
{
    uint32_t magic;
    int err = esp_read_regs_sure(link, (const uint32_t[]){ESP_CHIP_MAGIC_ADDRESS}, 1, &magic);

    if (err)
        return err;
    *family = esp_family_find(magic);
    return *family ? 0 : unknown(link, magic);
}
