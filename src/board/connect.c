/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing the options that all programs share, and opening a session with a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/connect.h"

#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp/foreign/stubfile.h"
#include "esp/line/reset.h"
#include "files/esptooldir.h"
#include "files/imagefile.h"

/* How often -v asks for the frames, and for all that they hold. */
enum { VERBOSE_FRAMES = 2, VERBOSE_CONTENTS = 3 };

/* The value of a variable; NULL if it is not set, or empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value && *value != '\0' ? value : NULL;
}

/* name: where the text comes from. */
static bool reset_makes_sense(const char *name, const char *text)
{
    struct esp_reset sequence;
    struct esp_fault fault = {.text = ""};

    if (esp_reset_named(text) || esp_reset_parse(&sequence, text, &fault) == ESP_OK)
        return true;
    message_error("%s: %s", name, fault.text);
    return false;
}

/* Takes the way to reset the chip from --reset, or else from ESPRESET. */
static bool choose_reset(struct connect_settings *settings, const char *option)
{
    settings->reset = option ? option : environment("ESPRESET");
    return !settings->reset ||
           reset_makes_sense(option ? "--reset" : "ESPRESET", settings->reset);
}

/* Takes the rate from --baud, or else from ESPBAUD. */
static bool choose_baud(struct connect_settings *settings, const char *option)
{
    const char *text = option ? NULL : environment("ESPBAUD");

    if (option)
        return number_rate_option("baud", option, &settings->baud);
    if (!text || number_rate(text, &settings->baud))
        return true;
    message_error("ESPBAUD: '%s' is not a rate such as 115200", text);
    return false;
}

/* The largest size is what three bytes of address reach.  The smallest size is half of the
 * smallest flash that was ever sold. */
static bool parse_flash_size(const char *option, const char *text, uint32_t *size)
{
    const uint64_t least = UINT64_C(1) << 16, most = UINT64_C(1) << 24;
    uint64_t value;

    if (number_parse(text, &value) != NUMBER_OK || value < least || value > most ||
        (value & (value - 1)) != 0) {
        message_error("%s: '%s' is no size that a flash can have: 64K, 128K, 256K, 512K, 1M, 2M,"
                      " 4M, 8M or 16M",
                      option, text);
        return false;
    }
    *size = (uint32_t)value;
    return true;
}

/* The stub that the user brings.  It is kept until the program ends. */
static struct esp_stubfile parsed;

static bool read_stub(const char *name, const struct esp_stubfile **stub)
{
    struct esp_fault fault = {.text = ""};
    uint8_t *json = NULL;
    size_t size;
    int err;

    if (image_file_read_upto(name, ESP_STUBFILE_MAX, &json, &size) != STATUS_DONE)
        return false;
    esp_stubfile_free(&parsed);
    err = esp_stubfile_parse(&parsed, json, size, &fault);
    free(json);
    if (err)
        message_error("%s: this is no stub of Espressif's: %s", image_file_title(name), fault.text);
    *stub = &parsed;
    return err == ESP_OK;
}

/* The stub is not read if it is not to be used. */
static bool choose_stub(struct connect_settings *settings, const struct connect_args *args)
{
    if (!args->stub)
        return true;
    if (args->no_stub) {
        message_error("--stub and --no-stub do not go together");
        return false;
    }
    if (strcmp(args->stub, "-") == 0) {
        message_error("--stub: the stub has to be a file");
        return false;
    }
    settings->find_stub = strcmp(args->stub, "esptool") == 0;
    settings->stub = &parsed;
    return settings->find_stub || read_stub(args->stub, &settings->stub);
}

bool connect_settings_parse(struct connect_settings *settings, const struct connect_args *args)
{
    *settings = (struct connect_settings){
        .after = args->after && strcmp(args->after, "stay") == 0 ? ESP_AFTER_STAY : ESP_AFTER_RUN,
        .no_stub = args->no_stub,
    };
    if (!choose_reset(settings, args->reset) || !choose_baud(settings, args->baud))
        return false;
    if (!choose_stub(settings, args))
        return false;
    if (args->flash_size &&
        !parse_flash_size("--flash-size", args->flash_size, &settings->flash_size))
        return false;
    return !args->connect_baud ||
           number_rate_option("connect-baud", args->connect_baud, &settings->connect_baud);
}

bool connect_settings_adopt(struct connect_settings *settings, const struct esp_devline *line)
{
    const char *baud = esp_devline_get(line, "connect-baud");
    const char *from = esp_devline_get(line, "flash-size-from");
    const char *size = esp_devline_get(line, "flash-size");

    if (from && strcmp(from, "option") == 0 && size && settings->flash_size == 0 &&
        !parse_flash_size("flash-size in the device line", size, &settings->flash_size))
        return false;
    return !baud || settings->connect_baud != 0 ||
           number_rate_option("connect-baud", baud, &settings->connect_baud);
}

/* Prints news from the session, for example a lowered rate.  ctx: the port's name. */
static void pass_notice(void *ctx, const char *text)
{
    message_notice("%s: %s", (const char *)ctx, text);
}

static void pass_detail(void *ctx, const char *text)
{
    message_verbose("%s: %s", (const char *)ctx, text);
}

int connect_failed(const struct esp_session *session, const char *port, int err)
{
    const struct esp_fault *fault = session ? esp_session_fault(session) : NULL;
    const char *detail = fault && fault->text[0] != '\0' ? fault->text : esp_strerror(err);

    if (err != ESP_ERR_SINK && signals_caught() == 0)
        message_error("%s: %s", port, detail);
    return status_of(err);
}

static void tell_board(const struct esp_session *session, const char *port)
{
    const struct esp_board *board = esp_session_board(session);
    uint32_t id = board->jedec_id;
    uint32_t baud = esp_session_baud(session);
    char size[32] = "unknown size", rate[32] = "";

    if (board->flash_size > 0)
        number_format_size(size, sizeof(size), board->flash_size);
    if (baud)
        snprintf(rate, sizeof(rate), " at %u baud", (unsigned)baud);
    message_verbose("%s: %s, crystal %u MHz, flash %02x%02x%02x (%s), %s answers%s", port,
                    board->chip_name, board->crystal_hz / 1000000, id & 0xff, id >> 8 & 0xff,
                    id >> 16 & 0xff, size,
                    esp_session_state(session) == ESP_STATE_ROM ? "loader" : "stub",
                    rate);
}

/* The loader has told which chip it is: takes the stub that esptool has for it. */
static int find_stub(const struct esp_session *session, const char *port)
{
    const struct esp_stubfile *stub;
    char name[ESP_STUB_NAME], *path;
    bool right;

    if (esp_session_board(session)->secure_download || parsed.count > 0)
        return ESP_OK; /* no stub runs on this chip, or the stub is there */
    esp_session_stub_name(session, name);
    path = esptool_stub_path(name);
    if (!path) {
        message_error("%s: no installed esptool with a stub for this chip (%s.json) was found:"
                      " --stub=FILE names the file", port, name);
        return ESP_ERR_ARG;
    }
    message_verbose("%s: the stub is %s", port, path);
    right = read_stub(path, &stub);
    free(path);
    return right ? ESP_OK : ESP_ERR_ARG;
}

int connect_board(struct esp_session **session, const struct connect_settings *settings,
                  const char *port, bool try_running)
{
    struct esp_session_options options = {
        .port = port,
        .connect_baud = settings->connect_baud,
        .baud = settings->baud,
        .flash_size = settings->flash_size,
        .reset = settings->reset,
        .try_running = try_running,
        .no_stub = settings->no_stub,
        .stub = settings->stub,
        .cancel = signals_flag(),
        .notice = pass_notice,
        .detail = pass_detail,
        .trace = message_verbosity() >= VERBOSE_FRAMES ? pass_detail : NULL,
        .trace_contents = message_verbosity() >= VERBOSE_CONTENTS,
        .notice_ctx = (void *)port,
    };
    int err;

    *session = NULL;
    if (options.trace_contents)
        message_notice("%s: what follows holds the contents of the flash, and with them passwords: "
                       "-vv leaves them out", port);
    message_verbose("%s: opening", port);
    err = esp_session_open(session, &options);
    if (err == ESP_OK)
        err = esp_session_connect(*session);
    if (err != ESP_OK)
        connect_failed(*session, port, err);
    else if (settings->find_stub && !settings->no_stub)
        err = find_stub(*session, port);
    return err;
}

static void tell_reach(const struct esp_session *session, const char *port)
{
    const struct esp_board *board = esp_session_board(session);
    char reach[32], size[32];

    if (!board->flash_reach)
        return;
    number_format_size(reach, sizeof(reach), board->flash_reach);
    number_format_size(size, sizeof(size), board->flash_size);
    message_notice("%s: the flash has %s, and only the first %s can be reached%s", port, size, reach,
                   board->stub_reaches_more ? " without our stub" : "");
}

int connect_flash(struct esp_session *session, const char *port, bool needed)
{
    int err = esp_session_identify_flash(session);

    if (err == ESP_OK && needed)
        err = esp_session_need_flash(session);
    if (err == ESP_OK) {
        tell_board(session, port);
        tell_reach(session, port);
    } else {
        connect_failed(session, port, err);
    }
    return err;
}
