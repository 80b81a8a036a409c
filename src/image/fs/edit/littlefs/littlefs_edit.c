/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LittleFS: changes of files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Times are attributes of files, by which number and size the firmwares differ: ESP-IDF's
 * esp_littlefs keeps 't', the last change; Arduino for the ESP8266 keeps 't' and 'c', the
 * creation.  Both have time_t, of 4 or 8 bytes.  A file gets the attributes that other files
 * have.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fsedit_kinds.h"
#include "image/fs/edit/littlefs/lfsedit.h"

enum { VERSION_MAJOR = 2, VERSION_MINOR_MAX = 1, FILE_LIMIT = 0x7fffffff };

static enum image_fsedit_result check_superblock(struct lfsedit *lfs)
{
    uint32_t version = lfs->fs.version;

    if (!lfs->fs.sound)
        return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, 0,
                        "the superblock of littlefs has no commit with a right CRC");
    if (version >> 16 != VERSION_MAJOR || (version & 0xffff) > VERSION_MINOR_MAX)
        return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, 0,
                        "littlefs has version %u.%u; 2.0 and 2.1 can be changed", version >> 16,
                        version & 0xffff);
    if (lfs->fs.block_count > lfs->fs.size / lfs->fs.block_size)
        return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, 0,
                        "littlefs has %u blocks of %u bytes, but only %zu bytes are there",
                        lfs->fs.block_count, lfs->fs.block_size, lfs->fs.size);
    return IMAGE_FSEDIT_DONE;
}

static enum image_fsedit_result begin(struct lfsedit *lfs, const struct image_fsedit *edit,
                                      const struct image_fs *fs, struct image_trouble *trouble)
{
    enum image_fsedit_result result;

    *lfs = (struct lfsedit){
        .edit = edit, .data = edit->data, .fs = fs->littlefs, .trouble = trouble};
    result = check_superblock(lfs);
    if (result == IMAGE_FSEDIT_DONE)
        result = lfs_survey(lfs);
    if (result == IMAGE_FSEDIT_DONE)
        result = lfs_complete(lfs);
    return result;
}

static enum image_fsedit_result end(struct lfsedit *lfs, enum image_fsedit_result result)
{
    free(lfs->used);
    return result;
}

/* ---- paths ---- */

/* A path's last name, and the folder that the name is in. */
struct place {
    uint32_t folder[2];
    const char *name;
    uint32_t size;
    struct lfs_spot spot;
};

/* Goes into the folder with place's name.  make: makes a folder that does not exist. */
static enum image_fsedit_result enter(struct lfsedit *lfs, struct place *place, bool make)
{
    if (!place->spot.found && make)
        return lfs_add_folder(lfs, &place->spot, place->name, place->size, place->folder);
    if (!place->spot.found)
        return lfs_fail(lfs, IMAGE_FSEDIT_ABSENT, 0, "there is no folder '%.*s'", (int)place->size,
                        place->name);
    if (place->spot.kind != IMAGE_LITTLEFS_FOLDER)
        return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0, "'%.*s' is a file, not a folder",
                        (int)place->size, place->name);
    memcpy(place->folder, place->spot.head, sizeof(place->folder));
    return IMAGE_FSEDIT_DONE;
}

/* Goes to the folder of the path's last name, and searches the name there. */
static enum image_fsedit_result go(struct lfsedit *lfs, const char *path, bool make,
                                   struct place *place)
{
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;
    const char *name;
    uint32_t size;

    *place = (struct place){.folder = {0, 1}};
    while (result == IMAGE_FSEDIT_DONE && lfs_path_next(&path, &name, &size)) {
        if (place->size > 0)
            result = enter(lfs, place, make);
        place->name = name;
        place->size = size;
        if (result == IMAGE_FSEDIT_DONE)
            result = lfs_check_name(lfs, name, size);
        if (result == IMAGE_FSEDIT_DONE)
            result = lfs_find(lfs, place->folder, name, size, &place->spot);
    }
    if (result == IMAGE_FSEDIT_DONE && place->size == 0)
        return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0, "the path has no name");
    return result;
}

/* ---- put ---- */

/* The commit of a file. */
struct filing {
    struct lfs_change changes[5];
    unsigned count;
    uint8_t structure[8], changed[8], created[8];
};

static void add_change(struct filing *filing, unsigned type, unsigned id, const void *data,
                       uint32_t size)
{
    filing->changes[filing->count++] = (struct lfs_change){type, id, data, size};
}

static void add_time(const struct lfsedit *lfs, struct filing *filing, unsigned id, char attribute,
                     uint8_t *bytes, uint32_t size)
{
    esp_put32(bytes, lfs->edit->time);
    esp_put32(bytes + 4, 0);
    add_change(filing, LFS_ATTRIBUTE | (unsigned)attribute, id, bytes, size);
}

static uint32_t own_time_size(const struct lfs_entry *entry)
{
    for (unsigned i = 0; entry && i < entry->attribute_count; i++)
        if (entry->attributes[i].type == (LFS_ATTRIBUTE | 't') &&
            (entry->attributes[i].size == 4 || entry->attributes[i].size == 8))
            return entry->attributes[i].size;
    return 0;
}

static void add_times(const struct lfsedit *lfs, struct filing *filing, unsigned id,
                      const struct lfs_entry *old)
{
    uint32_t size = own_time_size(old);

    if (size == 0)
        size = lfs->changed_size;
    if (lfs->edit->time == 0)
        return;
    if (size > 0)
        add_time(lfs, filing, id, 't', filing->changed, size);
    if (!old && lfs->created_size > 0)
        add_time(lfs, filing, id, 'c', filing->created, lfs->created_size);
}

static enum image_fsedit_result add_contents(struct lfsedit *lfs, struct filing *filing,
                                             unsigned id, const struct lfs_entry *old,
                                             const uint8_t *contents, uint32_t size)
{
    enum image_fsedit_result result;

    if (size <= lfs->inline_max) {
        add_change(filing, IMAGE_LITTLEFS_INLINE, id, size > 0 ? contents : filing->structure,
                   size);
        return IMAGE_FSEDIT_DONE;
    }
    result = lfs_list_write(lfs, old ? &old->contents : NULL, contents, size, filing->structure);
    add_change(filing, IMAGE_LITTLEFS_LIST, id, filing->structure, sizeof(filing->structure));
    return result;
}

static enum image_fsedit_result write_file(struct lfsedit *lfs, const struct place *place,
                                           struct lfs_mdir *mdir, const uint8_t *contents,
                                           uint32_t size)
{
    const struct lfs_spot *spot = &place->spot;
    const struct lfs_entry *old = spot->found ? mdir->entries[spot->id] : NULL;
    struct filing filing = {0};
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    if (!spot->found) {
        add_change(&filing, LFS_CREATE, spot->id, NULL, 0);
        add_change(&filing, LFS_NAME + IMAGE_LITTLEFS_FILE, spot->id, place->name, place->size);
    }
    if (!old || !old->contents.data || !lfs_is_same(lfs, &old->contents, contents, size))
        result = add_contents(lfs, &filing, spot->id, old, contents, size);
    add_times(lfs, &filing, spot->id, old);
    if (result != IMAGE_FSEDIT_DONE || filing.count == 0)
        return result;
    return lfs_commit(lfs, mdir, filing.changes, filing.count);
}

static enum image_fsedit_result put_at(struct lfsedit *lfs, const struct place *place,
                                       const uint8_t *contents, size_t size)
{
    uint32_t limit = lfs->fs.file_max && lfs->fs.file_max < FILE_LIMIT ? lfs->fs.file_max
                                                                       : FILE_LIMIT;
    struct lfs_mdir *mdir;
    enum image_fsedit_result result;

    if (place->spot.found && place->spot.kind != IMAGE_LITTLEFS_FILE)
        return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0, "'%.*s' is a folder", (int)place->size,
                        place->name);
    if (size > limit)
        return lfs_fail(lfs, IMAGE_FSEDIT_FULL, 0,
                        "the file has %zu bytes; this file system allows %u", size, limit);
    result = lfs_mdir_read(lfs, place->spot.pair, &mdir);
    if (result == IMAGE_FSEDIT_DONE)
        result = write_file(lfs, place, mdir, contents, (uint32_t)size);
    lfs_mdir_free(mdir);
    return result;
}

static enum image_fsedit_result put(const struct image_fsedit *edit, const struct image_fs *fs,
                                    const char *path, const uint8_t *contents, size_t size,
                                    struct image_trouble *trouble)
{
    size_t length = strlen(path);
    struct lfsedit lfs;
    struct place place;
    enum image_fsedit_result result = begin(&lfs, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE && length > 0 && path[length - 1] == '/')
        result = lfs_fail(&lfs, IMAGE_FSEDIT_BAD, 0, "the path ends with '/', so it is no file's");
    if (result == IMAGE_FSEDIT_DONE)
        result = go(&lfs, path, true, &place);
    if (result == IMAGE_FSEDIT_DONE)
        result = put_at(&lfs, &place, contents, size);
    return end(&lfs, result);
}

static enum image_fsedit_result make_folder(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    struct lfsedit lfs;
    struct place place;
    enum image_fsedit_result result = begin(&lfs, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = go(&lfs, path, true, &place);
    if (result == IMAGE_FSEDIT_DONE)
        result = enter(&lfs, &place, true);
    return end(&lfs, result);
}

/* ---- remove ---- */

/* Looks for entries in the pairs of a folder.  last: the folder's last pair; carry: what all
 * of its pairs have of the global state. */
static enum image_fsedit_result check_empty(struct lfsedit *lfs, const struct place *place,
                                            struct lfs_mdir **last, uint32_t carry[3])
{
    uint32_t pair[2] = {place->spot.head[0], place->spot.head[1]};
    enum image_fsedit_result result = IMAGE_FSEDIT_DONE;

    *last = NULL;
    for (uint32_t left = lfs->blocks; left > 0; left--) {
        lfs_mdir_free(*last);
        result = lfs_mdir_read(lfs, pair, last);
        if (result != IMAGE_FSEDIT_DONE)
            return result;
        if ((*last)->count > 0)
            return lfs_fail(lfs, IMAGE_FSEDIT_BAD, 0, "the folder '%.*s' is not empty",
                            (int)place->size, place->name);
        for (unsigned i = 0; i < 3; i++)
            carry[i] ^= (*last)->state[i];
        if (!(*last)->hard)
            return IMAGE_FSEDIT_DONE;
        memcpy(pair, (*last)->tail, sizeof(pair));
    }
    return lfs_fail(lfs, IMAGE_FSEDIT_REFUSED, 0, "the pairs of a folder are a circle");
}

static enum image_fsedit_result delete_entry(struct lfsedit *lfs, const struct lfs_spot *spot)
{
    const struct lfs_change change = {LFS_DELETE, spot->id, NULL, 0};
    struct lfs_mdir *mdir;
    enum image_fsedit_result result = lfs_mdir_read(lfs, spot->pair, &mdir);

    if (result == IMAGE_FSEDIT_DONE)
        result = lfs_commit(lfs, mdir, &change, 1);
    lfs_mdir_free(mdir);
    return result;
}

/* Takes a folder's pairs, of which the last is given, out of the list of pairs. */
static enum image_fsedit_result unlink_pairs(struct lfsedit *lfs, const uint32_t head[2],
                                             const struct lfs_mdir *last, const uint32_t carry[3])
{
    uint8_t tail[8];
    const struct lfs_change change = {LFS_TAIL, IMAGE_LITTLEFS_NO_ID, tail, sizeof(tail)};
    struct lfs_mdir *predecessor;
    bool found;
    enum image_fsedit_result result = lfs_predecessor(lfs, head, &predecessor, &found);

    esp_put32(tail, last->tail[0]);
    esp_put32(tail + 4, last->tail[1]);
    if (result == IMAGE_FSEDIT_DONE && found) {
        for (unsigned i = 0; i < 3; i++)
            lfs->carry[i] ^= carry[i];
        result = lfs_commit(lfs, predecessor, &change, 1);
    }
    lfs_mdir_free(predecessor);
    return result;
}

static enum image_fsedit_result remove_folder(struct lfsedit *lfs, const struct place *place)
{
    uint32_t carry[3] = {0};
    struct lfs_mdir *last;
    enum image_fsedit_result result = check_empty(lfs, place, &last, carry);

    if (result == IMAGE_FSEDIT_DONE)
        result = delete_entry(lfs, &place->spot);
    if (result == IMAGE_FSEDIT_DONE)
        result = unlink_pairs(lfs, place->spot.head, last, carry);
    lfs_mdir_free(last);
    return result;
}

static enum image_fsedit_result remove_path(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    struct lfsedit lfs;
    struct place place;
    enum image_fsedit_result result = begin(&lfs, edit, fs, trouble);

    if (result == IMAGE_FSEDIT_DONE)
        result = go(&lfs, path, false, &place);
    if (result == IMAGE_FSEDIT_DONE && !place.spot.found)
        result = lfs_fail(&lfs, IMAGE_FSEDIT_ABSENT, 0, "there is no '%.*s'", (int)place.size,
                          place.name);
    if (result == IMAGE_FSEDIT_DONE && place.spot.kind == IMAGE_LITTLEFS_FILE &&
        place.name[place.size] == '/')
        result = lfs_fail(&lfs, IMAGE_FSEDIT_BAD, 0, "the path ends with '/', and this is a file");
    if (result == IMAGE_FSEDIT_DONE)
        result = place.spot.kind == IMAGE_LITTLEFS_FOLDER ? remove_folder(&lfs, &place)
                                                          : delete_entry(&lfs, &place.spot);
    return end(&lfs, result);
}

const struct image_fsedit_kind image_fsedit_littlefs = {
    .put = put,
    .make_folder = make_folder,
    .remove = remove_path,
    .format = lfs_make_new,
    .check = lfs_check,
};
