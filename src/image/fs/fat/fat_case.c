/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When FAT takes two names for the same: large and small letters make no difference.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The letters are those of FatFs since R0.13, which ff_wtoupper() of its ffunicode.c knows.  Most
 * are Unicode's simple mappings to capital letters, of version 5.0.  A few are not, and some
 * scripts have no mapping in FatFs, so the system's towupper() is no substitute.
 */
#include "image/fs/fat/fat_case.h"

enum { NOT_UTF8 = 0x110000 };

/* Every "step"th letter from first to last; the capital letter is this far from each. */
static const struct {
    uint16_t first, last;
    int16_t step, distance;
} letters[] = {
    {0x61, 0x7a, 1, -32}, {0xe0, 0xf6, 1, -32}, {0xf8, 0xfe, 1, -32}, {0xff, 0xff, 1, 121},
    {0x101, 0x12f, 2, -1}, {0x133, 0x137, 2, -1}, {0x13a, 0x148, 2, -1}, {0x14b, 0x177, 2, -1},
    {0x17a, 0x17e, 2, -1}, {0x180, 0x180, 1, 195}, {0x183, 0x185, 2, -1}, {0x188, 0x188, 1, -1},
    {0x18c, 0x18c, 1, -1}, {0x192, 0x192, 1, -1}, {0x195, 0x195, 1, 97}, {0x199, 0x199, 1, -1},
    {0x19a, 0x19a, 1, 163}, {0x19e, 0x19e, 1, 130}, {0x1a1, 0x1a5, 2, -1},
    {0x1a8, 0x1a8, 1, -1}, {0x1ad, 0x1ad, 1, -1}, {0x1b0, 0x1b0, 1, -1}, {0x1b4, 0x1b6, 2, -1},
    {0x1b9, 0x1b9, 1, -1}, {0x1bd, 0x1bd, 1, -1}, {0x1bf, 0x1bf, 1, 56}, {0x1c6, 0x1c6, 1, -2},
    {0x1c9, 0x1c9, 1, -2}, {0x1cc, 0x1cc, 1, -2}, {0x1ce, 0x1dc, 2, -1}, {0x1dd, 0x1dd, 1, -79},
    {0x1df, 0x1ef, 2, -1}, {0x1f3, 0x1f3, 1, -2}, {0x1f5, 0x1f5, 1, -1}, {0x1f9, 0x21f, 2, -1},
    {0x223, 0x233, 2, -1}, {0x23a, 0x23a, 1, 10795}, {0x23c, 0x23c, 1, -1},
    {0x23e, 0x23e, 1, 10792}, {0x242, 0x242, 1, -1}, {0x247, 0x24f, 2, -1},
    {0x253, 0x253, 1, -210}, {0x254, 0x254, 1, -206}, {0x256, 0x257, 1, -205},
    {0x259, 0x259, 1, -202}, {0x25b, 0x25b, 1, -203}, {0x260, 0x260, 1, -205},
    {0x263, 0x263, 1, -207}, {0x268, 0x268, 1, -209}, {0x269, 0x269, 1, -211},
    {0x26b, 0x26b, 1, 10743}, {0x26f, 0x26f, 1, -211}, {0x272, 0x272, 1, -213},
    {0x275, 0x275, 1, -214}, {0x27d, 0x27d, 1, 10727}, {0x280, 0x280, 1, -218},
    {0x283, 0x283, 1, -218}, {0x288, 0x288, 1, -218}, {0x289, 0x289, 1, -69},
    {0x28a, 0x28b, 1, -217}, {0x28c, 0x28c, 1, -71}, {0x292, 0x292, 1, -219},
    {0x37b, 0x37d, 1, 130}, {0x3ac, 0x3ac, 1, -38}, {0x3ad, 0x3af, 1, -37},
    {0x3b1, 0x3c1, 1, -32}, {0x3c2, 0x3c2, 1, -31}, {0x3c3, 0x3cb, 1, -32},
    {0x3cc, 0x3cc, 1, -64}, {0x3cd, 0x3ce, 1, -63}, {0x3d9, 0x3ef, 2, -1}, {0x3f2, 0x3f2, 1, 7},
    {0x3f8, 0x3f8, 1, -1}, {0x3fb, 0x3fb, 1, -1}, {0x430, 0x44f, 1, -32},
    {0x450, 0x45f, 1, -80}, {0x461, 0x481, 2, -1}, {0x48b, 0x4bf, 2, -1}, {0x4c2, 0x4ce, 2, -1},
    {0x4cf, 0x4cf, 1, -15}, {0x4d1, 0x513, 2, -1}, {0x561, 0x586, 1, -48},
    {0x1d7d, 0x1d7d, 1, 3814}, {0x1e01, 0x1e95, 2, -1}, {0x1ea1, 0x1ef9, 2, -1},
    {0x1f00, 0x1f07, 1, 8}, {0x1f10, 0x1f15, 1, 8}, {0x1f20, 0x1f27, 1, 8},
    {0x1f30, 0x1f37, 1, 8}, {0x1f40, 0x1f45, 1, 8}, {0x1f51, 0x1f57, 2, 8},
    {0x1f60, 0x1f67, 1, 8}, {0x1f70, 0x1f71, 1, 74}, {0x1f72, 0x1f75, 1, 86},
    {0x1f76, 0x1f77, 1, 100}, {0x1f78, 0x1f79, 1, 128}, {0x1f7a, 0x1f7b, 1, 112},
    {0x1f7c, 0x1f7d, 1, 126}, {0x1f80, 0x1f87, 1, 8}, {0x1f90, 0x1f97, 1, 8},
    {0x1fa0, 0x1fa7, 1, 8}, {0x1fb0, 0x1fb1, 1, 8}, {0x1fb3, 0x1fb3, 1, 9},
    {0x1fcc, 0x1fcc, 1, -9}, {0x1fd0, 0x1fd1, 1, 8}, {0x1fe0, 0x1fe1, 1, 8},
    {0x1fe5, 0x1fe5, 1, 7}, {0x1ff3, 0x1ff3, 1, 9}, {0x214e, 0x214e, 1, -28},
    {0x2170, 0x217f, 1, -16}, {0x2184, 0x2184, 1, -1}, {0x24d0, 0x24e9, 1, -26},
    {0x2c30, 0x2c5e, 1, -48}, {0x2c61, 0x2c61, 1, -1}, {0x2c68, 0x2c6c, 2, -1},
    {0x2c76, 0x2c76, 1, -1}, {0x2c81, 0x2ce3, 2, -1}, {0x2d00, 0x2d25, 1, -7264},
    {0xff41, 0xff5a, 1, -32},
};

size_t image_fat_utf8(const char *text, size_t size, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t first = (uint8_t)text[0];
    size_t length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    if (length == 0 || length > size || first >= 0xf8)
        return 0;
    *code = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (((uint8_t)text[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | ((uint8_t)text[i] & 0x3f);
    }
    if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
        return 0; /* too long a form, too large, or half of a pair */
    return length;
}

uint32_t image_fat_capital(uint32_t code)
{
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]) && code >= letters[i].first; i++)
        if (code <= letters[i].last && (int)(code - letters[i].first) % letters[i].step == 0)
            return (uint32_t)((int32_t)code + letters[i].distance);
    return code;
}

size_t image_fat_next_capital(const char *name, size_t size, uint32_t *code)
{
    size_t step = image_fat_utf8(name, size, code);

    if (step == 0) {
        *code = NOT_UTF8 + (uint8_t)name[0];
        return 1;
    }
    *code = image_fat_capital(*code);
    return step;
}

int image_fat_compare(const char *one, size_t one_size, const char *other, size_t other_size)
{
    uint32_t a, b;

    while (one_size > 0 && other_size > 0) {
        size_t one_step = image_fat_next_capital(one, one_size, &a);
        size_t other_step = image_fat_next_capital(other, other_size, &b);

        if (a != b)
            return a < b ? -1 : 1;
        one += one_step;
        one_size -= one_step;
        other += other_step;
        other_size -= other_step;
    }
    return one_size > 0 ? 1 : other_size > 0 ? -1 : 0;
}
