/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: changes of SPIFFS and FAT.  A change that is refused changes nothing; a file
 * that was put into a file system without damage has its contents; a check ends.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "fuzz/lib/fuzz.h"
#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"

enum { TIME = 1700000000 };

static const struct image_fsformat like = {.kind = IMAGE_FS_SPIFFS, .meta_size = 4};

static void count(void *context, const struct image_fsfinding *finding)
{
    FUZZ_CHECK(finding->trouble.text[0] != '\0');
    *(unsigned *)context += !finding->harmless;
}

static unsigned check(const uint8_t *data, size_t size)
{
    struct image_fs fs;
    unsigned damages = 0;

    FUZZ_CHECK(image_fs_find(&fs, data, size));
    FUZZ_CHECK(image_fsedit_check(&fs, count, &damages));
    return damages;
}

static void check_contents(const uint8_t *data, size_t size, const char *path,
                           const uint8_t *contents, size_t wanted)
{
    struct image_fsfiles files;
    struct image_fs fs;
    const struct image_fsfile *file;
    uint8_t *bytes = malloc(wanted ? wanted : 1);

    FUZZ_CHECK(bytes && image_fs_find(&fs, data, size) && image_fsfiles_list(&files, &fs));
    file = image_fsfiles_named(&files, path);
    FUZZ_CHECK(file && !file->broken && file->size == wanted);
    image_fsfile_get(file, data, 0, bytes, (uint32_t)wanted);
    FUZZ_CHECK(memcmp(bytes, contents, wanted) == 0);
    image_fsfiles_free(&files);
    free(bytes);
}

/* Puts and removes.  sound: there was no damage, so what is there afterwards is right. */
static void change(uint8_t *data, size_t size, const char *path, const uint8_t *contents,
                   size_t wanted, bool sound)
{
    struct image_fsedit edit = {
        .data = data, .size = size, .time = TIME, .force = !sound, .like = &like};
    struct image_trouble trouble = {.text = ""};
    uint8_t *before = fuzz_copy(data, size);
    enum image_fsedit_result result = image_fsedit_put(&edit, path, contents, wanted, &trouble);

    if (result != IMAGE_FSEDIT_DONE)
        FUZZ_CHECK(memcmp(before, data, size) == 0 && trouble.text[0] != '\0');
    else if (sound)
        check_contents(data, size, path, contents, wanted);
    if (result == IMAGE_FSEDIT_DONE && sound) {
        FUZZ_CHECK(check(data, size) == 0);
        FUZZ_CHECK(image_fsedit_remove(&edit, path, &trouble) == IMAGE_FSEDIT_DONE);
        FUZZ_CHECK(check(data, size) == 0);
    } else {
        (void)image_fsedit_remove(&edit, path, &trouble);
    }
    free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"a", "a.txt", "b", "d/new file.txt"};
    uint8_t *copy = fuzz_copy(data, size), contents[5000];
    unsigned choice = size > 0 ? data[size - 1] : 0;
    struct image_fs fs;

    memset(contents, (int)choice, sizeof(contents));
    if (image_fs_find(&fs, copy, size) && fs.kind != IMAGE_FS_LITTLEFS)
        change(copy, size, paths[choice % 4], contents, choice / 4 * 79, check(copy, size) == 0);
    free(copy);
    return 0;
}
