/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be known of a chip whose loader is in Secure Download Mode, and which programs a
 * chip's ROM starts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/restricted.h"

#include <stdio.h>

/* The words of the identity are those of the answer: another board has others, if it differs in
 * anything that can be known. */
int esp_restricted_identity(const struct esp_family *family, struct esp_link *link,
                            struct esp_identity *identity)
{
    struct esp_security security;
    int err = esp_rom_security(link, &security);

    *identity = (struct esp_identity){0};
    if (err)
        return err;
    identity->words[0] = security.flags;
    identity->words[1] = security.crypt_count;
    identity->words[2] = security.chip_id;
    snprintf(identity->name, sizeof(identity->name), "%s", family->facts->name);
    snprintf(identity->remark, sizeof(identity->remark),
             "this %s is in Secure Download Mode: its loader writes and erases, and reads nothing",
             family->facts->name);
    identity->secure_boot =
        security.flags & ESP_SECURITY_BOOT ? ESP_SECURE_BOOT_V2 : ESP_SECURE_BOOT_OFF;
    identity->flash_encrypted = __builtin_parity(security.crypt_count);
    return 0;
}

uint32_t esp_restricted_clock(const struct esp_family *family)
{
    return family->sole_clock ? family->sole_clock(family) : 0;
}

const char *esp_chip_refuses_code(const struct esp_family *family,
                                  const struct esp_identity *identity, bool secured)
{
    if (secured)
        return "Secure Download Mode is on";
    if (family->code_needs_open_boot && identity->secure_boot != ESP_SECURE_BOOT_OFF)
        return "secure boot is on";
    return identity->revision_number < family->code_since ? "it is of the first revision" : NULL;
}
