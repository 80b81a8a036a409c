/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening files that the user did not name, such as FILE.meta, only if they are harmless.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/plainfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Flags that keep open() from waiting and from making a terminal our controlling one. */
#define CAREFULLY (O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

static const char not_plain[] = "not a plain file";

char *plainfile_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Can other users create files in the folder of path?  The folder's owner and root always
 * can, and do not count. */
static bool is_shared_folder(const char *path, struct stat *folder_status)
{
    char *folder = plainfile_folder_of(path);
    bool shared = !folder || stat(folder, folder_status) != 0 ||
                  (folder_status->st_mode & (S_IWGRP | S_IWOTH)) != 0;

    free(folder);
    return shared;
}

/* May this user's description of file be trusted?  The file's owner is trusted as much as
 * the file itself. */
static bool may_describe(uid_t owner, const char *file)
{
    struct stat status;

    return owner == geteuid() || owner == 0 ||
           (stat(file, &status) == 0 && status.st_uid == owner);
}

static const char *object_to(const struct stat *status, bool shared, const char *file)
{
    if (S_ISLNK(status->st_mode))
        return "a symbolic link";
    if (!S_ISREG(status->st_mode))
        return not_plain;
    if (!shared)
        return NULL;
    if (!may_describe(status->st_uid, file))
        return "it belongs to another user, in a directory that others may write to";
    if (status->st_nlink > 1)
        return "it has another name, too, in a directory that others may write to";
    return NULL;
}

static int fail(int fd, const char **why, const char *objection)
{
    int saved = errno;

    if (fd >= 0)
        close(fd);
    *why = objection ? objection : strerror(saved);
    errno = objection ? EINVAL : saved;
    return -1;
}

/* If path leads through a file, or is too long, the file does not exist. */
static int fail_to_find(const char **why)
{
    if (errno == ENOTDIR || errno == ENAMETOOLONG) /* for example /dev/fd/3/x */
        errno = ENOENT;
    return fail(-1, why, NULL);
}

int plainfile_open_beside(const char *path, const char *file, const char **why)
{
    struct stat status, folder;
    bool shared = is_shared_folder(path, &folder);
    const char *objection;
    int fd;

    if ((shared ? lstat(path, &status) : stat(path, &status)) != 0)
        return fail_to_find(why);
    if (shared && S_ISLNK(status.st_mode))
        return fail(-1, why, "a symbolic link, in a directory that others may write to");
    if (!S_ISREG(status.st_mode))
        return fail(-1, why, not_plain);
    fd = open(path, O_RDONLY | CAREFULLY | (shared ? O_NOFOLLOW : 0));
    if (fd < 0 || fstat(fd, &status) != 0)
        return fail(fd, why, NULL);
    objection = object_to(&status, shared, file); /* the file may have been replaced */
    return objection ? fail(fd, why, objection) : fd;
}

const char *plainfile_objection(const char *path, const char *file)
{
    struct stat status, folder;

    if (lstat(path, &status) != 0) /* other errors are reported when the file is written */
        return NULL;
    return object_to(&status, is_shared_folder(path, &folder), file);
}

bool plainfile_is_own(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_uid == geteuid() && status->st_nlink == 1;
}

int plainfile_open_own(const char *path, int flags, const char **why)
{
    static const char objection[] = "not a plain file of yours alone";
    struct stat status;
    int fd;

    if (lstat(path, &status) == 0 && !plainfile_is_own(&status))
        return fail(-1, why, objection);
    fd = open(path, flags | CAREFULLY | O_NOFOLLOW, 0600);
    if (fd < 0 || fstat(fd, &status) != 0)
        return fail(fd, why, NULL);
    return plainfile_is_own(&status) ? fd : fail(fd, why, objection);
}

bool plainfile_is_planted_link(const char *path)
{
    struct stat status, folder = {0};

    /* The same rule as Linux's fs.protected_symlinks (proc_sys_fs(5)). */
    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode) &&
           is_shared_folder(path, &folder) && status.st_uid != geteuid() && status.st_uid != 0 &&
           status.st_uid != folder.st_uid;
}

bool plainfile_is_at(int fd, const char *path)
{
    struct stat ours, there;

    return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}
