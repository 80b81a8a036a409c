/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of littlefs: random sequences against a model, of which each image is read by
 * a reader of its own.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"
#include "unit/image/fs/edit/littlefs/lfs_judge.h"

enum { FILES_MAX = 400, PATH_MAX_BYTES = 200 };

/* What the file system must have. */
struct model_file {
    char path[PATH_MAX_BYTES];
    bool folder, there;
    uint8_t *contents;
    uint32_t size;
};

struct geometry {
    uint32_t block_size, block_count, page_size, version;
    unsigned names, size_max;
};

static const struct geometry geometries[] = {
    {4096, 16, 64, 0x20000, 20, 12000},  /* Arduino for the ESP8266 */
    {4096, 24, 128, 0x20001, 30, 12000}, /* ESP-IDF */
    {4096, 12, 32, 0x20000, 150, 80},    /* MicroPython; many short files */
    {512, 96, 16, 0x20001, 60, 3000},
    {256, 200, 16, 0x20000, 60, 1500},
    {512, 64, 512, 0x20001, 20, 600},    /* each commit needs a block of its own */
    {4096, 8, 4096, 0x20001, 8, 5000},
    {128, 256, 8, 0x20000, 30, 500},
};

struct run {
    struct model_file files[FILES_MAX];
    unsigned count;
    uint8_t *data, *before;
    size_t size;
    struct geometry geometry;
    uint64_t random;
    unsigned done, full, refused, faults, extra_blocks;
};

/* xorshift64. */
static unsigned random_below(struct run *run, unsigned limit)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (unsigned)(run->random >> 11) % limit;
}

/* ---- the model ---- */

static struct model_file *find(struct run *run, const char *path)
{
    for (unsigned i = 0; i < run->count; i++)
        if (run->files[i].there && strcmp(run->files[i].path, path) == 0)
            return &run->files[i];
    return NULL;
}

static struct model_file *add(struct run *run, const char *path, bool folder)
{
    struct model_file *file = find(run, path);
    unsigned i = 0;

    if (file)
        return file;
    while (i < run->count && run->files[i].there)
        i++;
    if (i == run->count)
        run->count++;
    file = &run->files[i];
    free(file->contents);
    *file = (struct model_file){.folder = folder, .there = true};
    snprintf(file->path, sizeof(file->path), "%s", path);
    return file;
}

static void add_folders(struct run *run, const char *path)
{
    char folder[PATH_MAX_BYTES];

    for (size_t i = 0; path[i]; i++)
        if (path[i] == '/') {
            snprintf(folder, sizeof(folder), "%.*s", (int)i, path);
            (void)add(run, folder, true);
        }
}

static bool has_children(struct run *run, const char *path)
{
    size_t length = strlen(path);

    for (unsigned i = 0; i < run->count; i++)
        if (run->files[i].there && strncmp(run->files[i].path, path, length) == 0 &&
            run->files[i].path[length] == '/')
            return true;
    return false;
}

/* ---- checks ---- */

static void fail(struct run *run, const char *text, const char *more)
{
    if (run->faults++ < 5)
        printf("# %s: %s (blocks of %u, version %x)\n", text, more, run->geometry.block_size,
               run->geometry.version);
}

static void compare_file(struct run *run, const struct lfs_judge *judge,
                         const struct model_file *want)
{
    const struct lfs_judge_file *file = lfs_judge_file(judge, want->path);

    if (!file || file->folder != want->folder)
        fail(run, "missing", want->path);
    else if (!want->folder && (file->size != want->size ||
                               (want->size && memcmp(file->contents, want->contents, want->size))))
        fail(run, "wrong contents", want->path);
}

/* A pair's blocks may change, and blocks that were free.  Blocks of files never change. */
static void compare_blocks(struct run *run, const struct lfs_judge *judge, unsigned *changed)
{
    uint32_t size = run->geometry.block_size;
    struct lfs_judge earlier;

    if (!lfs_judge_read(&earlier, run->before, run->size, size))
        fail(run, "before", earlier.fault);
    for (uint32_t i = 0; i < run->geometry.block_count; i++) {
        if (memcmp(run->data + (size_t)i * size, run->before + (size_t)i * size, size) == 0)
            continue;
        (*changed)++;
        if (earlier.used[i] == 'f')
            fail(run, "a file's block was changed", "");
        if (!judge->used[i] && !earlier.used[i])
            fail(run, "a block was changed that nothing uses", "");
    }
    lfs_judge_free(&earlier);
}

static void count_finding(void *context, const struct image_fsfinding *finding)
{
    fail(context, "finding", finding->trouble.text);
}

/* Our own reader and check find the same. */
static void compare_own(struct run *run, unsigned there)
{
    struct image_fsfiles files;
    struct image_fs fs;

    if (!image_fs_find(&fs, run->data, run->size) || fs.kind != IMAGE_FS_LITTLEFS) {
        fail(run, "not found", "");
        return;
    }
    if (!image_fsfiles_list(&files, &fs) || files.damage.damaged || files.count != there)
        fail(run, "own list", files.damage.trouble.text);
    image_fsfiles_free(&files);
    if (!image_fsedit_check(&fs, count_finding, run))
        fail(run, "own check", "");
}

static void compare(struct run *run, unsigned *changed)
{
    struct lfs_judge judge;
    unsigned there = 0;

    if (!lfs_judge_read(&judge, run->data, run->size, run->geometry.block_size))
        fail(run, "judge", judge.fault);
    for (unsigned i = 0; i < run->count && !judge.fault[0]; i++)
        if (run->files[i].there) {
            compare_file(run, &judge, &run->files[i]);
            there++;
        }
    if (!judge.fault[0] && judge.count != there)
        fail(run, "there are files that must not be there", "");
    if (judge.version != run->geometry.version)
        fail(run, "the version changed", "");
    if (!judge.fault[0] && changed)
        compare_blocks(run, &judge, changed);
    lfs_judge_free(&judge);
    compare_own(run, there);
}

/* ---- operations ---- */

static void random_path(struct run *run, char path[PATH_MAX_BYTES])
{
    static const char tail[] = "_with_a_rather_long_name";
    unsigned depth = random_below(run, 4), name = random_below(run, run->geometry.names), at = 0;

    for (unsigned i = 0; i < depth; i++)
        at += (unsigned)snprintf(path + at, PATH_MAX_BYTES - at, "d%u/", random_below(run, 3));
    snprintf(path + at, PATH_MAX_BYTES - at, "f%u%.*s", name, (int)(name % sizeof(tail)), tail);
}

/* What a change's result means for the model: true if the change is done. */
static bool judge_result(struct run *run, enum image_fsedit_result result, bool possible,
                         const char *text)
{
    if (result == IMAGE_FSEDIT_DONE && possible) {
        run->done++;
        return true;
    }
    if (memcmp(run->data, run->before, run->size) != 0)
        fail(run, "a change that was refused changed something", text);
    if (result == IMAGE_FSEDIT_FULL)
        run->full++;
    else if (possible || (result != IMAGE_FSEDIT_BAD && result != IMAGE_FSEDIT_ABSENT))
        fail(run, "result", text);
    else
        run->refused++;
    return false;
}

static uint32_t random_size(struct run *run)
{
    switch (random_below(run, 6)) {
    case 0:
        return 0;
    case 1:
        return random_below(run, 90);
    default:
        return random_below(run, run->geometry.size_max);
    }
}

static void put(struct run *run, const struct image_fsedit *edit, const char *path)
{
    struct model_file *old = find(run, path);
    uint32_t size = random_size(run), same = old ? random_below(run, old->size + 1) : 0;
    uint8_t *contents = malloc(size + 1);
    struct image_trouble trouble = {0};

    for (uint32_t i = 0; i < size; i++)
        contents[i] = i < same ? old->contents[i] : (uint8_t)random_below(run, 256);
    if (judge_result(run, image_fsedit_put(edit, path, contents, size, &trouble), true,
                     trouble.text)) {
        struct model_file *file;

        add_folders(run, path);
        file = add(run, path, false);
        free(file->contents);
        file->contents = contents;
        file->size = size;
    } else {
        free(contents);
    }
}

static void make_folder(struct run *run, const struct image_fsedit *edit, char *path)
{
    struct image_trouble trouble = {0};
    char *slash = strrchr(path, '/');

    if (!slash)
        return;
    slash[1] = '\0';
    if (judge_result(run, image_fsedit_make_folder(edit, path, &trouble), true, trouble.text))
        add_folders(run, path);
}

static void remove_one(struct run *run, const struct image_fsedit *edit, const char *path)
{
    struct image_trouble trouble = {0};
    unsigned number = random_below(run, run->count + 1);
    char victim[PATH_MAX_BYTES];
    struct model_file *file;

    if (number < run->count && run->files[number].there)
        path = run->files[number].path;
    snprintf(victim, sizeof(victim), "%s", path);
    file = find(run, victim);
    if (judge_result(run, image_fsedit_remove(edit, victim, &trouble),
                     file && !(file->folder && has_children(run, victim)), trouble.text))
        file->there = false;
}

static void one_change(struct run *run)
{
    const struct image_fsedit edit = {run->data, run->size,
                                      random_below(run, 2) ? 1700000000 : 0, false, false, NULL};
    unsigned what = random_below(run, 10), changed = 0;
    char path[PATH_MAX_BYTES];

    memcpy(run->before, run->data, run->size);
    random_path(run, path);
    if (what < 6)
        put(run, &edit, path);
    else if (what < 9)
        remove_one(run, &edit, path);
    else
        make_folder(run, &edit, path);
    compare(run, &changed);
    if (what >= 6 && what < 9 && changed > 3)
        run->extra_blocks++;
}

static void one_sequence(struct run *run, unsigned number)
{
    const struct geometry *geometry =
        &geometries[number % (sizeof(geometries) / sizeof(geometries[0]))];
    struct image_fsedit edit;
    struct image_fsformat format = {
        .kind = IMAGE_FS_LITTLEFS, .block_size = geometry->block_size,
        .page_size = geometry->page_size, .version = geometry->version};
    struct image_trouble trouble = {0};

    run->geometry = *geometry;
    run->size = (size_t)geometry->block_size * geometry->block_count;
    run->data = malloc(run->size);
    run->before = malloc(run->size);
    run->random = (number + 1) * 0x9e3779b97f4a7c15;
    edit = (struct image_fsedit){run->data, run->size, 0, false, false, NULL};
    if (image_fsedit_format(&edit, &format, &trouble) != IMAGE_FSEDIT_DONE)
        fail(run, "format", trouble.text);
    compare(run, NULL);
    for (unsigned i = 30; i > 0 && run->faults == 0; i--)
        one_change(run);
    for (unsigned i = 0; i < run->count; i++)
        free(run->files[i].contents);
    memset(run->files, 0, sizeof(run->files));
    run->count = 0;
    free(run->data);
    free(run->before);
}

int main(void)
{
    static struct run run;
    unsigned sequences = 1000;

    for (unsigned i = 0; i < sequences && run.faults == 0; i++)
        one_sequence(&run, i);
    printf("# %u changes, %u of a full file system, %u impossible ones\n", run.done, run.full,
           run.refused);
    tap_is(run.faults, 0, "1,000 sequences of changes leave what the model has, after each one");
    tap_ok(run.done > 15000 && run.full > 500 && run.refused > 500,
           "there were many changes, full file systems and impossible changes");
    return tap_done();
}
