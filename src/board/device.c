/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board that a program works on, from choosing the port to leaving the board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/device.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/sameboard.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"

int device_choose(struct device *device, const char *option, bool stdin_is_free)
{
    const struct port_choice_request request = {
        .option = option,
        .read_stdin = stdin_is_free,
        .status_if_none = STATUS_DEVICE,
    };
    int status = port_choose(&device->choice, &request);

    if (status == STATUS_DONE &&
        !connect_settings_adopt(&device->settings, &device->choice.line))
        status = STATUS_USAGE;
    return status;
}

/* Does the device line say that our stub waits?  Then the board need not be reset, unless no
 * stub or another stub is wanted. */
static bool stub_waits(const struct device *device)
{
    const char *state = esp_devline_get(&device->choice.line, "state");

    return !device->settings.no_stub && !device->settings.stub && state && strcmp(state, "stub") == 0;
}

static int start_stub(struct device *device)
{
    int err = device->settings.no_stub ? ESP_OK : esp_session_try_stub(device->session);

    return err == ESP_OK ? STATUS_DONE : device_failed(device, err);
}

int device_open(struct device *device, enum device_use use)
{
    const char *port = device->choice.port;
    int status = status_of(
        connect_board(&device->session, &device->settings, port, stub_waits(device)));

    if (status == STATUS_DONE && use == DEVICE_WORK)
        status = start_stub(device);
    if (status == STATUS_DONE)
        status = status_of(connect_flash(device->session, port, use == DEVICE_WORK));
    if (status == STATUS_DONE)
        status = sameboard_check(&device->choice.line, device->session, port);
    return status;
}

bool device_reaches(const struct device *device, const struct flash_range *range)
{
    const struct esp_board *board = esp_session_board(device->session);
    uint64_t reach = esp_session_reach(device->session);
    char limit[32];

    if (range->offset + range->size <= reach)
        return true;
    number_format_size(limit, sizeof(limit), reach);
    if (board->secure_download && board->flash_size == 0)
        message_error("%s: the range goes past the first %s of the flash, and the flash cannot be"
                      " asked for its size in Secure Download Mode: --flash-size tells the size",
                      device->choice.port, limit);
    else if (range->offset >= reach)
        message_error("%s: 0x%" PRIx64 " is past the first %s of the flash, which can be reached",
                      device->choice.port, range->offset, limit);
    else
        message_error("%s: 0x%" PRIx64 " bytes from 0x%" PRIx64 " on go past the first %s of the"
                      " flash, which can be reached; --offset=0x%" PRIx64 " --size=0x%" PRIx64
                      " ends there",
                      device->choice.port, range->size, range->offset, limit, range->offset,
                      reach - range->offset);
    return false;
}

/* Writes a size as --flash-size accepts it: "512K". */
static void format_option(char *text, size_t size, uint32_t bytes)
{
    const uint32_t mega = UINT32_C(1) << 20, kilo = UINT32_C(1) << 10;

    snprintf(text, size, "%" PRIu32 "%c", bytes < mega ? bytes / kilo : bytes / mega,
             bytes < mega ? 'K' : 'M');
}

static void tell_repeats(const struct device *device)
{
    const struct esp_board *board = esp_session_board(device->session);
    char period[32], size[32], small[16], large[16];

    if (!board->flash_repeats)
        return;
    number_format_size(period, sizeof(period), board->flash_repeats);
    number_format_size(size, sizeof(size), board->flash_size);
    format_option(small, sizeof(small), board->flash_repeats);
    format_option(large, sizeof(large), board->flash_size);
    message_notice("%s: the flash holds the same every %s, as one that is smaller than the %s that"
                   " its ID says would; --flash-size=%s or --flash-size=%s says what it has",
                   device->choice.port, period, size, small, large);
}

int device_start(struct device *device)
{
    int err = esp_session_raise_baud(device->session);

    if (err == ESP_OK)
        err = esp_session_look_for_repeats(device->session);
    if (err != ESP_OK)
        return device_failed(device, err);
    if (esp_session_baud(device->session) != 0)
        message_verbose("%s: the work is done at %" PRIu32 " baud", device->choice.port,
                        esp_session_baud(device->session));
    const char *clock = esp_session_stub_clock(device->session);

    if (clock)
        message_verbose("%s: the stub runs by the clock of the %s", device->choice.port, clock);
    tell_repeats(device);
    return STATUS_DONE;
}

void device_tell_patience(const struct device *device, enum device_labour labour, uint64_t bytes)
{
    const char *doing = labour == DEVICE_READING ? "reading" : "comparing";
    uint64_t ms = labour == DEVICE_READING ? esp_session_read_ms(device->session, (uint32_t)bytes)
                                           : esp_session_compare_ms(device->session, (uint32_t)bytes);
    char time[32], size[32];

    if (ms == 0)
        return;
    number_format_time(time, sizeof(time), ms);
    number_format_size(size, sizeof(size), bytes);
    message_notice("%s: %s %s without the stub takes about %s", device->choice.port, doing, size,
                   time);
}

static enum esp_eta_trust time_left(const void *ctx, uint64_t *left_ms)
{
    return esp_session_left(ctx, left_ms);
}

esp_progress *device_progress(const struct device *device)
{
    return device->progress == PROGRESS_NONE ? NULL : progress_update;
}

void device_progress_begin(const struct device *device, const char *verb)
{
    progress_begin(device->progress, device->choice.port, verb, time_left, device->session);
}

int device_failed(const struct device *device, int err)
{
    return connect_failed(device->session, device->choice.port, err);
}

void device_leave(struct device *device, int status)
{
    int err;

    if (!device->session)
        return;
    err = esp_session_leave(device->session, device->settings.after);
    if (err != ESP_OK && status == STATUS_DONE)
        device_failed(device, err);
}

void device_close(struct device *device)
{
    esp_session_close(device->session);
    device->session = NULL;
    port_choice_free(&device->choice);
}
