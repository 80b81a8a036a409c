/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Espressif's stub in the JSON text that esptool ships.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The text is an object with the keys "entry", "text", "text_start", and mostly "data",
 * "data_start" and "bss_start" (esptool 5.3.1, loader.py).  Addresses are numbers; text and
 * data are base64.
 */
#ifndef ESP_FOREIGN_STUBFILE_H
#define ESP_FOREIGN_STUBFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct esp_fault;

enum {
    ESP_STUBFILE_MAX = 0x80000, /* bytes of a JSON text; esptool's are up to 17 KB */
    ESP_STUBFILE_PART_MAX = 0x10000, /* bytes of text, or of data */
    ESP_STUBFILE_PARTS = 2,
};

/* Bytes and where they are loaded. */
struct esp_stubfile_part {
    const char *name; /* "text" or "data" */
    uint32_t address;
    uint8_t *bytes;
    size_t size;
};

struct esp_stubfile {
    uint32_t entry;
    struct esp_stubfile_part parts[ESP_STUBFILE_PARTS];
    unsigned count; /* of parts */
    uint32_t bss;   /* where the stub's variables begin that it clears itself; 0: not told */
};

/* Parses a text of any bytes.  ESP_ERR_ARG, with a fault, if it is no such stub; checks also
 * that the entry is in the text and that text and data do not overlap.  The caller frees the
 * stub, after an error too. */
int esp_stubfile_parse(struct esp_stubfile *stub, const uint8_t *json, size_t size,
                       struct esp_fault *fault);
void esp_stubfile_free(struct esp_stubfile *stub);

#endif
