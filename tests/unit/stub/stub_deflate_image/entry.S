/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the image: the test sets the stack pointer.
 *
 * Copyright (C) 2026 the esputils authors
 */
    .section .text.entry, "ax"
    .global image_entry
    .type image_entry, @function
image_entry:
    j       compress_one
