/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which board: --address, or the device line on standard input.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ota_address.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "ota/scan/ota_unit.h"

static bool copy_host(struct ota_board *board, const char *text, size_t size, const char *from)
{
    if (size == 0 || size >= sizeof(board->host)) {
        message_error("%s: '%s' is no address", from, text);
        return false;
    }
    memcpy(board->host, text, size);
    board->host[size] = '\0';
    return true;
}

static bool parse_port(struct ota_board *board, const char *text, const char *from)
{
    uint64_t port;

    if (number_parse(text, &port) != NUMBER_OK || port == 0 || port > UINT16_MAX) {
        message_error("%s: '%s' is no UDP port", from, text);
        return false;
    }
    board->port = (uint16_t)port;
    return true;
}

bool ota_address_no_user(const char *text, const char *from)
{
    if (!strchr(text, '@'))
        return true;
    message_error("%s: neither a user's name nor a password goes into the address", from);
    return false;
}

bool ota_address_parse(struct ota_board *board, const char *text, const char *from)
{
    const char *colon = strchr(text, ':'), *bracket = strchr(text, ']');

    if (!ota_address_no_user(text, from))
        return false;
    snprintf(board->title, sizeof(board->title), "%s", text);
    if (text[0] == '[' && bracket) {
        if (bracket[1] != '\0' && (bracket[1] != ':' || !parse_port(board, bracket + 2, from)))
            return bracket[1] == ':' ? false : copy_host(board, text, 0, from);
        return copy_host(board, text + 1, (size_t)(bracket - text - 1), from);
    }
    if (!colon || strchr(colon + 1, ':')) /* a name, an IPv4 address, or a bare IPv6 address */
        return copy_host(board, text, strlen(text), from);
    return parse_port(board, colon + 1, from) &&
           copy_host(board, text, (size_t)(colon - text), from);
}

/* "ESP8266EX", "ESP32-C3": all chips but the first family have the later core. */
static const struct ota_chip *chip_of_name(const char *name)
{
    const struct ota_chip *first = ota_chip_of_core(true), *later = ota_chip_of_core(false);

    if (strncasecmp(name, first->name, strlen(first->name)) == 0)
        return first;
    return strncasecmp(name, later->name, strlen(later->name)) == 0 ? later : NULL;
}

int ota_address_of_line(struct ota_board *board, const struct esp_devline *line)
{
    const char *address = esp_devline_get(line, "address"), *chip = esp_devline_get(line, "chip");
    const char *port = esp_devline_get(line, "ota-port"), *web = esp_devline_get(line, "web");
    const char *via = esp_devline_get(line, "via"), *from = "the device line's address=";

    if (!address) {
        message_error("the device line has no address=; --address names the board");
        return STATUS_USAGE;
    }
    if (!ota_address_no_user(address, from))
        return STATUS_USAGE;
    if (via && strcmp(via, ota_via_name(OTA_VIA_ESPHOME)) == 0) {
        message_error("%s: ESPHome takes updates only by its own program", address);
        return STATUS_REFUSED;
    }
    if (web && strlen(web) >= sizeof(board->web)) {
        message_error("%s: the device line's web= is too long", address);
        return STATUS_USAGE;
    }
    snprintf(board->web, sizeof(board->web), "%s", web ? web : "");
    if (!ota_address_parse(board, address, from) ||
        (port && !parse_port(board, port, "the device line's ota-port=")))
        return STATUS_USAGE;
    if (chip && !board->chip)
        board->chip = chip_of_name(chip);
    return STATUS_DONE;
}

/* Is the rest of standard input blank?  The first of several boards may not be the one that
 * the user means. */
static bool nothing_follows(char **text, size_t *room)
{
    while (getline(text, room, stdin) > 0) {
        if ((*text)[strspn(*text, " \t\r\n")] != '\0') {
            message_error("standard input has several device lines: --all sends the image to each "
                          "board, --address names one");
            return false;
        }
    }
    return true;
}

static int take_line(struct ota_board *board)
{
    struct esp_devline line;
    char *text = NULL;
    size_t room = 0;
    int status = STATUS_USAGE;

    esp_devline_init(&line);
    if (isatty(STDIN_FILENO) || getline(&text, &room, stdin) <= 0)
        program_usage_error("say which board: --address=ADDRESS");
    else if (esp_devline_parse(&line, text) != ESP_OK)
        message_error("standard input is no device line; --address names the board");
    else if (nothing_follows(&text, &room))
        status = ota_address_of_line(board, &line);
    free(text);
    esp_devline_free(&line);
    return status;
}

int ota_address_choose(struct ota_board *board, const struct gengetopt_args_info *args,
                       bool stdin_is_free)
{
    *board = (struct ota_board){0};
    if (args->chip_given)
        board->chip = ota_chip_by_name(args->chip_arg);
    if (args->address_given)
        return ota_address_parse(board, args->address_arg, "--address") ? STATUS_DONE
                                                                        : STATUS_USAGE;
    if (!stdin_is_free) {
        program_usage_error("say which board: --address=ADDRESS");
        return STATUS_USAGE;
    }
    return take_line(board);
}
