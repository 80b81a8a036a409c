/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a description beside a dump is accepted only if it agrees with the dump.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input is the description, an empty line, and the dump.
 */
#include <openssl/evp.h>
#include <strings.h>

#include "cli/number.h"
#include "files/sidecar.h"
#include "fuzz/lib/fuzz.h"

enum { SHA256_SIZE = 32 };

static bool digest_agrees(const char *text, const struct fuzz_input *dump)
{
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    FUZZ_CHECK(EVP_Digest(dump->data, dump->size, digest, NULL, EVP_sha256(), NULL));
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return strcasecmp(hex, text) == 0;
}

/* The answer by the contract, from the values alone. */
static bool should_differ(const struct sidecar *sidecar, const struct fuzz_input *dump)
{
    const char *size = esp_devline_get(&sidecar->line, "size");
    const char *digest = esp_devline_get(&sidecar->line, "sha256");
    uint64_t number;

    if (sidecar->unreadable || number_parse(size, &number) != NUMBER_OK || number != dump->size)
        return true;
    return digest && !digest_agrees(digest, dump);
}

static void check_parsed(const struct sidecar *sidecar)
{
    const char *size = esp_devline_get(&sidecar->line, "size");
    const char *offset = esp_devline_get(&sidecar->line, "offset");
    uint64_t number;

    if (sidecar->unreadable)
        return;
    FUZZ_CHECK(size && number_parse(size, &number) == NUMBER_OK);
    FUZZ_CHECK(sidecar->has_offset == (offset != NULL));
    if (offset)
        FUZZ_CHECK(number_parse(offset, &number) == NUMBER_OK && number == sidecar->offset &&
                   sidecar->offset <= UINT32_MAX);
}

/* The reason fits into any room. */
static void check_why(const struct sidecar *sidecar, const struct fuzz_input *dump, size_t room)
{
    char *why = malloc(room);
    bool differs;

    FUZZ_CHECK(why);
    why[0] = '\0';
    differs = sidecar_file_differs(sidecar, dump->data, dump->size, why, room);
    FUZZ_CHECK(differs == should_differ(sidecar, dump));
    FUZZ_CHECK(memchr(why, '\0', room));
    FUZZ_CHECK(!differs || room == 1 || why[0]);
    free(why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memmem(data, size, "\n\n", 2) : NULL;
    size_t length = end ? (size_t)(end - data) : size;
    struct fuzz_input dump = {.data = data + length, .size = size - length};
    char *text = fuzz_text(data, length);
    struct sidecar sidecar = {0};

    if (end)
        fuzz_bytes(&dump, 2);
    sidecar_parse(&sidecar, text);
    check_parsed(&sidecar);
    check_why(&sidecar, &dump, 100);
    check_why(&sidecar, &dump, 1 + length % 20);
    sidecar_free(&sidecar);
    free(text);
    return 0;
}
