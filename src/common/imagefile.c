/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image in memory: a file, or standard input, read whole.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "common/imagefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/message.h"
#include "common/signals.h"
#include "common/status.h"
#include "esp/error.h"

enum { FIRST_ROOM = 1 << 20 }; /* bytes; what most images need at most */

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
};

static bool grow(struct buffer *buffer)
{
    size_t room = buffer->room == 0 ? FIRST_ROOM : 2 * buffer->room;
    uint8_t *data;

    /* One byte more than may be there, so that too much is seen. */
    if (room > IMAGE_FILE_MAX)
        room = IMAGE_FILE_MAX + 1;
    data = realloc(buffer->data, room);
    if (!data)
        return false;
    buffer->data = data;
    buffer->room = room;
    return true;
}

/* Reads to the end, or to more than an image can have. */
static int read_all(struct buffer *buffer, int fd, const char *title)
{
    ssize_t count = 1;

    while (count != 0 && buffer->used <= IMAGE_FILE_MAX) {
        if (buffer->used == buffer->room && !grow(buffer)) {
            message_error("reading %s: %s", title, esp_strerror(ESP_ERR_NOMEM));
            return STATUS_USAGE;
        }
        count = read(fd, buffer->data + buffer->used, buffer->room - buffer->used);
        if (count < 0 && (errno != EINTR || signals_caught() != 0))
            return complain("reading", title);
        if (count > 0)
            buffer->used += (size_t)count;
    }
    return STATUS_DONE;
}

static bool is_device_line(const struct buffer *buffer)
{
    return buffer->used > 5 && memcmp(buffer->data, "port=", 5) == 0;
}

static int check(const struct buffer *buffer, const char *name)
{
    const char *title = image_file_title(name);

    if (buffer->used == 0)
        message_error("%s is empty", title);
    else if (buffer->used > IMAGE_FILE_MAX)
        message_error("%s is longer than 32 MiB, and no flash is that large", title);
    else if (is_stdin(name) && is_device_line(buffer))
        message_error("standard input is a device line, not an image: name the image's file"
                      " in place of -");
    else
        return STATUS_DONE;
    return STATUS_USAGE;
}

int image_file_read(const char *name, uint8_t **data, size_t *size)
{
    const char *title = image_file_title(name);
    struct buffer buffer = {0};
    int fd = STDIN_FILENO;
    int status;

    if (is_stdin(name) && isatty(fd)) {
        message_error("the terminal is no place to take an image from: use < FILE or a pipe");
        return STATUS_USAGE;
    }
    if (!is_stdin(name))
        fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return complain("opening", title);
    status = read_all(&buffer, fd, title);
    if (!is_stdin(name))
        close(fd);
    if (status == STATUS_DONE)
        status = check(&buffer, name);
    if (status != STATUS_DONE) {
        free(buffer.data);
        return status;
    }
    *data = buffer.data;
    *size = buffer.used;
    return STATUS_DONE;
}
