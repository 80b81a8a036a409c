/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the fuzz targets share: the entry point, and the check that ends the
 * run after a broken promise.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libFuzzer and driver.c call it with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise that every input must keep. */
#define FUZZ_CHECK(promise) \
    do { \
        if (!(promise)) { \
            dprintf(STDERR_FILENO, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise); \
            abort(); \
        } \
    } while (0)

/* The rest of the input; bytes are taken from its start. */
struct fuzz_input {
    const uint8_t *data;
    size_t size;
};

/* The next byte, or 0 at the end. */
__attribute__((unused)) static uint8_t fuzz_byte(struct fuzz_input *input)
{
    if (input->size == 0)
        return 0;
    input->size--;
    return *input->data++;
}

/* Takes up to count bytes. */
__attribute__((unused)) static struct fuzz_input fuzz_bytes(struct fuzz_input *input, size_t count)
{
    struct fuzz_input part = {input->data, count < input->size ? count : input->size};

    input->data += part.size;
    input->size -= part.size;
    return part;
}

/* A copy in its own memory, so that a sanitizer sees an access beyond its end. */
__attribute__((unused)) static uint8_t *fuzz_copy(const void *data, size_t size)
{
    uint8_t *copy = malloc(size + !size);

    FUZZ_CHECK(copy);
    if (size)
        memcpy(copy, data, size);
    return copy;
}

/* The same as a string. */
__attribute__((unused)) static char *fuzz_text(const void *data, size_t size)
{
    char *text = malloc(size + 1);

    FUZZ_CHECK(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
