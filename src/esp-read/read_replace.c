/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read --output: may the dump that is there be replaced?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include "esp-read/read_replace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/connect.h"
#include "board/sameboard.h"
#include "cli/message.h"
#include "cli/status.h"
#include "files/plainfile.h"
#include "files/sidecar.h"

static int object(const char *dump, const char *was, const char *is, const char *port, bool force)
{
    if (force) {
        message_notice("%s: %s was of the board %s, and this one is %s", port, dump, was,
                       is);
        return STATUS_DONE;
    }
    message_error("%s: %s is of the board %s, and this one is %s; --force replaces it all"
                  " the same",
                  port, dump, was, is);
    return STATUS_REFUSED;
}

/* Compares the board with a description, if the description is there and can be read. */
static int compare(const char *meta, const char *dump, const struct esp_devline *found,
                   const char *port, bool force)
{
    struct sidecar sidecar = {0};
    const char *why;
    int status = STATUS_DONE;
    int fd = plainfile_open_beside(meta, dump, &why);

    if (fd < 0)
        return STATUS_DONE;
    if (sidecar_load(&sidecar, fd) && sameboard_differs(&sidecar.line, found, "mac"))
        status = object(dump, esp_devline_get(&sidecar.line, "mac"), esp_devline_get(found, "mac"),
                        port, force);
    close(fd);
    sidecar_free(&sidecar);
    return status;
}

/* The description that stands beside the file, wherever the new one will be.  Without the
 * file, it protects nothing. */
static int check_beside(const char *file, const char *beside, const struct esp_devline *found,
                        const char *port, bool force)
{
    return access(file, F_OK) == 0 ? compare(beside, file, found, port, force) : STATUS_DONE;
}

static int check(const char *file, const char *meta, const struct esp_devline *found,
                 const char *port, bool force)
{
    char *beside = NULL;
    int status = STATUS_DONE;

    if (file && asprintf(&beside, "%s.meta", file) < 0)
        return connect_failed(NULL, port, ESP_ERR_NOMEM);
    if (file)
        status = check_beside(file, beside, found, port, force);
    if (status == STATUS_DONE && meta && (!file || strcmp(meta, beside) != 0))
        status = compare(meta, meta, found, port, force);
    free(beside);
    return status;
}

int replace_check(const char *file, const char *meta, const struct esp_board *board,
                  const char *port, bool force)
{
    struct esp_devline found;
    int err, status;

    esp_devline_init(&found);
    err = esp_devline_set_board(&found, board);
    status = err == ESP_OK ? check(file, meta, &found, port, force)
                           : connect_failed(NULL, port, err);
    esp_devline_free(&found);
    return status;
}
