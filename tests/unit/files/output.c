/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of files/output: files appear whole or not at all.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"
#include "unit/scratch.h"

static mode_t mode_of(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

/* Opens, writes and finishes.  Returns the result of the first failure. */
static int prepare(struct output *output, const char *path, const char *text)
{
    return output_open(output, path) != 0 || output_write(output, text, strlen(text)) != 0 ||
           output_finish(output) != 0;
}

static void test_new_file(void)
{
    struct output output;

    tap_ok(prepare(&output, "new", "contents") == 0, "a new file is written");
    tap_str(contents("new"), "(none)", "it has no name before it is published");
    tap_ok(output_publish(&output) == 0, "it is published");
    output_close(&output);
    tap_str(contents("new"), "contents", "it has its contents");
    tap_is(mode_of("new"), 0600, "it is for its owner alone");
    tap_is(files_here(), 1, "nothing else is left");
    unlink("new");
}

static void test_abandoned_file(void)
{
    struct output output;

    put("old", "precious");
    tap_ok(prepare(&output, "old", "half") == 0, "a file is being replaced");
    tap_is(files_here(), 2, "under a temporary name");
    output_close(&output);
    output_close(&output);
    tap_str(contents("old"), "precious", "abandoned, the old file is as it was");
    tap_is(files_here(), 1, "and the temporary one is gone");
    unlink("old");
}

static void test_part(void)
{
    struct output output, other;

    tap_ok(output_open_part(&output, "dump") == 0, "a part is opened");
    tap_ok(output_reserve(&output, 8192) == 0 && output_write(&output, "half", 4) == 0,
           "and gets data");
    tap_str(contents("dump.part"), "half", "which stand under their name, and nothing else");
    tap_is(mode_of("dump.part"), 0600, "for their owner alone");
    tap_ok(output_open_part(&other, "dump") == -1, "a second one on the same file is refused");
    output_close(&other);
    tap_str(contents("dump.part"), "half", "and takes nothing away");
    output_keep(&output);
    output_close(&output);
    tap_str(contents("dump.part"), "half", "kept, it stays");

    tap_ok(output_open_part(&output, "dump") == 0, "it is opened again");
    tap_str(contents("dump.part"), "half", "as it was");
    tap_ok(output_write(&output, "HA", 2) == 0, "and written from its start");
    tap_str(contents("dump.part"), "HAlf", "without being shortened");
    tap_ok(output_finish(&output) == 0 && output_publish(&output) == 0, "it is published");
    output_keep(&output);
    tap_str(contents("dump"), "HAlf", "and has its name");
    tap_is(files_here(), 1, "alone");
    unlink("dump");
}

static void test_part_refusals(void)
{
    struct output output;

    tap_ok(symlink("elsewhere", "dump.part") == 0 && output_open_part(&output, "dump") == -1,
           "a part that is a symbolic link is refused");
    tap_is(files_here(), 1, "nothing is written where it points to");
    unlink("dump.part");
    mkdir("dump.part", 0700);
    tap_ok(output_open_part(&output, "dump") == -1, "a part that is a folder is refused");
    rmdir("dump.part");
    mkfifo("dump.part", 0600);
    tap_ok(output_open_part(&output, "dump") == -1, "a part that is a FIFO is refused");
    unlink("dump.part");
    put("other", "precious");
    tap_ok(link("other", "dump.part") == 0 && output_open_part(&output, "dump") == -1,
           "a part that has a second name is refused");
    tap_str(contents("other"), "precious", "and what it is stays");
    unlink("dump.part");
    unlink("other");
    tap_ok(output_open_part(&output, "dump") == 0, "a part without data");
    output_close(&output);
    tap_is(files_here(), 0, "goes when it is closed");
}

static void test_symbolic_link(void)
{
    struct output output;

    mkdir("folder", 0700);
    put("folder/target", "old");
    tap_ok(symlink("folder/target", "link") == 0, "a link to a file elsewhere");
    tap_ok(prepare(&output, "link", "new") == 0 && output_publish(&output) == 0,
           "writing through it works");
    output_close(&output);
    tap_str(contents("folder/target"), "new", "the file it points to is replaced");
    tap_ok(readlink("link", (char[2]){0}, 2) == 2, "the link is still one");
    unlink("folder/target");
    tap_ok(symlink("link", "second") == 0 && prepare(&output, "second", "made") == 0 &&
               output_same_place("second", "folder/target") && output_publish(&output) == 0,
           "writing through two links to a file that is not there works");
    output_close(&output);
    tap_str(contents("folder/target"), "made", "the file is made where they point to");
    tap_ok(readlink("second", (char[2]){0}, 2) == 2 && readlink("link", (char[2]){0}, 2) == 2,
           "both links are still there");
    unlink("second");
    unlink("link");
    tap_ok(symlink("absent/target", "link") == 0 && output_open(&output, "link") == -1,
           "a link into a folder that is not there is refused");
    output_close(&output);
    unlink("link");
    tap_ok(symlink("link", "link") == 0 && output_open(&output, "link") == -1,
           "a link to itself is refused");
    output_close(&output);
    unlink("link");
    unlink("folder/target");
    rmdir("folder");
}

static void test_refusals(void)
{
    struct output output;

    mkdir("folder", 0700);
    put("plain", "x");
    tap_ok(output_open(&output, "folder") == -1, "a folder is refused");
    tap_ok(output_open(&output, "absent/file") == -1, "a folder that is not there is refused");
    tap_ok(output_open(&output, "plain/file") == -1, "a file taken for a folder is refused");
    tap_ok(output_open(&output, "name/") == -1, "a name that ends in a slash is refused");
    tap_ok(output_open(&output, "") == -1, "an empty name is refused");
    output_close(&output);
    if (geteuid() == 0) {
        tap_ok(true, "a write-protected file is refused # SKIP root may write anything");
    } else {
        chmod("plain", 0400);
        tap_ok(output_open(&output, "plain") == -1, "a write-protected file is refused");
    }
    tap_is(files_here(), 2, "and no refusal leaves a file");
    unlink("plain");
    rmdir("folder");
}

static void test_special_files(void)
{
    struct output output;
    int reader;

    /* Never publish this one: a mistake would replace the machine's own /dev/null. */
    tap_ok(output_open(&output, "/dev/null") == 0 && !output_is_file(&output),
           "/dev/null is no file to be published");
    output_close(&output);

    tap_ok(mkfifo("fifo", 0600) == 0, "a FIFO");
    reader = open("fifo", O_RDONLY | O_NONBLOCK);
    tap_ok(prepare(&output, "fifo", "data") == 0 && output_publish(&output) == 0,
           "is written directly");
    tap_ok(read(reader, (char[8]){0}, 8) == 4, "and its reader gets the data");
    output_close(&output);
    tap_ok(access("fifo", F_OK) == 0 && mode_of("fifo") == 0600, "and is still there");
    close(reader);
    unlink("fifo");

    tap_ok(output_open(&output, "/dev/full") == 0 && output_write(&output, "x", 1) == -1,
           "a full disk is an error");
    output_close(&output);
}

static void publish_pair(const char *file, const char *description, int want, const char *name)
{
    struct output first, second;

    prepare(&first, file, "new dump");
    prepare(&second, description, "new meta");
    if (want != 0) { /* a folder appears under the name at the last moment */
        unlink(file);
        mkdir(file, 0700);
    }
    tap_ok(output_publish_pair(&first, &second) == want, "%s", name);
    output_close(&first);
    output_close(&second);
}

static void test_pair(void)
{
    publish_pair("dump", "dump.meta", 0, "a pair is published");
    tap_str(contents("dump"), "new dump", "the file is there");
    tap_str(contents("dump.meta"), "new meta", "the description is there");
    put("dump", "old dump");
    put("dump.meta", "old meta");
    publish_pair("dump", "dump.meta", 0, "a pair replaces another");
    tap_str(contents("dump"), "new dump", "the file is new");
    tap_str(contents("dump.meta"), "new meta", "the description is new");
    put("dump.meta", "old meta");
    publish_pair("dump", "dump.meta", -1, "a file that cannot take its name is an error");
    tap_str(contents("dump.meta"), "old meta", "and the old description is back");
    unlink("dump.meta");
    rmdir("dump");
    publish_pair("dump", "dump.meta", -1, "the same without an old description is an error");
    tap_str(contents("dump.meta"), "(none)", "and there is none afterwards");
    rmdir("dump");
    tap_is(files_here(), 0, "no temporary names are left");
}

static void test_pair_of_one(void)
{
    struct output none = OUTPUT_NONE;
    struct output file;

    prepare(&file, "dump", "alone");
    tap_ok(output_publish_pair(&file, &none) == 0, "a file without a description is published");
    output_close(&file);
    output_close(&none);
    tap_str(contents("dump"), "alone", "and is there");
    unlink("dump");
}

/* Digests of "contents" and of "CONTENTS", computed by the program sha256sum. */
static const uint8_t digest_of_contents[32] = {
    0xd1, 0xb2, 0xa5, 0x9f, 0xbe, 0xa7, 0xe2, 0x00, 0x77, 0xaf, 0x9f, 0x91, 0xb2, 0x7e, 0x95, 0xe8,
    0x65, 0x06, 0x1b, 0x27, 0x0b, 0xe0, 0x3f, 0xf5, 0x39, 0xab, 0x3b, 0x73, 0x58, 0x78, 0x82, 0xe8,
};

static void test_changed_part(void)
{
    struct output output;

    tap_ok(output_open_part(&output, "dump") == 0 && output_write(&output, "contents", 8) == 0 &&
               output_finish(&output) == 0,
           "a part is written");
    tap_ok(output_check(&output, digest_of_contents) == 0, "and has its contents");
    put("dump.part", "CONTENTS"); /* the same file with other contents */
    tap_ok(output_check(&output, digest_of_contents) == -1, "changed by another, that is noticed");
    put("dump.part", "contents and more");
    tap_ok(output_check(&output, digest_of_contents) == -1, "and if it became longer");
    unlink("dump.part");
    put("dump.part", "contents"); /* another file with the same contents */
    tap_ok(output_publish(&output) == -1, "what took its place is not published");
    output_close(&output);
    tap_str(contents("dump.part"), "contents", "nor removed");
    tap_str(contents("dump"), "(none)", "and there is no dump");
    unlink("dump.part");
    tap_ok(prepare(&output, "dump", "contents") == 0 &&
               output_check(&output, digest_of_contents) == 0,
           "a temporary has its contents");
    put(output.temporary, "CONTENTS");
    tap_ok(output_check(&output, digest_of_contents) == -1, "or not");
    output_close(&output);
    tap_is(files_here(), 0, "and is gone");
}

static void test_reserve(void)
{
    struct output output;

    tap_ok(output_open(&output, "big") == 0 && output_reserve(&output, 4096) == 0,
           "disk space is reserved");
    tap_ok(output_reserve(&output, UINT64_C(1) << 62) == -1, "more than there is, is an error");
    output_close(&output);
    tap_is(files_here(), 0, "and leaves no file");
}

int main(void)
{
    char folder[] = "/tmp/esputils-output-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 1;
    test_new_file();
    test_abandoned_file();
    test_part();
    test_part_refusals();
    test_symbolic_link();
    test_refusals();
    test_special_files();
    test_pair();
    test_pair_of_one();
    test_changed_part();
    test_reserve();
    if (chdir("/") != 0 || rmdir(folder) != 0)
        tap_ok(false, "the test's folder is empty at the end");
    return tap_done();
}
