/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of FAT: names that FatFs takes for the same, and short names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "image/fs/edit/fsedit.h"
#include "image/fs/fat/fat_case.h"
#include "image/fs/fsfile.h"
#include "tap.h"

enum { SIZE = 64 << 10, SECTOR = 512 };

static uint8_t data[SIZE];
static struct image_trouble trouble;

static void start(void)
{
    const struct image_fsedit edit = {.data = data, .size = SIZE};
    const struct image_fsformat format = {
        .kind = IMAGE_FS_FAT, .no_wear = true, .page_size = SECTOR, .block_size = SECTOR};

    tap_is(image_fsedit_format(&edit, &format, &trouble), IMAGE_FSEDIT_DONE, "a new FAT");
}

static enum image_fsedit_result put(const char *path, const char *text)
{
    const struct image_fsedit edit = {.data = data, .size = SIZE};

    return image_fsedit_put(&edit, path, (const uint8_t *)text, strlen(text), &trouble);
}

static enum image_fsedit_result remove_path(const char *path)
{
    const struct image_fsedit edit = {.data = data, .size = SIZE};

    return image_fsedit_remove(&edit, path, &trouble);
}

/* Is there exactly one file or folder with this name, written so, with these contents? */
static bool is_only(const char *path, const char *text)
{
    struct image_fsfiles files;
    struct image_fs fs;
    uint8_t bytes[64] = "";
    bool good;

    image_fs_find(&fs, data, SIZE);
    image_fsfiles_list(&files, &fs);
    good = files.count == 1 && strcmp(files.files[0].path, path) == 0 &&
           files.files[0].size < sizeof(bytes);
    if (good)
        image_fsfile_get(&files.files[0], data, 0, bytes, files.files[0].size);
    good = good && strcmp((const char *)bytes, text) == 0;
    image_fsfiles_free(&files);
    return good;
}

/* ---- letters ---- */

static void capitals(void)
{
    static const struct {
        uint32_t small, capital;
        const char *what;
    } letters[] = {
        {'z', 'Z', "a letter of ASCII"},          {0xe4, 0xc4, "a with two dots"},
        {0xff, 0x178, "y with two dots"},         {0x17e, 0x17d, "z with a caron"},
        {0x3c9, 0x3a9, "Greek omega"},            {0x3c2, 0x3a3, "the sigma at a word's end"},
        {0x436, 0x416, "a Cyrillic letter"},      {0x451, 0x401, "Cyrillic e with two dots"},
        {0x1ef9, 0x1ef8, "a Vietnamese letter"},  {0x561, 0x531, "an Armenian letter"},
        {0xff41, 0xff21, "a wide letter"},        {0x24d0, 0x24b6, "a letter in a circle"},
        {'[', '[', "no letter"},                  {0xdf, 0xdf, "sharp s has no capital letter"},
        {0xf7, 0xf7, "a division sign"},          {0xb5, 0xb5, "a micro sign, which FatFs leaves"},
        {0x10d0, 0x10d0, "Georgian, which FatFs does not know"},
        {0x10428, 0x10428, "a letter behind the first plane, which FatFs leaves"},
    };
    unsigned changed = 0, unsettled = 0;

    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        tap_is(image_fat_capital(letters[i].small), letters[i].capital, letters[i].what);
    for (uint32_t code = 0; code < 0x110000; code++) {
        uint32_t capital = image_fat_capital(code);

        changed += capital != code;
        unsettled += image_fat_capital(capital) != capital;
    }
    tap_is(changed, 874, "as many letters as in FatFs");
    tap_is(unsettled, 0, "a capital letter stays");
}

static int compare(const char *one, const char *other)
{
    return image_fat_compare(one, strlen(one), other, strlen(other));
}

static void comparisons(void)
{
    tap_is(compare("Ärger.TXT", "äRGER.txt") == 0, true, "the same name");
    tap_is(compare("ärger", "argere") == 0, false, "another letter");
    tap_is(compare("a", "ab") < 0 && compare("ab", "A") > 0, true, "a shorter name");
    tap_is(compare("\xe4", "\xe4") == 0 && compare("\xe4", "\xc4") != 0, true, "bytes that are not UTF-8");
    tap_is(compare("\xe4", "ä") != 0, true, "such a byte is no character");
}

static void paths(void)
{
    tap_ok(image_fs_same_path(IMAGE_FS_FAT, "/Dir//ä", "dIR/Ä"), "FAT: letters, slashes");
    tap_ok(!image_fs_same_path(IMAGE_FS_FAT, "a/", "a"), "FAT: a '/' at the end counts");
    tap_ok(image_fs_same_path(IMAGE_FS_LITTLEFS, "a//b", "/a/b"), "LittleFS: slashes");
    tap_ok(!image_fs_same_path(IMAGE_FS_LITTLEFS, "A", "a"), "LittleFS: letters");
    tap_ok(image_fs_same_path(IMAGE_FS_SPIFFS, "/a", "a"), "SPIFFS: the first slash");
    tap_ok(!image_fs_same_path(IMAGE_FS_SPIFFS, "a//b", "a/b"), "SPIFFS: other slashes are names");
}

static void replaced(void)
{
    start();
    put("ä.txt", "old");
    tap_is(put("Ä.TXT", "new"), IMAGE_FSEDIT_DONE, "another case of the letters");
    tap_ok(is_only("ä.txt", "new"), "is the same file");
    put("Ж/x", "x");
    put("ж/X", "y");
    tap_is(remove_path("ж/x"), IMAGE_FSEDIT_DONE, "a folder, too");
    tap_is(remove_path("Ж"), IMAGE_FSEDIT_DONE, "which is empty then");
    tap_is(remove_path("Ä.txt"), IMAGE_FSEDIT_DONE, "the file is removed by any case");
}

/* ---- twins ---- */

static void count(void *context, const struct image_fsfinding *finding)
{
    if (!finding->harmless && strstr(finding->trouble.text, "two entries of a folder have the name"))
        ++*(unsigned *)context;
}

static unsigned twins(void)
{
    struct image_fs fs;
    unsigned found = 0;

    image_fs_find(&fs, data, SIZE);
    tap_ok(image_fsedit_check(&fs, count, &found), "a check");
    return found;
}

static void replace(const char *old, size_t size, const char *new)
{
    for (size_t at = 0; at + size <= SIZE; at++)
        if (memcmp(data + at, old, size) == 0) {
            memcpy(data + at, new, size);
            return;
        }
    tap_ok(false, "the bytes to replace are there");
}

static void two_of_a_name(void)
{
    start();
    put("in/ä.txt", "1");
    put("in/ö.txt", "2");
    put("ä.txt", "3");
    tap_is(twins(), 0, "names that differ");
    replace("\xf6\0.\0t\0", 6, "\xc4\0.\0t\0"); /* UTF-16: ö becomes Ä */
    tap_is(twins(), 1, "two names that FatFs takes for the same");
    tap_is(put("b", "4"), IMAGE_FSEDIT_REFUSED, "are damage");
    start();
    put("one.txt", "1");
    put("two.txt", "2");
    replace("TWO     TXT", 11, "ONE     TXT");
    tap_is(twins(), 1, "two short names");
    start();
    put("longname1.txt", "1");
    put("other.txt", "2");
    replace("OTHER   TXT", 11, "LONGNA~1TXT");
    tap_is(twins(), 1, "a name and a short name");
}

/* ---- short names ---- */

static void aliases(void)
{
    start();
    put("longname7.txt", "7");
    tap_is(put("LONGNA~1.TXT", "n"), IMAGE_FSEDIT_BAD, "a file is not written by its short name");
    tap_ok(strstr(trouble.text, "longname7.txt") != NULL, "the refusal names the file");
    tap_is(remove_path("longna~1.txt"), IMAGE_FSEDIT_BAD, "nor removed");
    tap_ok(is_only("longname7.txt", "7"), "the file is as it was");
    remove_path("longname7.txt");
    put("a long folder/x", "x");
    tap_is(put("ALONGF~1/x", "n"), IMAGE_FSEDIT_BAD, "a folder is not entered by its short name");
    remove_path("a long folder/x");
    remove_path("a long folder");
    put("LONGNA~1.TXT", "1");
    tap_is(put("longna~1.txt", "2"), IMAGE_FSEDIT_DONE, "a short name that is the only one");
    tap_ok(is_only("LONGNA~1.TXT", "2"), "is the file's name");
    tap_is(put("longname7.txt", "7"), IMAGE_FSEDIT_DONE, "a long name finds another short one");
    tap_is(twins(), 0, "that no other file has");
}

int main(void)
{
    capitals();
    comparisons();
    paths();
    replaced();
    two_of_a_name();
    aliases();
    return tap_done();
}
