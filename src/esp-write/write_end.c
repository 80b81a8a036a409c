/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of esp-write for images that come through a pipe.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-write/write_end.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "image/survey/image_ending.h"

/* What the image has where its end is expected: the first of these that is known. */
static void describe(const struct image_ending *ending, size_t size, char *text, size_t room)
{
    char flash[32];

    number_format_size(flash, sizeof(flash), ending->flash_size);
    if (ending->flash_size > size)
        snprintf(text, room, "its header names a flash of %s", flash);
    else if (ending->last[0])
        snprintf(text, room, "the last part that is known in it, %s, ends at 0x%" PRIx32,
                 ending->last, ending->last_end);
    else
        snprintf(text, room, "no whole program is in it");
}

int write_check_end(const struct image_source *source, const struct esp_board *board,
                    const char *port, const struct allowance *allowed)
{
    struct image_ending ending;
    char seen[128], size[32];

    if (allowed->shortened || !source->piped || source->sidecar.path || source->offset != 0 ||
        (board->flash_size > 0 && source->size >= board->flash_size))
        return STATUS_DONE;
    image_ending_look(&ending, source->data, source->size, board->facts);
    if (ending.out_of_memory) {
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        return STATUS_USAGE;
    }
    if (ending.explained)
        return STATUS_DONE;
    describe(&ending, source->size, seen, sizeof(seen));
    number_format_size(size, sizeof(size), source->size);
    return write_object(false, "--short",
                        "%s: %s ended after %s, and %s: perhaps the program before the pipe failed,"
                        " and the rest is missing: write a file in place of a pipe, best one with its"
                        " description",
                        port, source->title, size, seen);
}
