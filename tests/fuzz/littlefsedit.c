/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: changes of littlefs.  A change that is done leaves what was put, and all other
 * files as they were; a change that is refused changes nothing and tells why.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input is an image, and then one byte that selects the change.  CRCs are made right first:
 * otherwise hardly an input would get past them.
 */
#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"

#include "fuzz/lib/fuzz.h"

enum { CONTENTS_MAX = 1200 };

/* Makes the CRCs of a block's tags right, as far as the tags make sense. */
static void make_crcs_right(const struct image_littlefs *fs, uint8_t *data)
{
    for (uint32_t i = 0; i < fs->size / fs->block_size; i++)
        image_littlefs_renew(fs, data, i, fs->block_size);
}

static void take(void *context, const struct image_fsfinding *finding)
{
    FUZZ_CHECK(finding->trouble.text[0] && finding->remedy && finding->remedy[0]);
    ++*(unsigned *)context;
}

static unsigned count_damage(const struct image_fs *fs)
{
    struct image_fs_usage usage;
    unsigned findings = 0;

    FUZZ_CHECK(image_fsedit_check(fs, take, &findings));
    FUZZ_CHECK(image_fs_usage(fs, &usage));
    FUZZ_CHECK(!usage.damaged || findings > 0);
    return findings;
}

static void check_same(const struct image_fsfile *old, const uint8_t *before,
                       const struct image_fsfile *file, const uint8_t *after)
{
    uint8_t *a = malloc(old->size + 1), *b = malloc(old->size + 1);

    FUZZ_CHECK(a && b && file->size == old->size && file->folder == old->folder);
    if (old->size > 0) {
        image_fsfile_get(old, before, 0, a, old->size);
        image_fsfile_get(file, after, 0, b, old->size);
        FUZZ_CHECK(memcmp(a, b, old->size) == 0);
    }
    free(a);
    free(b);
}

/* The file or folder with this path. */
static const struct image_fsfile *named(const struct image_fsfiles *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].path, path) == 0)
            return &files->files[i];
    return NULL;
}

/* All files but one are as before. */
static void compare(const struct image_fs *fs, const uint8_t *before, const uint8_t *after,
                    const char *except)
{
    struct image_fsfiles old, now;
    struct image_fs changed;

    FUZZ_CHECK(image_fs_find(&changed, after, fs->littlefs.size));
    FUZZ_CHECK(image_fsfiles_list(&old, fs) && image_fsfiles_list(&now, &changed));
    for (size_t i = 0; i < old.count; i++) {
        const struct image_fsfile *file;

        if (strcmp(old.files[i].path, except) == 0 || old.files[i].broken)
            continue;
        file = named(&now, old.files[i].path);
        FUZZ_CHECK(file && !file->broken);
        check_same(&old.files[i], before, file, after);
    }
    image_fsfiles_free(&old);
    image_fsfiles_free(&now);
}

static void check_put(const uint8_t *data, size_t size, const char *path, const uint8_t *contents,
                      uint32_t length)
{
    uint8_t got[CONTENTS_MAX];
    struct image_fsfiles files;
    const struct image_fsfile *file;
    struct image_fs fs;

    FUZZ_CHECK(image_fs_find(&fs, data, size) && image_fsfiles_list(&files, &fs));
    file = named(&files, path);
    FUZZ_CHECK(file && file->size == length && !file->folder && !file->broken);
    if (length > 0) {
        image_fsfile_get(file, data, 0, got, length);
        FUZZ_CHECK(memcmp(got, contents, length) == 0);
    }
    image_fsfiles_free(&files);
}

/* Does one change.  sound: the check found nothing. */
static void change(const struct image_fs *fs, const struct image_fsedit *edit,
                   const uint8_t *before, uint8_t selector, bool sound)
{
    static const char *const paths[] = {"a", "new", "d/new", "x/y/z"};
    const char *path = paths[selector >> 2 & 3];
    uint8_t contents[CONTENTS_MAX];
    uint32_t length = selector & 0x10 ? selector : selector * 4u;
    struct image_trouble trouble = {0};
    enum image_fsedit_result result;

    memset(contents, selector, sizeof(contents));
    if ((selector & 3) == 0)
        result = image_fsedit_remove(edit, path, &trouble);
    else if ((selector & 3) == 1)
        result = image_fsedit_make_folder(edit, path, &trouble);
    else
        result = image_fsedit_put(edit, path, contents, length, &trouble);
    if (result != IMAGE_FSEDIT_DONE) {
        FUZZ_CHECK(trouble.text[0] && memcmp(before, edit->data, edit->size) == 0);
        return;
    }
    if (!sound)
        return;
    compare(fs, before, edit->data, path);
    if ((selector & 3) >= 2)
        check_put(edit->data, edit->size, path, contents, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t selector = size > 0 ? data[size - 1] : 0;
    uint8_t *exact = fuzz_copy(data, size), *before;
    struct image_fs fs, changed;
    bool sound;

    if (image_fs_find(&fs, exact, size) && fs.kind == IMAGE_FS_LITTLEFS) {
        make_crcs_right(&fs.littlefs, exact);
        before = fuzz_copy(exact, size);
        if (image_fs_find(&fs, before, size) && fs.kind == IMAGE_FS_LITTLEFS) {
            const struct image_fsedit edit = {exact, size, selector & 0x20 ? 1700000000 : 0,
                                              selector & 0x40, false, NULL};

            sound = count_damage(&fs) == 0;
            change(&fs, &edit, before, selector, sound);
            if (sound && image_fs_find(&changed, exact, size))
                FUZZ_CHECK(count_damage(&changed) == 0);
        }
        free(before);
    }
    free(exact);
    return 0;
}
