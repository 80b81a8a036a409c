/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: files of SPIFFS, LittleFS and FAT.  A file's bytes lie within the file
 * system, and a changed byte is read back without a change of anything else but a CRC.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fsfile.h"

#include "fuzz/lib/fuzz.h"

static void check_extents(const struct image_fsfile *file, size_t size)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < file->extent_count; i++) {
        FUZZ_CHECK((uint64_t)file->extents[i].offset + file->extents[i].size <= size);
        sum += file->extents[i].size;
    }
    FUZZ_CHECK(file->broken || file->folder || sum == file->size);
}

static void check_change(const struct image_fsfiles *files, const struct image_fsfile *file,
                         uint8_t *data, size_t size)
{
    uint8_t *before = fuzz_copy(data, size), *bytes = malloc(file->size);
    size_t changed = 0;
    uint8_t byte;

    FUZZ_CHECK(bytes);
    image_fsfile_get(file, data, 0, bytes, file->size);
    byte = (uint8_t)~bytes[file->size - 1];
    image_fsfile_put(files, file, data, file->size - 1, &byte, 1);
    FUZZ_CHECK(data[image_fsfile_place(file, file->size - 1)] == byte);
    image_fsfile_put(files, file, data, 0, bytes, file->size);
    for (size_t i = 0; i < size; i++)
        changed += data[i] != before[i];
    FUZZ_CHECK(changed == 0);
    free(bytes);
    free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = fuzz_copy(data, size);
    struct image_fsfiles files;
    struct image_fs fs;
    size_t changes = 0;

    if (image_fs_find(&fs, exact, size)) {
        FUZZ_CHECK(image_fsfiles_list(&files, &fs));
        for (size_t i = 0; i < files.count; i++) {
            const struct image_fsfile *file = &files.files[i];

            FUZZ_CHECK(file->path);
            check_extents(file, size);
            if (!file->broken && !file->folder && file->size > 0 && changes++ < 4)
                check_change(&files, file, exact, size);
        }
        image_fsfiles_free(&files);
    }
    free(exact);
    return 0;
}
