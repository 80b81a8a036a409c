/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of esp-imgedit: the image that is edited, and the result.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_files.h"

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"

int imgedit_open_output(struct output *output, const char *path, bool hex)
{
    if (path)
        return output_open(output, path) == 0 ? STATUS_DONE : STATUS_USAGE;
    output_open_stdout(output);
    if (hex || !output_is_terminal(output))
        return STATUS_DONE;
    message_error("the terminal is no place for an image: use > FILE, a pipe or --output");
    return STATUS_USAGE;
}

int imgedit_write(struct output *output, const uint8_t *data, size_t size)
{
    bool good = output_reserve(output, size) == 0 && output_write(output, data, size) == 0 &&
                output_finish(output) == 0 && signals_caught() == 0 &&
                output_publish(output) == 0;

    return good ? STATUS_DONE : STATUS_USAGE;
}
