/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for damage in SPIFFS.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * SPIFFS looks at nothing but the magic when it mounts; SPIFFS_check(), which ESP-IDF offers
 * as esp_spiffs_check() and Arduino's SPIFFS.check() calls, repairs.  Source: spiffs_check.c.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "image/fs/edit/spiffs/spiffs_impl.h"
#include "image/fs/fsfile.h"

struct check {
    struct spiffs_work work;
    image_fsfinding_take *take;
    void *context;
    uint8_t *named; /* of each page: an index page that counts names the page */
};

static void check_magic(struct check *check)
{
    const struct image_spiffs *fs = check->work.fs;
    uint64_t offset = (uint64_t)fs->first_without * fs->block_size;

    if (fs->without_magic == 1)
        image_fsfinding_tell(check, offset, true, "a mount erases the block", "a block has no magic");
    else if (fs->without_magic > 1)
        image_fsfinding_tell(check, offset, false, "a mount fails, and most firmwares format anew",
              "%" PRIu32 " blocks have no magic", fs->without_magic);
    if (fs->present < fs->block_count)
        image_fsfinding_tell(check, (uint64_t)fs->present * fs->block_size, false, NULL,
              "the image ends here, and the file system has %" PRIu32 " blocks more",
              fs->block_count - fs->present);
}

/* SPIFFS tells /a from a, but no firmware uses both: one of them is out of date, and nothing shows
 * which. */
static void check_twin(struct check *check, const struct image_fsfiles *files, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (image_fs_same_path(IMAGE_FS_SPIFFS, files->files[i].path, files->files[number].path)) {
            image_fsfinding_tell(check, 0, false, "a mount does nothing", "the file '%.32s' is there twice",
                                 files->files[number].path);
            return;
        }
}

/* Files that are not whole.  False if memory ran out. */
static bool check_files(struct check *check, const struct image_fs *fs)
{
    struct image_fsfiles files;
    bool good = image_fsfiles_list(&files, fs);

    check->work.first_numbers = files.first_numbers;
    for (size_t i = 0; i < files.count; i++) {
        if (files.files[i].broken)
            image_fsfinding_tell(check, 0, false, "SPIFFS_check() cuts or deletes the file, a mount does nothing",
                  "the file '%.32s' is not whole", files.files[i].path);
        check_twin(check, &files, i);
    }
    image_fsfiles_free(&files);
    return good;
}

static void name_pages(struct check *check, const uint8_t *index, uint16_t object)
{
    const struct spiffs_work *work = &check->work;
    bool first = esp_get16(index + IMAGE_SPIFFS_SPAN_OFFSET) == 0;
    uint32_t at = first ? work->first_numbers : SPIFFS_NUMBERS;

    if (at == 0)
        return;
    for (; at + 2 <= work->fs->page_size; at += 2) {
        uint32_t number = esp_get16(index + at);

        if (number < spiffs_page_count(work) && !spiffs_is_lookup(work, number) &&
            spiffs_owner(work, number) == object)
            check->named[number] = 1;
    }
}

static void check_page(struct check *check, uint32_t number)
{
    const struct spiffs_work *work = &check->work;
    const uint8_t *page = spiffs_page(work, number);
    uint16_t owner = spiffs_owner(work, number);
    uint64_t offset = (uint64_t)number * work->fs->page_size;
    bool index = owner & IMAGE_SPIFFS_INDEX;

    if (owner == IMAGE_SPIFFS_FREE) {
        if (!esp_blank(page, work->fs->page_size))
            image_fsfinding_tell(check, offset, false, "SPIFFS may write over the page", "a free page is not blank");
    } else if (owner == IMAGE_SPIFFS_DELETED) {
        return;
    } else if (esp_get16(page) != owner) {
        image_fsfinding_tell(check, offset, false, "SPIFFS_check() repairs it, a mount does nothing",
              "a page says object 0x%x, and the lookup 0x%x", esp_get16(page), owner);
    } else if (!spiffs_is_live(page, index)) {
        image_fsfinding_tell(check, offset, true, "SPIFFS_check() deletes the page, a mount does nothing",
              "a page of object 0x%x was not finished or not wholly deleted", owner);
    } else if (!index && !check->named[number]) {
        image_fsfinding_tell(check, offset, true, "SPIFFS_check() deletes the page, a mount does nothing",
              "no index page names this page of object 0x%x", owner);
    }
}

bool spiffs_check(const struct image_fs *fs, image_fsfinding_take *take, void *context)
{
    struct check check = {.take = take, .context = context};
    /* Nothing is changed through this copy. */
    struct image_fsedit edit = {.data = (uint8_t *)(uintptr_t)fs->spiffs.data};
    bool good;

    spiffs_work_open(&check.work, &edit, fs, NULL);
    check.named = calloc(spiffs_page_count(&check.work) + 1, 1);
    if (!check.named)
        return false;
    check_magic(&check);
    good = check_files(&check, fs);
    for (uint32_t i = 0; i < spiffs_page_count(&check.work); i++) {
        const uint8_t *page = spiffs_page(&check.work, i);

        if (!spiffs_is_lookup(&check.work, i) && spiffs_owner(&check.work, i) == esp_get16(page) &&
            spiffs_is_live(page, true))
            name_pages(&check, page, esp_get16(page) & (uint16_t)~IMAGE_SPIFFS_INDEX);
    }
    for (uint32_t i = 0; i < spiffs_page_count(&check.work); i++)
        if (!spiffs_is_lookup(&check.work, i))
            check_page(&check, i);
    free(check.named);
    return good;
}
