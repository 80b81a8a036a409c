/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When FAT takes two names for the same: large and small letters make no difference.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FS_FAT_CASE_H
#define IMAGE_FS_FAT_CASE_H

#include <stddef.h>
#include <stdint.h>

/* Decodes one character of UTF-8.  Returns its bytes, or 0 if it is malformed. */
size_t image_fat_utf8(const char *text, size_t size, uint32_t *code);

/* The capital letter that FatFs takes a letter for; other characters stay as they are. */
uint32_t image_fat_capital(uint32_t code);

/* Takes the next character of a name of at least one byte, as a capital letter.  A byte that is
 * not UTF-8 stands for itself, with a code that no character has.  Returns the bytes. */
size_t image_fat_next_capital(const char *name, size_t size, uint32_t *code);

/* Compares two names in UTF-8 by their capital letters.  0: FatFs takes them for the same. */
int image_fat_compare(const char *one, size_t one_size, const char *other, size_t other_size);

#endif
