/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what an image's first bytes say about its kind.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An "@" in front puts the rest behind 4096 blank bytes, where an ESP32's bootloader
 * is in a whole dump.
 */
#include "image/imageheader.h"

#include "fuzz/fuzz.h"

enum { BOOT_OFFSET = 0x1000, MAGIC = 0xe9, MAGIC_V2 = 0xea };

static void check(const struct image_header *header, const uint8_t *data, size_t size)
{
    uint32_t claim = header->flash_size;
    bool program = header->kind == IMAGE_KIND_PROGRAM;

    FUZZ_CHECK((header->what != NULL) ==
               (header->kind == IMAGE_KIND_FOREIGN || header->kind == IMAGE_KIND_WRAPPED));
    FUZZ_CHECK(claim == 0 || program);
    FUZZ_CHECK((claim & (claim - 1)) == 0);
    FUZZ_CHECK(!program || (size > 8 && (data[0] == MAGIC || data[0] == MAGIC_V2)));
    FUZZ_CHECK(header->kind != IMAGE_KIND_DATA || size <= 8 || data[0] != MAGIC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool behind_blank = size > 0 && data[0] == '@';
    size_t blank = behind_blank ? BOOT_OFFSET : 0, rest = size - behind_blank;
    uint8_t *image = malloc(blank + rest + 1);
    uint8_t *exact;
    struct image_header header;

    FUZZ_CHECK(image);
    memset(image, 0xff, blank);
    memcpy(image + blank, data + behind_blank, rest);
    exact = fuzz_copy(image, blank + rest);
    image_header_parse(&header, exact, blank + rest);
    check(&header, exact, blank + rest);
    FUZZ_CHECK(!behind_blank || header.kind == IMAGE_KIND_DATA ||
               header.kind == IMAGE_KIND_FOREIGN);
    free(exact);
    free(image);
    return 0;
}
