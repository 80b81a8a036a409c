/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of SPIFFS: how files are stored is taken from the files, whatever their
 * times are.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"

enum { PAGE = 256, SIZE = 64 << 10, NAME = 13, TIME = 45, TIME_OF_B = 1750000001 };

static const struct image_fsformat esp_idf = {.kind = IMAGE_FS_SPIFFS, .meta_size = 4};
static const struct image_fsformat without_times = {.kind = IMAGE_FS_SPIFFS};
static const struct image_fsformat aligned = {.kind = IMAGE_FS_SPIFFS, .aligned = true};

static uint8_t data[SIZE], contents[2048];
static struct image_trouble trouble;
static struct image_fs fs;
static struct image_fsfiles files;

static enum image_fsedit_result put(const char *path, size_t size, uint32_t time,
                                    const struct image_fsformat *like, bool force)
{
    const struct image_fsedit edit = {
        .data = data, .size = SIZE, .time = time, .like = like, .force = force};

    return image_fsedit_put(&edit, path, contents, size, &trouble);
}

static void start(const struct image_fsformat *format)
{
    const struct image_fsedit edit = {.data = data, .size = SIZE};

    tap_is(image_fsedit_format(&edit, format, &trouble), IMAGE_FSEDIT_DONE, "a new SPIFFS");
}

static void list(void)
{
    image_fsfiles_free(&files);
    image_fs_find(&fs, data, SIZE);
    image_fsfiles_list(&files, &fs);
}

/* The first index page of a file. */
static uint8_t *index_of(const char *name)
{
    for (size_t at = 0; at + PAGE <= SIZE; at += PAGE)
        if (data[at] != 0 && !(data[at + 4] & 4) && (data[at + 4] & 0x80) &&
            strcmp((const char *)data + at + NAME, name) == 0)
            return data + at;
    tap_ok(false, "%s has an index page", name);
    return data;
}

/* Gives a file with one page of contents the time whose lower half is the page's number. */
static void imitate(const char *name)
{
    uint8_t *index = index_of(name);

    memcpy(index + TIME, index + TIME + 4, 2);
}

static bool is_good(const char *path, size_t size, uint32_t time)
{
    const struct image_fsfile *file;
    uint8_t found[sizeof(contents)];

    list();
    file = image_fsfiles_named(&files, path);
    if (!file || file->broken || file->size != size || file->time != time)
        return false;
    image_fsfile_get(file, data, 0, found, file->size);
    return memcmp(found, contents, size) == 0;
}

static void one_page(const struct image_fsformat *like, const char *what)
{
    start(&esp_idf);
    put("a", 100, 1700000000, &esp_idf, false);
    imitate("/a");
    tap_ok(put("b", 100, TIME_OF_B, like, false) == IMAGE_FSEDIT_DONE, "a second file: %s", what);
    tap_ok(is_good("b", 100, TIME_OF_B), "the file has its time: %s", what);
    tap_ok(esp_get32(index_of("/b") + TIME) == TIME_OF_B, "the time is in its place: %s", what);
    tap_ok(files.first_numbers == 49, "the numbers are behind the time: %s", what);
}

/* The file that is read last is the misleading one, and has one page fewer than others. */
static void last_file_misleads(void)
{
    start(&esp_idf);
    put("a", 1000, 1700000000, &esp_idf, false);
    put("b", 600, 1700000000, &esp_idf, false);
    put("z", 100, 1700000000, &esp_idf, false);
    imitate("/z");
    list();
    tap_is(files.first_numbers, 49, "the evidence of all files counts");
    tap_ok(!files.tied_numbers && !files.mixed_numbers, "and is clear");
    tap_is(put("c", 700, TIME_OF_B, NULL, false), IMAGE_FSEDIT_DONE, "a fourth file");
    tap_ok(is_good("c", 700, TIME_OF_B), "it is whole, with its time");
}

static void two_places(void)
{
    start(&esp_idf);
    put("a", 100, 1700000000, &esp_idf, false);
    imitate("/a");
    esp_put16(index_of("/a") + 51, 0x1234); /* what the true place cannot explain either */
    tap_is(put("b", 100, TIME_OF_B, NULL, false), IMAGE_FSEDIT_BAD, "two places: refused");
    tap_ok(strstr(trouble.text, "--fs-like=FIRMWARE tells") != NULL, "with what helps");
    tap_is(put("b", 100, TIME_OF_B, &aligned, false), IMAGE_FSEDIT_BAD,
           "a firmware with neither of them: refused");
    tap_is(put("b", 100, TIME_OF_B, &esp_idf, false), IMAGE_FSEDIT_DONE, "the firmware decides");
    tap_is(esp_get32(index_of("/b") + TIME), TIME_OF_B, "the time is in its place");
}

static void different_forms(void)
{
    uint8_t *index;

    start(&esp_idf);
    put("a", 600, 1700000000, &esp_idf, false);
    put("b", 100, 1700000000, &esp_idf, false);
    index = index_of("/b"); /* as a firmware without times stores it */
    memmove(index + TIME, index + TIME + 4, 2);
    memset(index + TIME + 2, 0xff, 4);
    tap_is(put("c", 100, 0, NULL, false), IMAGE_FSEDIT_REFUSED, "files of two firmwares: refused");
    tap_ok(strstr(trouble.text, "different forms") != NULL, "with the reason");
    tap_is(put("c", 100, 0, NULL, true), IMAGE_FSEDIT_DONE, "unless forced");
    tap_is(files.first_numbers, 49, "the form of most pages");
}

int main(void)
{
    for (size_t i = 0; i < sizeof(contents); i++)
        contents[i] = (uint8_t)(i * 7 + i / 256);
    one_page(NULL, "no firmware is told");
    one_page(&esp_idf, "the firmware is told");
    one_page(&without_times, "another firmware is told");
    last_file_misleads();
    two_places();
    different_forms();
    image_fsfiles_free(&files);
    return tap_done();
}
