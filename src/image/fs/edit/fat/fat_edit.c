/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: writes and removes files and folders.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fat/fat_impl.h"
#include "image/fs/fsfile.h"

enum { IS_ARCHIVE = 0x20, IS_READ_ONLY = 0x01, CREATED_TIME = 14, WRITTEN_TIME = 22,
       SHOWN = 64 }; /* bytes of a name in a message */

static enum image_fsedit_result begin(struct fat_work *work, const struct image_fsedit *edit,
                                      const struct image_fs *fs, struct image_trouble *trouble)
{
    *work = (struct fat_work){.fat = &fs->fat, .time = edit->time, .trouble = trouble,
                              .cursor = work->cursor};
    if (image_fat_is_rewriting(work->fat)) {
        image_trouble_set(trouble, 0, "wear levelling was interrupted while it rewrote a sector;"
                                      " a start of the board ends that");
        return IMAGE_FSEDIT_REFUSED;
    }
    if (image_fat_sector(work->fat, work->fat->sector_count - 1))
        return IMAGE_FSEDIT_DONE;
    image_trouble_set(trouble, edit->size, "the image ends before the file system");
    return IMAGE_FSEDIT_REFUSED;
}

static enum image_fsedit_result full(const struct fat_work *work, uint32_t wanted)
{
    image_trouble_set(work->trouble, 0,
                      "there is no room: %" PRIu32 " clusters of %" PRIu32
                      " bytes are needed, and %" PRIu32 " are free",
                      wanted, fat_cluster_size(work->fat), fat_free_clusters(work));
    return IMAGE_FSEDIT_FULL;
}

static void set_times(const struct fat_work *work, uint8_t *entry, bool new)
{
    image_fat_set_time(entry, work->time);
    if (new)
        memcpy(entry + CREATED_TIME, entry + WRITTEN_TIME, 4);
}

/* Makes a folder within a folder. */
static enum image_fsedit_result add_folder(const struct fat_work *work, struct fat_folder *folder,
                                           const char *name, size_t size)
{
    uint32_t cluster = fat_take(work, 1), parent = folder->cluster;
    enum image_fsedit_result result;
    struct fat_folder new = {cluster};
    uint8_t *entry, *dots;

    if (cluster == 0)
        return full(work, 1);
    result = fat_add(work, *folder, name, size, &entry);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    entry[IMAGE_FAT_ATTRIBUTES] = IMAGE_FAT_IS_FOLDER;
    fat_set_entry_cluster(work, entry, cluster);
    set_times(work, entry, true);
    for (uint32_t i = 0; i < work->fat->cluster_sectors; i++)
        memset(fat_sector(work, image_fat_cluster_sector(work->fat, cluster) + i), 0,
               work->fat->sector_size);
    for (int slot = 0; slot < 2; slot++) { /* "." and ".." */
        dots = fat_slot(work, new, slot);
        memcpy(dots, entry, IMAGE_FAT_ENTRY_SIZE);
        memset(dots, ' ', FAT_SHORT_SIZE);
        memset(dots, '.', (size_t)slot + 1);
        dots[FAT_SHORT_SIZE + 1] = 0;
    }
    /* In "..", 0 stands for the root folder, in FAT32, too. */
    fat_set_entry_cluster(work, dots, parent == fat_root(work).cluster ? 0 : parent);
    *folder = new;
    fat_forget_free(work);
    return IMAGE_FSEDIT_DONE;
}

/* A short name that stands for a long one is not a name by which a user means a file: it was made
 * up, and another file of a similar name could have got it. */
static enum image_fsedit_result refuse_alias(const struct fat_work *work, const struct fat_place *place,
                                             const char *name, size_t size)
{
    image_trouble_set(work->trouble, 0, "%.*s is the short name of '%.*s', and only the long name is taken",
                      (int)size, name, place->true_size < SHOWN ? (int)place->true_size : SHOWN,
                      (const char *)place->true_name);
    return IMAGE_FSEDIT_BAD;
}

/* Goes into a folder, which is made if make is true. */
static enum image_fsedit_result enter(const struct fat_work *work, struct fat_folder *folder,
                                      const char *name, size_t size, bool make)
{
    struct fat_place place = fat_lookup(work, *folder, name, size);
    const uint8_t *entry;

    if (place.slot == FAT_NO_SLOT && make)
        return add_folder(work, folder, name, size);
    if (place.slot == FAT_NO_SLOT) {
        image_trouble_set(work->trouble, 0, "there is no folder %.*s", (int)size, name);
        return IMAGE_FSEDIT_ABSENT;
    }
    if (place.true_size > 0)
        return refuse_alias(work, &place, name, size);
    entry = fat_slot(work, *folder, place.slot);
    if (!(entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER)) {
        image_trouble_set(work->trouble, 0, "%.*s is a file, not a folder", (int)size, name);
        return IMAGE_FSEDIT_BAD;
    }
    folder->cluster = fat_entry_cluster(work, entry);
    return IMAGE_FSEDIT_DONE;
}

/* Goes to the folder of the path's last part, which *name and *size get. */
static enum image_fsedit_result walk(const struct fat_work *work, struct fat_folder *folder,
                                     const char *path, bool make, const char **name, size_t *size)
{
    *folder = fat_root(work);
    for (;;) {
        enum image_fsedit_result result;
        const char *rest;

        path += strspn(path, "/");
        *name = path;
        *size = strcspn(path, "/");
        rest = path + *size + strspn(path + *size, "/");
        if (*size == 0 || (*size <= 2 && strncmp(path, "..", *size) == 0)) {
            image_trouble_set(work->trouble, 0, "a part of the path is no name");
            return IMAGE_FSEDIT_BAD;
        }
        if (*rest == '\0')
            return IMAGE_FSEDIT_DONE;
        result = enter(work, folder, path, *size, make);
        if (result != IMAGE_FSEDIT_DONE)
            return result;
        path = rest;
    }
}

/* The same for a path that is to be a file's. */
static enum image_fsedit_result walk_to_file(const struct fat_work *work, struct fat_folder *folder,
                                             const char *path, bool make, const char **name, size_t *size)
{
    size_t length = strlen(path);

    if (length == 0 || path[length - 1] != '/')
        return walk(work, folder, path, make, name, size);
    image_trouble_set(work->trouble, 0, "the path ends with '/', so it is no file's");
    return IMAGE_FSEDIT_BAD;
}

static bool is_writable(const struct fat_work *work, const uint8_t *entry, bool force)
{
    if (force || !(entry[IMAGE_FAT_ATTRIBUTES] & IS_READ_ONLY))
        return true;
    image_trouble_set(work->trouble, 0, "the %s is read-only",
                      entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER ? "folder" : "file");
    return false;
}

static void write_clusters(const struct fat_work *work, uint32_t cluster, const uint8_t *contents,
                           size_t size)
{
    const struct image_fat *fat = work->fat;

    for (size_t at = 0; at < size; cluster = fat_following(work, cluster)) {
        uint32_t sector = image_fat_cluster_sector(fat, cluster);

        for (uint32_t i = 0; i < fat->cluster_sectors && at < size; i++) {
            size_t part = size - at < fat->sector_size ? size - at : fat->sector_size;

            memcpy(fat_sector(work, sector + i), contents + at, part);
            at += part;
        }
    }
}

/* Gives an entry its contents. */
static enum image_fsedit_result fill(const struct fat_work *work, uint8_t *entry,
                                     const uint8_t *contents, size_t size, bool new)
{
    uint32_t cluster_size = fat_cluster_size(work->fat);
    uint32_t wanted = (uint32_t)((size + cluster_size - 1) / cluster_size);
    uint32_t first;

    if (!new)
        fat_free(work, fat_entry_cluster(work, entry));
    first = fat_take(work, wanted);
    if (first == 0 && wanted > 0)
        return full(work, wanted);
    write_clusters(work, first, contents, size);
    entry[IMAGE_FAT_ATTRIBUTES] |= IS_ARCHIVE;
    fat_set_entry_cluster(work, entry, first);
    esp_put32(entry + IMAGE_FAT_SIZE, (uint32_t)size);
    set_times(work, entry, new);
    fat_forget_free(work);
    return IMAGE_FSEDIT_DONE;
}

static enum image_fsedit_result put(const struct image_fsedit *edit, const struct image_fs *fs,
                                    const char *path, const uint8_t *contents, size_t size,
                                    struct image_trouble *trouble)
{
    struct fat_cursor cursor = {0};
    struct fat_work work = {.cursor = &cursor};
    struct fat_folder folder;
    struct fat_place place;
    const char *name;
    size_t name_size;
    uint8_t *entry;
    enum image_fsedit_result result = begin(&work, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = walk_to_file(&work, &folder, path, true, &name, &name_size);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    place = fat_lookup(&work, folder, name, name_size);
    if (place.slot == FAT_NO_SLOT) {
        result = fat_add(&work, folder, name, name_size, &entry);
        return result == IMAGE_FSEDIT_DONE ? fill(&work, entry, contents, size, true) : result;
    }
    if (place.true_size > 0)
        return refuse_alias(&work, &place, name, name_size);
    entry = fat_slot(&work, folder, place.slot);
    if (entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER) {
        image_trouble_set(trouble, 0, "this is a folder");
        return IMAGE_FSEDIT_BAD;
    }
    if (!is_writable(&work, entry, edit->force))
        return IMAGE_FSEDIT_PROTECTED;
    return fill(&work, entry, contents, size, false);
}

static enum image_fsedit_result make_folder(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    struct fat_cursor cursor = {0};
    struct fat_work work = {.cursor = &cursor};
    struct fat_folder folder;
    const char *name;
    size_t size;
    enum image_fsedit_result result = begin(&work, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = walk(&work, &folder, path, true, &name, &size);
    if (result == IMAGE_FSEDIT_DONE)
        result = enter(&work, &folder, name, size, true);
    return result;
}

static bool is_empty(const struct fat_work *work, struct fat_folder folder)
{
    const uint8_t *entry;

    for (int slot = 2; (entry = fat_slot(work, folder, slot)) && entry[0] != 0; slot++)
        if (entry[0] != IMAGE_FAT_ENTRY_FREE)
            return false;
    return true;
}

static enum image_fsedit_result remove_path(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    struct fat_cursor cursor = {0};
    struct fat_work work = {.cursor = &cursor};
    struct fat_folder folder;
    struct fat_place place;
    const char *name;
    size_t size;
    uint8_t *entry;
    uint32_t cluster;
    enum image_fsedit_result result = begin(&work, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = walk(&work, &folder, path, false, &name, &size);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    place = fat_lookup(&work, folder, name, size);
    if (place.slot == FAT_NO_SLOT) {
        image_trouble_set(trouble, 0, "there is no such file");
        return IMAGE_FSEDIT_ABSENT;
    }
    if (place.true_size > 0)
        return refuse_alias(&work, &place, name, size);
    entry = fat_slot(&work, folder, place.slot);
    cluster = fat_entry_cluster(&work, entry);
    if (!is_writable(&work, entry, edit->force))
        return IMAGE_FSEDIT_PROTECTED;
    if (name[size] == '/' && !(entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER)) {
        image_trouble_set(trouble, 0, "the path ends with '/', and this is a file");
        return IMAGE_FSEDIT_BAD;
    }
    if ((entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_FOLDER) &&
        !is_empty(&work, (struct fat_folder){cluster})) {
        image_trouble_set(trouble, 0, "the folder is not empty");
        return IMAGE_FSEDIT_BAD;
    }
    fat_free(&work, cluster);
    fat_drop(&work, folder, place);
    fat_forget_free(&work);
    return IMAGE_FSEDIT_DONE;
}

const struct image_fsedit_kind image_fsedit_fat = {
    .put = put,
    .make_folder = make_folder,
    .remove = remove_path,
    .format = fat_format,
    .check = fat_check,
};
