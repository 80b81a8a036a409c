/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image to a board's web page for updates.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <string.h>

#include "cli/message.h"
#include "cli/progress.h"
#include "cli/status.h"
#include "esp-ota/ota_image.h"
#include "esp-ota/web_way.h"
#include "ota/web/webback.h"

/* An ESP8266 copies the image at its start, and looks for its network: a restart may take so
 * many times as long as an answer. */
enum { BACK_TIMES = 9 };

static void tell(void *ctx, const char *text)
{
    const struct web_way *way = ctx;

    message_notice("%s: %s", ota_web_host(way->web), text);
}

static int wait_back(struct web_way *way)
{
    const char *host = ota_web_host(way->web), *before = way->board.version;
    struct esp_fault fault = {0};
    struct ota_web_board after;

    message_verbose("%s: waiting until the board is back", host);
    int err = ota_web_wait_back(way->web, &way->board, BACK_TIMES * way->timeout_ms, &after, &fault);

    if (err == ESP_ERR_TIMEOUT) {
        message_error("%s: the board took the image, but %s", host, fault.text);
        return STATUS_DEVICE;
    }
    if (err)
        return web_way_failed(way, err, &fault);
    if (!after.version[0])
        message_notice("%s: the board is back", host);
    else if (!before[0] || strcmp(before, after.version) == 0)
        message_notice("%s: the board is back, with version %s", host, after.version);
    else
        message_notice("%s: the board is back, with version %s in place of %s", host,
                       after.version, before);
    return STATUS_DONE;
}

static int send_image(struct web_way *way, const struct gengetopt_args_info *args,
                      const struct ota_web_image *image)
{
    enum progress_style style = progress_style_of(args->progress_arg, args->quiet_given > 0);
    const char *host = ota_web_host(way->web);
    struct ota_web_answer answer;
    struct esp_fault fault = {0};
    int err;

    message_verbose("%s: sending %zu bytes", host, image->size);
    do {
        answer = (struct ota_web_answer){.verdict = OTA_WEB_UNCLEAR};
        progress_begin(style, host, "send", NULL, NULL);
        err = ota_web_update(way->web, &way->board, image, &answer, tell, way, &fault);
        progress_end();
    } while (!err && answer.verdict == OTA_WEB_PASSWORD && web_way_ask(way));
    if (err)
        return web_way_failed(way, err, &fault);
    if (answer.verdict != OTA_WEB_DONE)
        return web_way_refused(way, &answer);
    message_notice("%s: the board says: %s", host, answer.words);
    return args->wait_given ? wait_back(way) : STATUS_DONE;
}

int ota_web_send(const struct gengetopt_args_info *args, const char *url,
                 const struct ota_image *image, struct ota_password *password)
{
    struct ota_web_image sent = {
        .data = image->data,
        .size = image->size,
        .filesystem = image->filesystem,
        .packed = image->size > 1 && image->data[0] == 0x1f && image->data[1] == 0x8b,
    };
    struct web_way way;
    int status = web_way_open(&way, args, url, password);

    if (status == STATUS_DONE)
        status = send_image(&way, args, &sent);
    web_way_close(&way);
    return status;
}

int ota_web(const struct gengetopt_args_info *args)
{
    struct ota_password password = {0};
    struct ota_image image;
    int status = ota_password_load(&password, args->auth_file_arg);

    if (status != STATUS_DONE)
        return status;
    status = ota_image_load(&image, args);
    if (status == STATUS_DONE)
        status = ota_image_check(&image, args,
                                 args->chip_given ? ota_chip_by_name(args->chip_arg) : NULL);
    if (status == STATUS_DONE && !args->dry_run_given)
        status = ota_web_send(args, args->web_arg, &image, &password);
    ota_image_free(&image);
    ota_password_forget(&password);
    return status;
}
