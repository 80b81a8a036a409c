/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the cmdflash*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ROM_CMDFLASH_IMPL_H
#define ESP_FLASH_ROM_CMDFLASH_IMPL_H

#include "esp/chip/family.h"
#include "esp/flash/rom/cmdflash.h"

/* What the ROMs' commands and those of Espressif's stub do in different ways.  The rest of
 * this folder works with either.  Each function makes one attempt, except erase_run and
 * write_run. */
struct esp_cmdflash_acts {
    /* Makes the loader or stub ready to read the whole flash, if it is not. */
    int (*ready)(struct esp_session *s);
    /* Finds the loader or stub again after an error.  The chip may have been reset. */
    int (*recover)(struct esp_session *s);
    int (*md5)(struct esp_link *link, uint32_t address, uint32_t size,
               uint8_t md5[ESP_MD5_SIZE]);
    /* Reads the range; the line may have damaged what arrives. */
    int (*fetch)(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data);
    /* The contracts of esp_cmdflash_erase_run() and esp_cmdflash_write_run(). */
    int (*erase_run)(struct esp_session *s, uint32_t address, uint32_t size);
    int (*write_run)(struct esp_session *s, uint32_t address, uint32_t size,
                     const uint8_t *data);
};
extern const struct esp_cmdflash_acts esp_cmdflash_rom_acts;
int esp_cmdflash_rom_fetch(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data);
int esp_cmdflash_rom_erase_run(struct esp_session *s, uint32_t address, uint32_t size);
int esp_cmdflash_rom_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                               const uint8_t *data);

/* ---- cmdflash.c ---- */

/* What is known of this chip's ROM. */
static inline struct esp_romcmd_facts esp_cmdflash_facts(const struct esp_session *s)
{
    struct esp_romcmd_facts facts = s->board.family->romcmd;

    if (s->romcmd_elsewhere)
        facts.flash_chip = facts.message = 0;
    return facts;
}

/* Makes the ROM ready to read the whole flash, if it is not. */
int esp_cmdflash_ready(struct esp_session *s);

/* Call this function before the ROM is told another size of the flash. */
static inline void esp_cmdflash_unready(struct esp_session *s)
{
    s->romcmd_limit = 0;
}

/* Finds the loader again after an error, and makes it ready.  The chip may have been
 * reset. */
int esp_cmdflash_recover(struct esp_session *s);

/* The chip's MD5 of a range.  Tries again after an error.  A damaged request may have
 * reached another range: so a digest proves what it is equal to only if other contents of
 * the flash cannot have that digest, too. */
int esp_cmdflash_md5(struct esp_session *s, uint32_t address, uint32_t size,
                     uint8_t md5[ESP_MD5_SIZE]);

/* Ends a round of work: returns err, or ESP_ERR_LINE if the chip was reset since
 * s->contacts was "contacts".  Then the application may have changed the flash. */
int esp_cmdflash_settled(struct esp_session *s, int err, unsigned contacts);

/* The chip's MD5, as two requests agree on it. */
int esp_cmdflash_md5_surely(struct esp_session *s, uint32_t address, uint32_t size,
                            uint8_t md5[ESP_MD5_SIZE]);

/* *same: the range holds data.  Either answer is sure. */
int esp_cmdflash_holds(struct esp_session *s, uint32_t address, uint32_t size,
                       const uint8_t *data, bool *same);

/* *blank: the range is blank. */
int esp_cmdflash_blank(struct esp_session *s, uint32_t address, uint32_t size, bool *blank);

/* The MD5 of data. */
void esp_cmdflash_md5_of(const uint8_t *data, uint32_t size, uint8_t md5[ESP_MD5_SIZE]);

/* ---- cmdflash_read.c ---- */

int esp_cmdflash_read(struct esp_session *s, const struct esp_read_request *request,
                      struct esp_proof *proof, uint64_t *reused);
uint64_t esp_cmdflash_read_ms(const struct esp_session *s, uint32_t size);

/* ---- cmdflash_change.c ---- */

/* Erases whole sectors, which lie in one block of 64 KB.  Does not look at the result. */
int esp_cmdflash_erase_run(struct esp_session *s, uint32_t address, uint32_t size);

/* Erases whole sectors, which lie in one block of 64 KB, and programs them with data; does
 * not program sectors that shall be blank.  Does not look at the result. */
int esp_cmdflash_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                           const uint8_t *data);

/* ---- cmdflash_outside.c: the flash outside of what may change ---- */

enum { ESP_OUTSIDE_PIECE = 0x40000 }; /* bytes whose digest is asked for at once */

/* Ranges that must keep their contents.  The requests that erase and write have no check sum:
 * a damaged one may change another place. */
struct esp_outside {
    struct esp_session *session;
    unsigned contacts; /* session->contacts when the digests were taken */
    struct esp_outside_piece *pieces;
    size_t count, room;
};

/* Call these before the first change: esp_outside_add() for each range that must keep its
 * contents, in any order. */
int esp_outside_add(struct esp_outside *o, uint32_t start, uint32_t end);
/* Adds what follows start, as far as the stub reaches.  If the flash's size is unknown, adds
 * nothing, because behind the flash's end its contents come again, and tells the user. */
int esp_outside_add_rest(struct esp_outside *o, uint32_t start);
/* Adds what is before the plan's last sector and outside of the plan's sectors.  *end: the end of
 * that sector. */
int esp_outside_before(struct esp_outside *o, const struct esp_plan *plan, uint32_t *end);
/* Call this after the last change.  ESP_ERR_CHECK if a range has other contents now. */
int esp_outside_check(struct esp_outside *o);
void esp_outside_free(struct esp_outside *o);

/* ---- the operations, which other back-ends with acts of their own share ---- */

int esp_cmdflash_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                        struct esp_sample *samples);
void esp_cmdflash_sample_of(const uint8_t *data, struct esp_sample *sample);
int esp_cmdflash_find_period(struct esp_session *s, uint32_t *period);
int esp_cmdflash_read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                               const uint8_t *expected, uint8_t *data);
int esp_cmdflash_ask_id(struct esp_session *s, uint32_t *id);

int esp_cmdflash_write(struct esp_session *s, struct esp_plan *plan,
                       const struct esp_write_request *request, struct esp_write_report *report);
int esp_cmdflash_erase(struct esp_session *s, const struct esp_erase_request *request,
                       uint64_t *erased);
int esp_cmdflash_compare(struct esp_comparison *comparison);

#endif
