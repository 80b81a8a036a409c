/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write for chips with secure boot or flash encryption.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-write/write_security.h"

#include <string.h>

#include "board/partition/bootguard.h"
#include "board/partition/partition.h"
#include "board/sameboard.h"
#include "board/secured.h"
#include "cli/number.h"
#include "cli/status.h"

/* Was the image read from a flash that was encrypted then? */
static bool was_encrypted(const struct image_source *source)
{
    const char *was = esp_devline_get(&source->sidecar.line, "flash-encryption");

    return was && strcmp(was, "on") == 0;
}

bool write_is_ciphertext(const struct image_source *source, const struct esp_board *board)
{
    return board->flash_encrypted && was_encrypted(source);
}

/* Was the image read from this very chip? */
static bool is_of_this_chip(const struct image_source *source, const struct esp_devline *found)
{
    return esp_devline_get(&source->sidecar.line, "mac") && esp_devline_get(found, "mac") &&
           !sameboard_differs(&source->sidecar.line, found, "mac");
}

/* Is it not known from which chip the image was read, or which chip this is? */
static bool lacks_mac(const struct image_source *source, const struct esp_devline *found)
{
    return !esp_devline_get(&source->sidecar.line, "mac") || !esp_devline_get(found, "mac");
}

/* Does the image go back to the address from which it was read?  The encryption depends on
 * the address. */
static bool is_at_its_place(const struct image_source *source)
{
    return source->sidecar.has_offset && source->sidecar.offset == source->offset;
}

/* Did this chip have exactly these bytes there, under the same secure boot?  check_files()
 * has compared the digest. */
static bool is_its_own(const struct image_source *source, const struct esp_devline *found)
{
    const struct esp_devline *line = &source->sidecar.line;
    const char *was = esp_devline_get(line, "secure-boot");
    const char *is = esp_devline_get(found, "secure-boot");

    return is_of_this_chip(source, found) && is_at_its_place(source) &&
           esp_devline_get(line, "sha256") && was && is && strcmp(was, is) == 0;
}

static int check_bootloader(const struct image_source *source, const struct write_target *target)
{
    const struct esp_board *board = target->board;
    enum bootguard_reach reach;
    int status;

    if (!board->secure_boot || is_its_own(source, &target->found))
        return STATUS_DONE;
    status = bootguard_look(&reach, target->session, target->port, source->offset, source->size);
    if (status != STATUS_DONE || reach == BOOTGUARD_NOT)
        return status;
    return write_object(target->allowed->force, "--force", "%s: %s %s the bootloader, and %s",
                        target->port, source->title,
                        reach == BOOTGUARD_BOOTLOADER ? "would replace"
                                                      : "may replace a part of",
                        secured_reason(board));
}

/* Contents that one chip encrypted are of use at the same address of the same chip only. */
static int check_ciphertext(const struct image_source *source, const struct write_target *target)
{
    const struct esp_board *board = target->board;
    const bool force = target->allowed->force;

    if (target->partition->row && !partition_is_encrypted(target->partition->row))
        return STATUS_DONE; /* the chip reads it as it is */
    if (!was_encrypted(source))
        return !board->flash_encrypted
                   ? STATUS_DONE
                   : write_object(force, "--force",
                                  "%s: this chip decrypts what it reads from its flash, but not NVS,"
                                  " and nothing tells that %s was encrypted by this chip",
                                  target->port, source->title);
    if (board->flash_encrypted && lacks_mac(source, &target->found))
        return write_object(force, "--force",
                            "%s: %s is encrypted, and nothing tells that this chip encrypted it",
                            target->port, source->title);
    if (!board->flash_encrypted || !is_of_this_chip(source, &target->found))
        return write_object(force, "--force",
                            "%s: %s was encrypted by another chip, and is of use on that chip only",
                            target->port, source->title);
    if (!is_at_its_place(source))
        return write_object(force, "--force",
                            "%s: %s was encrypted for the address from which it was read, and is of"
                            " use there only",
                            target->port, source->title);
    return STATUS_DONE;
}

int write_check_security(const struct image_source *source, const struct write_target *target)
{
    int status = check_bootloader(source, target);

    return write_goes_on(status) ? write_both(status, check_ciphertext(source, target)) : status;
}
