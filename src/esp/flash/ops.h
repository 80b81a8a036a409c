/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash back-ends: our stub, or the ROM of a family of chips.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The functions of flash/ check the request, and hand the work to a back-end.
 */
#ifndef ESP_FLASH_OPS_H
#define ESP_FLASH_OPS_H

#include "esp/flash/plan.h"
#include "esp/session/session_impl.h"

struct esp_cmdflash_acts; /* flash/rom/cmdflash_impl.h */
struct esp_comparison;
struct esp_proof;

/* A sample: the bytes, or their digest, by which a place of the flash is compared. */
enum { ESP_SAMPLE_KEY = 64, ESP_SAMPLES_MAX = 10 };
struct esp_sample {
    uint8_t key[ESP_SAMPLE_KEY]; /* unused bytes are 0 */
};

struct esp_flash_ops {
    /* Delivers the request's range, and passes the same bytes to the proof.  *reused: how
     * many bytes came from the request's base. */
    int (*read)(struct esp_session *s, const struct esp_read_request *request,
                struct esp_proof *proof, uint64_t *reused);
    /* How long reading size bytes takes, in milliseconds, if reading is so slow that the
     * user should know; otherwise 0. */
    uint64_t (*read_ms)(const struct esp_session *s, uint32_t size);

    /* How long comparing size bytes takes, likewise. */
    uint64_t (*compare_ms)(const struct esp_session *s, uint32_t size);

    /* Compares comparison->image. */
    int (*compare)(struct esp_comparison *comparison);

    /* Makes the flash hold the plan's sectors, and proves the result. */
    int (*write)(struct esp_session *s, struct esp_plan *plan,
                 const struct esp_write_request *request, struct esp_write_report *report);

    /* *erased: how many bytes were erased. */
    int (*erase)(struct esp_session *s, const struct esp_erase_request *request,
                 uint64_t *erased);

    /* Takes samples of at most ESP_SAMPLES_MAX places.  The caller clears the samples
     * before. */
    int (*sample)(struct esp_session *s, const uint32_t *addresses, unsigned count,
                  struct esp_sample *samples);
    /* Takes samples that the line has surely not damaged. */
    int (*sample_surely)(struct esp_session *s, const uint32_t *addresses, unsigned count,
                         struct esp_sample *samples);
    /* Computes the sample of a sector that holds these ESP_SECTOR_SIZE bytes. */
    void (*sample_of)(const uint8_t *data, struct esp_sample *sample);
    uint32_t sample_size; /* bytes of the flash that a sample depends on */

    /* Call only if the contents seem to repeat.  *period: after how many bytes the contents
     * repeat, a power of two. */
    int (*find_period)(struct esp_session *s, uint32_t *period);

    /* Reads size bytes that are probably equal to "expected", which saves time. */
    int (*read_expected)(struct esp_session *s, uint32_t address, uint32_t size,
                         const uint8_t *expected, uint8_t *data);

    /* Reads the flash's ID without waking the flash first. */
    int (*ask_id)(struct esp_session *s, uint32_t *id);

    /* The caller does not repeat the work because the chip was reset: the back-end itself
     * resets the chip now and then, or repeats the work itself. */
    bool resets_often;
    /* The chip computes digests of its flash, so contents that are known need no reading. */
    bool digests;
    /* The back-end erases only sectors that are not blank, unless request->all is set. */
    bool spares_blank;
    /* What the back-ends by single commands do in their own ways; NULL in other back-ends. */
    const struct esp_cmdflash_acts *acts;
};

extern const struct esp_flash_ops esp_flash_by_stub;
extern const struct esp_flash_ops esp_flash_by_foreign;
extern const struct esp_flash_ops esp_flash_by_blind_rom; /* in Secure Download Mode */

/* flash/foreign/: has Espressif's stub connect the flash's pins. */
int esp_foreign_attach(struct esp_session *s);

/* The back-end for whoever answers now; NULL, with a fault, if no back-end can work. */
const struct esp_flash_ops *esp_flash_ops(struct esp_session *s);

#endif
