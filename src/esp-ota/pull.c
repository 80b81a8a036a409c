/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the settings that a firmware gives away by its web page.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-ota/web_way.h"
#include "files/output.h"
#include "image/settings/espeasy.h"
#include "image/settings/tasmota.h"
#include "ota/web/webpull.h"

/* The structure with the marks begins config.dat, and is longer than a page.  ESPEasy makes the
 * file in its full size at once, 64 KiB on an ESP8266 and 128 KiB on an ESP32 (ESPEasyStorage.h
 * and its CONFIG_FILE_SIZE), so that every other size is a part of it. */
enum { FIRST_PAGE = 256, CONFIG_UNIT = 0x10000 };

/* Tasmota's settings, perhaps with its drivers' settings behind them. */
static bool check_tasmota(const uint8_t *data, size_t size, char *what, size_t what_size)
{
    struct image_tasmota settings;

    if (!image_tasmota_parse_dmp(&settings, data, size) || !settings.right)
        return false;
    snprintf(what, what_size, "settings of Tasmota %u.%u.%u", settings.version >> 24,
             settings.version >> 16 & 0xff, settings.version >> 8 & 0xff);
    return true;
}

static bool check_espeasy(const uint8_t *data, size_t size, char *what, size_t what_size)
{
    struct ota_web_archive archive;
    struct image_espeasy settings;

    if (ota_web_archive_look(&archive, data, size)) {
        snprintf(what, what_size, "a tar archive of %u files", archive.files);
        return archive.whole && archive.has_config;
    }
    snprintf(what, what_size, "config.dat alone, without rules and passwords, because this build of "
                              "ESPEasy makes no archive");
    return size > 0 && size % CONFIG_UNIT == 0 && image_espeasy_find(&settings, data, FIRST_PAGE) &&
           settings.offset == 0;
}

/* Writes the settings so that they appear whole or not at all. */
static int write_out(const struct gengetopt_args_info *args, const char *data, size_t size)
{
    struct output output = OUTPUT_NONE;
    int status = STATUS_USAGE;

    if (args->output_given) {
        if (output_open(&output, args->output_arg))
            return STATUS_USAGE;
    } else {
        output_open_stdout(&output);
    }
    if (output_is_terminal(&output))
        message_error("the terminal is no place for settings: use > FILE or --output=FILE");
    else if (output_write(&output, data, size) == 0 && output_finish(&output) == 0 &&
             output_publish(&output) == 0)
        status = STATUS_DONE;
    output_close(&output);
    return status;
}

static int pull(struct web_way *way, const struct gengetopt_args_info *args)
{
    const char *host = ota_web_host(way->web);
    bool tasmota = way->board.kind == OTA_WEB_TASMOTA;
    struct ota_web_reply settings = {0};
    struct ota_web_answer answer = {.verdict = OTA_WEB_SILENT};
    struct esp_fault fault = {0};
    char what[160] = "";
    int status, err;

    if (way->board.kind == OTA_WEB_ARDUINO) {
        message_error("%s: the board's page does not tell that it is Tasmota or ESPEasy: --firmware "
                      "says which",
                      host);
        return STATUS_DEVICE;
    }
    message_verbose("%s: getting the settings", host);
    do
        err = ota_web_pull(way->web, way->board.kind, &settings, &answer, &fault);
    while (!err && answer.verdict == OTA_WEB_PASSWORD && web_way_ask(way));
    if (err && !(err == ESP_ERR_PROTOCOL && answer.verdict == OTA_WEB_SILENT && settings.status == 0)) {
        status = web_way_failed(way, err, &fault);
    } else if (answer.verdict != OTA_WEB_DONE) {
        status = web_way_refused(way, &answer);
    } else if (!(tasmota ? check_tasmota : check_espeasy)((const uint8_t *)settings.body,
                                                          settings.length, what, sizeof(what))) {
        message_error("%s: what the board sent is not whole, or no settings of %s", host,
                      ota_web_kind_name(way->board.kind));
        status = STATUS_DEVICE;
    } else {
        status = write_out(args, settings.body, settings.length);
        if (status == STATUS_DONE)
            message_notice("%s: %s", host, what);
    }
    OPENSSL_cleanse(settings.body, settings.length); /* passwords are in it */
    ota_web_reply_free(&settings);
    return status;
}

int ota_pull(const struct gengetopt_args_info *args)
{
    struct ota_password password = {0};
    struct web_way way = {0};

    if (program_has_operands(args->inputs, args->inputs_num))
        return STATUS_USAGE;
    int status = ota_password_load(&password, args->auth_file_arg);

    if (status == STATUS_DONE)
        status = web_way_open(&way, args, args->pull_settings_arg, &password);
    if (status == STATUS_DONE)
        status = pull(&way, args);
    web_way_close(&way);
    ota_password_forget(&password);
    return status;
}
