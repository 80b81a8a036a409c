/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes an empty SPIFFS.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>

#include "image/fs/edit/spiffs/spiffs_impl.h"

/* The sizes of ESP-IDF and of most layouts of Arduino. */
enum { USUAL_PAGE = 256, USUAL_BLOCK = 4096, LEAST_BLOCKS = 3, MOST_PAGES = 0x10000 };

static bool is_power(uint32_t size)
{
    return size > 0 && (size & (size - 1)) == 0;
}

static enum image_fsedit_result bad(struct image_trouble *trouble, const char *what, uint32_t size)
{
    image_trouble_set(trouble, 0, "SPIFFS with %s of %" PRIu32 " bytes is not possible", what, size);
    return IMAGE_FSEDIT_BAD;
}

enum image_fsedit_result spiffs_format(const struct image_fsedit *edit,
                                       const struct image_fsformat *format,
                                       struct image_trouble *trouble)
{
    uint32_t page = format->page_size ? format->page_size : USUAL_PAGE;
    uint32_t block = format->block_size ? format->block_size : USUAL_BLOCK;
    uint32_t blocks;
    struct image_fs fs = {.kind = IMAGE_FS_SPIFFS};
    struct spiffs_work work;

    if (!is_power(page) || page < 128 || page > 1024)
        return bad(trouble, "pages", page);
    if (!is_power(block) || block < 4096 || block > 65536)
        return bad(trouble, "blocks", block);
    if (format->name_max && format->name_max != SPIFFS_NAME_SIZE)
        return bad(trouble, "names", format->name_max);
    blocks = (uint32_t)(edit->size / block);
    if (edit->size % block != 0 || blocks < LEAST_BLOCKS || blocks > MOST_PAGES / (block / page)) {
        image_trouble_set(trouble, 0,
                          "SPIFFS of 0x%zx bytes is not possible with blocks of %" PRIu32 " bytes",
                          edit->size, block);
        return IMAGE_FSEDIT_BAD;
    }
    image_spiffs_set(&fs.spiffs, edit->data, edit->size, page, block);
    fs.spiffs.magic = format->no_magic    ? IMAGE_SPIFFS_NO_MAGIC
                      : format->no_length ? IMAGE_SPIFFS_MAGIC
                                          : IMAGE_SPIFFS_MAGIC_LENGTH;
    spiffs_work_open(&work, edit, &fs, trouble);
    for (uint32_t i = 0; i < blocks; i++)
        spiffs_erase_block(&work, i);
    return IMAGE_FSEDIT_DONE;
}
