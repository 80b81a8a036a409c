/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes bytes of an image, and its length.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/edit_bytes.h"

#include <inttypes.h>
#include <string.h>

#include "image/edit/touched.h"

bool image_edit_check(const struct image_buffer *buffer, uint64_t offset, uint64_t size,
                      struct image_trouble *trouble)
{
    if (offset <= buffer->size && size <= buffer->size - offset)
        return true;
    return image_trouble_set(trouble, buffer->size,
                             "0x%" PRIx64 " bytes from 0x%" PRIx64
                             " on go past the end of the image at 0x%zx; --pad makes it longer",
                             size, offset, buffer->size);
}

bool image_edit_write(struct image_buffer *buffer, uint64_t offset, const uint8_t *bytes,
                      size_t size, struct image_trouble *trouble)
{
    if (!image_edit_check(buffer, offset, size, trouble) ||
        !image_buffer_mark(buffer, (uint32_t)offset, (uint32_t)size, trouble))
        return false;
    if (size > 0)
        memcpy(buffer->data + offset, bytes, size);
    return true;
}

bool image_edit_fill(struct image_buffer *buffer, uint64_t offset, uint64_t size, uint8_t byte,
                     struct image_trouble *trouble)
{
    if (!image_edit_check(buffer, offset, size, trouble) ||
        !image_buffer_mark(buffer, (uint32_t)offset, (uint32_t)size, trouble))
        return false;
    if (size > 0)
        memset(buffer->data + offset, byte, (size_t)size);
    return true;
}

bool image_edit_extract(struct image_buffer *buffer, uint64_t offset, uint64_t size,
                        struct image_trouble *trouble)
{
    if (!image_edit_check(buffer, offset, size, trouble))
        return false;
    image_buffer_crop(buffer, (uint32_t)offset, (uint32_t)size);
    return true;
}

size_t image_edit_trimmed_size(const struct image_buffer *buffer,
                               const struct esp_chipfacts *chip)
{
    struct image_touched blank;
    size_t size = buffer->size;

    while (size > 0 && buffer->data[size - 1] == 0xff)
        size--;
    image_touch(&blank, buffer, chip, (uint32_t)size, (uint32_t)(buffer->size - size));
    for (unsigned i = 0; i < blank.count; i++) {
        if (blank.programs[i].end > size)
            size = blank.programs[i].end;
    }
    size = (size + 3) & ~(size_t)3;
    return size < buffer->size ? size : buffer->size;
}

bool image_edit_pad(struct image_buffer *buffer, uint64_t size, struct image_trouble *trouble)
{
    if (size < buffer->size)
        return image_trouble_set(trouble, size,
                                 "the image has 0x%zx bytes already, more than 0x%" PRIx64
                                 "; --trim removes blank bytes from its end",
                                 buffer->size, size);
    return image_buffer_resize(buffer, size, trouble);
}
