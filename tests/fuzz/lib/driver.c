/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main() of a fuzz target, if there is no libFuzzer: runs the seeds, and random variations
 * of them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * It takes those of libFuzzer's options that tests/fuzz/lib/run uses:
 *
 *     TARGET [-runs=N] [-max_total_time=SECONDS] [-seed=N] [-timeout=SECONDS]
 *            [-artifact_prefix=PATH] SEED-FILE-OR-FOLDER...
 *
 * Without -runs and -max_total_time only the seeds are run.  A child runs the inputs.  If
 * the child ends early, the parent finds the input in shared memory, and saves it as
 * PATHcrash-N.
 */
#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/lib/fuzz.h"

enum {
    INPUT_MAX = 40960, /* bytes; libFuzzer's own limit is 4096 or the longest seed */
    SEEDS_MAX = 1024,
    CHANGES_MAX = 8,  /* per seed */
    PIECE_MAX = 64,   /* bytes in one change */
    TIMEOUT_S = 25,   /* per input */
    SHOWN_MAX = 512,  /* bytes */
};

struct seed {
    uint8_t *data;
    size_t size;
};

static struct {
    struct seed seeds[SEEDS_MAX];
    size_t seed_count;
    unsigned long runs; /* inputs after the seeds; 0: as many as the time allows */
    unsigned seconds;   /* 0: no limit */
    unsigned timeout_s;
    uint64_t chance;
    const char *prefix;
} driver = {.timeout_s = TIMEOUT_S, .chance = 1, .prefix = ""};

/* Memory that child and parent share. */
static struct shared {
    uint8_t data[INPUT_MAX];
    size_t size;
    unsigned long count; /* inputs run so far */
    bool finished;       /* all inputs have run */
} *shared;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("fuzz driver: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

/* ---- seeds ---- */

static void add_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t data[INPUT_MAX];
    size_t size;

    if (!file)
        fail("%s: cannot be opened", path);
    size = fread(data, 1, sizeof(data), file);
    if (ferror(file))
        fail("%s: cannot be read", path);
    fclose(file);
    if (driver.seed_count == SEEDS_MAX)
        fail("more than %d seeds", SEEDS_MAX);
    driver.seeds[driver.seed_count++] = (struct seed){fuzz_copy(data, size), size};
}

/* Takes the files in the order of their names, so that the same seed gives the same
 * inputs. */
static void add_folder(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);

    if (count < 0)
        fail("%s: cannot be read", path);
    for (int i = 0; i < count; i++) {
        char name[PATH_MAX];

        if (entries[i]->d_name[0] != '.' &&
            (size_t)snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name) < sizeof(name))
            add_file(name);
        free(entries[i]);
    }
    free(entries);
}

static void add_path(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        fail("%s: there is no such file", path);
    if (S_ISDIR(status.st_mode))
        add_folder(path);
    else
        add_file(path);
}

/* ---- mutation ---- */

/* xorshift64*, after Vigna, "An experimental exploration of Marsaglia's xorshift
 * generators, scrambled". */
static uint32_t chance(uint32_t below)
{
    uint64_t x = driver.chance;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    driver.chance = x;
    return below ? (uint32_t)((x * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % below : 0;
}

static uint8_t a_byte(void)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0xc0, 0xdb, 0xdc, 0xdd, ' ',
                                      '=',  '%',  '\n', '|',  '0',  '9',  'x',  ',',  '-',  '.'};

    return chance(2) ? telling[chance(sizeof(telling))] : (uint8_t)chance(256);
}

/* Makes room for count bytes at this place.  Returns the size of the room. */
static size_t make_room(size_t at, size_t count)
{
    if (count > INPUT_MAX - shared->size)
        count = INPUT_MAX - shared->size;
    memmove(shared->data + at + count, shared->data + at, shared->size - at);
    shared->size += count;
    return count;
}

static void take_out(size_t at, size_t count)
{
    if (count > shared->size - at)
        count = shared->size - at;
    memmove(shared->data + at, shared->data + at + count, shared->size - at - count);
    shared->size -= count;
}

/* Inserts a piece of any seed. */
static void insert_piece(size_t at)
{
    const struct seed *seed = &driver.seeds[chance((uint32_t)driver.seed_count)];
    size_t from = chance((uint32_t)seed->size + 1);
    size_t count = 1 + chance(PIECE_MAX);

    if (count > seed->size - from)
        count = seed->size - from;
    count = make_room(at, count);
    memcpy(shared->data + at, seed->data + from, count);
}

static void change(void)
{
    size_t at = chance((uint32_t)shared->size + 1);

    switch (chance(6)) {
    case 0:
        if (at < shared->size)
            shared->data[at] ^= (uint8_t)(1u << chance(8));
        break;
    case 1:
        if (at < shared->size)
            shared->data[at] = a_byte();
        break;
    case 2:
        if (make_room(at, 1))
            shared->data[at] = a_byte();
        break;
    case 3:
        take_out(at, 1 + chance(PIECE_MAX));
        break;
    case 4:
        insert_piece(at);
        break;
    default: /* one byte, many times */
        memset(shared->data + at, a_byte(), make_room(at, chance(PIECE_MAX)));
        break;
    }
}

static void set_input(const struct seed *seed)
{
    memcpy(shared->data, seed->data, seed->size);
    shared->size = seed->size;
}

static void mutate(void)
{
    set_input(&driver.seeds[chance((uint32_t)driver.seed_count)]);
    for (uint32_t i = 1 + chance(CHANGES_MAX); i > 0; i--)
        change();
}

/* ---- running ---- */

static void run_one(void)
{
    uint8_t *copy = fuzz_copy(shared->data, shared->size);

    alarm(driver.timeout_s);
    LLVMFuzzerTestOneInput(copy, shared->size);
    alarm(0);
    free(copy);
    shared->count++;
}

static void run_all(void)
{
    time_t end = time(NULL) + (time_t)driver.seconds;

    for (size_t i = 0; i < driver.seed_count; i++) {
        set_input(&driver.seeds[i]);
        run_one();
    }
    for (unsigned long i = 0; driver.runs ? i < driver.runs : driver.seconds > 0; i++) {
        if (driver.seconds && time(NULL) >= end)
            break;
        mutate();
        run_one();
    }
    shared->finished = true;
}

/* Prints the input as a line of tests/fuzz/seeds. */
static void show_input(void)
{
    fputs("fuzz driver: as a seed: ", stderr);
    for (size_t i = 0; i < shared->size; i++) {
        uint8_t c = shared->data[i];

        fprintf(stderr, c > ' ' && c < 0x7f && c != '\\' ? "%c" : "\\x%02x", c);
    }
    fputc('\n', stderr);
}

static void save_input(void)
{
    char name[PATH_MAX];
    FILE *file;

    snprintf(name, sizeof(name), "%scrash-%lu", driver.prefix, shared->count);
    file = fopen(name, "wb");
    if (!file || fwrite(shared->data, 1, shared->size, file) != shared->size || fclose(file) != 0)
        fail("%s: cannot be written", name);
    fprintf(stderr, "fuzz driver: the input is in %s\n", name);
    if (shared->size <= SHOWN_MAX)
        show_input();
}

static int report(int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (shared->finished) {
        fprintf(stderr, "fuzz driver: failed after the last input, by a leak most likely\n");
        return 1;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        fprintf(stderr, "fuzz driver: an input took longer than %u s\n", driver.timeout_s);
    save_input();
    return 1;
}

/* ---- options ---- */

static bool take_number(const char *argument, const char *option, unsigned long *value)
{
    size_t length = strlen(option);
    char *end;

    if (strncmp(argument, option, length) != 0)
        return false;
    *value = strtoul(argument + length, &end, 10);
    if (end == argument + length || *end)
        fail("%s: not a number", argument);
    return true;
}

static void take_option(const char *argument)
{
    static const char prefix[] = "-artifact_prefix=";
    unsigned long value;

    if (take_number(argument, "-runs=", &value))
        driver.runs = value;
    else if (take_number(argument, "-max_total_time=", &value))
        driver.seconds = (unsigned)value;
    else if (take_number(argument, "-timeout=", &value))
        driver.timeout_s = (unsigned)value;
    else if (take_number(argument, "-seed=", &value))
        driver.chance = value * UINT64_C(0x9e3779b97f4a7c15) + 1;
    else if (strncmp(argument, prefix, strlen(prefix)) == 0)
        driver.prefix = argument + strlen(prefix);
    else
        fail("unknown option %s", argument);
}

int main(int argc, char **argv)
{
    time_t start = time(NULL);
    int status;
    pid_t child;

    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-')
            take_option(argv[i]);
        else
            add_path(argv[i]);
    }
    if (driver.seed_count == 0)
        fail("no seeds");
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        fail("no memory");
    child = fork();
    if (child < 0)
        fail("no process");
    if (child == 0) {
        run_all();
        exit(0);
    }
    while (waitpid(child, &status, 0) < 0)
        continue;
    status = report(status);
    if (status == 0)
        printf("Done %lu runs in %ld second(s)\n", shared->count, (long)(time(NULL) - start));
    for (size_t i = 0; i < driver.seed_count; i++)
        free(driver.seeds[i].data);
    return status;
}
