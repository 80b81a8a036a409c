/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the flash, by those who answer: our stub, or a family's ROM.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The functions of flash/ check what is asked for, and hand the work to one of these.
 */
#ifndef ESP_FLASH_OPS_H
#define ESP_FLASH_OPS_H

#include "esp/flash/plan.h"
#include "esp/session/session_impl.h"

struct esp_comparison;
struct esp_proof;

/* What a place of the flash is compared by. */
enum { ESP_SAMPLE_KEY = 64, ESP_SAMPLES_MAX = 10 };
struct esp_sample {
    uint8_t key[ESP_SAMPLE_KEY]; /* unused bytes are 0 */
};

struct esp_flash_ops {
    /* Delivers the request's range, and gives the proof what it delivers.  *reused: bytes
     * that came from the request's base. */
    int (*read)(struct esp_session *s, const struct esp_read_request *request,
                struct esp_proof *proof, uint64_t *reused);
    /* How long that takes, in milliseconds, where it is so slow that the user should know;
     * else 0. */
    uint64_t (*read_ms)(const struct esp_session *s, uint32_t size);

    /* Compares comparison->image. */
    int (*compare)(struct esp_comparison *comparison);

    /* Makes the flash hold what the plan says, and proves it. */
    int (*write)(struct esp_session *s, struct esp_plan *plan,
                 const struct esp_write_request *request, struct esp_write_report *report);

    /* *erased: bytes that were. */
    int (*erase)(struct esp_session *s, const struct esp_erase_request *request,
                 uint64_t *erased);

    /* Samples of at most ESP_SAMPLES_MAX places.  They are cleared before. */
    int (*sample)(struct esp_session *s, const uint32_t *addresses, unsigned count,
                  struct esp_sample *samples);
    /* The same, where damage on the line must not pass for contents. */
    int (*sample_surely)(struct esp_session *s, const uint32_t *addresses, unsigned count,
                         struct esp_sample *samples);
    /* What a sector with these ESP_SECTOR_SIZE bytes would give. */
    void (*sample_of)(const uint8_t *data, struct esp_sample *sample);
    uint32_t sample_size; /* bytes of the flash that a sample speaks for */

    /* After how many bytes the contents come again, a power of two; they seem to. */
    int (*find_period)(struct esp_session *s, uint32_t *period);

    /* Reads size bytes that probably are as expected. */
    int (*read_expected)(struct esp_session *s, uint32_t address, uint32_t size,
                         const uint8_t *expected, uint8_t *data);

    /* The flash's ID as it is now: nobody wakes it. */
    int (*ask_id)(struct esp_session *s, uint32_t *id);

    /* Its own work resets the chip now and then, so that a reset says little. */
    bool resets_often;
    /* It erases what is not blank, and nothing else, unless it is told to erase all. */
    bool spares_blank;
};

extern const struct esp_flash_ops esp_flash_by_stub;

/* Those of who answers now; NULL, with a fault, where nobody does who can. */
const struct esp_flash_ops *esp_flash_ops(struct esp_session *s);

#endif
