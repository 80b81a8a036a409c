/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary files.  A program locks them while it uses them, so that the next run can
 * remove the files of a run that was killed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/leftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "files/imagefile.h"
#include "files/plainfile.h"
#include "files/sidecar.h"

#define START ".esputils-"
#define OLD ".old"
enum {
    START_LENGTH = sizeof(START) - 1,
    RANDOM_LENGTH = 6, /* of mkostemp()'s XXXXXX */
    MOST_TRIES = 100,  /* to create a file that no other run removes at once */
};

/* Another run that clears the folder may remove the file before it is locked.  Then this
 * function tries again. */
int leftovers_create(const char *folder, char **path)
{
    int fd;

    for (int tries = 0; tries < MOST_TRIES; tries++) {
        if (asprintf(path, "%s/" START "XXXXXX", folder) < 0) {
            *path = NULL;
            return -1;
        }
        fd = mkostemp(*path, O_CLOEXEC); /* mode 0600 */
        if (fd < 0) {
            free(*path);
            *path = NULL;
            return -1;
        }
        /* Some file systems have no locks; then the file is used without a lock. */
        if ((flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
            plainfile_is_at(fd, *path))
            return fd;
        close(fd);
        free(*path);
    }
    *path = NULL;
    errno = EBUSY;
    return -1;
}

/* Locks the file before it gets the second name, because other runs look for that name. */
int leftovers_keep(const char *path, const char *second)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return -1;
    (void)flock(fd, LOCK_EX | LOCK_NB);
    if (link(path, second) == 0)
        return fd;
    close(fd);
    return -1;
}

/* ---- the old description of a dump ---- */

static bool is_size(const struct sidecar *sidecar, off_t size)
{
    const char *text = esp_devline_get(&sidecar->line, "size");
    uint64_t number;

    return text && number_parse(text, &number) == NUMBER_OK && number == (uint64_t)size &&
           size > 0 && size <= IMAGE_FILE_MAX;
}

/* Does the description belong to this file? */
static bool describes(const struct sidecar *sidecar, const char *file)
{
    struct stat status;
    uint8_t *data = NULL;
    size_t size;
    char why[128];
    bool agrees;

    if (sidecar->unreadable || !esp_devline_get(&sidecar->line, "sha256") ||
        stat(file, &status) != 0 || !S_ISREG(status.st_mode) ||
        !is_size(sidecar, status.st_size) || access(file, R_OK) != 0 ||
        image_file_read(file, &data, &size) != STATUS_DONE)
        return false;
    agrees = !sidecar_file_differs(sidecar, data, size, why, sizeof(why));
    free(data);
    return agrees;
}

/* Does the file's own description (FILE.meta) belong to the file? */
static bool is_described(const char *file)
{
    struct sidecar sidecar;
    bool right = sidecar_read(&sidecar, file) == STATUS_DONE && describes(&sidecar, file);

    sidecar_free(&sidecar);
    return right;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

/* meta: the path of another description.  If the old description belongs to meta's dump,
 * returns true, and renames the old description to meta unless meta is right. */
static bool give_back(const struct sidecar *old, const char *meta)
{
    char *file = strndup(meta, strlen(meta) - strlen(".meta"));
    struct stat status;
    bool found = file && lstat(meta, &status) == 0 && plainfile_is_own(&status) &&
                 describes(old, file);

    if (found && !is_described(file) && rename(old->path, meta) == 0)
        message_notice("%s is again what it was: a run was killed while it was replaced", meta);
    free(file);
    return found;
}

/* Looks for the dump to which the old description belongs. */
static void find_dump(const struct sidecar *old, const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    bool found = false;

    while (entries && !found && (entry = readdir(entries)) != NULL) {
        char *meta;

        if (!ends_with(entry->d_name, ".meta") || ends_with(entry->d_name, ".part.meta") ||
            asprintf(&meta, "%s/%s", folder, entry->d_name) < 0)
            continue;
        found = give_back(old, meta);
        free(meta);
    }
    if (entries)
        closedir(entries);
}

/* Removes an old description.  If this name is the file's only name, the file may have to
 * be put back to its dump.  And if the file describes no dump, it is not ours and stays. */
static void clear_old(int fd, char *path, const char *folder)
{
    struct sidecar old = {.path = path};
    struct stat status;

    if (fstat(fd, &status) != 0 || (status.st_nlink == 1 && !sidecar_load(&old, fd)))
        return;
    if (status.st_nlink == 1 && !old.unreadable)
        find_dump(&old, folder);
    if (!old.unreadable && plainfile_is_at(fd, path))
        unlink(path);
    esp_devline_free(&old.line);
}

/* ---- the folder ---- */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The rest of the name behind our start and the random part (XXXXXX); NULL if name is no
 * name of ours. */
static const char *rest_of_name(const char *name)
{
    if (strncmp(name, START, START_LENGTH) != 0)
        return NULL;
    for (int i = 0; i < RANDOM_LENGTH; i++)
        if (!is_letter_or_digit(name[START_LENGTH + i]))
            return NULL;
    return name + START_LENGTH + RANDOM_LENGTH;
}

/* Opens for writing if possible, because NFS needs that for a lock.  But a description may
 * be write-protected. */
static int open_leftover(const char *path)
{
    const int flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open(path, O_RDWR | flags);

    return fd < 0 ? open(path, O_RDONLY | flags) : fd;
}

/* A file that cannot be locked may be in use, and stays. */
static void clear(char *path, bool is_old, const char *folder)
{
    struct stat status;
    int fd;

    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
        (!is_old && status.st_nlink != 1))
        return;
    fd = open_leftover(path);
    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && plainfile_is_at(fd, path)) {
        if (is_old)
            clear_old(fd, path, folder);
        else
            unlink(path);
    }
    close(fd);
}

void leftovers_clear(const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    while (entries && (entry = readdir(entries)) != NULL) {
        const char *rest = rest_of_name(entry->d_name);
        bool is_old = rest && strcmp(rest, OLD) == 0;
        char *path;

        if (!rest || (*rest != '\0' && !is_old) ||
            asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
            continue;
        clear(path, is_old, folder);
        free(path);
    }
    if (entries)
        closedir(entries);
}
