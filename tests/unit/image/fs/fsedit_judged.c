/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes of SPIFFS and FAT: random sequences, whose results another program reads.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * tests/tools/fs-judge keeps the model, and reads each state with code of its own.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "image/fs/edit/fsedit.h"
#include "image/fs/fsfile.h"
#include "tap.h"

enum { SECTOR = 4096, SIZE_MAX_BYTES = 512 << 10, NAMES = 24, PATH_SIZE = 128 };

/* A file system that is tried. */
struct subject {
    const char *name;
    uint32_t size;
    struct image_fsformat format;
    bool folders;
};

static const struct subject subjects[] = {
    {"SPIFFS of ESP-IDF", 64 << 10,
     {.kind = IMAGE_FS_SPIFFS, .block_size = 4096, .meta_size = 4}, false},
    {"SPIFFS of the Arduino core, large blocks", 128 << 10,
     {.kind = IMAGE_FS_SPIFFS, .block_size = 8192, .aligned = true}, false},
    {"SPIFFS with pages of 512 bytes", 128 << 10,
     {.kind = IMAGE_FS_SPIFFS, .block_size = 16384, .page_size = 512, .meta_size = 4}, false},
    {"FAT12 with one sector for a cluster", 512 << 10,
     {.kind = IMAGE_FS_FAT, .no_wear = true}, true},
    {"FAT12 with small sectors", 64 << 10,
     {.kind = IMAGE_FS_FAT, .no_wear = true, .page_size = 512, .block_size = 1024}, true},
};
enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };

struct run {
    FILE *judge;
    const struct subject *subject;
    uint8_t data[SIZE_MAX_BYTES], sent[SIZE_MAX_BYTES];
    char paths[NAMES][PATH_SIZE]; /* of the files that there are; "": none */
    uint64_t random;
    unsigned done, full;
};

/* xorshift64. */
static unsigned below(struct run *run, unsigned limit)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (unsigned)(run->random >> 11) % limit;
}

static struct image_fsedit edit_of(struct run *run)
{
    return (struct image_fsedit){.data = run->data,
                                 .size = run->subject->size,
                                 .time = 1700000000 + below(run, 1000000),
                                 .like = &run->subject->format};
}

static void send(struct run *run)
{
    for (size_t at = 0; at < run->subject->size; at += SECTOR) {
        if (memcmp(run->data + at, run->sent + at, SECTOR) == 0)
            continue;
        fprintf(run->judge, "sector %zu\n", at / SECTOR);
        fwrite(run->data + at, SECTOR, 1, run->judge);
        memcpy(run->sent + at, run->data + at, SECTOR);
    }
}

static void begin(struct run *run, const struct subject *subject)
{
    const struct image_fsformat *format = &subject->format;
    struct image_trouble trouble;
    struct image_fsedit edit;

    run->subject = subject;
    memset(run->paths, 0, sizeof(run->paths));
    memset(run->sent, 0xff, sizeof(run->sent));
    if (format->kind == IMAGE_FS_SPIFFS)
        fprintf(run->judge, "spiffs %u %u %u %u\n", subject->size,
                format->page_size ? format->page_size : 256, format->block_size,
                45 + format->meta_size + format->aligned);
    else
        fprintf(run->judge, "fat %u\n", subject->size);
    edit = edit_of(run);
    if (image_fsedit_format(&edit, format, &trouble) != IMAGE_FSEDIT_DONE)
        printf("# format: %s\n", trouble.text);
    send(run);
    fputs("end\n", run->judge);
}

static void make_path(struct run *run, char path[PATH_SIZE])
{
    static const char *const names[] = {"a", "b.txt", "README.md", "config.dat", "Rules1.txt",
                                        ".hidden", "two words.txt", "x.y.z"};
    static const char *const folders[] = {"", "www/", "deep/er/", "A long name of a folder/"};
    const char *folder = run->subject->folders ? folders[below(run, 4)] : "";

    if (below(run, 3))
        snprintf(path, PATH_SIZE, "%s%s", folder, names[below(run, 8)]);
    else
        snprintf(path, PATH_SIZE, "%slong name of file %u", folder, below(run, 40));
}

static unsigned choose_size(struct run *run)
{
    static const unsigned sizes[] = {0, 1, 250, 251, 252, 1024, 4096, 4097};

    if (below(run, 3) == 0)
        return sizes[below(run, 8)];
    return below(run, below(run, 4) ? 3000 : run->subject->size / 2);
}

static int slot_of(const struct run *run, const char *path)
{
    for (int i = 0; i < NAMES; i++)
        if (strcmp(run->paths[i], path) == 0)
            return i;
    return -1;
}

/* Says how an operation ended.  A board's library refuses only what has no room. */
static bool finish(struct run *run, enum image_fsedit_result result,
                   const struct image_trouble *trouble)
{
    if (result != IMAGE_FSEDIT_DONE && result != IMAGE_FSEDIT_FULL)
        printf("# %s: %s\n", run->subject->name, trouble->text);
    send(run);
    fputs(result == IMAGE_FSEDIT_DONE ? "end\n" : "fail\n", run->judge);
    run->done++;
    run->full += result == IMAGE_FSEDIT_FULL;
    return result == IMAGE_FSEDIT_DONE;
}

static bool put(struct run *run)
{
    static uint8_t contents[SIZE_MAX_BYTES];
    struct image_fsedit edit = edit_of(run);
    struct image_trouble trouble;
    char path[PATH_SIZE];
    unsigned size = choose_size(run);
    enum image_fsedit_result result;
    int slot;

    make_path(run, path);
    slot = slot_of(run, path);
    if (slot < 0)
        slot = slot_of(run, "");
    if (slot < 0)
        return true; /* there are files enough */
    for (unsigned i = 0; i < size; i++)
        contents[i] = (uint8_t)below(run, 256);
    fprintf(run->judge, "put %u %s\n", size, path);
    fwrite(contents, size, 1, run->judge);
    result = image_fsedit_put(&edit, path, contents, size, &trouble);
    if (finish(run, result, &trouble))
        strcpy(run->paths[slot], path);
    return result == IMAGE_FSEDIT_DONE || result == IMAGE_FSEDIT_FULL;
}

static bool take_away(struct run *run)
{
    struct image_fsedit edit = edit_of(run);
    struct image_trouble trouble;
    int slot = (int)below(run, NAMES);
    enum image_fsedit_result result;

    for (int i = 0; i < NAMES && run->paths[slot][0] == '\0'; i++)
        slot = (slot + 1) % NAMES;
    if (run->paths[slot][0] == '\0')
        return true;
    fprintf(run->judge, "remove %s\n", run->paths[slot]);
    result = image_fsedit_remove(&edit, run->paths[slot], &trouble);
    finish(run, result, &trouble);
    run->paths[slot][0] = '\0';
    return result == IMAGE_FSEDIT_DONE;
}

static void count_damage(void *context, const struct image_fsfinding *finding)
{
    printf("# found at 0x%" PRIx64 ": %s\n", finding->trouble.offset, finding->trouble.text);
    ++*(unsigned *)context;
}

static void one_sequence(struct run *run, const struct subject *subject)
{
    unsigned length = 4 + below(run, 20), damages = 0;
    struct image_fs fs;
    bool good = true;

    begin(run, subject);
    for (unsigned i = 0; i < length && good; i++)
        good = below(run, 4) ? put(run) : take_away(run);
    if (!image_fs_find(&fs, run->data, subject->size) ||
        !image_fsedit_check(&fs, count_damage, &damages) || damages > 0 || !good)
        fputs("our own check found damage, or an operation was refused\n", run->judge);
}

static void start_judge(struct run *run)
{
    char command[4096];

    fflush(stdout);
    snprintf(command, sizeof(command), "python3 '%s/tests/tools/fs-judge'",
             getenv("ESP_SRCDIR") ? getenv("ESP_SRCDIR") : ".");
    run->judge = popen(command, "w");
    if (!run->judge) {
        puts("Bail out! the judge does not start");
        exit(1);
    }
}

static void many_sequences(void)
{
    static struct run run;

    for (unsigned i = 0; i < SUBJECTS; i++) {
        start_judge(&run);
        run.random = 0x13572468 + i;
        run.done = run.full = 0;
        for (unsigned j = 0; j < 200; j++)
            one_sequence(&run, &subjects[i]);
        tap_ok(pclose(run.judge) == 0, "%s: 200 sequences leave what the model has",
               subjects[i].name);
        tap_ok(run.full > 10, "%s: of %u operations %u had no room", subjects[i].name, run.done,
               run.full);
    }
}

/* How many sectors a change of one small file touches in a large file system. */
static unsigned sectors_touched(const struct image_fsformat *format, uint32_t size)
{
    uint8_t *data = malloc(size), *before = malloc(size);
    struct image_fsedit edit = {.data = data, .size = size, .like = format};
    struct image_trouble trouble;
    uint8_t contents[2048];
    char path[32];
    unsigned count = 0;

    image_fsedit_format(&edit, format, &trouble);
    for (unsigned i = 0; i < 100; i++) {
        memset(contents, (int)i, sizeof(contents));
        snprintf(path, sizeof(path), "file%u.txt", i);
        image_fsedit_put(&edit, path, contents, sizeof(contents), &trouble);
    }
    memcpy(before, data, size);
    memset(contents, 'x', sizeof(contents));
    tap_is(image_fsedit_put(&edit, "file50.txt", contents, sizeof(contents), &trouble),
           IMAGE_FSEDIT_DONE, "one file changes");
    for (uint32_t at = 0; at < size; at += SECTOR)
        count += memcmp(data + at, before + at, SECTOR) != 0;
    free(data);
    free(before);
    return count;
}

static void few_sectors(void)
{
    const struct image_fsformat spiffs = {.kind = IMAGE_FS_SPIFFS, .meta_size = 4};
    const struct image_fsformat fat = {.kind = IMAGE_FS_FAT};
    unsigned in_spiffs = sectors_touched(&spiffs, 1 << 20), in_fat = sectors_touched(&fat, 1 << 20);

    tap_ok(in_spiffs <= 3, "2 KB in 1 MB of SPIFFS: %u sectors change", in_spiffs);
    tap_ok(in_fat <= 2, "2 KB in 1 MB of FAT: %u sectors change", in_fat);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* the judge ends at the first fault */
    many_sequences();
    few_sectors();
    return tap_done();
}
