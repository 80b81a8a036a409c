/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of images: single operands and pairs, places in the flash, overlaps, and whether
 * images fit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/images.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp/session.h"
#include "tap.h"
#include "unit/complaint.h"

static const uint32_t flash = 0x400000;
static char folder[] = "/tmp/esputils-images-XXXXXX";

static void put_file(const char *name, size_t size, const char *description)
{
    char meta[64];
    FILE *file = fopen(name, "w");

    for (size_t i = 0; i < size; i++)
        putc('x', file);
    fclose(file);
    if (!description)
        return;
    snprintf(meta, sizeof(meta), "%s.meta", name);
    file = fopen(meta, "w");
    fprintf(file, "%s\n", description);
    fclose(file);
}

/* Parses and loads at most four operands.  The list ends with NULL. */
static int take(struct image_list *list, const char *offset, const char *const *names)
{
    char *const *operands = (char *const *)names; /* the type that main() has */
    struct complaint_catcher catcher = complaint_catch();
    unsigned count = 0;
    int status;

    while (operands[count])
        count++;
    status = images_parse(list, operands, count, offset);
    if (status == STATUS_DONE)
        status = images_load(list);
    complaint_release(&catcher);
    return status;
}

#define OPERANDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_places(void)
{
    struct image_list list;
    char summary[128];

    tap_ok(take(&list, NULL, OPERANDS("a")) == STATUS_DONE && list.images[0].offset == 0 &&
               list.images[0].size == 4096 && list.images[0].data[4095] == 'x',
           "one image goes to 0");
    images_summary(&list, summary, sizeof(summary));
    tap_str(summary, "a, 4 KiB at 0x0", "summary of one");
    images_free(&list);
    tap_ok(take(&list, "0x10001", OPERANDS("a")) == STATUS_DONE &&
               list.images[0].offset == 0x10001,
           "or to --offset");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("dump")) == STATUS_DONE && list.images[0].offset == 8192,
           "a dump goes back where it came from");
    tap_str(complaint, "", "without a word");
    images_free(&list);
    tap_ok(take(&list, "0", OPERANDS("dump")) == STATUS_DONE && list.images[0].offset == 0,
           "unless --offset says otherwise");
    tap_str(complaint, "images: dump was read from 0x2000, and is meant for 0x0 now\n",
            "which is told");
    images_free(&list);
}

static void test_pairs(void)
{
    struct image_list list;
    char summary[128];

    tap_ok(take(&list, NULL, OPERANDS("64k", "b", "0x0", "a")) == STATUS_DONE && list.count == 2,
           "two pairs");
    tap_ok(list.images[0].offset == 0 && list.images[0].size == 4096 &&
               list.images[1].offset == 0x10000 && list.images[1].size == 100,
           "are sorted by their addresses");
    tap_str(list.sources[1].title, "b", "and so are their names");
    images_summary(&list, summary, sizeof(summary));
    tap_str(summary, "2 images, 4.1 KiB", "summary of two");
    tap_is(images_total(&list), 4196, "total of two");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("4096", "b", "0", "a")) == STATUS_DONE,
           "images may touch each other");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("4095", "b", "0", "a")) == STATUS_USAGE,
           "but not overlap");
    tap_str(complaint, "images: a (0x0-0xfff) and b (0xfff-0x1062) overlap\n", "both are named");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("0", "a", "0xfffffffff", "b")) == STATUS_USAGE,
           "an address has 32 bits");
    images_free(&list);
}

/* Takes one image for a partition, and places it there. */
static int take_for(struct image_list *list, const char *name, const struct image_room *room)
{
    char *operands[] = {(char *)name, NULL};
    struct complaint_catcher catcher = complaint_catch();
    int status = images_parse(list, operands, 1, NULL);

    if (status == STATUS_DONE)
        status = images_expect_partition(list);
    if (status == STATUS_DONE)
        status = images_load(list);
    if (status == STATUS_DONE && !images_place(list, room))
        status = STATUS_REFUSED;
    complaint_release(&catcher);
    return status;
}

static void test_partition(void)
{
    const struct image_room room = {"app", "app (0x10000-0x10fff)", 0x10000, 4096};
    const struct image_room small = {"app", "app (0x10000-0x10ffe)", 0x10000, 4095};
    struct image_list list;
    char summary[128];

    tap_ok(take_for(&list, "a", &room) == STATUS_DONE && list.images[0].offset == 0x10000 &&
               list.sources[0].offset == 0x10000,
           "an image that fills its partition");
    images_summary(&list, summary, sizeof(summary));
    tap_str(summary, "a, 4 KiB at 0x10000 in app", "summary of one in a partition");
    images_free(&list);
    tap_ok(take_for(&list, "a", &small) == STATUS_REFUSED, "one byte too many");
    tap_str(complaint,
            "images: a (4 KiB) is larger than the partition app (0x10000-0x10ffe), which has 4095"
            " bytes\n",
            "both sizes are named");
    images_free(&list);
    tap_ok(take_for(&list, "dump", &room) == STATUS_DONE && list.images[0].offset == 0x10000,
           "a dump goes to the partition");
    tap_str(complaint, "images: dump was read from 0x2000, and is meant for 0x10000 now\n",
            "which is told");
    images_free(&list);
    tap_ok(take_for(&list, "hex", &room) == STATUS_USAGE, "Intel HEX has its own addresses");
    images_free(&list);
}

static void put_text(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    fputs(text, file);
    fclose(file);
}

/* A file of Intel HEX is as many images as it has runs. */
static void test_hex(void)
{
    struct image_list list;
    char summary[128];

    put_text("hex", ":020000040001F9\n:02100000AABB89\n:01200000CC13\n:00000001FF\n");
    put_text("late", ":020000040001F9\n:01100100DD11\n:00000001FF\n");
    put_text("bad", ":01000000AA54\n:00000001FF\n");
    put_text("none", ":00000001FF\n");
    put_text("hex.meta", "offset=0x5000\n");
    tap_ok(take(&list, NULL, OPERANDS("hex")) == STATUS_DONE && list.count == 2, "two runs");
    tap_ok(list.images[0].offset == 0x11000 && list.images[0].size == 2 &&
               memcmp(list.images[0].data, "\xaa\xbb", 2) == 0 && list.images[1].offset == 0x12000 &&
               list.images[1].size == 1 && list.images[1].data[0] == 0xcc,
           "are two images at their addresses");
    images_summary(&list, summary, sizeof(summary));
    tap_str(summary, "2 images, 3 bytes", "summary of the runs");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("0", "hex", "0", "a", "64k", "b")) == STATUS_DONE &&
               list.count == 4 && list.images[0].size == 4096 && list.images[1].size == 100 &&
               list.images[2].offset == 0x11000 && list.images[3].offset == 0x12000,
           "with other images they are sorted by their addresses");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("0", "hex", "0", "late")) == STATUS_USAGE, "runs may not overlap");
    tap_str(complaint, "images: hex (0x11000-0x11001) and late (0x11001-0x11001) overlap\n",
            "both files are named");
    images_free(&list);
    tap_ok(take(&list, "0x1000", OPERANDS("hex")) == STATUS_USAGE, "another address is an error");
    tap_str(complaint,
            "images: hex is Intel HEX, which has its own addresses: give it no other address\n",
            "which is told");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("bad")) == STATUS_USAGE, "a damaged text is an error");
    tap_str(complaint, "images: bad: line 1: the checksum is 54, and 55 would be right\n",
            "with its line");
    images_free(&list);
    tap_ok(take(&list, NULL, OPERANDS("none")) == STATUS_USAGE, "a text without data is an error");
    tap_str(complaint, "images: none has no data\n", "which is told, too");
    images_free(&list);
}

/* Checks whether an image fits, and the message if it does not. */
static void fits(const char *name, const char *offset, uint32_t size, const char *want)
{
    struct image_list list;
    struct complaint_catcher catcher;
    char expected[256] = "";
    bool good;

    take(&list, offset, OPERANDS(name));
    catcher = complaint_catch();
    good = images_fit(&list, size);
    complaint_release(&catcher);
    images_free(&list);
    if (*want)
        snprintf(expected, sizeof(expected), "images: %s\n", want);
    tap_ok(good == !*want, "%s at %s of %u bytes %s", name, offset ? offset : "none", size,
           *want ? "is too much" : "fits");
    tap_str(complaint, expected, "as is told");
}

static void test_fit(void)
{
    fits("a", "0x3ff000", flash, "");
    fits("a", "0x3ff001", flash,
         "a: 0x1000 bytes from 0x3ff001 on go past the end of the 4 MiB flash");
    fits("a", NULL, 2048, "a (4 KiB) is longer than the 2 KiB flash");
    fits("a", "4M", flash, "a: 4M (0x400000) is past the end of the 4 MiB flash");
    fits("a", "0x2000000", flash,
         "a: 0x2000000 (32 MiB) is past the end of the 4 MiB flash; did you mean 0x200000?");
    fits("a", "0x1048576", flash,
         "a: 0x1048576 (16.3 MiB) is past the end of the 4 MiB flash; did you mean 1048576?");
    fits("a", "0xffffffff", flash,
         "a: 0xffffffff (4294967295 bytes) is past the end of the 4 MiB flash");
    fits("dump", NULL, 8192,
         "dump: 0x64 bytes from 0x2000 on go past the end of the 8 KiB flash");
    fits("a", "0xfff000", 0, "");
    fits("a", "16M", 0,
         "a: 16M (0x1000000) is past the end of the 16 MiB that a flash can have");
}

int main(void)
{
    message_start("images");
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 99;
    put_file("a", 4096, NULL);
    put_file("b", 100, NULL);
    put_file("dump", 100, "port=x offset=8192 size=100");
    test_places();
    test_pairs();
    test_hex();
    test_partition();
    test_fit();
    unlink("a");
    unlink("b");
    unlink("dump");
    unlink("dump.meta");
    unlink("hex");
    unlink("hex.meta");
    unlink("late");
    unlink("bad");
    unlink("none");
    if (chdir("/") == 0)
        rmdir(folder);
    return tap_done();
}
