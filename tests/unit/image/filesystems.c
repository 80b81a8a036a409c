/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of file systems: kinds, geometry, used space, damages.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/survey/describe_part.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

enum { AT = 0x1000 }; /* offsets in faults are those of the image */

#define FILES "  a.txt text hello\n  big.bin fill 30000 71\n  empty.bin fill 0 00\n"

static struct image_survey survey;
static bool found;

static void look(const struct recipe_image *image)
{
    struct image_fs fs;
    size_t size = image->size - AT;

    image_survey_init(&survey, image->data, image->size);
    found = image_fs_find(&fs, image->data + AT, size);
    if (found)
        image_describe_fs(image_survey_add(&survey, IMAGE_PART_FILE_SYSTEM, "fs", AT, (uint32_t)size), &fs);
}

/* Checks facts, written as "key=value key=value".  The complaint "nothing" means none. */
static void check(const char *facts, const char *complaint, const char *name)
{
    const char *first = recipe_complaint(&survey, 0);
    char text[512], *rest = text;

    snprintf(text, sizeof(text), "%s", facts);
    for (char *fact = strsep(&rest, " "); fact && *fact; fact = strsep(&rest, " ")) {
        char *value = strchr(fact, '='), label[128];

        *value++ = '\0';
        snprintf(label, sizeof(label), "%s: %s", name, fact);
        tap_str(recipe_fact(&survey, "fs", NULL, 0, fact), value, label);
    }
    if (!tap_ok(strcmp(first ? first : "nothing", complaint) == 0, "%s: complaint", name))
        printf("# got \"%s\"\n# want \"%s\"\n", first ? first : "nothing", complaint);
    image_survey_free(&survey);
}

static void made(const char *recipe, const char *facts, const char *complaint, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    look(&image);
    tap_ok(found, "%s: found", name);
    check(facts, complaint, name);
    recipe_free(&image);
}

static void damaged(const struct recipe_image *image, size_t offset, const char *hex,
                    const char *facts, const char *complaint, const char *name)
{
    struct recipe_image copy = recipe_damage(image, AT + offset, hex);

    look(&copy);
    tap_ok(found, "%s: found", name);
    check(facts, complaint, name);
    recipe_free(&copy);
}

static void lost(const struct recipe_image *image, size_t offset, const char *hex, const char *name)
{
    struct recipe_image copy = recipe_damage(image, AT + offset, hex);

    look(&copy);
    tap_ok(!found, "%s", name);
    image_survey_free(&survey);
    recipe_free(&copy);
}

static void test_spiffs(void)
{
    struct recipe_image image = recipe_make("at 0x1000 spiffs size=0x20000\n" FILES "end\n");

    made("at 0x1000 spiffs size=0x20000\n" FILES "end\n",
         "file-system=spiffs page-size=256 block-size=4096 blocks=32 magic=1 size=131072 total=113201 used=31375 files=3",
         "nothing", "spiffs");
    made("at 0x1000 spiffs size=0x20000 block=8192 magic=plain\n" FILES "end\n", "block-size=8192 blocks=16 magic=1 files=3",
         "nothing", "blocks of 8 KB");
    made("at 0x1000 spiffs size=0x20000 page=512\n" FILES "end\n", "page-size=512 files=3", "nothing", "pages of 512");
    made("at 0x1000 spiffs size=0x20000 magic=no\n" FILES "end\n", "block-size=4096 magic=0 files=3", "nothing", "no magic");
    made("at 0x1000 spiffs size=0x20000\nend\n", "used=0 files=0", "nothing", "an empty one");
    damaged(&image, 0x3000 + 252, "0000", "files=3", "nothing", "one block without magic");
    damaged(&image, 0x100, "4200", "files=3", "at 0x1100: the page is of object 0x0042, but 0x0001 in the lookup", "a page's object");
    damaged(&image, 0, "0000", "used=31124 files=3", "nothing", "a deleted page");
    damaged(&image, 0x204, "78", "files=2", "nothing", "a deleted file");
    recipe_free(&image);
    image = recipe_make("at 0x1000 spiffs size=0x20000\n" FILES "end\ndamage 0x70fc=0000 0x80fc=0000\n");
    damaged(&image, 0, "01", "files=3",
            "2 blocks have no magic, the first one at 0x7000; SPIFFS mounts with one at most", "two blocks without magic");
    recipe_free(&image);
    made("at 0x1000 spiffs size=0x20000\n" FILES "end\ncut 0x19000\n", "blocks=32 size=131072 files=3",
         "the file system ends at 0x21000, the room for it at 0x19000", "a cut one");
}

static void test_littlefs(void)
{
    struct recipe_image image = recipe_make("at 0x1000 littlefs size=0x20000\n" FILES "  d folder\nend\n");

    made("at 0x1000 littlefs size=0x20000\n" FILES "  d folder\nend\n",
         "file-system=littlefs version=2.1 block-size=4096 blocks=32 name-max=255 size=131072 used=49152 files=3 folders=1",
         "nothing", "littlefs");
    made("at 0x1000 littlefs size=0x20000 block=512\n" FILES "end\n", "block-size=512 blocks=256 used=31744 files=3", "nothing",
         "blocks of 512");
    made("at 0x1000 littlefs size=0x20000 version=3.0\nend\n", "version=3.0", "the superblock at 0x1000: version 3.0, not 2", "version 3");
    made("at 0x1000 littlefs size=0x20000 blocks=64\nend\n", "size=262144",
         "the file system ends at 0x41000, the room for it at 0x21000", "larger than its room");
    damaged(&image, 8, "4c", "files=0 used=8192", "nothing", "a damaged first superblock: the second one counts");
    damaged(&image, 0x20, "00", "files=0", "nothing", "a damaged commit: the other block counts");
    damaged(&image, 0, "00", "files=0", "nothing", "a revision that is older, and breaks the CRC");
    damaged(&image, 0x1000 + 16, "00", "files=3", "nothing", "the other superblock does not matter");
    recipe_free(&image);
    image = recipe_make("at 0x1000 littlefs size=0x20000\n" FILES "end\ndamage 0x1020=00 0x2020=00\n");
    damaged(&image, 0, "02", "block-size=4096 blocks=32 used=0",
            "the superblock at 0x1000 and its copy at 0x2000 have no commit with a right CRC", "both superblocks are damaged");
    recipe_free(&image);
}

/* Damages within commits need right CRCs, so these are other images' lists of blocks. */
static void test_littlefs_lists(void)
{
    struct recipe_image image = recipe_make("at 0x1000 littlefs size=0x20000\n big.bin fill 30000 71\nend\n");

    /* The file's last block is block 9, and begins with the number of block 8. */
    damaged(&image, 0x9000, "99000000", "files=1", "at 0xa000: block 0x99 is named, but there are 0x20 blocks", "a block that does not exist");
    damaged(&image, 0x9000, "09000000", "files=1", "at 0xa000: block 0x9 is used twice", "a list that ends nowhere");
    damaged(&image, 0x9000, "01000000", "files=1", "at 0xa000: block 0x1 is used twice", "a list into the superblock");
    recipe_free(&image);
    image = recipe_make("at 0x1000 littlefs size=0x20000\n d folder\nend\n");
    damaged(&image, 0x2004, "00", "folders=1", "at 0x3000: blocks 0x2 and 0x3 have no commit with a right CRC", "a folder's block");
    recipe_free(&image);
}

static void test_fat(void)
{
    static const char recipe[] = "at 0x1000 fat size=0x40000 label=HOME\n" FILES "  d folder\nend\n";
    struct recipe_image image = recipe_make(recipe);

    made(recipe, "file-system=fat fat-type=fat12 label=HOME sector-size=4096 cluster-size=4096 wear-levelling=0 size=262144 "
                 "total=233472 used=40960 files=3 folders=1", "nothing", "fat");
    made("at 0x1000 fat size=0x400000 sector=512\n" FILES "end\n", "fat-type=fat16 sector-size=512 used=30720 files=3", "nothing", "fat16");
    damaged(&image, 19, "4100", "size=266240", "the file system ends at 0x42000, the room for it at 0x41000", "one sector too many");
    lost(&image, 510, "00", "the mark at the end");
    lost(&image, 0, "00", "the jump");
    lost(&image, 13, "03", "a cluster of 3 sectors");
    lost(&image, 12, "0c", "a sector of 3 KB");
    lost(&image, 14, "0000", "no reserved sector");
    lost(&image, 16, "03", "three FATs");
    lost(&image, 21, "00", "the media byte");
    lost(&image, 22, "0000", "no FAT");
    lost(&image, 19, "0400", "no room for clusters");
    /* The folder's entry is the fifth of the root, in sector 3; its first cluster is at 26. */
    damaged(&image, 0x3000 + 4 * 32 + 26, "ff0f", "files=3 folders=1",
            "at 0x4080: cluster 0xfff is named, but the last one is 0x3a", "a folder's cluster");
    recipe_free(&image);
}

static void test_wear(void)
{
    static const char recipe[] = "at 0x1000 fat size=0x40000 label=HOME wear=yes dummy=5 moves=3\n" FILES "  d folder\nend\n";
    struct recipe_image image = recipe_make(recipe);

    made(recipe, "wear-levelling=1 label=HOME size=245760 used=40960 files=3 folders=1", "nothing", "wear levelling");
    made("at 0x1000 fat size=0x40000 label=HOME wear=yes\n" FILES "end\n", "wear-levelling=1 label=HOME files=3", "nothing", "fresh");
    made("at 0x1000 fat size=0x40000 label=HOME wear=yes dummy=60\n" FILES "end\n", "wear-levelling=1 files=3", "nothing", "the dummy is last");
    damaged(&image, 0x3d000 + 8, "04", "files=3", "copy 0 of the wear levelling's state at 0x3e000 is wrong", "the first state");
    damaged(&image, 0x3e000 + 8, "04", "files=3", "copy 1 of the wear levelling's state at 0x3f000 is wrong", "the second state");
    damaged(&image, 0x3f000 + 16, "04", "files=3", "the wear levelling's configuration at 0x40000 is wrong", "the configuration");
    recipe_free(&image);
    image = recipe_make("at 0x1000 fat size=0x40000 wear=yes dummy=5\n" FILES "end\n");
    lost(&image, 0x3d000 + 64, "00", "without the first record the dummy is first, and the boot sector elsewhere");
    recipe_free(&image);
}

static void nothing(const char *recipe, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    look(&image);
    tap_ok(!found, "%s is no file system", name);
    image_survey_free(&survey);
    recipe_free(&image);
}

int main(void)
{
    test_spiffs();
    test_littlefs();
    test_littlefs_lists();
    test_fat();
    test_wear();
    nothing("size 0x20000\n", "blank flash");
    nothing("size 0x1000\n", "nothing");
    nothing("at 0 fill 0x20000 00\n", "zero");
    nothing("at 0 noise 0x40000\n", "noise");
    nothing("at 0x1000 littlefs size=0x20000\nend\ndamage 0x1008=4c 0x2008=4c\n", "LittleFS without its name");
    nothing("at 0x1000 text \"12345678littlefs\"\n", "a name alone");
    return tap_done();
}
