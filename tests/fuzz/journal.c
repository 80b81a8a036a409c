/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: an interrupted run is continued only if its journal is for the same board
 * and range.  No byte of a journal reaches the terminal as a control character.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input is FILE.part.meta, an empty line, and FILE.part.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/resume.h"
#include "cli/status.h"
#include "esp/session/devline.h"
#include "fuzz/lib/fuzz.h"
#include "fuzz/lib/showable.h"

enum { RANGE_SIZE = 64 }; /* bytes */

static char folder[PATH_MAX], part[PATH_MAX + 16], journal[PATH_MAX + 16], file[PATH_MAX + 16];

static const struct esp_board board = {
    .chip_name = "ESP8266EX",
    .mac = {0xa0, 0x20, 0xa6, 0x16, 0x45, 0xd2},
    .has_mac = true,
    .jedec_id = 0x16405e,
    .flash_size = 4194304,
};
static const struct flash_range range = {.offset = 4096, .size = RANGE_SIZE};

static void remove_files(void)
{
    unlink(part);
    unlink(journal);
    unlink(file);
}

static void remove_folder(void)
{
    remove_files();
    rmdir(folder);
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");

    snprintf(folder, sizeof(folder), "%s/esp-fuzz-XXXXXX", parent && *parent ? parent : "/tmp");
    FUZZ_CHECK(mkdtemp(folder));
    atexit(remove_folder);
    snprintf(file, sizeof(file), "%s/dump", folder);
    snprintf(part, sizeof(part), "%s/dump.part", folder);
    snprintf(journal, sizeof(journal), "%s/dump.part.meta", folder);
}

static void put_file(const char *path, const void *data, size_t size)
{
    FILE *stream = fopen(path, "wb");

    FUZZ_CHECK(stream && fchmod(fileno(stream), 0600) == 0);
    FUZZ_CHECK(size == 0 || fwrite(data, 1, size, stream) == size);
    FUZZ_CHECK(fclose(stream) == 0);
}

static bool is_there(const char *path, off_t *size)
{
    struct stat status;

    *size = 0;
    if (lstat(path, &status) != 0) {
        FUZZ_CHECK(errno == ENOENT);
        return false;
    }
    *size = status.st_size;
    return true;
}

/* True if the important words of the text are those of this run. */
static bool same_subject(const char *text)
{
    static const struct {
        const char *key, *value;
    } wanted[] = {
        {"mac", "a0:20:a6:16:45:d2"}, {"flash-id", "5e4016"}, {"flash-size", "4194304"},
        {"offset", "4096"},           {"size", "64"},
    };
    struct esp_devline line;
    bool same;

    esp_devline_init(&line);
    same = esp_devline_parse(&line, text) == ESP_OK;
    for (size_t i = 0; same && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const char *value = esp_devline_get(&line, wanted[i].key);

        same = value && strcmp(value, wanted[i].value) == 0;
    }
    esp_devline_free(&line);
    return same;
}

/* Each message is one line, of characters that a terminal only shows. */
static void check_messages(const char *text, size_t size)
{
    FUZZ_CHECK(size == 0 || text[size - 1] == '\n');
    for (const char *end; size; size -= (size_t)(end - text), text = end) {
        end = (const char *)memchr(text, '\n', size) + 1;
        fuzz_check_showable(text, (size_t)(end - text) - 1);
    }
}

/* Runs the start of esp-read, up to the first read, and then checks the files on the
 * disk. */
static void begin_and_close(const char *text, const struct fuzz_input *left)
{
    const struct resume_subject subject = {"/dev/ttyUSB0", &board, &range};
    struct resume resume;
    struct output output;
    bool used;
    off_t size;

    FUZZ_CHECK(resume_open(&resume, &output, file) == STATUS_DONE);
    FUZZ_CHECK(resume_begin(&resume, &output, &subject, true) == STATUS_DONE);
    used = resume.data != NULL;
    FUZZ_CHECK(!used || same_subject(text));
    FUZZ_CHECK(!used || (resume.size > 0 && resume.size <= RANGE_SIZE &&
                         memcmp(resume.data, left->data, resume.size) == 0));
    FUZZ_CHECK(is_there(part, &size) && (size_t)size == (used ? resume.size : 0));
    resume_close(&resume, &output);
    FUZZ_CHECK(is_there(part, &size) == used && is_there(journal, &size) == used);
    FUZZ_CHECK(!is_there(file, &size));
}

/* Messages go to a file meanwhile.  A variable cannot replace stderr: with musl it is
 * constant. */
static FILE *catcher;
static int terminal = -1;

static void catch_messages(void)
{
    if (!catcher)
        catcher = tmpfile();
    if (terminal < 0)
        terminal = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    FUZZ_CHECK(catcher && terminal >= 0 && ftruncate(fileno(catcher), 0) == 0 &&
               lseek(fileno(catcher), 0, SEEK_SET) == 0 && dup2(fileno(catcher), STDERR_FILENO) >= 0);
}

/* To be freed. */
static char *caught_messages(size_t *size)
{
    off_t end;
    char *said;

    FUZZ_CHECK(dup2(terminal, STDERR_FILENO) >= 0);
    end = lseek(fileno(catcher), 0, SEEK_END);
    said = malloc((size_t)end + 1);
    FUZZ_CHECK(end >= 0 && said && pread(fileno(catcher), said, (size_t)end, 0) == end);
    *size = (size_t)end;
    return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memmem(data, size, "\n\n", 2) : NULL;
    size_t length = end ? (size_t)(end - data) : size;
    struct fuzz_input left = {data + length, size - length};
    char *text = fuzz_text(data, length), *said;
    size_t said_size;

    if (!folder[0])
        make_folder();
    if (end)
        fuzz_bytes(&left, 2);
    put_file(journal, data, length);
    put_file(part, left.data, left.size);
    catch_messages();
    begin_and_close(text, &left);
    said = caught_messages(&said_size);
    check_messages(said, said_size);
    free(said);
    free(text);
    remove_files();
    return 0;
}
