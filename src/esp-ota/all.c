/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends an image to all boards: those of the device lines on standard input, or those that a
 * scan finds.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A board that fails does not stop the others.  At the end a line for each such board says
 * why, as fleet.mk does.
 */
#include "esp-ota/ways.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/program.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-ota/push.h"
#include "esp-ota/scan_way.h"

struct failure {
    char *board, *reason;
};

struct fleet {
    const struct gengetopt_args_info *args;
    struct esp_devline *lines;
    size_t count;
    struct failure *failures;
    size_t failed;
    int status; /* of the failures; STATUS_DONE: none */
    bool nomem;
};

/* A board is sent the image once, although several lines name it: a second update would come
 * while the board restarts from the first. */
static bool is_known(const struct fleet *fleet, const struct esp_devline *line)
{
    static const char *const keys[] = {"address", "ota-port", "web"};

    for (size_t i = 0; i < fleet->count; i++) {
        bool same = true;

        for (size_t k = 0; same && k < sizeof(keys) / sizeof(keys[0]); k++) {
            const char *a = esp_devline_get(&fleet->lines[i], keys[k]);
            const char *b = esp_devline_get(line, keys[k]);

            same = a && b ? strcmp(a, b) == 0 : a == b;
        }
        if (same)
            return true;
    }
    return false;
}

static void add_line(struct fleet *fleet, struct esp_devline *line)
{
    struct esp_devline *more = realloc(fleet->lines, (fleet->count + 1) * sizeof(*more));

    if (!more) {
        fleet->nomem = true;
        esp_devline_free(line);
        return;
    }
    fleet->lines = more;
    more[fleet->count++] = *line;
}

static void add_unit(void *ctx, const struct ota_unit *unit)
{
    struct fleet *fleet = ctx;
    struct esp_devline line;

    esp_devline_init(&line);
    if (scan_line(&line, unit) == ESP_OK) {
        add_line(fleet, &line);
    } else {
        fleet->nomem = true;
        esp_devline_free(&line);
    }
}

/* Reads all lines before any board gets an image: a line that makes no sense stops the work
 * while nothing has happened. */
static int read_lines(struct fleet *fleet)
{
    char *text = NULL;
    size_t room = 0, number = 0;
    int status = STATUS_DONE;

    while (status == STATUS_DONE && getline(&text, &room, stdin) > 0) {
        struct esp_devline line;

        number++;
        if (text[strspn(text, " \t\r\n")] == '\0')
            continue;
        esp_devline_init(&line);
        if (esp_devline_parse(&line, text) != ESP_OK || !esp_devline_get(&line, "address")) {
            message_error("line %zu of standard input is no device line with address=", number);
            esp_devline_free(&line);
            status = STATUS_USAGE;
        } else if (!ota_address_no_user(esp_devline_get(&line, "address"),
                                        "a device line's address=")) {
            esp_devline_free(&line);
            status = STATUS_USAGE;
        } else if (is_known(fleet, &line)) {
            message_notice("%s: line %zu names this board again, and is left out",
                           esp_devline_get(&line, "address"), number);
            esp_devline_free(&line);
        } else {
            add_line(fleet, &line);
        }
    }
    free(text);
    return status;
}

static int find_boards(struct fleet *fleet)
{
    int status = isatty(STDIN_FILENO) ? scan_run(fleet->args, add_unit, fleet) : read_lines(fleet);

    if (status == STATUS_DONE && fleet->nomem) {
        message_error("out of memory");
        status = STATUS_DEVICE;
    }
    if (status == STATUS_DONE && fleet->count == 0 && !signals_caught()) {
        message_error(isatty(STDIN_FILENO) ? "no board has announced itself"
                                           : "standard input has no device lines");
        status = isatty(STDIN_FILENO) ? STATUS_NO : STATUS_USAGE;
    }
    return status;
}

/* Sends the image to the board of a line.  Each board gets a copy of its own of what the
 * checks may change (they pack for --gzip). */
static int serve(const struct gengetopt_args_info *args, const struct esp_devline *line,
                 const struct push_settings *settings, struct ota_password *password)
{
    struct ota_board board = {0};
    struct ota_image image = {0};

    if (args->chip_given)
        board.chip = ota_chip_by_name(args->chip_arg);
    int status = ota_address_of_line(&board, line);

    if (status == STATUS_DONE)
        status = ota_image_load(&image, args);
    if (status == STATUS_DONE)
        status = ota_image_check(&image, args,
                                 board.chip ? board.chip : ota_chip_by_port(board.port));
    if (status == STATUS_DONE && !args->dry_run_given)
        status = board.web[0] ? ota_web_send(args, board.web, &image, password)
                              : push_image(settings, &board, &image, password);
    ota_image_free(&image);
    return status;
}

static void note_failure(struct fleet *fleet, const struct esp_devline *line, int status)
{
    const char *name = esp_devline_get(line, "name");
    struct failure *more = realloc(fleet->failures, (fleet->failed + 1) * sizeof(*more));

    if (fleet->status != STATUS_DEVICE)
        fleet->status = status;
    if (!more)
        return;
    fleet->failures = more;
    more[fleet->failed].board = strdup(name ? name : esp_devline_get(line, "address"));
    more[fleet->failed++].reason = strdup(message_last_error());
}

static void sum_up(const struct fleet *fleet, size_t done)
{
    if (done < fleet->count || fleet->count > 1)
        message_notice("%zu of %zu boards %s", done, fleet->count,
                       fleet->args->dry_run_given ? "would get the image; nothing was sent"
                                                  : "took the image");
    for (size_t i = 0; i < fleet->failed; i++) {
        if (fleet->failures[i].board && fleet->failures[i].reason)
            message_error("%s failed: %s", fleet->failures[i].board, fleet->failures[i].reason);
    }
}

static int go_through(struct fleet *fleet, const struct push_settings *settings,
                      struct ota_password *password)
{
    size_t done = 0;

    for (size_t i = 0; i < fleet->count && !signals_caught(); i++) {
        int status = serve(fleet->args, &fleet->lines[i], settings, password);

        ota_password_end_board(password);
        if (status == STATUS_DONE)
            done++;
        else
            note_failure(fleet, &fleet->lines[i], status);
    }
    sum_up(fleet, done);
    return fleet->status;
}

int ota_all(const struct gengetopt_args_info *args)
{
    struct fleet fleet = {.args = args, .status = STATUS_DONE};
    struct ota_password password = {0};
    struct push_settings settings;
    int status;

    if (args->inputs_num != 1 || strcmp(args->inputs[0], "-") == 0) {
        program_usage_error("--all needs the image as a file, because standard input has the boards");
        return STATUS_USAGE;
    }
    status = push_settings_parse(&settings, args);
    if (status == STATUS_DONE)
        status = ota_password_load(&password, args->auth_file_arg);
    if (status == STATUS_DONE)
        status = find_boards(&fleet);
    if (status == STATUS_DONE)
        status = go_through(&fleet, &settings, &password);
    for (size_t i = 0; i < fleet.count; i++)
        esp_devline_free(&fleet.lines[i]);
    for (size_t i = 0; i < fleet.failed; i++) {
        free(fleet.failures[i].board);
        free(fleet.failures[i].reason);
    }
    free(fleet.failures);
    free(fleet.lines);
    ota_password_forget(&password);
    return status;
}
