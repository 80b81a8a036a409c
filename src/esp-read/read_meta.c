/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the sidecar of a dump: a device line with the board, the range and the time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include "esp-read/read_meta.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "board/describe.h"
#include "cli/message.h"

static int add_digest(struct esp_devline *line, const char *key, const uint8_t *digest,
                      size_t size)
{
    char text[2 * 32 + 1] = "";

    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return esp_devline_set(line, key, text);
}

static int add_time(struct esp_devline *line)
{
    time_t now = time(NULL);
    struct tm utc;
    char text[32];

    if (!gmtime_r(&now, &utc) || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return -1;
    return esp_devline_set(line, "time", text);
}

static int compose(struct esp_devline *line, const struct meta_facts *facts)
{
    const struct image *image = facts->image;

    if (esp_devline_set(line, "port", facts->choice->port) != ESP_OK ||
        describe_known(line, &facts->choice->line) != ESP_OK ||
        esp_devline_set_board(line, facts->board) != ESP_OK ||
        (facts->partition && esp_devline_set(line, "partition", facts->partition) != ESP_OK) ||
        esp_devline_setf(line, "offset", "%" PRIu64, facts->range->offset) != ESP_OK ||
        esp_devline_setf(line, "size", "%" PRIu64, image->size) != ESP_OK ||
        add_digest(line, "md5", image->md5, sizeof(image->md5)) != ESP_OK ||
        add_digest(line, "sha256", image->sha256, sizeof(image->sha256)) != ESP_OK ||
        add_time(line) != ESP_OK ||
        esp_devline_set(line, "tool", "esputils/" PACKAGE_VERSION) != ESP_OK)
        return -1;
    return 0;
}

/* Checks that the file holds this text. */
static int check(const struct output *output, const char *text, size_t size)
{
    uint8_t sha256[32];

    if (EVP_Digest(text, size, sha256, NULL, EVP_sha256(), NULL))
        return output_check(output, sha256);
    message_error("computing a digest: OpenSSL failed");
    return -1;
}

int meta_write(struct output *output, const struct meta_facts *facts)
{
    struct esp_devline line;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    int result = -1;

    esp_devline_init(&line);
    if (stream && compose(&line, facts) == 0 && esp_devline_print(&line, stream) == ESP_OK &&
        fflush(stream) == 0)
        result = 0;
    if (stream)
        fclose(stream);
    if (result != 0)
        message_error("%s: %s", output->name, esp_strerror(ESP_ERR_NOMEM));
    else
        result = output_write(output, text, size);
    if (result == 0)
        result = output_finish(output);
    if (result == 0)
        result = check(output, text, size);
    free(text);
    esp_devline_free(&line);
    return result;
}
