/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sidecars: FILE.meta is the description that esp-read writes beside the dump FILE.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "files/plainfile.h"

enum {
    LARGEST = 65536, /* bytes; a description has about 400 */
    SHA256_SIZE = 32,
};

/* A description has at least a size.  Other files may have such a name, too. */
void sidecar_parse(struct sidecar *sidecar, const char *text)
{
    const char *size, *offset;
    uint64_t value;

    sidecar->unreadable = true;
    if (esp_devline_parse(&sidecar->line, text) != ESP_OK)
        return;
    size = esp_devline_get(&sidecar->line, "size");
    if (!size || number_parse(size, &value) != NUMBER_OK)
        return;
    offset = esp_devline_get(&sidecar->line, "offset");
    if (offset && (number_parse(offset, &sidecar->offset) != NUMBER_OK ||
                   sidecar->offset > UINT32_MAX))
        return;
    sidecar->has_offset = offset != NULL;
    sidecar->unreadable = false;
}

/* Reads a whole description.  False with errno if reading fails. */
static bool read_text(int fd, char text[LARGEST], size_t *count)
{
    ssize_t more = 1;

    *count = 0;
    while (more != 0 && *count < LARGEST) {
        more = read(fd, text + *count, LARGEST - *count);
        if (more < 0 && errno != EINTR)
            return false;
        if (more > 0)
            *count += (size_t)more;
    }
    return true;
}

bool sidecar_load(struct sidecar *sidecar, int fd)
{
    char text[LARGEST];
    size_t count;

    sidecar->unreadable = true;
    if (!read_text(fd, text, &count))
        return false;
    if (count == LARGEST || memchr(text, '\0', count)) /* such a text is no description */
        return true;
    text[count] = '\0';
    sidecar_parse(sidecar, text);
    return true;
}

static int complain(const char *path, const char *why)
{
    message_error("reading %s: %s", path, why);
    return STATUS_USAGE;
}

/* Reads the description from fd and closes fd.  fd is -1 if opening failed, with errno and
 * the reason why. */
static int take(struct sidecar *sidecar, int fd, const char *why)
{
    int status = STATUS_DONE;

    if (fd < 0 && errno != ENOENT)
        return complain(sidecar->path, why);
    if (fd < 0) {
        free(sidecar->path);
        sidecar->path = NULL;
        return STATUS_DONE;
    }
    if (!sidecar_load(sidecar, fd))
        status = complain(sidecar->path, strerror(errno));
    close(fd);
    return status;
}

static int find(struct sidecar *sidecar, const char *file)
{
    *sidecar = (struct sidecar){0};
    if (asprintf(&sidecar->path, "%s.meta", file) >= 0)
        return STATUS_DONE;
    sidecar->path = NULL;
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

int sidecar_read(struct sidecar *sidecar, const char *file)
{
    const char *why = NULL;
    int status = find(sidecar, file);
    int fd;

    if (status != STATUS_DONE)
        return status;
    fd = plainfile_open_beside(sidecar->path, file, &why);
    if (fd >= 0 || errno != EINVAL)
        return take(sidecar, fd, why);
    message_error("reading %s: %s; remove it, or copy %s elsewhere", sidecar->path, why, file);
    return STATUS_USAGE;
}

int sidecar_read_own(struct sidecar *sidecar, const char *file)
{
    const char *why = NULL;
    int status = find(sidecar, file);
    int fd;

    if (status != STATUS_DONE)
        return status;
    fd = plainfile_open_own(sidecar->path, O_RDONLY, &why);
    return take(sidecar, fd, why);
}

void sidecar_free(struct sidecar *sidecar)
{
    free(sidecar->path);
    sidecar->path = NULL;
    esp_devline_free(&sidecar->line);
}

/* The digest in hexadecimal; an empty text if OpenSSL fails. */
static void sha256_text(char text[2 * SHA256_SIZE + 1], const uint8_t *data, size_t size)
{
    uint8_t digest[SHA256_SIZE];

    text[0] = '\0';
    if (!EVP_Digest(data, size, digest, NULL, EVP_sha256(), NULL))
        return;
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

bool sidecar_file_differs(const struct sidecar *sidecar, const uint8_t *data, size_t size,
                          char *why, size_t room)
{
    const char *want_size = esp_devline_get(&sidecar->line, "size");
    const char *want_digest = esp_devline_get(&sidecar->line, "sha256");
    char digest[2 * SHA256_SIZE + 1];
    uint64_t number;

    if (sidecar->unreadable) {
        snprintf(why, room, "that describes no dump");
        return true;
    }
    if (want_size && number_parse(want_size, &number) == NUMBER_OK && number != size) {
        snprintf(why, room, "it has %zu bytes, not %" PRIu64, size, number);
        return true;
    }
    if (!want_digest)
        return false;
    sha256_text(digest, data, size);
    if (strcasecmp(digest, want_digest) == 0)
        return false;
    snprintf(why, room, "its contents were changed");
    return true;
}

uint64_t sidecar_missing(const struct sidecar *sidecar, size_t size)
{
    const char *want_size = esp_devline_get(&sidecar->line, "size");
    uint64_t number;

    if (sidecar->unreadable || !want_size || number_parse(want_size, &number) != NUMBER_OK)
        return 0;
    return number > size ? number - size : 0;
}
