/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with an image, for one line of a message.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/trouble.h"

#include <stdarg.h>
#include <stdio.h>

bool image_trouble_set(struct image_trouble *trouble, uint64_t offset, const char *format, ...)
{
    va_list args;

    trouble->offset = offset;
    va_start(args, format);
    vsnprintf(trouble->text, sizeof(trouble->text), format, args);
    va_end(args);
    return false;
}
