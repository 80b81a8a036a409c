/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read --base: an older dump; only sectors that have changed since are read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-read/read_base.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "board/sameboard.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "files/imagefile.h"

static int check_kind(const char *name)
{
    struct stat status;

    if (strcmp(name, "-") == 0)
        program_usage_error("--base takes a file, not standard input");
    else if (stat(name, &status) != 0)
        message_error("opening %s: %s", name, strerror(errno));
    else if (!S_ISREG(status.st_mode))
        message_error("opening %s: not a plain file", name);
    else
        return STATUS_DONE;
    return STATUS_USAGE;
}

int base_load(struct base *base, const char *name)
{
    int status = check_kind(name);

    if (status == STATUS_DONE)
        status = image_file_read(name, &base->data, &base->size);
    if (status == STATUS_DONE)
        status = sidecar_read(&base->sidecar, name);
    base->name = name;
    return status;
}

void base_free(struct base *base)
{
    free(base->data);
    base->data = NULL;
    sidecar_free(&base->sidecar);
}

/* The first key in which the two lines differ; NULL if they agree. */
static const char *find_difference(const struct esp_devline *was, const struct esp_devline *is)
{
    static const char *const keys[] = {"mac", "chip", "flash-size", "offset"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (sameboard_differs(was, is, keys[i]))
            return keys[i];
    }
    return NULL;
}

static int tell_difference(const struct base *base, const struct esp_board *board,
                           const struct flash_range *range)
{
    const struct esp_devline *was = &base->sidecar.line;
    struct esp_devline is;
    const char *key;
    int err;

    esp_devline_init(&is);
    err = esp_devline_set_board(&is, board);
    if (err == ESP_OK)
        err = esp_devline_setf(&is, "offset", "%" PRIu64, range->offset);
    key = err == ESP_OK ? find_difference(was, &is) : NULL;
    if (key)
        message_notice("%s is a dump of something else (its %s is %s, not %s); what agrees is used",
                       base->name, key, esp_devline_get(was, key), esp_devline_get(&is, key));
    if (err != ESP_OK)
        message_error("%s", esp_strerror(err));
    esp_devline_free(&is);
    return err == ESP_OK ? STATUS_DONE : STATUS_USAGE;
}

int base_check(const struct base *base, const struct esp_board *board,
               const struct flash_range *range)
{
    char has[32], wanted[32];

    if (!base->name)
        return STATUS_DONE;
    if (base->size > range->size) {
        number_format_size(has, sizeof(has), base->size);
        number_format_size(wanted, sizeof(wanted), range->size);
        message_error("%s (%s) is longer than what is to be read (%s)", base->name, has, wanted);
        return STATUS_USAGE;
    }
    return base->sidecar.path && !base->sidecar.unreadable ? tell_difference(base, board, range)
                                                           : STATUS_DONE;
}

void base_tell(const struct base *base, uint64_t reused, uint64_t size)
{
    char had[32], all[32];

    if (!base->name)
        return;
    number_format_size(had, sizeof(had), reused);
    number_format_size(all, sizeof(all), size);
    message_notice("%s of %s are as in %s", had, all, base->name);
}
