/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash by the commands of a boot ROM: the ROM's settings, recovery after errors,
 * digests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <string.h>

#include "base/bytes.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/rom/loader.h"

enum {
    SYNC_MS = 4500,
    TRIES = 5,
    DIGESTS_MAX = 8, /* that differ from each other, for one range */
};

int esp_cmdflash_ready(struct esp_session *s)
{
    return s->acts->ready(s);
}

int esp_cmdflash_recover(struct esp_session *s)
{
    int err = s->acts->recover(s);

    return err ? err : esp_cmdflash_ready(s);
}

static int look_and_connect(struct esp_session *s)
{
    const struct esp_family *family = s->board.family;
    bool holds = true;
    int err = esp_rom_holds_facts(&s->link, &family->romcmd, &holds);

    s->romcmd_elsewhere = !holds;
    return err ? err : family->connect_flash(family, &s->link, s->identity.words);
}

static int ready(struct esp_session *s)
{
    uint32_t size = s->board.flash_size ? s->board.flash_size : esp_session_reach(s);
    struct esp_romcmd_facts facts;
    int err = 0;

    if (s->romcmd_contacts == s->contacts && s->romcmd_limit == size)
        return 0;
    if (s->romcmd_contacts != s->contacts)
        err = look_and_connect(s);
    facts = esp_cmdflash_facts(s);
    if (!err)
        err = esp_rom_limit(&s->link, &facts, size);
    if (err)
        return err;
    s->romcmd_contacts = s->contacts;
    s->romcmd_limit = size;
    return 0;
}

/* Resets the chip, if the port has reset lines.  At the rate at which the loader hung, it
 * may hang again, so the next rate is lower. */
static int restart(struct esp_session *s)
{
    uint32_t before = s->transport->baud, lower = esp_session_lower_rate(s, before);
    int err = esp_session_sync(s, SYNC_MS);

    if (err && !esp_session_hopeless(err) && !esp_session_has_lines(s))
        return esp_session_dead(s);
    if (!err && s->state != ESP_STATE_ROM)
        err = esp_fail(&s->fault, ESP_ERR_NO_SYNC, "the loader no longer answers");
    if (err || before <= s->connect_baud)
        return err;
    s->ceiling = lower;
    return lower > s->connect_baud ? esp_session_raise_surely(s) : 0;
}

static int recover(struct esp_session *s)
{
    int err = esp_loader_quiet(&s->link);

    if (!err)
        err = esp_session_check_identity(s);
    return esp_worth_retry(err) ? restart(s) : err;
}

const struct esp_cmdflash_acts esp_cmdflash_rom_acts = {
    .ready = ready,
    .recover = recover,
    .md5 = esp_rom_md5,
    .fetch = esp_cmdflash_rom_fetch,
    .erase_run = esp_cmdflash_rom_erase_run,
    .write_run = esp_cmdflash_rom_write_run,
};

int esp_cmdflash_settled(struct esp_session *s, int err, unsigned contacts)
{
    if (err || s->contacts == contacts)
        return err;
    return esp_fail(&s->fault, ESP_ERR_LINE, "the chip is reset again and again");
}

/* Only the ROM's own errors are worth another try after the loader was found again; the
 * fault then tells the last of them. */
int esp_cmdflash_md5(struct esp_session *s, uint32_t address, uint32_t size,
                     uint8_t md5[ESP_MD5_SIZE])
{
    int err = esp_cmdflash_ready(s);

    if (!err)
        err = s->acts->md5(&s->link, address, size, md5);
    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_cmdflash_recover(s);
        if (!err)
            err = s->acts->md5(&s->link, address, size, md5);
    }
    return err;
}

/* Asks until two answers in a row agree.  md5: the last answer. */
static int ask_again(struct esp_session *s, uint32_t address, uint32_t size,
                     uint8_t md5[ESP_MD5_SIZE])
{
    uint8_t before[ESP_MD5_SIZE];
    int err = 0;

    for (int i = 1; i < DIGESTS_MAX && !err; i++) {
        memcpy(before, md5, sizeof(before));
        err = esp_cmdflash_md5(s, address, size, md5);
        if (!err && memcmp(before, md5, sizeof(before)) == 0)
            return 0;
    }
    return err ? err
               : esp_fail(&s->fault, ESP_ERR_CHECK,
                          "the flash reads differently each time between 0x%x and 0x%x",
                          (unsigned)address, (unsigned)(address + size - 1));
}

int esp_cmdflash_md5_surely(struct esp_session *s, uint32_t address, uint32_t size,
                            uint8_t md5[ESP_MD5_SIZE])
{
    int err = esp_cmdflash_md5(s, address, size, md5);

    return err ? err : ask_again(s, address, size, md5);
}

void esp_cmdflash_md5_of(const uint8_t *data, uint32_t size, uint8_t md5[ESP_MD5_SIZE])
{
    if (!EVP_Digest(data, size, md5, NULL, EVP_md5(), NULL))
        memset(md5, 0, ESP_MD5_SIZE); /* a digest that no contents have */
}

/* A damaged request may have reached another range.  Blank flash is in many places, so the
 * digest of blank flash is asked for twice, and so is one that differs. */
int esp_cmdflash_holds(struct esp_session *s, uint32_t address, uint32_t size,
                       const uint8_t *data, bool *same)
{
    uint8_t wanted[ESP_MD5_SIZE], md5[ESP_MD5_SIZE];
    int err;

    esp_cmdflash_md5_of(data, size, wanted);
    err = esp_cmdflash_md5(s, address, size, md5);
    *same = !err && memcmp(wanted, md5, sizeof(md5)) == 0;
    if (err || (*same && !esp_blank(data, size)))
        return err;
    err = ask_again(s, address, size, md5);
    *same = !err && memcmp(wanted, md5, sizeof(md5)) == 0;
    return err;
}

int esp_cmdflash_blank(struct esp_session *s, uint32_t address, uint32_t size, bool *blank)
{
    static uint8_t ones[ESP_BLOCK64_SIZE];

    memset(ones, 0xff, sizeof(ones));
    if (size > sizeof(ones))
        return esp_fail(&s->fault, ESP_ERR_ARG, "more than a block");
    return esp_cmdflash_holds(s, address, size, ones, blank);
}
