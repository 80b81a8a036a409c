/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --web and --pull-settings have in common: opening, looking, and telling the user.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/web_way.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <string.h>
#include <strings.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/status.h"

enum { TIMEOUT_S = 10, TIMEOUT_MAX_S = 600 };

int web_way_failed(const struct web_way *way, int err, const struct esp_fault *fault)
{
    if (err == ESP_ERR_CANCELLED)
        return STATUS_DEVICE; /* the signal says enough */
    if (way->web)
        message_error("%s: %s", ota_web_host(way->web), fault->text);
    else
        message_error("%s", fault->text);
    return err == ESP_ERR_UNSUPPORTED ? STATUS_REFUSED : status_of(err);
}

/* What to do about a refusal, if the text of the board is one that we know. */
static const char *advice(const char *words)
{
    static const struct {
        const char *part, *advice;
    } known[] = {
        {"not enough space", "there is no room for this image beside the program that runs now: "
                             "a smaller firmware first, or --gzip where the board unpacks"},
        {"new flash config wrong", "the image claims more flash than the chip has: "
                                   "esp-imgedit --flash-size=SIZE changes the claim"},
        {"program flash size is larger", "the image claims more flash than the chip has: "
                                         "esp-imgedit --flash-size=SIZE changes the claim"},
        {"flash config wrong", "the program that runs now claims another flash size than the chip "
                               "has: write it over serial, with the right --flash-size"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcasestr(words, known[i].part))
            return known[i].advice;
    }
    return NULL;
}

static int failed(const char *host, const char *words)
{
    const char *more = advice(words);

    message_error("%s: the board says: %s", host, words[0] ? words : "(nothing)");
    if (more)
        message_error("%s: %s", host, more);
    return STATUS_DEVICE;
}

int web_way_refused(const struct web_way *way, const struct ota_web_answer *answer)
{
    static const char unknown[] = "; whether it has the image is not known";
    const char *host = ota_web_host(way->web);

    switch (answer->verdict) {
    case OTA_WEB_PASSWORD:
        if (ota_web_clear_text_denied(way->web))
            message_error("%s: the board wants the password in clear text, and anybody may have "
                          "announced its address: --clear-password sends the password all the same",
                          host);
        else if (way->password->known)
            message_error("%s: the board does not accept this password", host);
        else
            message_error("%s: the board asks for a password: give --auth-file=FILE or $ESPOTA_AUTH",
                          host);
        return STATUS_USAGE;
    case OTA_WEB_FORBIDDEN:
        message_error("%s: the board does not serve this machine: %s", host, answer->words);
        return STATUS_DEVICE;
    case OTA_WEB_MISSING:
        message_error("%s: the board has no such page; is it another firmware, or one that "
                      "leaves no room for updates?",
                      host);
        return STATUS_DEVICE;
    case OTA_WEB_MOVED:
        message_error("%s: the board sends to another address: %s%s", host,
                      answer->words[0] ? answer->words : "(none)", answer->sent ? unknown : "");
        return STATUS_DEVICE;
    case OTA_WEB_SILENT:
        message_error("%s: %s%s", host,
                      answer->sent ? answer->words : "the board closed the connection without an answer",
                      answer->sent ? unknown : "");
        if (way->board.kind == OTA_WEB_TASMOTA && !answer->sent)
            message_error("%s: Tasmota does this to requests that do not use its own IPv4 address, "
                          "until SetOption128 is 1",
                          host);
        return STATUS_DEVICE;
    case OTA_WEB_UNCLEAR:
        message_error("%s: the board's answer tells neither success nor failure: %s", host,
                      answer->words[0] ? answer->words : "(nothing)");
        return STATUS_DEVICE;
    default:
        return failed(host, answer->words);
    }
}

bool web_way_ask(struct web_way *way)
{
    if (way->password->known || ota_web_clear_text_denied(way->web))
        return false;
    way->password->board = ota_web_host(way->web);
    const char *text = ota_password_get(way->password);

    if (text)
        ota_web_set_password(way->web, text);
    return text != NULL;
}

/* Finds out which firmware answers. */
static int look(struct web_way *way, enum ota_web_kind kind)
{
    const char *host = ota_web_host(way->web);
    struct ota_web_answer answer = {.verdict = OTA_WEB_DONE};
    struct esp_fault fault = {0};
    int err;

    message_verbose("%s: looking which firmware answers", host);
    do
        err = ota_web_look(way->web, kind, &way->board, &answer, &fault);
    while (!err && answer.verdict == OTA_WEB_PASSWORD && web_way_ask(way));
    if (err)
        return web_way_failed(way, err, &fault);
    if (answer.verdict != OTA_WEB_DONE)
        return web_way_refused(way, &answer);
    message_verbose("%s: %s%s%s", host, ota_web_kind_name(way->board.kind),
                    way->board.version[0] ? ", version " : "", way->board.version);
    return STATUS_DONE;
}

int web_way_open(struct web_way *way, const struct gengetopt_args_info *args, const char *url,
                 struct ota_password *password)
{
    struct esp_fault fault = {0};
    uint64_t seconds = TIMEOUT_S;

    *way = (struct web_way){.password = password};
    if (args->timeout_given &&
        !number_option("timeout", args->timeout_arg, 1, TIMEOUT_MAX_S, &seconds))
        return STATUS_USAGE;
    way->timeout_ms = (int)seconds * 1000;
    struct ota_web_options options = {
        .url = url,
        .user = args->user_given ? args->user_arg : NULL,
        .password = password->known ? password->text : NULL,
        .no_clear_text =
            !args->web_given && !args->pull_settings_given && !args->clear_password_given,
        .timeout_ms = way->timeout_ms,
        .cancel = signals_flag(),
        .progress = progress_update,
    };
    int err = ota_web_open(&way->web, &options, &fault);

    if (err)
        return web_way_failed(way, err, &fault);
    return look(way, args->firmware_given ? ota_web_kind_by_name(args->firmware_arg) : OTA_WEB_ANY);
}

void web_way_close(struct web_way *way)
{
    ota_web_close(way->web);
    way->web = NULL;
}
