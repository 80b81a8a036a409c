/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the edits that the options ask for.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_IMGEDIT_APPLY_H
#define ESP_IMGEDIT_IMGEDIT_APPLY_H

#include "base/chipfacts.h"
#include "esp-imgedit/edit_order.h"
#include "image/edit/buffer.h"

/* What the options say about NVS. */
struct imgedit_nvs {
    const char *partition; /* its name or range; NULL: found from the image */
    uint8_t *keys;         /* of an encrypted partition, allocated; or NULL */
    size_t keys_size;
};

/* What the options say about file systems. */
struct imgedit_fs {
    const char *place; /* of the file system that is meant; NULL: the only one */
    bool force;        /* change a damaged file system; replace bytes that are no file system */
    /* Of a new file system; 0 or NULL: not given. */
    const char *like;
    uint32_t size, block, page, name;
};

/* The image, and how it is edited. */
struct editing {
    struct image_buffer buffer;
    const struct esp_chipfacts *chip; /* the value of --chip, or NULL */
    const char *title;                /* of the image, for messages */
    bool fix;                         /* make the sums of changed programs right */
    struct imgedit_nvs nvs;
    struct imgedit_fs fs;
    bool is_file; /* the buffer has a file that was taken out of the image: no image any more */
    bool sparse;                      /* some bytes of the buffer were given by nobody */
    /* Options that go with others. */
    const char *select, *row; /* with --table; NULL: not given */
    bool dry_run, show_secrets;
};

/* Does all edits in their order.  Returns an exit status, after a message unless it is
 * STATUS_DONE. */
int imgedit_apply(struct editing *editing, const struct edit_list *list);

/* Does OFFSET=BYTES as the option --patch does. */
int imgedit_patch(struct editing *editing, const char *text);

/* Warns of partitions with a board's own data that a raw output would make blank. */
void imgedit_warn_of_blanks(const struct editing *editing);

#endif
