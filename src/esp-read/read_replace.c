/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read --output: may the dump that is there be replaced?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-read/read_replace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/connect.h"
#include "board/sameboard.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "files/plainfile.h"
#include "files/sidecar.h"

/* What is to take the place of the old dump. */
struct newcomer {
    struct esp_devline board;
    const struct flash_range *range;
    const char *port;
    bool force;
};

static int object(const struct newcomer *new, const char *dump, const char *difference)
{
    if (new->force) {
        message_notice("%s: %s was of %s", new->port, dump, difference);
        return STATUS_DONE;
    }
    message_error("%s: %s is of %s; --force replaces it all the same", new->port, dump,
                  difference);
    return STATUS_REFUSED;
}

static const char *mac_of(const struct esp_devline *line)
{
    const char *mac = esp_devline_get(line, "mac");

    return mac && strcmp(mac, "unknown") != 0 ? mac : NULL;
}

/* How the boards differ; an empty text if they do not.  If only one of them has a MAC
 * address, they are not the same. */
static void compare_boards(char *difference, size_t room, const struct sidecar *old,
                           const struct newcomer *new)
{
    const char *was = mac_of(&old->line), *is = mac_of(&new->board);

    *difference = '\0';
    if (was && is && sameboard_differs(&old->line, &new->board, "mac"))
        snprintf(difference, room, "the board %s, and this one is %s", was, is);
    else if (was && !is)
        snprintf(difference, room, "the board %s, and this one tells no MAC address", was);
    else if (!was && is && esp_devline_get(&old->line, "chip")) /* it describes a board */
        snprintf(difference, room, "a board that told no MAC address, and this one is %s", is);
}

/* How the ranges differ; an empty text if the new dump has all that the old one has. */
static void compare_ranges(char *difference, size_t room, const struct sidecar *old,
                           const struct newcomer *new)
{
    const uint64_t first = new->range->offset, end = first + new->range->size;
    const char *text = esp_devline_get(&old->line, "size");
    uint64_t size;

    *difference = '\0';
    if (!old->has_offset || !text || number_parse(text, &size) != NUMBER_OK || size == 0 ||
        size > UINT32_MAX || (old->offset >= first && old->offset + size <= end))
        return;
    snprintf(difference, room, "0x%" PRIx64 "-0x%" PRIx64 ", and the new dump of 0x%" PRIx64
                               "-0x%" PRIx64,
             old->offset, old->offset + size - 1, first, end - 1);
}

/* Compares with a description, if the description is there and can be read. */
static int compare(const char *meta, const char *dump, const struct newcomer *new)
{
    struct sidecar sidecar = {0};
    char difference[256] = "";
    const char *why;
    int fd = plainfile_open_beside(meta, dump, &why);

    if (fd < 0)
        return STATUS_DONE;
    if (sidecar_load(&sidecar, fd)) {
        compare_boards(difference, sizeof(difference), &sidecar, new);
        if (!*difference)
            compare_ranges(difference, sizeof(difference), &sidecar, new);
    }
    close(fd);
    sidecar_free(&sidecar);
    return *difference ? object(new, dump, difference) : STATUS_DONE;
}

/* The description that stands beside the file, wherever the new one will be.  Without the
 * file, it protects nothing. */
static int check_beside(const char *file, const char *beside, const struct newcomer *new)
{
    return access(file, F_OK) == 0 ? compare(beside, file, new) : STATUS_DONE;
}

static int check(const char *file, const char *meta, const struct newcomer *new)
{
    char *beside = NULL;
    int status = STATUS_DONE;

    if (file && asprintf(&beside, "%s.meta", file) < 0)
        return connect_failed(NULL, new->port, ESP_ERR_NOMEM);
    if (file)
        status = check_beside(file, beside, new);
    if (status == STATUS_DONE && meta && (!file || strcmp(meta, beside) != 0))
        status = compare(meta, meta, new);
    free(beside);
    return status;
}

int replace_check(const char *file, const char *meta, const struct device *device,
                  const struct flash_range *range, bool force)
{
    struct newcomer new = {.range = range, .port = device->choice.port, .force = force};
    int err, status;

    esp_devline_init(&new.board);
    err = esp_devline_set_board(&new.board, esp_session_board(device->session));
    status = err == ESP_OK ? check(file, meta, &new) : connect_failed(NULL, new.port, err);
    esp_devline_free(&new.board);
    return status;
}
