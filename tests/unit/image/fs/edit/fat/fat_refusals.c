/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of FAT: sizes that FatFs takes for another type, read-only files, and paths
 * that are no file's.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"

enum { SECTOR = 512, SECTORS = 66200, SIZE = SECTOR * SECTORS, ENTRY = 32, ATTRIBUTES = 11, READ_ONLY = 1 };

static uint8_t data[SIZE];
static struct image_trouble trouble;
static struct image_fs fs;

static enum image_fsedit_result start(uint32_t sectors)
{
    const struct image_fsedit edit = {.data = data, .size = (size_t)sectors * SECTOR};
    const struct image_fsformat format = {
        .kind = IMAGE_FS_FAT, .no_wear = true, .page_size = SECTOR, .block_size = SECTOR};
    enum image_fsedit_result result = image_fsedit_format(&edit, &format, &trouble);

    if (result == IMAGE_FSEDIT_DONE && !image_fs_find(&fs, data, edit.size))
        tap_ok(false, "a new FAT of %u sectors is found", (unsigned)sectors);
    return result;
}

static enum image_fsedit_result put(const char *path, bool force)
{
    const struct image_fsedit edit = {.data = data, .size = SECTOR * 256, .force = force};

    return image_fsedit_put(&edit, path, (const uint8_t *)path, strlen(path), &trouble);
}

static enum image_fsedit_result remove_path(const char *path, bool force)
{
    const struct image_fsedit edit = {.data = data, .size = SECTOR * 256, .force = force};

    return image_fsedit_remove(&edit, path, &trouble);
}

/* ---- the number of clusters ---- */

/* Makes volumes of all these sizes, of which the largest of one type and the smallest of the next
 * are two.  Returns how many were refused. */
static unsigned make_all(uint32_t first, uint32_t last, unsigned smaller, unsigned larger)
{
    unsigned refused = 0, wrong = 0, met[33] = {0};

    for (uint32_t sectors = first; sectors <= last; sectors++) {
        enum image_fsedit_result result = start(sectors);

        refused += result != IMAGE_FSEDIT_DONE;
        if (result != IMAGE_FSEDIT_DONE)
            continue;
        met[fs.fat.bits]++;
        wrong += fs.fat.cluster_count == 4085 || fs.fat.cluster_count >= 65525 ||
                 memcmp(data + 54, fs.fat.bits == 12 ? "FAT12" : "FAT16", 5) != 0;
    }
    tap_is(wrong, 0, "each volume is of the same type for all");
    tap_ok(met[smaller] > 0 && (!larger || met[larger] > 0), "types around %u sectors", (unsigned)first);
    return refused;
}

/* The type of a volume with one cluster fewer, of which everything else stays. */
static unsigned bits_with_one_less(uint32_t sectors)
{
    if (start(sectors) != IMAGE_FSEDIT_DONE)
        return 0;
    if (esp_get16(data + 19) != 0)
        esp_put16(data + 19, (uint16_t)(sectors - 1));
    else
        esp_put32(data + 32, sectors - 1);
    return image_fs_find(&fs, data, SIZE) ? fs.fat.bits : 0;
}

static void clusters(void)
{
    /* 1 sector of the boot, 2 * 16 of the tables, 32 of the root folder, and 4085 clusters. */
    tap_is(make_all(4145, 4155, 12, 16), 1, "one size is refused");
    tap_is(start(4150), IMAGE_FSEDIT_BAD, "that with 4085 clusters");
    tap_ok(strstr(trouble.text, "4085 clusters") != NULL, "with the reason");
    tap_is(start(4151), IMAGE_FSEDIT_DONE, "a cluster more is possible");
    tap_is(fs.fat.cluster_count, 4086, "with 4086 clusters");
    tap_is(bits_with_one_less(4151), 12, "4085 clusters are read as FatFs reads them");
    /* 1, 2 * 256 and 32 sectors, and 65524 clusters. */
    tap_is(make_all(66068, 66072, 16, 0), 3, "more than 65524 clusters are refused");
    start(66069);
    tap_is(fs.fat.cluster_count, 65524, "the most clusters");
    esp_put32(data + 32, 66070);
    tap_ok(image_fs_find(&fs, data, SIZE), "65525 clusters");
    tap_is(fs.fat.bits, 16, "are read as FatFs reads them");
}

/* ---- read-only ---- */

/* Sets or clears a bit of the first entry with this short name. */
static void protect(const char *name, bool protected)
{
    for (size_t at = 0; at + ENTRY <= SECTOR * 256; at += ENTRY)
        if (memcmp(data + at, name, ATTRIBUTES) == 0) {
            data[at + ATTRIBUTES] &= (uint8_t)~READ_ONLY;
            data[at + ATTRIBUTES] |= protected;
            return;
        }
    tap_ok(false, "there is an entry %s", name);
}

static void read_only(void)
{
    start(256);
    put("f.txt", false);
    put("d/x", false);
    protect("F       TXT", true);
    tap_is(put("f.txt", false), IMAGE_FSEDIT_PROTECTED, "a read-only file is not written");
    tap_is(remove_path("f.txt", false), IMAGE_FSEDIT_PROTECTED, "nor removed");
    tap_ok(strcmp(trouble.text, "the file is read-only") == 0, "with the reason");
    tap_is(put("f.txt", true), IMAGE_FSEDIT_DONE, "unless it is forced");
    tap_is(remove_path("f.txt", true), IMAGE_FSEDIT_DONE, "and removed");
    remove_path("d/x", false);
    protect("D          ", true);
    tap_is(remove_path("d", false), IMAGE_FSEDIT_PROTECTED, "a read-only folder is not removed");
    tap_is(put("d/y", false), IMAGE_FSEDIT_DONE, "but takes files, as in FatFs");
    remove_path("d/y", false);
    protect("D          ", false);
    tap_is(remove_path("d", false), IMAGE_FSEDIT_DONE, "another folder is removed");
}

/* ---- paths ---- */

static void paths(void)
{
    start(256);
    tap_is(put("d/", false), IMAGE_FSEDIT_BAD, "a path that ends with a slash is no file's");
    tap_is(put("a/b//", false), IMAGE_FSEDIT_BAD, "nor with two");
    tap_is(remove_path("d", false), IMAGE_FSEDIT_ABSENT, "nothing was made");
    put("a/b", false);
    tap_is(remove_path("a/b/", false), IMAGE_FSEDIT_BAD, "a file is no folder");
    tap_is(remove_path("a/b", false), IMAGE_FSEDIT_DONE, "it is a file");
    tap_is(remove_path("a/", false), IMAGE_FSEDIT_DONE, "and this is a folder");
}

int main(void)
{
    clusters();
    read_only();
    paths();
    return tap_done();
}
