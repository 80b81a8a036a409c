/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of littlefs: limits, names, times and versions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "image/fs/edit/fsedit.h"
#include "image/fs/edit/littlefs/lfsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"
#include "unit/image/fs/edit/littlefs/lfs_judge.h"

enum { BLOCK = 4096, BLOCKS = 32, SIZE = BLOCK * BLOCKS };

static uint8_t data[SIZE], before[SIZE], contents[SIZE];
static struct image_trouble trouble;
static struct lfs_judge judge;

static void format(uint32_t version, uint32_t name_max)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
    const struct image_fsformat wanted = {
        .kind = IMAGE_FS_LITTLEFS, .version = version, .name_max = name_max};

    if (image_fsedit_format(&edit, &wanted, &trouble) != IMAGE_FSEDIT_DONE)
        printf("# format: %s\n", trouble.text);
}

static enum image_fsedit_result put(const char *path, uint32_t size, uint32_t time)
{
    const struct image_fsedit edit = {data, SIZE, time, false, false, NULL};

    return image_fsedit_put(&edit, path, contents, size, &trouble);
}

static enum image_fsedit_result remove_path(const char *path)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};

    return image_fsedit_remove(&edit, path, &trouble);
}

static bool judged(void)
{
    bool good;

    lfs_judge_free(&judge);
    good = lfs_judge_read(&judge, data, SIZE, BLOCK);
    if (!good)
        printf("# judge: %s\n", judge.fault);
    return good;
}

static bool has(const char *path, uint32_t size)
{
    const struct lfs_judge_file *file = lfs_judge_file(&judge, path);

    return file && !file->folder && file->size == size &&
           (size == 0 || memcmp(file->contents, contents, size) == 0);
}

static unsigned blocks_changed(void)
{
    unsigned changed = 0;

    for (unsigned i = 0; i < BLOCKS; i++)
        changed += memcmp(data + i * BLOCK, before + i * BLOCK, BLOCK) != 0;
    return changed;
}

/* ---- sizes ---- */

static void sizes(void)
{
    static const uint32_t boundaries[] = {0,    1,    4,    40,   64,    65,   4095,
                                          4096, 4097, 8188, 8189, 12272, 40000};
    char path[20];
    bool good = true;

    format(0x20001, 0);
    for (unsigned i = 0; i < sizeof(boundaries) / sizeof(boundaries[0]); i++) {
        snprintf(path, sizeof(path), "s%u", boundaries[i]);
        good &= put(path, boundaries[i], 0) == IMAGE_FSEDIT_DONE && judged() &&
                has(path, boundaries[i]);
    }
    tap_ok(good, "files of 0 bytes up to ten blocks are read as they were put");
    tap_ok(lfs_judge_file(&judge, "s64")->inlined && !lfs_judge_file(&judge, "s65")->inlined,
           "without another example, files of up to 64 bytes lie in their folder");
}

static void full(void)
{
    unsigned i = 0;
    char path[20];
    enum image_fsedit_result result;

    format(0x20000, 0);
    do {
        snprintf(path, sizeof(path), "f%u", i++);
        memcpy(before, data, SIZE);
        result = put(path, 3 * BLOCK, 0);
    } while (result == IMAGE_FSEDIT_DONE);
    tap_is(result, IMAGE_FSEDIT_FULL, "a file that finds no room is refused");
    tap_str(trouble.text, "4 blocks of 4096 bytes are needed for 12288 bytes, and 2 of 32 are free",
            "the message has the numbers");
    tap_is(blocks_changed(), 0, "nothing changed then");
    tap_is(put("f0", 2 * BLOCK - 4, 0), IMAGE_FSEDIT_DONE,
           "a file can become shorter while no room for its old size is left");
    tap_is(put("big", SIZE, 0), IMAGE_FSEDIT_FULL, "a file as large as the file system is refused");
    tap_is(remove_path("f1"), IMAGE_FSEDIT_DONE, "a file of a full file system can be removed");
    tap_is(put("f1", 2 * BLOCK, 0), IMAGE_FSEDIT_DONE, "then another one has room");
    tap_ok(judged() && has("f1", 2 * BLOCK) && has("f0", 2 * BLOCK - 4), "all files are there");
}

static void few_blocks(void)
{
    format(0x20001, 0);
    (void)put("folder/large", 5 * BLOCK, 0);
    (void)put("small", 20, 0);
    memcpy(before, data, SIZE);
    (void)put("small", 30, 0);
    tap_is(blocks_changed(), 1, "a short file that changes is a commit in one block");
    memcpy(before, data, SIZE);
    (void)put("folder/large", 5 * BLOCK, 0);
    tap_is(blocks_changed(), 0, "a file with the same contents changes nothing");
    memcpy(before, data, SIZE);
    contents[4 * BLOCK + 100] ^= 1;
    (void)put("folder/large", 5 * BLOCK, 0);
    tap_ok(judged() && has("folder/large", 5 * BLOCK) && blocks_changed() == 3,
           "of a file that changes in its last part, two blocks are written, and a commit");
    contents[4 * BLOCK + 100] ^= 1;
}

/* ---- names ---- */

static void names(void)
{
    char path[200];

    format(0x20000, 0);
    memset(path, 'n', sizeof(path));
    path[32] = '\0';
    tap_is(put(path, 5, 0), IMAGE_FSEDIT_DONE, "a name may have 32 bytes by default");
    path[32] = 'n';
    path[33] = '\0';
    tap_is(put(path, 5, 0), IMAGE_FSEDIT_BAD, "a longer one is refused");
    tap_ok(strstr(trouble.text, "has 33 bytes; this file system allows 32") != NULL,
           "and the message has the numbers");
    tap_is(put("a/../b", 5, 0), IMAGE_FSEDIT_BAD, "a path with .. is refused");
    tap_is(put("", 5, 0), IMAGE_FSEDIT_BAD, "a path without a name is refused");
    tap_is(put("folder/", 5, 0), IMAGE_FSEDIT_BAD, "a path that ends with / is refused");
    tap_is(put("/lead//double", 5, 0), IMAGE_FSEDIT_DONE, "more slashes make no difference");
    tap_is(put("lead", 5, 0), IMAGE_FSEDIT_BAD, "a folder is not replaced by a file");
    tap_is(put("lead/double/x", 5, 0), IMAGE_FSEDIT_BAD, "a file is no folder");
    tap_is(remove_path("lead"), IMAGE_FSEDIT_BAD, "a folder with a file is not removed");
    tap_is(remove_path("absent"), IMAGE_FSEDIT_ABSENT, "what is not there is not removed");
    tap_is(remove_path("lead/double"), IMAGE_FSEDIT_DONE, "a file in a folder is removed");
    tap_is(remove_path("lead"), IMAGE_FSEDIT_DONE, "then the folder is removed");
    tap_ok(judged() && judge.count == 1, "one file remains");
}

static void many_files(void)
{
    char path[40];
    bool good = true;

    format(0x20001, 0);
    for (unsigned i = 0; i < 300 && good; i++) {
        snprintf(path, sizeof(path), "many/file%u", i * 7919 % 300);
        good = put(path, 20, 0) == IMAGE_FSEDIT_DONE;
    }
    tap_ok(good && judged() && judge.count == 301 && judge.pairs > 4,
           "300 files of one folder are split over several pairs");
    for (unsigned i = 0; i < 300 && good; i++) {
        snprintf(path, sizeof(path), "many/file%u", i * 6007 % 300);
        good = remove_path(path) == IMAGE_FSEDIT_DONE && judged();
    }
    tap_ok(good && judge.pairs == 2, "when they are removed, the pairs leave the list");
    (void)put("1/2/3/4/5/6/7/8/9", 100, 0);
    tap_ok(judged() && has("1/2/3/4/5/6/7/8/9", 100), "folders are made as deep as a path says");
}

/* ---- times ---- */

static const struct lfs_judge_file *file_with(const char *path, unsigned attributes)
{
    const struct lfs_judge_file *file = judged() ? lfs_judge_file(&judge, path) : NULL;

    return file && file->attribute_count == attributes ? file : NULL;
}

/* Gives a file an attribute, as a firmware does. */
static void set_attribute(const char *path, char type, uint32_t size)
{
    static const uint8_t value[8] = {1};
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
    const uint32_t root[2] = {0, 1};
    struct image_fs fs;
    struct lfs_spot spot;
    struct lfs_mdir *mdir = NULL;
    struct lfsedit lfs;

    (void)image_fs_find(&fs, data, SIZE);
    lfs = (struct lfsedit){.edit = &edit, .data = data, .fs = fs.littlefs, .trouble = &trouble};
    if (lfs_survey(&lfs) == IMAGE_FSEDIT_DONE &&
        lfs_find(&lfs, root, path, (uint32_t)strlen(path), &spot) == IMAGE_FSEDIT_DONE &&
        lfs_mdir_read(&lfs, spot.pair, &mdir) == IMAGE_FSEDIT_DONE) {
        const struct lfs_change change = {LFS_ATTRIBUTE | (unsigned)type, spot.id, value, size};

        (void)lfs_commit(&lfs, mdir, &change, 1);
    }
    lfs_mdir_free(mdir);
    free(lfs.used);
}

static void times(void)
{
    const struct lfs_judge_file *file;

    format(0x20001, 0);
    (void)put("first", 10, 1700000000);
    tap_ok(file_with("first", 0) != NULL, "a file gets no time if no other file has one");
    set_attribute("first", 't', 8);
    (void)put("second", 10, 1700000000);
    file = file_with("second", 1);
    tap_ok(file && file->attributes[0].type == 't' && file->attributes[0].size == 8 &&
               esp_get32(file->attributes[0].bytes) == 1700000000,
           "a file gets a time of 8 bytes if another file has one");
    (void)put("first", 12, 0);
    file = file_with("first", 1);
    tap_ok(file && file->attributes[0].bytes[0] == 1, "without a time, the attribute stays");
    set_attribute("first", 't', 4);
    set_attribute("first", 'c', 4);
    (void)put("first", 14, 1700000005);
    file = file_with("first", 2);
    tap_ok(file && file->attributes[0].size == 4 &&
               esp_get32(file->attributes[0].bytes) == 1700000005 && file->attributes[1].bytes[0] == 1,
           "a change sets the time in the size that the file has, and keeps the creation");
    (void)put("third", 14, 1700000002);
    file = file_with("third", 2);
    tap_ok(file && file->attributes[1].type == 'c', "a new file gets the creation, too");
    for (unsigned i = 0; i < 100; i++)
        (void)put("fourth", i % 50, 0); /* so that the pair is compacted */
    tap_ok(file_with("third", 2) != NULL, "compacting keeps attributes");
}

/* ---- refusals ---- */

static void refusals(void)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL},
                              cut = {data, SIZE / 2, 0, true, false, NULL};
    struct image_fsformat wanted = {.kind = IMAGE_FS_LITTLEFS, .version = 0x20002};

    tap_is(image_fsedit_format(&edit, &wanted, &trouble), IMAGE_FSEDIT_BAD,
           "an unknown version is not made");
    wanted = (struct image_fsformat){.kind = IMAGE_FS_LITTLEFS, .block_size = 3000};
    tap_is(image_fsedit_format(&edit, &wanted, &trouble), IMAGE_FSEDIT_BAD,
           "a block size that is no power of two is refused");
    wanted.block_size = SIZE;
    tap_is(image_fsedit_format(&edit, &wanted, &trouble), IMAGE_FSEDIT_FULL,
           "one block is too few");
    format(0x20000, 0);
    tap_is(image_fsedit_put(&cut, "a", contents, 5, &trouble), IMAGE_FSEDIT_REFUSED,
           "a file system of which a part is missing is refused, even by force");
}

int main(void)
{
    for (size_t i = 0; i < SIZE; i++)
        contents[i] = (uint8_t)(i * 31 + i / 251);
    sizes();
    full();
    few_blocks();
    names();
    many_files();
    times();
    refusals();
    lfs_judge_free(&judge);
    return tap_done();
}
