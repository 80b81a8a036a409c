/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program's output: standard output, or a file that appears only when it is complete.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "files/filedigest.h"
#include "files/leftovers.h"
#include "files/linktarget.h"
#include "files/partfile.h"
#include "files/plainfile.h"
#include "system/reserve.h"

enum {
    SLICE_MS = 50,    /* between checks whether a FIFO has a reader */
    NOTICE_MS = 2000, /* without a reader, until a notice; a multiple of SLICE_MS */
};

/* Prints "DOING NAME: errno's text" and returns -1.  Prints nothing if the reader went away
 * (the program will die of SIGPIPE) or if a signal was caught. */
static int complain(const char *doing, const char *name)
{
    int saved = errno;

    if (saved == EPIPE && signals_pipe_broke())
        return -1;
    if (saved == EINTR && signals_caught() != 0)
        return -1;
    message_error("%s %s: %s", doing, name, strerror(saved));
    return -1;
}

/* Waits a moment for a reader of a FIFO.  Returns whether to try again. */
static bool wait_for_reader(const char *path, unsigned waited_ms)
{
    if (signals_caught() != 0) {
        errno = EINTR;
        return false;
    }
    if (waited_ms == NOTICE_MS)
        message_notice("waiting for a program that reads %s", path);
    (void)poll(NULL, 0, SLICE_MS);
    return true;
}

static int open_directly(struct output *output, const char *path, mode_t mode)
{
    unsigned waited_ms = 0;

    do {
        output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (output->fd >= 0) { /* from here on writing may wait */
            (void)fcntl(output->fd, F_SETFL, 0);
            return 0;
        }
        waited_ms += SLICE_MS;
    } while (errno == ENXIO && S_ISFIFO(mode) && wait_for_reader(path, waited_ms));
    return complain("opening", path);
}

/* Opens a temporary file with a name that no other program uses. */
static void open_temporary(struct output *output)
{
    char *folder = plainfile_folder_of(output->final);

    if (folder) {
        leftovers_clear(folder);
        output->fd = leftovers_create(folder, &output->temporary);
    }
    if (output->fd < 0)
        complain("creating", output->name);
    free(folder);
}

/* Opens a temporary file with a name that the next run will find. */
static void open_part(struct output *output)
{
    if (asprintf(&output->temporary, "%s.part", output->final) < 0) {
        output->temporary = NULL;
        complain("creating", output->name);
        return;
    }
    output->fd = partfile_open(output->temporary, output->name);
}

typedef void opener(struct output *output);

static int open_unfinished(struct output *output, opener *open_it)
{
    if (plainfile_is_planted_link(output->name)) {
        message_error("%s: a symbolic link of another user, in a directory that others may write"
                      " to",
                      output->name);
        return -1;
    }
    output->final = linktarget_resolve(output->name);
    if (output->final)
        open_it(output);
    else
        complain("creating", output->name);
    /* The lock belongs to the open file and lasts until the last descriptor is closed. */
    if (output->fd >= 0) {
        output->lock = fcntl(output->fd, F_DUPFD_CLOEXEC, 3);
        if (output->lock >= 0)
            return 0;
        complain("creating", output->name);
    }
    output_keep(output); /* the file is not ours or does not exist: do not remove it */
    return -1;
}

static int open_with(struct output *output, const char *path, opener *open_it)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;

    *output = (struct output){.name = path, .fd = -1, .lock = -1};
    if (!exists && errno != ENOENT)
        return complain("writing", path);
    if (!exists && (path[0] == '\0' || path[strlen(path) - 1] == '/')) {
        errno = path[0] == '\0' ? ENOENT : ENOTDIR;
        return complain("writing", path);
    }
    if (exists && !S_ISREG(status.st_mode)) /* for a folder, opening fails */
        return open_directly(output, path, status.st_mode);
    if (exists && access(path, W_OK) != 0)
        return complain("writing", path);
    return open_unfinished(output, open_it);
}

int output_open(struct output *output, const char *path)
{
    return open_with(output, path, open_temporary);
}

int output_open_part(struct output *output, const char *path)
{
    return open_with(output, path, open_part);
}

void output_open_stdout(struct output *output)
{
    *output = (struct output){.name = "standard output", .fd = STDOUT_FILENO, .lock = -1};
}

bool output_is_terminal(const struct output *output)
{
    return output->fd >= 0 && isatty(output->fd);
}

bool output_is_file(const struct output *output)
{
    return output->final != NULL;
}

static const char *plain_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Finds the folder of path and its name in the folder.  The file need not exist. */
static bool find_place(const char *path, struct stat *folder, char **name)
{
    char *resolved = linktarget_resolve(path);
    char *in = resolved ? plainfile_folder_of(resolved) : NULL;
    bool found = in && stat(in, folder) == 0;

    *name = found ? strdup(plain_name(resolved)) : NULL;
    free(in);
    free(resolved);
    return *name != NULL;
}

bool output_same_place(const char *path, const char *other)
{
    struct stat folder, other_folder;
    char *name = NULL, *other_name = NULL;
    bool same = find_place(path, &folder, &name) &&
                find_place(other, &other_folder, &other_name) &&
                folder.st_dev == other_folder.st_dev && folder.st_ino == other_folder.st_ino &&
                strcmp(name, other_name) == 0;

    free(name);
    free(other_name);
    return same;
}

int output_reserve(struct output *output, uint64_t bytes)
{
    if (!output->final || bytes == 0)
        return 0;
    /* The file's size does not change, so it still tells how much data was written. */
    if (esp_reserve(output->fd, bytes) == 0)
        return 0;
    return complain("writing", output->name);
}

int output_write(struct output *output, const void *data, size_t size)
{
    const char *p = data;

    while (size > 0) {
        ssize_t count = write(output->fd, p, size);

        if (count < 0 && errno == EINTR && signals_caught() == 0)
            continue;
        if (count < 0)
            return complain("writing", output->name);
        p += count;
        size -= (size_t)count;
        if (size > 0 && signals_caught() != 0) { /* the signal interrupted the write */
            errno = EINTR;
            return complain("writing", output->name);
        }
    }
    return 0;
}

int output_finish(struct output *output)
{
    int fd = output->fd;

    if (fd < 0 || fd == STDOUT_FILENO) /* closeout() closes standard output */
        return 0;
    if (output->final && fsync(fd) != 0)
        return complain("writing", output->name);
    output->fd = -1;
    return close(fd) != 0 ? complain("writing", output->name) : 0;
}

/* Writes the names in the folder of path to the disk, so that they survive a power cut.
 * Ignores failures: not every file system can do this, and not every writable folder is
 * readable. */
static void sync_folder(const char *path)
{
    char *folder = plainfile_folder_of(path);
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

static int changed(const struct output *output)
{
    message_error("another program changed %s while it was written: try again", output->temporary);
    return -1;
}

int output_check(const struct output *output, const uint8_t sha256[32])
{
    uint8_t found[32];

    if (!output->final)
        return 0;
    if (!filedigest_sha256(output->lock, found))
        return complain("reading", output->temporary);
    return memcmp(found, sha256, sizeof(found)) == 0 ? 0 : changed(output);
}

static int rename_to_final(struct output *output)
{
    if (!plainfile_is_at(output->lock, output->temporary))
        return changed(output);
    if (rename(output->temporary, output->final) != 0)
        return complain("writing", output->name);
    free(output->temporary);
    output->temporary = NULL;
    return 0;
}

int output_publish(struct output *output)
{
    if (!output->final)
        return 0;
    if (rename_to_final(output) != 0)
        return -1;
    sync_folder(output->final);
    return 0;
}

/* Gives a file that is about to be replaced a second name.  Returns that name, allocated;
 * NULL if there is no such file or the second name is not possible. */
static char *keep_old(const struct output *output, int *lock)
{
    char *kept = NULL;

    if (asprintf(&kept, "%s.old", output->temporary) < 0)
        return NULL;
    *lock = leftovers_keep(output->final, kept);
    if (*lock >= 0)
        return kept;
    free(kept);
    return NULL;
}

/* Publishes the description first.  A crash before the file is published leaves the old
 * file with the new description, and the digests in the description show that.  A new file
 * is never without a description. */
int output_publish_pair(struct output *file, struct output *description)
{
    char *kept;
    int result, lock = -1;

    if (!file->final || !description->final)
        return output_publish(description) != 0 ? -1 : output_publish(file);

    kept = keep_old(description, &lock);
    result = output_publish(description);
    if (result == 0) {
        result = output_publish(file);
        if (result != 0 && (!kept || rename(kept, description->final) != 0))
            unlink(description->final);
    }
    if (kept)
        unlink(kept);
    free(kept);
    if (lock >= 0)
        close(lock);
    return result;
}

void output_keep(struct output *output)
{
    if (output->fd >= 0 && output->fd != STDOUT_FILENO)
        close(output->fd);
    if (output->lock >= 0)
        close(output->lock);
    free(output->temporary);
    free(output->final);
    output->temporary = NULL;
    output->final = NULL;
    output->fd = -1;
    output->lock = -1;
}

void output_close(struct output *output)
{
    if (output->temporary && plainfile_is_at(output->lock, output->temporary))
        unlink(output->temporary);
    output_keep(output);
}
