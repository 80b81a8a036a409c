/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going on with an interrupted run: the part file and its journal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/status.h"
#include "files/plainfile.h"
#include "files/sidecar.h"

static int no_memory(void)
{
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

static int complain(const char *doing, const char *path)
{
    message_error("%s %s: %s", doing, path, strerror(errno));
    return STATUS_USAGE;
}

/* Checks the journal before any work on the board.  The journal is checked again when it is
 * opened. */
static int check_journal(const char *path)
{
    struct stat status;

    if (lstat(path, &status) != 0 || plainfile_is_own(&status))
        return STATUS_DONE;
    message_error("%s: not a plain file of yours alone", path);
    return STATUS_USAGE;
}

/* Keeps the lock.  The lock belongs to the open file and lasts until the last descriptor is
 * closed.  Ours is the last one, and is closed after the file has its final name. */
static int hold(struct resume *resume, const struct output *output)
{
    resume->lock = fcntl(output->fd, F_DUPFD_CLOEXEC, 3);
    if (resume->lock < 0)
        return complain("opening", output->temporary);
    if (asprintf(&resume->journal, "%s.meta", output->temporary) < 0) {
        resume->journal = NULL;
        return no_memory();
    }
    return check_journal(resume->journal);
}

int resume_open(struct resume *resume, struct output *output, const char *path)
{
    int status;

    *resume = (struct resume)RESUME_NONE;
    if (output_open_part(output, path) != 0)
        return STATUS_USAGE;
    if (!output_is_file(output))
        return STATUS_DONE;
    status = hold(resume, output);
    if (status != STATUS_DONE)
        output_keep(output); /* the part may hold an earlier run's data */
    return status;
}

/* ---- the journal ---- */

static int describe(struct esp_devline *line, const struct resume_subject *subject)
{
    if (esp_devline_set(line, "port", subject->port) != ESP_OK ||
        esp_devline_set_board(line, subject->board) != ESP_OK ||
        esp_devline_setf(line, "offset", "%" PRIu64, subject->range->offset) != ESP_OK ||
        esp_devline_setf(line, "size", "%" PRIu64, subject->range->size) != ESP_OK)
        return no_memory();
    return STATUS_DONE;
}

static int write_line(int fd, const struct esp_devline *line)
{
    FILE *stream = fdopen(fd, "w");
    bool good;

    if (!stream) {
        close(fd);
        return -1;
    }
    good = esp_devline_print(line, stream) == ESP_OK && fflush(stream) == 0 && fsync(fd) == 0;
    return fclose(stream) == 0 && good ? 0 : -1;
}

/* Writes the journal to the disk, so that a power cut does not leave data without a
 * journal. */
static int write_journal(struct resume *resume, const struct esp_devline *line)
{
    const char *why = NULL;
    int fd = plainfile_open_own(resume->journal, O_WRONLY | O_CREAT, &why);

    if (fd < 0) {
        message_error("writing %s: %s", resume->journal, why);
        return STATUS_USAGE;
    }
    if (fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0) {
        int status = complain("writing", resume->journal);

        close(fd);
        return status;
    }
    resume->journal_is_ours = true;
    return write_line(fd, line) == 0 ? STATUS_DONE : complain("writing", resume->journal);
}

/* The first key in which the two lines differ; NULL if they agree.  A key that both lines
 * lack does not differ. */
static const char *find_difference(const struct esp_devline *was, const struct esp_devline *is)
{
    static const char *const keys[] = {"mac", "flash-id", "flash-size", "offset", "size"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *a = esp_devline_get(was, keys[i]), *b = esp_devline_get(is, keys[i]);

        if (a != b && (!a || !b || strcmp(a, b) != 0))
            return keys[i];
    }
    return NULL;
}

static bool journal_agrees(const struct sidecar *journal, const struct esp_devline *subject,
                           const char *part)
{
    const char *key, *was, *is;

    if (!journal->path || journal->unreadable) {
        message_notice("%s: nothing tells what it is of; starting anew", part);
        return false;
    }
    key = find_difference(&journal->line, subject);
    if (!key)
        return true;
    was = esp_devline_get(&journal->line, key);
    is = esp_devline_get(subject, key);
    message_notice("%s is of something else (its %s is %s, not %s); starting anew", part, key,
                   was ? was : "unknown", is ? is : "unknown");
    return false;
}

/* ---- the part ---- */

static off_t size_of(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 ? status.st_size : 0;
}

/* Reads by the locked descriptor, because another file may have the name by now. */
static int read_part(struct resume *resume, const char *path, size_t size)
{
    ssize_t count = 1;

    resume->data = malloc(size);
    if (!resume->data)
        return no_memory();
    while (count != 0 && resume->size < size) {
        count = pread(resume->lock, resume->data + resume->size, size - resume->size,
                      (off_t)resume->size);
        if (count < 0 && errno != EINTR)
            return complain("reading", path);
        if (count > 0)
            resume->size += (size_t)count;
    }
    return STATUS_DONE;
}

static int use_part(struct resume *resume, const struct output *output,
                    const struct resume_subject *subject)
{
    off_t size = size_of(resume->lock), most = (off_t)subject->range->size;

    resume->journal_is_ours = true;
    if (size > most && ftruncate(resume->lock, most) != 0)
        return complain("writing", output->temporary);
    return read_part(resume, output->temporary, (size_t)(size < most ? size : most));
}

static int start_anew(struct resume *resume, const struct output *output,
                      const struct esp_devline *subject)
{
    if (ftruncate(resume->lock, 0) != 0)
        return complain("writing", output->temporary);
    return write_journal(resume, subject);
}

static int begin(struct resume *resume, const struct output *output,
                 const struct resume_subject *subject, struct sidecar *journal,
                 const struct esp_devline *line)
{
    int status = sidecar_read_own(journal, output->temporary);

    if (status != STATUS_DONE)
        return status;
    if (journal_agrees(journal, line, output->temporary))
        return use_part(resume, output, subject);
    return start_anew(resume, output, line);
}

int resume_begin(struct resume *resume, const struct output *output,
                 const struct resume_subject *subject, bool wanted)
{
    struct esp_devline line;
    struct sidecar journal = {0};
    int status;

    if (!resume->journal)
        return STATUS_DONE;
    esp_devline_init(&line);
    status = describe(&line, subject);
    if (status == STATUS_DONE && wanted && size_of(resume->lock) > 0)
        status = begin(resume, output, subject, &journal, &line);
    else if (status == STATUS_DONE)
        status = start_anew(resume, output, &line);
    sidecar_free(&journal);
    esp_devline_free(&line);
    return status;
}

/* Setting a file to its present size releases the space that was reserved. */
static void give_back_space(int fd)
{
    if (ftruncate(fd, size_of(fd)) != 0)
        message_verbose("the disk space of what is left stays reserved: %s", strerror(errno));
}

/* Removes the journal only if it can be the file that this run wrote. */
static void remove_journal(const char *path)
{
    struct stat status;

    if (lstat(path, &status) == 0 && plainfile_is_own(&status))
        unlink(path);
}

void resume_close(struct resume *resume, struct output *output)
{
    if (resume->journal && output->temporary && size_of(resume->lock) > 0) {
        give_back_space(resume->lock);
        output_keep(output);
    } else if (resume->journal_is_ours) {
        remove_journal(resume->journal);
    }
    output_close(output);
    if (resume->lock >= 0)
        close(resume->lock);
    free(resume->journal);
    free(resume->data);
    *resume = (struct resume)RESUME_NONE;
}
