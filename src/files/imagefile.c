/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a whole file or standard input into memory, as an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/imagefile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/largebuffer.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/signals.h"
#include "cli/status.h"

enum {
    FIRST_ROOM = 1 << 20, /* bytes, where the file does not tell its size */
    WRITER_MS = 10000,    /* for the other program to start and open the FIFO */
    SLICE_MS = 50,        /* between checks for a signal or a writer */
};

static bool is_stdin(const char *name)
{
    return strcmp(name, "-") == 0;
}

const char *image_file_title(const char *name)
{
    return is_stdin(name) ? "standard input" : name;
}

static int complain(const char *doing, const char *title)
{
    int saved = errno;

    if (signals_caught() == 0)
        message_error("%s %s: %s", doing, title, strerror(saved));
    return STATUS_USAGE;
}

struct buffer {
    uint8_t *data;
    size_t used, room;
    size_t limit; /* bytes of an image; see limit_of() */
    size_t first; /* room to begin with */
};

/* The most bytes that the file may have. */
static size_t limit_of(const struct buffer *buffer)
{
    return buffer->used > 0 && buffer->data[0] == ':' ? 3 * buffer->limit : buffer->limit;
}

static bool grow(struct buffer *buffer)
{
    size_t room = buffer->room == 0 ? buffer->first : 2 * buffer->room;
    uint8_t *data;

    /* One byte more than allowed, so that an image that is too long is noticed. */
    if (room > limit_of(buffer))
        room = limit_of(buffer) + 1;
    data = esp_large_buffer_grow(buffer->data, buffer->used, room);
    if (!data)
        return false;
    buffer->data = data;
    buffer->room = room;
    return true;
}

/* A file tells its size, and one byte of room more shows its end.  The buffer grows as
 * usual where the file grows meanwhile. */
static size_t first_room(int fd)
{
    struct stat status;

    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        status.st_size <= IMAGE_FILE_MAX)
        return (size_t)status.st_size + 1;
    return FIRST_ROOM;
}

/* The input: a file, standard input, or a FIFO.  Perhaps no program ever writes into the
 * FIFO. */
struct reading {
    const char *title;
    int fd;
    bool is_any;          /* the file need not be an image */
    bool is_fifo;         /* a named FIFO: reading it does not wait */
    uint64_t deadline_ms; /* by then a program must have opened the FIFO for writing */
};

/* Waits for data for SLICE_MS.  Returns poll()'s events; 0: no data yet. */
static short await(const struct reading *reading)
{
    struct pollfd input = {.fd = reading->fd, .events = POLLIN};

    return poll(&input, 1, SLICE_MS) > 0 ? input.revents : 0;
}

/* Reading a FIFO that no program has open for writing returns its end at once.  True if
 * this is the case. */
static bool has_no_writer_yet(const struct reading *reading, short events)
{
    return reading->is_fifo && (events & POLLHUP) == 0;
}

/* Reads once.  Returns the count of bytes, 0 at the end, or -1 with errno; EAGAIN means no
 * data yet. */
static ssize_t read_some(const struct reading *reading, struct buffer *buffer)
{
    short events = await(reading);
    ssize_t count;

    errno = signals_caught() != 0 ? EINTR : EAGAIN;
    if (signals_caught() != 0 || (events == 0 && !reading->is_fifo))
        return -1;
    count = read(reading->fd, buffer->data + buffer->used, buffer->room - buffer->used);
    if (count != 0 || buffer->used > 0 || !has_no_writer_yet(reading, events))
        return count;
    errno = esp_clock_ms() < reading->deadline_ms ? EAGAIN : ETIMEDOUT;
    return -1;
}

static int reading_failed(const char *title)
{
    if (errno != ETIMEDOUT)
        return complain("reading", title);
    message_error("%s is a FIFO, and no program writes into it", title);
    return STATUS_USAGE;
}

/* Reads to the end, or until there is more data than an image can have. */
static int read_all(struct buffer *buffer, const struct reading *reading)
{
    ssize_t count = 1;

    while (count != 0 && buffer->used <= limit_of(buffer)) {
        if (buffer->used == buffer->room && !grow(buffer)) {
            message_error("reading %s: %s", reading->title, esp_strerror(ESP_ERR_NOMEM));
            return STATUS_USAGE;
        }
        count = read_some(reading, buffer);
        if (count < 0 && errno != EAGAIN && (errno != EINTR || signals_caught() != 0))
            return reading_failed(reading->title);
        if (count > 0)
            buffer->used += (size_t)count;
    }
    return STATUS_DONE;
}

/* The name of a kind of file that cannot hold an image; NULL for other kinds.  A disk is
 * allowed, because it has an end. */
static const char *unfit_kind(mode_t mode)
{
    if (S_ISDIR(mode))
        return "directory";
    if (S_ISCHR(mode))
        return "device";
    return S_ISSOCK(mode) ? "socket" : NULL;
}

static int check_kind(const char *name, mode_t mode)
{
    const char *kind = unfit_kind(mode);

    if (!kind)
        return STATUS_DONE;
    message_error("%s is a %s, not an image", name, kind);
    return STATUS_USAGE;
}

/* O_NONBLOCK, because otherwise opening a FIFO waits for its other end.  For other files
 * the flag is removed again. */
static int open_file(struct reading *reading, const char *name)
{
    struct stat status;
    int result;

    reading->fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (reading->fd < 0 || fstat(reading->fd, &status) != 0)
        return complain("opening", name);
    result = check_kind(name, status.st_mode); /* the file may have been replaced */
    reading->is_fifo = S_ISFIFO(status.st_mode);
    reading->deadline_ms = esp_clock_ms() + WRITER_MS;
    if (!reading->is_fifo)
        (void)fcntl(reading->fd, F_SETFL, 0);
    return result;
}

/* Checks the kind of file before opening it, because opening a serial device changes its
 * lines. */
static int open_named(struct reading *reading, const char *name)
{
    struct stat status;
    int result;

    if (stat(name, &status) != 0)
        return complain("opening", name);
    result = check_kind(name, status.st_mode);
    return result == STATUS_DONE ? open_file(reading, name) : result;
}

static int open_input(struct reading *reading, const char *name)
{
    if (!is_stdin(name))
        return open_named(reading, name);
    reading->fd = STDIN_FILENO;
    if (!isatty(STDIN_FILENO))
        return STATUS_DONE;
    message_error("the terminal is no place to take an image from: use < FILE or a pipe");
    return STATUS_USAGE;
}

static bool is_device_line(const struct buffer *buffer)
{
    return buffer->used > 5 && memcmp(buffer->data, "port=", 5) == 0;
}

static int check(const struct buffer *buffer, const struct reading *reading, const char *name)
{
    const char *title = reading->title;
    char limit[32];

    number_format_size(limit, sizeof(limit), limit_of(buffer));
    if (reading->is_any && buffer->used <= buffer->limit)
        return STATUS_DONE;
    if (buffer->used == 0)
        message_error("%s is empty", title);
    else if (buffer->used > limit_of(buffer))
        message_error("%s is longer than %s, and no flash is that large", title, limit);
    else if ((is_stdin(name) || reading->is_fifo) && is_device_line(buffer))
        message_error("%s is a device line, not an image: name the image's file in place of %s",
                      title, name);
    else
        return STATUS_DONE;
    return STATUS_USAGE;
}

static int read_file(const char *name, bool is_any, size_t limit, uint8_t **data, size_t *size)
{
    struct reading reading = {.title = image_file_title(name), .fd = -1, .is_any = is_any};
    struct buffer buffer = {.limit = limit};
    int status = open_input(&reading, name);

    if (status == STATUS_DONE) {
        buffer.first = first_room(reading.fd);
        status = read_all(&buffer, &reading);
    }
    if (reading.fd >= 0 && reading.fd != STDIN_FILENO)
        close(reading.fd);
    if (status == STATUS_DONE)
        status = check(&buffer, &reading, name);
    if (status != STATUS_DONE) {
        free(buffer.data);
        return status;
    }
    *data = buffer.data;
    *size = buffer.used;
    return STATUS_DONE;
}

int image_file_read(const char *name, uint8_t **data, size_t *size)
{
    return read_file(name, false, IMAGE_FILE_MAX, data, size);
}

int image_file_read_upto(const char *name, size_t limit, uint8_t **data, size_t *size)
{
    return read_file(name, false, limit, data, size);
}

int image_file_read_any(const char *name, size_t limit, uint8_t **data, size_t *size)
{
    return read_file(name, true, limit, data, size);
}
