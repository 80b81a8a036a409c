/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash's identity: read before the work, and read again after it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If no flash drives the line, the contents read as blank and the status reads as idle.
 * So an answer of the flash counts only if the flash's ID was the same before and after.
 */
#include <stdio.h>
#include <string.h>

#include "base/flashid.h"
#include "esp/chip/restricted.h"
#include "esp/chip/spicmd.h"
#include "esp/flash/ops.h"
#include "esp/rom/romcmd.h"
#include "esp/session/selftest_results.h"

enum {
    ASK_TRIES = 5,
    ROM_REACH = 0x1000000, /* bytes: the loader's commands send three bytes of address */
};

void esp_flash_id_text(char text[ESP_FLASH_ID_TEXT], uint32_t id)
{
    snprintf(text, ESP_FLASH_ID_TEXT, "%02x%02x%02x", (unsigned)(id & 0xff),
             (unsigned)(id >> 8 & 0xff), (unsigned)(id >> 16 & 0xff));
}

/* Before the stub runs, this finds out what the stub will reach. */
static int note_reach(struct esp_session *s)
{
    const struct esp_family *family = s->board.family;
    uint32_t reach = esp_session_reach(s);
    bool far = false;
    int err = 0;

    if (s->state != ESP_STATE_STUB && s->board.flash_size > reach && family->stub_reach > reach)
        err = esp_spi_ask_far_commands(&s->link, &family->spi, s->board.jedec_id & 0xff, &far);
    if (far && s->state == ESP_STATE_ROM && !s->rom_only && !s->foreign)
        reach = family->stub_reach;
    s->board.flash_reach = s->board.flash_size > reach ? reach : 0;
    s->board.stub_reaches_more = far && s->board.flash_reach != 0;
    return err;
}

int esp_session_reads(struct esp_session *s)
{
    if (!s->board.secure_download)
        return 0;
    return esp_fail(&s->fault, ESP_ERR_CHIP,
                    "this %s is in Secure Download Mode, in which its loader reads nothing: "
                    "esp-write and esp-erase work, but neither a backup nor a comparison is "
                    "possible", s->board.chip_name);
}

/* In Secure Download Mode the flash cannot be asked anything. */
static int identify_blindly(struct esp_session *s)
{
    int err = s->state == ESP_STATE_ROM
                  ? esp_rom_attach(&s->link, 0)
                  : esp_fail(&s->fault, ESP_ERR_ARG, "not connected");

    if (err)
        return err;
    s->board.flash_size = s->told_flash_size;
    s->board.flash_size_told = s->told_flash_size != 0;
    s->fault = (struct esp_fault){0};
    return 0;
}

int esp_session_identify_flash(struct esp_session *s)
{
    const struct esp_family *family = s->board.family;
    uint32_t id = 0;
    int err = 0;

    if (!family)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    if (s->board.secure_download)
        return identify_blindly(s);
    if (s->state == ESP_STATE_STUB)
        id = s->stub.jedec_id;
    if (!esp_flashid_valid(id)) {
        if (s->state == ESP_STATE_FOREIGN)
            err = esp_foreign_attach(s);
        else if (s->state != ESP_STATE_STUB) /* our stub starts with the flash connected */
            err = family->connect_flash(family, &s->link, s->identity.words);
        if (!err)
            err = esp_spi_read_id(&s->link, &family->spi, true, &id);
    }
    /* No tests: the flash was busy when the stub wanted to test it, or its ID changed during
     * the tests.  Asking the stub again makes it run the tests. */
    if (!err && s->state == ESP_STATE_STUB && s->stub.tests == 0 && esp_flashid_valid(id)) {
        err = esp_session_ask_stub(s, ASK_TRIES, esp_link_patience_ms(&s->link));
        if (!err && s->stub.jedec_id != id)
            err = esp_spi_id_changes(&s->fault, &family->spi);
        if (!err)
            err = esp_session_believe_stub(s);
    }
    if (err)
        return err;
    s->board.jedec_id = esp_flashid_valid(id) ? id : 0;
    s->board.flash_size = s->told_flash_size ? s->told_flash_size : esp_flashid_size(id);
    s->board.flash_size_told = s->told_flash_size != 0;
    err = note_reach(s);
    if (err)
        return err;
    s->fault = (struct esp_fault){0};
    if (!s->board.jedec_id)
        esp_flash_id_text(s->board.no_flash_id, id);
    return 0;
}

/* Espressif's stub sends four bytes of address to these flashes only: esptool's manual, "Flash and
 * External Memory Support Limitations" (W25Q256, GD25Q256).  The manual names the XM25QH256D, too,
 * whose ID other flashes may share. */
static bool foreign_reaches_far(uint32_t id)
{
    return id == 0x1940ef || id == 0x1940c8;
}

/* Without a size from the user, the ROM is left with the size that it believes in. */
uint32_t esp_session_reach(const struct esp_session *s)
{
    if (s->board.secure_download && !s->board.flash_size)
        return ESP_ROM_BELIEVES;
    if (s->state == ESP_STATE_FOREIGN && s->board.family && s->board.family->foreign_reach &&
        foreign_reaches_far(s->board.jedec_id))
        return s->board.family->foreign_reach;
    return s->state == ESP_STATE_STUB ? s->stub.limits.reach : (uint32_t)ROM_REACH;
}

int esp_session_check_range(struct esp_session *s, uint32_t offset, uint64_t size,
                            const char *what)
{
    uint32_t flash = s->board.flash_size, reach = esp_session_reach(s);

    if (flash && offset + size > flash)
        return esp_fail(&s->fault, ESP_ERR_RANGE, "the %s goes past the end of the flash", what);
    if (offset + size > reach && s->board.secure_download && !flash)
        return esp_fail(&s->fault, ESP_ERR_RANGE,
                        "the %s goes past 0x%x, and the flash cannot be asked for its size in Secure "
                        "Download Mode: --flash-size tells the size", what, (unsigned)reach);
    if (offset + size > reach)
        return esp_fail(&s->fault, ESP_ERR_RANGE,
                        "the %s goes past 0x%x, where the flash addresses of this chip end", what,
                        (unsigned)reach);
    return 0;
}

int esp_session_need_flash(struct esp_session *s)
{
    const struct esp_identity *chip = &s->identity;

    if (s->board.jedec_id || s->board.secure_download)
        return 0;
    if (chip->voltage_reason[0])
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "the flash does not answer (its ID reads %s): its supply is %s%s, because %s",
                        s->board.no_flash_id, chip->flash_voltage,
                        strcmp(chip->flash_voltage, "off") == 0 ? "" : " V", chip->voltage_reason);
    if (chip->flash_is_octal)
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "the flash does not answer (its ID reads %s): by its fuses the chip has a "
                        "flash with eight data lines, which nobody has tried with these programs", s->board.no_flash_id);
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "the flash does not answer (its ID reads %s): take the board off its power "
                    "for a moment and try again, and see that nothing is wired to %s%s",
                    s->board.no_flash_id, chip->flash_pads[0] ? "GPIO" : "",
                    chip->flash_pads[0] ? chip->flash_pads : esp_spi_pins(&s->board.family->spi));
}

/* Reads the flash's ID without waking the flash first. */
static int ask_id(struct esp_session *s, uint32_t *id)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);

    return ops ? ops->ask_id(s, id) : ESP_ERR_ARG;
}

int esp_session_other_flash(struct esp_session *s, uint32_t id)
{
    char was[ESP_FLASH_ID_TEXT], is[ESP_FLASH_ID_TEXT];

    esp_flash_id_text(was, s->board.jedec_id);
    esp_flash_id_text(is, id);
    if (!esp_flashid_valid(id))
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "the flash no longer answers (its ID was %s and reads %s now): what it "
                        "seemed to hold is not to be trusted", was, is);
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "the flash's ID was %s and is %s now: this is another flash, or its "
                    "connection is bad", was, is);
}

/* True for errors that a disconnected flash may have caused. */
static bool may_be_the_flash(int err)
{
    return err == ESP_ERR_CHECK || err == ESP_ERR_STATUS || err == ESP_ERR_PROTOCOL ||
           err == ESP_ERR_TIMEOUT;
}

int esp_session_still_same_flash(struct esp_session *s, int err)
{
    struct esp_fault before = s->fault;
    uint32_t id = 0;
    int asked;

    if ((err && !may_be_the_flash(err)) || !s->board.jedec_id ||
        (s->state != ESP_STATE_STUB && s->state != ESP_STATE_ROM && s->state != ESP_STATE_FOREIGN))
        return err;
    asked = ask_id(s, &id);
    if (!asked && id != s->board.jedec_id)
        return esp_session_other_flash(s, id);
    if (!asked)
        asked = esp_session_judge_changes(s);
    if (!err || asked == ESP_ERR_CHECK)
        return asked;
    s->fault = before;
    if (asked && before.status == ESP_STUB_FLASH_TIMEOUT)
        return esp_fail(&s->fault, err, "the flash does not get ready: it is gone, or broken");
    return err;
}

const struct esp_flash_ops *esp_flash_ops(struct esp_session *s)
{
    const struct esp_flash_ops *ops = NULL;

    if (s->state == ESP_STATE_STUB)
        ops = &esp_flash_by_stub;
    else if (s->state == ESP_STATE_FOREIGN)
        ops = &esp_flash_by_foreign;
    else if (s->state == ESP_STATE_ROM && s->board.secure_download)
        ops = &esp_flash_by_blind_rom;
    else if (s->state == ESP_STATE_ROM && s->board.family)
        ops = s->board.family->rom_flash;
    if (!ops)
        esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    if (ops && ops->acts)
        s->acts = ops->acts;
    return ops;
}
