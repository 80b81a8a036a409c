/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of the image, and its end, where the test continues.
 *
 * Copyright (C) 2026 the esputils authors
 */
    .section .text.entry, "ax"
    .global image_entry
    .type image_entry, @function
image_entry:
    la      sp, image_stack_top
    call    crc32_init
    call    pure_main
    tail    image_end
