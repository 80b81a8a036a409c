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
        if (magic != 0 && esp_families[i]->facts->rom_magic == magic)
            return esp_families[i];
    return NULL;
}

const struct esp_family *esp_family_by_id(uint32_t chip_id)
{
    const struct esp_chipfacts *facts =
        chip_id > UINT16_MAX ? NULL : esp_chipfacts_by_image_id((uint16_t)chip_id);

    for (size_t i = 0; facts && esp_families[i]; i++)
        if (esp_families[i]->facts == facts)
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

static int unknown_id(struct esp_link *link, uint32_t chip_id)
{
    return esp_fail(link->fault, ESP_ERR_CHIP, "unknown chip: its number is %u",
                    (unsigned)chip_id);
}

/* The only family whose loader does not tell its number. */
static const struct esp_family *without_number(void)
{
    for (size_t i = 0; esp_families[i]; i++)
        if (esp_families[i]->tells_no_number)
            return esp_families[i];
    return NULL;
}

/* A chip without a magic of its own tells its number, and so does a chip in Secure Download
 * Mode, whose loader refuses to read.  unread: the error of reading the magic, or 0.  A loader
 * that refuses to read and does not know this question either got a damaged request. */
static int ask_number(struct esp_link *link, int unread, uint32_t magic,
                      const struct esp_family **family, bool *secured)
{
    struct esp_security security;
    int err = esp_rom_security(link, &security);

    if (err == ESP_ERR_STATUS)
        return unread ? unread : unknown(link, magic);
    if (err)
        return err;
    *secured = esp_security_restricts(&security);
    if (security.has_chip_id)
        *family = esp_family_by_id(security.chip_id);
    else
        *family = *secured ? without_number() : NULL;
    if (unread && !*secured)
        return unread;
    if (*family)
        return 0;
    return security.has_chip_id ? unknown_id(link, security.chip_id) : unknown(link, magic);
}

int esp_family_detect(struct esp_link *link, const struct esp_family **family, bool *secured)
{
    uint32_t magic = 0;
    int err = esp_read_regs_sure(link, (const uint32_t[]){ESP_CHIP_MAGIC_ADDRESS}, 1, &magic);

    *secured = false;
    if (err && err != ESP_ERR_STATUS)
        return err;
    *family = err ? NULL : esp_family_find(magic);
    return *family ? 0 : ask_number(link, err, magic, family, secured);
}
