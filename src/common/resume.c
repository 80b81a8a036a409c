/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interrupted run leaves beside its file, so that the next can go on with it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include "common/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/imagefile.h"
#include "common/message.h"
#include "common/sidecar.h"
#include "common/status.h"

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

/* The lock is of the open file: it lasts until the last descriptor goes, which is
 * ours, after the file got its name. */
static int hold(struct resume *resume, const struct output *output)
{
    resume->lock = fcntl(output->fd, F_DUPFD_CLOEXEC, 3);
    if (resume->lock < 0)
        return complain("opening", output->temporary);
    if (asprintf(&resume->journal, "%s.meta", output->temporary) >= 0)
        return STATUS_DONE;
    resume->journal = NULL;
    return no_memory();
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
        output_keep(output); /* it may hold an earlier run's data */
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

/* On the disk, lest a power cut leaves data that nothing tells of. */
static int write_journal(const char *path, const struct esp_devline *line)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    bool good;

    if (!stream) {
        complain("writing", path);
        if (fd >= 0)
            close(fd);
        return STATUS_USAGE;
    }
    good = esp_devline_print(line, stream) == ESP_OK && fflush(stream) == 0 && fsync(fd) == 0;
    if (fclose(stream) == 0 && good)
        return STATUS_DONE;
    return complain("writing", path);
}

/* The first thing in which the part is of something else, NULL where it is of
 * the same.  What both do not know is the same. */
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

static int use_part(struct resume *resume, const struct output *output,
                    const struct resume_subject *subject)
{
    off_t most = (off_t)subject->range->size;

    if (size_of(resume->lock) > most && ftruncate(resume->lock, most) != 0)
        return complain("writing", output->temporary);
    return image_file_read(output->temporary, &resume->data, &resume->size);
}

static int start_anew(struct resume *resume, const struct output *output,
                      const struct esp_devline *subject)
{
    if (ftruncate(resume->lock, 0) != 0)
        return complain("writing", output->temporary);
    return write_journal(resume->journal, subject);
}

static int begin(struct resume *resume, const struct output *output,
                 const struct resume_subject *subject, struct sidecar *journal,
                 const struct esp_devline *line)
{
    int status = sidecar_read(journal, output->temporary);

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

/* Shortening a file to the size that it has gives back what was reserved. */
static void give_back_space(int fd)
{
    if (ftruncate(fd, size_of(fd)) != 0)
        message_verbose("the disk space of what is left stays reserved: %s", strerror(errno));
}

void resume_close(struct resume *resume, struct output *output)
{
    if (resume->journal && output->temporary && size_of(resume->lock) > 0) {
        give_back_space(resume->lock);
        output_keep(output);
    } else if (resume->journal) {
        unlink(resume->journal);
    }
    output_close(output);
    if (resume->lock >= 0)
        close(resume->lock);
    free(resume->journal);
    free(resume->data);
    *resume = (struct resume)RESUME_NONE;
}
