/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes a range of the image, and makes the sums of the programs in it right.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_IMGEDIT_CHANGE_H
#define ESP_IMGEDIT_IMGEDIT_CHANGE_H

#include "esp-imgedit/imgedit_apply.h"

struct imgedit_change {
    uint64_t offset, size; /* what changes */
    uint8_t fill;          /* the byte for what "bytes" does not cover */
    const uint8_t *bytes;  /* the new bytes from offset on, or NULL */
    size_t count;          /* of bytes, at most size */
};

/* Returns an exit status, after a message that names the option unless it is
 * STATUS_DONE. */
int imgedit_change(struct editing *editing, const char *option,
                   const struct imgedit_change *change);

#endif
