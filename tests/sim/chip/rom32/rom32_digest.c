/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5 of the boot ROM, for programs.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The state of a digest is not in the program's context, but here: a copy of the context
 * does not have it.
 */
#include <openssl/evp.h>

#include "sim/chip/rom32/rom32_private.h"

enum { CHUNK = 64, BLOCK_CYCLES = 1344, DIGEST_BYTES = 16 };

/* Finds the object for an address.  A new one takes the place of the one that was not used
 * for the longest time. */
static struct rom32_object *find(struct rom32 *rom, uint32_t address, bool create)
{
    struct rom32_object *oldest = &rom->md5s[0];

    for (unsigned i = 0; i < ROM32_MD5S; i++) {
        if (rom->md5s[i].state && rom->md5s[i].address == address)
            return &rom->md5s[i];
        if (rom->md5s[i].used < oldest->used)
            oldest = &rom->md5s[i];
    }
    if (!create)
        return NULL;
    if (!oldest->state)
        oldest->state = EVP_MD_CTX_new();
    oldest->address = address;
    return oldest;
}

/* Argument: context. */
uint64_t rom32_MD5Init(struct rom32 *rom, const uint32_t *arg)
{
    struct rom32_object *md5 = find(rom, arg[0], true);

    md5->used = *rom->machine.cycles;
    EVP_DigestInit_ex(md5->state, EVP_md5(), NULL);
    return 0;
}

/* Arguments: context, data, size. */
uint64_t rom32_MD5Update(struct rom32 *rom, const uint32_t *arg)
{
    struct rom32_object *md5 = find(rom, arg[0], false);
    uint8_t bytes[CHUNK];

    if (!md5) {
        rom32_set_trouble(rom, "MD5Update without MD5Init");
        return 0;
    }
    for (uint32_t at = 0; at < arg[2];) {
        uint32_t part = arg[2] - at < CHUNK ? arg[2] - at : CHUNK;

        for (uint32_t i = 0; i < part; i++)
            bytes[i] = rom32_peek8(rom, arg[1] + at + i);
        EVP_DigestUpdate(md5->state, bytes, part);
        rom32_spend(rom, BLOCK_CYCLES * part / CHUNK);
        at += part;
    }
    md5->used = *rom->machine.cycles;
    return 0;
}

/* Arguments: digest, context. */
uint64_t rom32_MD5Final(struct rom32 *rom, const uint32_t *arg)
{
    struct rom32_object *md5 = find(rom, arg[1], false);
    uint8_t digest[DIGEST_BYTES];

    if (!md5) {
        rom32_set_trouble(rom, "MD5Final without MD5Init");
        return 0;
    }
    EVP_DigestFinal_ex(md5->state, digest, NULL);
    rom32_spend(rom, BLOCK_CYCLES);
    for (uint32_t i = 0; i < DIGEST_BYTES; i++)
        rom32_store8(rom, arg[0] + i, digest[i]);
    md5->address = 0;
    md5->used = 0;
    return 0;
}

void rom32_digest_free(struct rom32 *rom)
{
    for (unsigned i = 0; i < ROM32_MD5S; i++)
        EVP_MD_CTX_free(rom->md5s[i].state);
}
