/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes a range of the image, and makes the sums of the programs in it right.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_change.h"

#include <inttypes.h>

#include "cli/message.h"
#include "cli/status.h"
#include "image/edit/edit_bytes.h"
#include "image/edit/touched.h"

/* A signature covers every byte, and only its owner can make a new one. */
static int check_signatures(const struct image_touched *touched, const char *option)
{
    for (unsigned i = 0; i < touched->count; i++) {
        const struct image_touched_program *program = &touched->programs[i];

        if (!program->is_signed || (program->start >= touched->offset &&
                                    program->end <= (uint64_t)touched->offset + touched->size))
            continue;
        message_error("--%s: the program at 0x%" PRIx32 " is signed for secure boot, and the"
                      " signature would not hold; --no-fix changes it all the same",
                      option, program->start);
        return STATUS_REFUSED;
    }
    return STATUS_DONE;
}

static void repair(struct editing *editing, const struct image_touched *touched,
                   const struct imgedit_change *change)
{
    for (unsigned i = 0; i < touched->count; i++) {
        const struct image_touched_program *program = &touched->programs[i];
        struct image_trouble trouble;

        switch (image_touched_repair(touched, i, &editing->buffer, editing->chip, &trouble)) {
        case IMAGE_REPAIRED:
            if (program->sums_were_right && change->count == change->size)
                message_verbose("made the sums of the program at 0x%" PRIx32 " right", program->start);
            else if (program->sums_were_right)
                message_notice("a part of the program at 0x%" PRIx32 " was filled, and its sums are"
                               " right again; --no-fix leaves them",
                               program->start);
            else
                message_notice("the sums of the program at 0x%" PRIx32 " were wrong before; they are"
                               " right now",
                               program->start);
            break;
        case IMAGE_BROKEN:
            message_notice("the program at 0x%" PRIx32 " is broken now: %s", program->start,
                           trouble.text);
            break;
        case IMAGE_REPLACED:
        case IMAGE_GONE:
            break;
        }
    }
}

static bool write_bytes(struct image_buffer *buffer, const struct imgedit_change *change,
                        struct image_trouble *trouble)
{
    return image_edit_fill(buffer, change->offset + change->count, change->size - change->count,
                           change->fill, trouble) &&
           image_edit_write(buffer, change->offset, change->bytes, change->count, trouble);
}

int imgedit_change(struct editing *editing, const char *option,
                   const struct imgedit_change *change)
{
    struct image_buffer *buffer = &editing->buffer;
    struct image_touched touched = {0};
    struct image_trouble trouble;
    int status = STATUS_DONE;

    if (!image_edit_check(buffer, change->offset, change->size, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return STATUS_USAGE;
    }
    if (editing->fix) {
        image_touch(&touched, buffer, editing->chip, (uint32_t)change->offset,
                    (uint32_t)change->size);
        status = check_signatures(&touched, option);
    }
    if (status != STATUS_DONE)
        return status;
    if (!write_bytes(buffer, change, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return STATUS_USAGE;
    }
    if (editing->fix)
        repair(editing, &touched, change);
    return STATUS_DONE;
}
