/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image by ArduinoOTA.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/push.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-ota/ways.h"
#include "ota/push/ota_push.h"

enum { RETRIES_MAX = 1000, TIMEOUT_MAX_S = 3600, RETURN_S = OTA_RETURN_MS / 1000 };

struct call {
    const struct ota_board *board;
    const struct push_settings *settings;
    struct ota_password *password;
    bool drawing;
};

/* "48000" or "48000-48009". */
static bool parse_range(struct push_settings *settings, const char *text)
{
    const char *dash = strchr(text, '-');
    char first_text[16];
    uint64_t first, last;

    snprintf(first_text, sizeof(first_text), "%.*s",
             (int)(dash ? dash - text : (int)sizeof(first_text)), text);
    if (number_parse(first_text, &first) != NUMBER_OK || first == 0 || first > UINT16_MAX ||
        number_parse(dash ? dash + 1 : first_text, &last) != NUMBER_OK || last < first ||
        last > UINT16_MAX) {
        message_error("--host-port: '%s' is no port or range of ports, such as 48000-48009", text);
        return false;
    }
    settings->first_port = (uint16_t)first;
    settings->last_port = (uint16_t)last;
    return true;
}

int push_settings_parse(struct push_settings *settings, const struct gengetopt_args_info *args)
{
    uint64_t retries = OTA_RETRIES, timeout_s = OTA_TIMEOUT_MS / 1000;

    *settings = (struct push_settings){.wait = args->wait_given};
    settings->progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    if ((args->host_port_given && !parse_range(settings, args->host_port_arg)) ||
        (args->retries_given &&
         !number_option("retries", args->retries_arg, 1, RETRIES_MAX, &retries)) ||
        (args->timeout_given &&
         !number_option("timeout", args->timeout_arg, 1, TIMEOUT_MAX_S, &timeout_s)))
        return STATUS_USAGE;
    settings->retries = (unsigned)retries;
    settings->timeout_ms = (unsigned)timeout_s * 1000;
    return STATUS_DONE;
}

static const char *ask_password(void *ctx)
{
    struct call *call = ctx;

    call->password->board = call->board->title;
    return ota_password_get(call->password);
}

static void show_step(void *ctx, const char *text)
{
    const struct call *call = ctx;

    message_verbose("%s: %s", call->board->title, text);
}

static void show_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct call *call = ctx;

    if (!call->drawing)
        progress_begin(call->settings->progress, call->board->title, "send", NULL, NULL);
    call->drawing = true;
    progress_update(NULL, done, total);
}

/* The board's words with what they mean and what to do. */
static int tell_refusal(const struct ota_board *board, const struct ota_image *image,
                        const struct ota_push_result *result)
{
    const struct ota_code *code = result->code;
    const char *advice;

    if (!code) {
        message_error("%s: the board did not take the image: %s", board->title, result->fault.text);
        return STATUS_DEVICE;
    }
    advice = image->filesystem && code->advice_fs ? code->advice_fs : code->advice;
    message_error("%s: the board did not take the image of %zu bytes (%s): %s; %s", board->title,
                  image->size, result->fault.text, code->what, advice);
    return code->changed ? STATUS_DEVICE : STATUS_REFUSED;
}

static int tell_failure(const struct ota_board *board, const struct ota_image *image,
                        const struct ota_push_result *result, int err)
{
    const char *reason = result->fault.text[0] ? result->fault.text : esp_strerror(err);

    if (err == ESP_ERR_CANCELLED)
        return STATUS_DEVICE; /* the program dies of the signal */
    switch (result->outcome) {
    case OTA_WRONG_PASSWORD:
        message_error("%s: %s", board->title, reason);
        return STATUS_USAGE;
    case OTA_NO_PASSWORD:
        message_error("%s: %s: --auth-file or ESPOTA_AUTH gives it", board->title, reason);
        return STATUS_USAGE;
    case OTA_LOCAL:
        message_error("%s: %s", board->title, reason);
        return STATUS_USAGE;
    default:
        break;
    }
    if (err == ESP_ERR_STATUS)
        return tell_refusal(board, image, result);
    message_error("%s: %s", board->title, reason);
    return STATUS_DEVICE;
}

static void tell_success(const struct ota_board *board, const struct ota_image *image,
                         const struct ota_push_result *result, uint64_t ms)
{
    char size[32], time[32];

    number_format_size(size, sizeof(size), image->size);
    number_format_time(time, sizeof(time), ms);
    message_notice("%s: the board took %s in %s", board->title, size, time);
    if (result->unprotected)
        message_verbose("%s: the board takes updates without a password", board->title);
    if (result->older_hash)
        message_verbose("%s: the board keeps the MD5 of its password; a build with the newer core "
                        "should have its SHA-256",
                        board->title);
}

static int wait_for_return(const struct ota_board *board, const struct ota_push_request *request,
                           struct ota_push_result *result)
{
    uint64_t start = esp_clock_ms();
    char time[32];

    if (ota_push_wait_for_return(request, result, OTA_RETURN_MS) != ESP_OK) {
        if (!signals_caught())
            message_error("%s: %s", board->title, result->fault.text);
        return STATUS_DEVICE;
    }
    number_format_time(time, sizeof(time), esp_clock_ms() - start);
    message_notice("%s: the board restarted, and is back after %s", board->title, time);
    return STATUS_DONE;
}

int push_image(const struct push_settings *settings, const struct ota_board *board,
               const struct ota_image *image, struct ota_password *password)
{
    struct call call = {.board = board, .settings = settings, .password = password};
    struct ota_push_request request = {
        .host = board->host,
        .chip = board->chip ? board->chip : ota_chip_by_port(board->port),
        .filesystem = image->filesystem,
        .data = image->data,
        .size = image->size,
        .first_port = settings->first_port,
        .last_port = settings->last_port,
        .retries = settings->retries,
        .timeout_ms = settings->timeout_ms,
        .password = ask_password,
        .step = show_step,
        .progress = show_progress,
        .ctx = &call,
        .cancel = signals_flag(),
    };
    uint64_t start = esp_clock_ms();
    struct ota_push_result result;
    int err;

    if (!request.chip) /* --force may send an image for another chip: it tells least */
        request.chip = image->chip;
    if (!request.chip) {
        message_error("%s: neither the image nor the port tells the board's chip: --chip names it",
                      board->title);
        return STATUS_USAGE;
    }
    request.port = board->port ? board->port : request.chip->port;
    err = ota_push_run(&request, &result);
    progress_end();
    if (err != ESP_OK)
        return tell_failure(board, image, &result, err);
    tell_success(board, image, &result, esp_clock_ms() - start);
    return settings->wait ? wait_for_return(board, &request, &result) : STATUS_DONE;
}

int ota_push(const struct gengetopt_args_info *args)
{
    bool image_on_stdin = args->inputs_num == 0 || strcmp(args->inputs[0], "-") == 0;
    struct ota_password password = {0};
    struct push_settings settings;
    struct ota_image image = {0};
    struct ota_board board = {0};
    int status = push_settings_parse(&settings, args);

    if (status == STATUS_DONE && !(args->dry_run_given && !args->address_given))
        status = ota_address_choose(&board, args, !image_on_stdin);
    else if (args->chip_given)
        board.chip = ota_chip_by_name(args->chip_arg);
    if (status == STATUS_DONE)
        status = ota_password_load(&password, args->auth_file_arg);
    if (status == STATUS_DONE)
        status = ota_image_load(&image, args);
    if (status == STATUS_DONE)
        status =
            ota_image_check(&image, args, board.chip ? board.chip : ota_chip_by_port(board.port));
    if (status == STATUS_DONE && !args->dry_run_given)
        status = board.web[0] ? ota_web_send(args, board.web, &image, &password)
                              : push_image(&settings, &board, &image, &password);
    ota_image_free(&image);
    ota_password_forget(&password);
    return status;
}
