/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the files of a file system in an image, as the firmware's own library would.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/edit/fsedit.h"

#include <stdlib.h>
#include <string.h>

#include "image/fs/edit/fsedit_kinds.h"

static const struct image_fsedit_kind *const kinds[] = {
    [IMAGE_FS_SPIFFS] = &image_fsedit_spiffs,
    [IMAGE_FS_LITTLEFS] = &image_fsedit_littlefs,
    [IMAGE_FS_FAT] = &image_fsedit_fat,
};

/* A change that is being done, in a copy of the bytes. */
struct attempt {
    struct image_fsedit edit; /* of the copy */
    struct image_fs fs;
    const struct image_fsedit_kind *kind;
};

/* The first damage that a check finds. */
struct damage {
    bool found;
    struct image_trouble trouble;
};

static void take_damage(void *context, const struct image_fsfinding *finding)
{
    struct damage *damage = context;

    if (finding->harmless || damage->found)
        return;
    *damage = (struct damage){true, finding->trouble};
}

static enum image_fsedit_result look_for_damage(const struct attempt *attempt,
                                                struct image_trouble *trouble)
{
    struct damage damage = {.found = false};

    if (!attempt->kind->check(&attempt->fs, take_damage, &damage)) {
        image_trouble_set(trouble, 0, "memory is out");
        return IMAGE_FSEDIT_NOMEM;
    }
    if (!damage.found)
        return IMAGE_FSEDIT_DONE;
    image_trouble_set(trouble, damage.trouble.offset, "the file system is damaged: %.120s",
                      damage.trouble.text);
    return IMAGE_FSEDIT_REFUSED;
}

static enum image_fsedit_result begin(struct attempt *attempt, const struct image_fsedit *edit,
                                      struct image_trouble *trouble)
{
    attempt->edit = *edit;
    attempt->edit.data = malloc(edit->size ? edit->size : 1);
    if (!attempt->edit.data) {
        image_trouble_set(trouble, 0, "memory is out");
        return IMAGE_FSEDIT_NOMEM;
    }
    memcpy(attempt->edit.data, edit->data, edit->size);
    if (!image_fs_find(&attempt->fs, attempt->edit.data, edit->size)) {
        image_trouble_set(trouble, 0, "there is no SPIFFS, LittleFS or FAT");
        return IMAGE_FSEDIT_ABSENT;
    }
    attempt->kind = kinds[attempt->fs.kind];
    return edit->force || edit->sound ? IMAGE_FSEDIT_DONE : look_for_damage(attempt, trouble);
}

/* Takes the copy's bytes if the change was done. */
static enum image_fsedit_result end(struct attempt *attempt, const struct image_fsedit *edit,
                                    enum image_fsedit_result result)
{
    if (result == IMAGE_FSEDIT_DONE)
        memcpy(edit->data, attempt->edit.data, edit->size);
    free(attempt->edit.data);
    return result;
}

enum image_fsedit_result image_fsedit_put(const struct image_fsedit *edit, const char *path,
                                          const uint8_t *contents, size_t size,
                                          struct image_trouble *trouble)
{
    struct attempt attempt;
    enum image_fsedit_result result = begin(&attempt, edit, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = attempt.kind->put(&attempt.edit, &attempt.fs, path, contents, size, trouble);
    return end(&attempt, edit, result);
}

enum image_fsedit_result image_fsedit_make_folder(const struct image_fsedit *edit,
                                                  const char *path,
                                                  struct image_trouble *trouble)
{
    struct attempt attempt;
    enum image_fsedit_result result = begin(&attempt, edit, trouble);

    if (result == IMAGE_FSEDIT_DONE && attempt.kind->make_folder)
        result = attempt.kind->make_folder(&attempt.edit, &attempt.fs, path, trouble);
    return end(&attempt, edit, result);
}

enum image_fsedit_result image_fsedit_remove(const struct image_fsedit *edit, const char *path,
                                             struct image_trouble *trouble)
{
    struct attempt attempt;
    enum image_fsedit_result result = begin(&attempt, edit, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = attempt.kind->remove(&attempt.edit, &attempt.fs, path, trouble);
    return end(&attempt, edit, result);
}

enum image_fsedit_result image_fsedit_format(const struct image_fsedit *edit,
                                             const struct image_fsformat *format,
                                             struct image_trouble *trouble)
{
    struct attempt attempt = {.edit = *edit};

    attempt.edit.data = malloc(edit->size ? edit->size : 1);
    if (!attempt.edit.data) {
        image_trouble_set(trouble, 0, "memory is out");
        return IMAGE_FSEDIT_NOMEM;
    }
    memset(attempt.edit.data, 0xff, edit->size);
    return end(&attempt, edit, kinds[format->kind]->format(&attempt.edit, format, trouble));
}

bool image_fsedit_check(const struct image_fs *fs, image_fsfinding_take *take, void *context)
{
    return kinds[fs->kind]->check(fs, take, context);
}
