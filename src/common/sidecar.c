/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What FILE.meta, the description that esp-read wrote beside a dump, says of it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "common/sidecar.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>

#include "common/message.h"
#include "common/number.h"
#include "common/status.h"

enum {
    LARGEST = 65536, /* bytes; a description has some 400 */
    SHA256_SIZE = 32,
};

/* A description has a size at least: other files may be called so, too. */
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

static int complain(struct sidecar *sidecar)
{
    message_error("reading %s: %s", sidecar->path, strerror(errno));
    return STATUS_USAGE;
}

int sidecar_read(struct sidecar *sidecar, const char *file)
{
    char text[LARGEST];
    FILE *stream;
    size_t count;
    int status = STATUS_DONE;

    *sidecar = (struct sidecar){0};
    if (asprintf(&sidecar->path, "%s.meta", file) < 0) {
        sidecar->path = NULL;
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        return STATUS_USAGE;
    }
    stream = fopen(sidecar->path, "re");
    if (!stream && errno != ENOENT && errno != ENOTDIR) /* /dev/fd/3 is no folder */
        return complain(sidecar);
    if (!stream) {
        free(sidecar->path);
        sidecar->path = NULL;
        return STATUS_DONE;
    }
    count = fread(text, 1, sizeof(text) - 1, stream);
    if (ferror(stream))
        status = complain(sidecar);
    fclose(stream);
    text[count] = '\0';
    if (status == STATUS_DONE)
        sidecar_parse(sidecar, text);
    return status;
}

void sidecar_free(struct sidecar *sidecar)
{
    free(sidecar->path);
    sidecar->path = NULL;
    esp_devline_free(&sidecar->line);
}

/* The digest in hexadecimal, empty where OpenSSL fails. */
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
