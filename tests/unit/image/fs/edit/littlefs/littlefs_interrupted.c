/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of littlefs after a change that was interrupted.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/fs/edit/fsedit.h"
#include "image/fs/edit/littlefs/lfsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"
#include "unit/image/fs/edit/littlefs/lfs_judge.h"

enum { BLOCK = 4096, BLOCKS = 32, SIZE = BLOCK * BLOCKS };

static uint8_t data[SIZE], contents[SIZE];
static struct image_trouble trouble;
static const uint32_t root[2] = {0, 1};
static struct lfs_judge judge;

static void format(uint32_t version)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
    const struct image_fsformat wanted = {
        .kind = IMAGE_FS_LITTLEFS, .version = version};

    if (image_fsedit_format(&edit, &wanted, &trouble) != IMAGE_FSEDIT_DONE)
        printf("# format: %s\n", trouble.text);
}

static enum image_fsedit_result put(const char *path, uint32_t size)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};

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

static void count_finding(void *context, const struct image_fsfinding *finding)
{
    unsigned *counts = context;

    counts[finding->harmless]++;
}

/* Writes a commit with a part of the global state to the first pair. */
static void set_state(uint32_t tag, uint32_t first, uint32_t second)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
    struct lfs_mdir *mdir = NULL;
    struct image_fs fs;
    struct lfsedit lfs;

    (void)image_fs_find(&fs, data, SIZE);
    lfs = (struct lfsedit){.edit = &edit, .data = data, .fs = fs.littlefs, .trouble = &trouble,
                           .carry = {tag, first, second}};
    if (lfs_survey(&lfs) == IMAGE_FSEDIT_DONE &&
        lfs_mdir_read(&lfs, root, &mdir) == IMAGE_FSEDIT_DONE)
        (void)lfs_commit(&lfs, mdir, NULL, 0);
    lfs_mdir_free(mdir);
    free(lfs.used);
}

static bool listed(const char *path)
{
    struct image_fsfiles files;
    struct image_fs fs;
    bool found;

    (void)image_fs_find(&fs, data, SIZE);
    (void)image_fsfiles_list(&files, &fs);
    found = image_fsfiles_named(&files, path) != NULL;
    image_fsfiles_free(&files);
    return found;
}

static void interrupted_move(void)
{
    unsigned counts[2] = {0};
    struct image_fs fs;

    format(0x20001);
    (void)put("a", 10);
    (void)put("b", 20);
    set_state(0x4ffu << 20 | 1u << 10, 0, 1);
    (void)image_fs_find(&fs, data, SIZE);
    (void)image_fsedit_check(&fs, count_finding, counts);
    tap_ok(counts[0] == 0 && counts[1] == 1, "an interrupted move is told, and is no damage");
    tap_ok(!listed("a") && listed("b"), "the entry at the old place counts as deleted");
    tap_is(put("c", 30), IMAGE_FSEDIT_DONE, "the next change completes the move");
    tap_ok(judged() && judge.count == 2 && has("b", 20) && has("c", 30),
           "the old entry is gone, and the state is clear");
}

/* Finds a name in a folder. */
static struct lfs_spot find(const uint32_t head[2], const char *name)
{
    const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
    struct lfs_spot spot = {0};
    struct image_fs fs;
    struct lfsedit lfs;

    (void)image_fs_find(&fs, data, SIZE);
    lfs = (struct lfsedit){.edit = &edit, .data = data, .fs = fs.littlefs, .trouble = &trouble};
    (void)lfs_survey(&lfs);
    (void)lfs_find(&lfs, head, name, (uint32_t)strlen(name), &spot);
    free(lfs.used);
    return spot;
}

/* Parts of the state that cancel each other lie in two pairs, of which one leaves the list. */
static void state_of_a_removed_folder(void)
{
    struct lfs_spot spot;

    format(0x20001);
    (void)put("folder/a", 10);
    (void)put("z", 10);
    spot = find(root, "folder");
    set_state(0x4ffu << 20, spot.head[0], spot.head[1]);
    tap_is(remove_path("z"), IMAGE_FSEDIT_DONE, "a move that began in a folder is completed");
    tap_ok(judged() && judge.count == 1, "the folder has a part of the state, and is empty");
    tap_is(remove_path("folder"), IMAGE_FSEDIT_DONE, "the folder is removed");
    tap_ok(judged() && judge.count == 0, "another pair takes over its part of the state");
}

static void state_of_a_dropped_pair(void)
{
    struct lfs_spot spot;
    char path[20];
    bool good = true;

    format(0x20001);
    for (unsigned i = 0; i < 120; i++) {
        snprintf(path, sizeof(path), "folder/f%03u", i);
        good &= put(path, 60) == IMAGE_FSEDIT_DONE;
    }
    spot = find(find(root, "folder").head, "f119");
    set_state(0x4ffu << 20 | spot.id << 10, spot.pair[0], spot.pair[1]);
    for (unsigned i = 119; i > 0; i--) {
        snprintf(path, sizeof(path), "folder/f%03u", i - 1);
        good &= remove_path(path) == IMAGE_FSEDIT_DONE && judged();
    }
    tap_ok(good && judge.count == 1 && judge.pairs == 2,
           "a pair that leaves the middle of a folder hands over its part of the state");
}

static void interrupted_removal(void)
{
    unsigned counts[2] = {0};
    struct image_fs fs;

    format(0x20001);
    (void)put("folder/a", 10);
    (void)put("b", 20);
    /* The folder's entry is deleted, and its pair is still in the list. */
    {
        const struct image_fsedit edit = {data, SIZE, 0, false, false, NULL};
            const struct lfs_change change = {LFS_DELETE, 2, NULL, 0};
        struct lfs_mdir *mdir = NULL;
        struct lfsedit lfs;

        (void)image_fs_find(&fs, data, SIZE);
        lfs = (struct lfsedit){.edit = &edit, .data = data, .fs = fs.littlefs,
                               .trouble = &trouble, .carry = {0x80000000, 0, 0}};
        (void)lfs_survey(&lfs);
        (void)lfs_mdir_read(&lfs, root, &mdir);
        (void)lfs_commit(&lfs, mdir, &change, 1);
        lfs_mdir_free(mdir);
        free(lfs.used);
    }
    (void)image_fs_find(&fs, data, SIZE);
    (void)image_fsedit_check(&fs, count_finding, counts);
    tap_ok(counts[0] == 0 && counts[1] > 0, "an interrupted removal is told, and is no damage");
    tap_ok(listed("b") && !listed("folder/a"), "the folder is not listed");
    tap_is(put("c", 30), IMAGE_FSEDIT_DONE, "the next change completes the removal");
    tap_ok(judged() && judge.count == 2 && judge.pairs == 1, "the pair has left the list");
}

static void unfinished_commit(uint32_t version)
{
    struct lfs_mdir *mdir = NULL;
    unsigned counts[2] = {0};
    struct image_fs fs;

    format(version);
    (void)put("a", 10);
    (void)image_fs_find(&fs, data, SIZE);
    {
            struct lfsedit lfs = {.data = data, .fs = fs.littlefs, .program_size = 128};

        (void)lfs_mdir_read(&lfs, root, &mdir);
        memset(data + mdir->pair[0] * BLOCK + mdir->end, 0x12, 300);
    }
    (void)image_fsedit_check(&fs, count_finding, counts);
    tap_ok(counts[0] == 0 && counts[1] == 1, "an unfinished commit is told, and is no damage");
    tap_ok(put("b", 10) == IMAGE_FSEDIT_DONE && judged() && has("a", 10) && has("b", 10),
           "the next change writes the other block");
    lfs_mdir_free(mdir);
}

int main(void)
{
    for (size_t i = 0; i < SIZE; i++)
        contents[i] = (uint8_t)(i * 31 + i / 251);
    interrupted_move();
    state_of_a_removed_folder();
    state_of_a_dropped_pair();
    interrupted_removal();
    unfinished_commit(0x20000);
    unfinished_commit(0x20001);
    lfs_judge_free(&judge);
    return tap_done();
}
