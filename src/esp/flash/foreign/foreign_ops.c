/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash back-end by the commands of Espressif's stub.  What is not special to that stub is
 * shared with the back-end by a ROM's commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/foreign/foreign_impl.h"
#include "esp/foreign/foreigncmd.h"

enum { TRIES = 6 };

int esp_foreign_attach(struct esp_session *s)
{
    const struct esp_family *family = s->board.family;
    uint32_t pads = family->flash_pads ? family->flash_pads(s->identity.words) : 0;
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && esp_worth_retry(err); i++)
        err = esp_foreign_spi_attach(&s->link, pads);
    return err || !family->enable_flash ? err : family->enable_flash(&s->link, &family->spi);
}

/* s->romcmd_contacts and s->romcmd_limit tell what this stub was told. */
static int ready(struct esp_session *s)
{
    uint32_t size = s->board.flash_size ? s->board.flash_size : esp_session_reach(s);
    int err;

    if (s->romcmd_contacts == s->contacts && s->romcmd_limit == size)
        return 0;
    err = esp_foreign_attach(s);
    if (!err)
        err = ESP_ERR_TIMEOUT;
    for (int i = 0; i < TRIES && err == ESP_ERR_TIMEOUT; i++)
        err = esp_foreign_spi_params(&s->link, size);
    if (err)
        return err;
    s->romcmd_contacts = s->contacts;
    s->romcmd_limit = size;
    return 0;
}

static const struct esp_cmdflash_acts acts = {
    .ready = ready,
    .recover = esp_session_find_foreign,
    .md5 = esp_foreign_md5,
    .fetch = esp_foreign_fetch,
    .erase_run = esp_foreign_erase_run,
    .write_run = esp_foreign_write_run,
};

static uint64_t read_ms(const struct esp_session *s, uint32_t size)
{
    (void)s;
    (void)size;
    return 0;
}

static int write_plan(struct esp_session *s, struct esp_plan *plan,
                      const struct esp_write_request *request, struct esp_write_report *report)
{
    struct esp_outside outside = {.session = s, .contacts = s->contacts};
    uint32_t end = 0;
    int err = request->dry_run ? 0 : esp_outside_before(&outside, plan, &end);

    if (!err && !request->dry_run)
        err = esp_outside_add_rest(&outside, end);
    if (!err)
        err = esp_cmdflash_write(s, plan, request, report);
    if (!err)
        err = esp_outside_check(&outside);
    esp_outside_free(&outside);
    return err;
}

static int erase_range(struct esp_session *s, const struct esp_erase_request *request, uint64_t *erased)
{
    struct esp_outside outside = {.session = s, .contacts = s->contacts};
    int err = esp_outside_add(&outside, 0, request->offset);

    if (!err)
        err = esp_outside_add_rest(&outside, request->offset + request->size);
    if (!err)
        err = esp_cmdflash_erase(s, request, erased);
    if (!err)
        err = esp_outside_check(&outside);
    esp_outside_free(&outside);
    return err;
}

const struct esp_flash_ops esp_flash_by_foreign = {
    .read = esp_cmdflash_read,
    .read_ms = read_ms,
    .compare = esp_cmdflash_compare,
    .write = write_plan,
    .erase = erase_range,
    .sample = esp_cmdflash_sample,
    .sample_surely = esp_cmdflash_sample,
    .sample_of = esp_cmdflash_sample_of,
    .sample_size = ESP_SECTOR_SIZE,
    .find_period = esp_cmdflash_find_period,
    .read_expected = esp_cmdflash_read_expected,
    .ask_id = esp_cmdflash_ask_id,
    .resets_often = true,
    .digests = true,
    .spares_blank = true,
    .acts = &acts,
};
