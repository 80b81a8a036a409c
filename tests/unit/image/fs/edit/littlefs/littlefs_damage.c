/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of damaged littlefs: images with random bits flipped, and images that are cut.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A CRC covers names and the contents that lie in folders.  So whatever is read of these was
 * written once, even if it is not the newest.  File contents in blocks of their own have none.
 */
#include <stdlib.h>

#include "image/fs/edit/fsedit.h"
#include "image/fs/edit/littlefs/lfsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"

enum { IMAGES = 10000, WRITTEN_MAX = 200, BASES = 4, NAME_SIZE = 32 };

/* A file's contents that were written once. */
struct written {
    char path[NAME_SIZE];
    uint8_t *contents;
    uint32_t size;
};

struct base {
    uint8_t *data;
    size_t size;
    struct written written[WRITTEN_MAX];
    unsigned count;
};

static struct base bases[BASES];
static uint64_t state = 0x243f6a8885a308d3;
static unsigned lost, told, wrong, edited, refused, half_changed;

/* xorshift64. */
static uint32_t random_below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % limit;
}

/* ---- images ---- */

static void write_one(struct base *base, const struct image_fsedit *edit)
{
    struct written *written = &base->written[base->count];
    struct image_trouble trouble;

    written->size = random_below(3) ? random_below(40) : random_below(1500);
    written->contents = malloc(written->size + 1);
    for (uint32_t i = 0; i < written->size; i++)
        written->contents[i] = (uint8_t)random_below(256);
    snprintf(written->path, sizeof(written->path), "%sfile%u", random_below(2) ? "folder/" : "",
             random_below(12));
    if (image_fsedit_put(edit, written->path, written->contents, written->size, &trouble) ==
        IMAGE_FSEDIT_DONE)
        base->count++;
    else
        free(written->contents);
}

static void make_base(struct base *base, uint32_t block_size, uint32_t blocks, uint32_t version)
{
    const struct image_fsformat format = {.kind = IMAGE_FS_LITTLEFS, .block_size = block_size,
                                          .page_size = 16, .version = version};
    struct image_fsedit edit;
    struct image_trouble trouble;

    base->size = (size_t)block_size * blocks;
    base->data = malloc(base->size);
    edit = (struct image_fsedit){base->data, base->size, 0, false, false, NULL};
    (void)image_fsedit_format(&edit, &format, &trouble);
    for (unsigned i = 0; i < 60; i++) {
        write_one(base, &edit);
        if (i % 5 == 4)
            (void)image_fsedit_remove(&edit, base->written[random_below(base->count)].path,
                                      &trouble);
    }
}

/* ---- checks ---- */

/* Was a file with this name ever written with these contents?  Without a CRC over the
 * contents, only the size is compared. */
static bool was_written(const struct base *base, const struct image_fsfile *file,
                        const uint8_t *data)
{
    uint8_t *contents = malloc(file->size + 1);
    bool inlined = file->inline_block != IMAGE_FSFILE_NO_BLOCK, found = file->size == 0;

    if (file->size > 0)
        image_fsfile_get(file, data, 0, contents, file->size);
    for (unsigned i = 0; i < base->count && !found; i++) {
        const struct written *written = &base->written[i];

        found = strcmp(written->path, file->path) == 0 && written->size == file->size &&
                (!inlined || memcmp(written->contents, contents, file->size) == 0);
    }
    free(contents);
    return found;
}

static void read_files(const struct base *base, const struct image_fs *fs, const uint8_t *data)
{
    struct image_fsfiles files;

    if (!image_fsfiles_list(&files, fs))
        wrong++;
    for (size_t i = 0; i < files.count; i++) {
        const struct image_fsfile *file = &files.files[i];

        if (file->folder ? strcmp(file->path, "folder") != 0
                         : !file->broken && !was_written(base, file, data))
            wrong++;
    }
    image_fsfiles_free(&files);
}

static void count(void *context, const struct image_fsfinding *finding)
{
    (void)finding;
    ++*(unsigned *)context;
}

static void change(uint8_t *data, size_t size, bool force)
{
    const struct image_fsedit edit = {data, size, 0, force, false, NULL};
    static const uint8_t contents[600] = {1, 2, 3};
    uint8_t *before = malloc(size + 1);
    struct image_trouble trouble = {0};
    enum image_fsedit_result result;

    memcpy(before, data, size);
    switch (random_below(3)) {
    case 0:
        result = image_fsedit_put(&edit, "folder/new", contents, random_below(600), &trouble);
        break;
    case 1:
        result = image_fsedit_remove(&edit, "file3", &trouble);
        break;
    default:
        result = image_fsedit_make_folder(&edit, "folder/other", &trouble);
    }
    edited += result == IMAGE_FSEDIT_DONE;
    refused += result == IMAGE_FSEDIT_REFUSED;
    if (result != IMAGE_FSEDIT_DONE && (memcmp(before, data, size) != 0 || !trouble.text[0]))
        half_changed++;
    free(before);
}

static void try_image(const struct base *base, const uint8_t *damaged, size_t size)
{
    uint8_t *data = malloc(size + 1); /* of its own, so that a sanitizer sees its end */
    struct image_fs fs;
    unsigned findings = 0;

    memcpy(data, damaged, size);
    if (image_fs_find(&fs, data, size) && fs.kind == IMAGE_FS_LITTLEFS) {
        read_files(base, &fs, data);
        if (!image_fsedit_check(&fs, count, &findings))
            wrong++;
        told += findings > 0;
        change(data, size, false);
        change(data, size, true);
    } else {
        lost++;
    }
    free(data);
}

static void reset_counts(void)
{
    lost = told = wrong = edited = refused = half_changed = 0;
}

static void print_counts(void)
{
    printf("# %u not found, %u with findings, %u changes done, %u refused\n", lost, told, edited,
           refused);
}

static void flipped_bits(void)
{
    reset_counts();
    for (unsigned i = 0; i < IMAGES; i++) {
        const struct base *base = &bases[i % BASES];
        uint8_t *data = malloc(base->size);

        memcpy(data, base->data, base->size);
        for (uint32_t left = 1 + random_below(i % 3 ? 8 : 200); left > 0; left--)
            data[random_below((uint32_t)base->size)] ^= (uint8_t)(1u << random_below(8));
        try_image(base, data, base->size);
        free(data);
    }
    print_counts();
    tap_is(wrong, 0, "10,000 images with flipped bits: what a CRC covers is read right, or not");
    tap_is(half_changed, 0, "a change of a damaged image is done, or changes nothing and tells why");
    tap_ok(told > IMAGES / 3 && edited > 1000 && refused > 1000,
           "many damages are told; some changes are refused, others are done");
}

static void cut_images(void)
{
    reset_counts();
    for (unsigned i = 0; i < IMAGES; i++) {
        const struct base *base = &bases[i % BASES];

        try_image(base, base->data, random_below((uint32_t)base->size));
    }
    print_counts();
    tap_is(wrong, 0, "10,000 images that are cut: what a CRC covers is read right, or not");
    tap_is(half_changed, 0, "a change of a cut image changes nothing and tells why");
    tap_is(edited, 0, "no image that is cut is changed");
}

/* The superblock's newest structure counts, even if it is of an unknown type: compacting the
 * pair would lose the older one. */
static void replaced_superblock(void)
{
    uint8_t *data = malloc(bases[0].size);
    const struct image_fsedit edit = {data, bases[0].size, 0, true, false, NULL};
    const struct lfs_change change = {LFS_STRUCT + 0x21, 0, "unknown", 7};
    const uint32_t root[2] = {0, 1};
    struct lfs_mdir *mdir = NULL;
    struct image_trouble trouble = {0};
    struct image_fs fs;
    struct lfsedit lfs;
    unsigned findings = 0;

    memcpy(data, bases[0].data, bases[0].size);
    (void)image_fs_find(&fs, data, bases[0].size);
    lfs = (struct lfsedit){.edit = &edit, .data = data, .fs = fs.littlefs, .trouble = &trouble};
    if (lfs_survey(&lfs) == IMAGE_FSEDIT_DONE &&
        lfs_mdir_read(&lfs, root, &mdir) == IMAGE_FSEDIT_DONE)
        (void)lfs_commit(&lfs, mdir, &change, 1);
    lfs_mdir_free(mdir);
    free(lfs.used);
    tap_ok(!image_fs_find(&fs, data, bases[0].size) || !fs.littlefs.sound,
           "a superblock that something else replaced is none");
    if (fs.kind == IMAGE_FS_LITTLEFS)
        (void)image_fsedit_check(&fs, count, &findings);
    tap_ok(image_fsedit_put(&edit, "a", data, 1, &trouble) != IMAGE_FSEDIT_DONE &&
               findings == (fs.kind == IMAGE_FS_LITTLEFS),
           "the file system is not changed then, and the damage is told");
    free(data);
}

int main(void)
{
    make_base(&bases[0], 256, 128, 0x20001);
    make_base(&bases[1], 512, 64, 0x20000);
    make_base(&bases[2], 4096, 12, 0x20001);
    make_base(&bases[3], 128, 256, 0x20000);
    flipped_bits();
    cut_images();
    replaced_superblock();
    for (unsigned i = 0; i < BASES; i++) {
        for (unsigned k = 0; k < bases[i].count; k++)
            free(bases[i].written[k].contents);
        free(bases[i].data);
    }
    return tap_done();
}
