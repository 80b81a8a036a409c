/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why no loader answered: the chip's boot text tells most of the reason.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem() */
#endif
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "esp/session/session_impl.h"
#include "system/portusers.h"

enum {
    BOOT_BAUD = 74880, /* rate of the ROM's boot text with the usual 26 MHz crystal;
                        * with a 40 MHz crystal the rate is 115200 */
    LISTEN_MS = 500,
    CHATTER_MIN = 16, /* readable bytes in a row that show an application */
    TALK_MIN = 64,    /* bytes that come while nobody asks: more than a boot text at a wrong
                       * rate */
};

enum finding { NOTHING, TALK, APPLICATION, DOWNLOAD };

/* The boot text: " ets Jan  8 2013,rst cause:2, boot mode:(3,6)".  The first figure in
 * parentheses is the strapping; 1 means download mode. */
static enum finding find_boot_text(const uint8_t *text, size_t size)
{
    static const char mark[] = "boot mode:(";
    const uint8_t *at = memmem(text, size, mark, sizeof(mark) - 1);
    enum finding finding = NOTHING;

    while (at) { /* the last one counts */
        at += sizeof(mark) - 1;
        if (at == text + size)
            break;
        finding = *at == '1' ? DOWNLOAD : APPLICATION;
        at = memmem(at, (size_t)(text + size - at), mark, sizeof(mark) - 1);
    }
    return finding;
}

/* The boot text of later chips: "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", or
 * "boot:0xf (UART_BOOT(UART0))", or "boot:0x3 (DOWNLOAD_BOOT(UART0/...))".  They send the text
 * at 115200 baud. */
static enum finding find_later_boot_text(const uint8_t *text, size_t size)
{
    static const char mark[] = "boot:0x";
    const uint8_t *at = memmem(text, size, mark, sizeof(mark) - 1), *last = NULL;
    const uint8_t *end = text + size;

    while (at) { /* the last one counts */
        last = at += sizeof(mark) - 1;
        at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1);
    }
    if (!last)
        return NOTHING;
    if (memmem(last, (size_t)(end - last), "(UART_BOOT", 10) ||
        memmem(last, (size_t)(end - last), "(DOWNLOAD", 9))
        return DOWNLOAD;
    return memmem(last, (size_t)(end - last), "FLASH_BOOT", 10) ? APPLICATION : NOTHING;
}

/* CHATTER_MIN readable bytes in a row can only come from an application: the boot text is
 * sent at another rate and arrives as noise.  'U' does not count, because the echo of our
 * own SYNC consists of 'U'. */
static bool is_chatter(const uint8_t *text, size_t size)
{
    size_t run = 0;

    for (size_t i = 0; i < size && run < CHATTER_MIN; i++) {
        bool readable = (text[i] >= ' ' && text[i] < 0x7f && text[i] != 'U') || text[i] == '\r' ||
                        text[i] == '\n' || text[i] == '\t';

        run = readable ? run + 1 : 0;
    }
    return run >= CHATTER_MIN;
}

static enum finding judge(const struct esp_link *link)
{
    enum finding finding = find_boot_text(link->noise, link->noise_size);

    if (finding == NOTHING)
        finding = find_later_boot_text(link->noise, link->noise_size);
    if (finding == NOTHING && is_chatter(link->noise, link->noise_size))
        return APPLICATION;
    return finding;
}

/* Listens at a rate, with or without a reset of the chip before. */
static int listen(struct esp_session *s, uint32_t baud, bool reset)
{
    int err = s->transport->has_baud ? esp_transport_set_baud(s->transport, baud) : 0;
    uint64_t deadline;

    if (!err)
        err = esp_link_discard(&s->link);
    if (!err && reset)
        err = esp_reset_run(&s->resets[0], s->transport);
    deadline = esp_clock_after(LISTEN_MS);
    while (!err && esp_clock_left(deadline) > 0)
        err = esp_link_drain(&s->link, esp_clock_left(deadline), esp_clock_left(deadline));
    return err;
}

/* The bytes so far came at many rates, and the last rate's took the others' place. */
static enum finding listen_to_application(struct esp_session *s)
{
    enum finding finding = NOTHING;

    if (listen(s, s->connect_baud, false) == 0)
        finding = judge(&s->link);
    return finding == NOTHING && s->link.noise_size >= TALK_MIN ? TALK : finding;
}

static enum finding investigate(struct esp_session *s)
{
    enum finding finding = judge(&s->link), heard = NOTHING;
    bool lines = esp_session_has_lines(s), noise = s->link.noise_size > 0;

    if (finding != NOTHING)
        return finding;
    if (noise)
        heard = listen_to_application(s);
    if (heard <= TALK && s->transport->has_baud && s->connect_baud != BOOT_BAUD &&
        (lines || noise)) {
        if (listen(s, BOOT_BAUD, lines) == 0)
            finding = judge(&s->link);
        esp_transport_set_baud(s->transport, s->connect_baud);
    }
    return finding == NOTHING ? heard : finding;
}

/* The pin is not the same one for all chips that have USB. */
#define BY_BUTTONS "hold its BOOT button while you press and release RESET, and try again"

/* The chip's own USB port has no wires that could be wrong, and no adapter that would be there
 * without the chip: the port is there because the chip runs. */
static int fail_on_usb(struct esp_session *s, enum finding finding)
{
    if (finding == APPLICATION || finding == TALK)
        return esp_fail(&s->fault, ESP_ERR_BOOT_MODE,
                        "the chip runs its application, and did not take the reset by USB: "
                        BY_BUTTONS);
    if (finding == DOWNLOAD)
        return esp_fail(&s->fault, ESP_ERR_NO_SYNC,
                        "the chip is in download mode but does not hear us: " BY_BUTTONS);
    return esp_fail(&s->fault, ESP_ERR_NO_SYNC,
                    "the chip's USB port is there, but no boot loader answers: its application may "
                    "use the port for itself; " BY_BUTTONS);
}

static int fail_by_finding(struct esp_session *s)
{
    enum finding finding = investigate(s);

    if (s->transport->core_reset)
        return fail_on_usb(s, finding);
    switch (finding) {
    case APPLICATION:
        return esp_fail(&s->fault, ESP_ERR_BOOT_MODE,
                        "the chip runs its application: hold GPIO0 (the FLASH button) low while "
                        "it resets");
    case DOWNLOAD:
        return esp_fail(&s->fault, ESP_ERR_NO_SYNC,
                        "the chip is in download mode but does not hear us: check the wire to "
                        "its RX pin");
    case TALK:
        return esp_fail(&s->fault, ESP_ERR_BOOT_MODE,
                        "something talks on this line without a pause, but not as a boot loader "
                        "does: if it is the chip's application, hold GPIO0 (the FLASH button) low "
                        "while the chip resets");
    case NOTHING:
        break;
    }
    return esp_fail(&s->fault, ESP_ERR_NO_SYNC,
                    "nothing answers like an ESP's boot loader: check the cable, TX/RX, power, "
                    "and that the chip is in download mode");
}

int esp_session_was_reset(struct esp_session *s)
{
    if (judge(&s->link) != APPLICATION)
        return 0;
    return esp_fail(&s->fault, ESP_ERR_BOOT_MODE,
                    "the chip was reset by its watchdog or by a dip of its power, and runs its "
                    "application: hold GPIO0 (the FLASH button) low while it resets, and try again");
}

bool esp_session_hears_download(const struct esp_session *s)
{
    return judge(&s->link) == DOWNLOAD;
}

int esp_session_diagnose(struct esp_session *s)
{
    int err = fail_by_finding(s);
    size_t used = strlen(s->fault.text);
    char user[ESP_PORTUSER_TEXT];
    struct stat port;

    if (s->transport->handicap)
        snprintf(s->fault.text + used, sizeof(s->fault.text) - used, "; %s",
                 s->transport->handicap);
    else if (s->transport->lock_fd >= 0 && fstat(s->transport->lock_fd, &port) == 0 &&
             esp_portusers_find(port.st_rdev, user))
        snprintf(s->fault.text + used, sizeof(s->fault.text) - used,
                 "; %s has this port open, too, and may take the answers", user);
    return err;
}
