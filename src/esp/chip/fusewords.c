/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuses of all chips since the ESP32 have in common.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/fusewords.h"

#include <stdio.h>
#include <string.h>

void esp_fuses_add_word(char *list, size_t size, const char *word)
{
    size_t used = strlen(list);

    snprintf(list + used, size - used, "%s%s", used ? "," : "", word);
}

void esp_fuses_add_memory(char *list, size_t size, const char *kind, unsigned mb)
{
    char word[24];

    snprintf(word, sizeof(word), "%s-%umb", kind, mb);
    esp_fuses_add_word(list, size, word);
}

void esp_fuses_mac(uint32_t low, uint32_t high, uint8_t mac[6])
{
    mac[0] = (uint8_t)(high >> 8);
    mac[1] = (uint8_t)high;
    for (int i = 0; i < 4; i++)
        mac[2 + i] = (uint8_t)(low >> (24 - 8 * i));
}
