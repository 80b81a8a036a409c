/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write: refuse images that are not meant for this board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-write/write_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/chipfacts.h"
#include "base/flashid.h"
#include "board/connect.h"
#include "board/sameboard.h"
#include "board/secured.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "image/app/app.h"
#include "image/imageheader.h"
#include "image/start/start.h"

/* Refuses to write, with the reason.  If an option allows it, only gives a notice. */
__attribute__((format(printf, 3, 4))) static int object(bool allowed, const char *option,
                                                       const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (allowed) {
        message_notice("%s", text);
        return STATUS_DONE;
    }
    message_error("%s; %s writes it all the same", text, option);
    return STATUS_REFUSED;
}

int check_files(const struct image_list *list, const struct allowance *allowed)
{
    int status = STATUS_DONE;

    for (size_t i = 0; i < list->count && status == STATUS_DONE; i++) {
        const struct image_source *source = &list->sources[i];
        char why[128];

        if (sidecar_file_differs(&source->sidecar, source->data, source->size, why, sizeof(why)))
            status = object(allowed->force, "--force", "%s is not what %s describes: %s",
                            source->title, source->sidecar.path, why);
    }
    return status;
}

static void tell_no_program(const struct image_source *source, const struct image_header *header,
                            const char *port)
{
    if (header->boot_offset == source->offset)
        message_notice("%s: %s does not begin as a program does, so the board will not start"
                       " with it",
                       port, source->title);
    else
        message_notice("%s: %s has no program at 0x%" PRIx32 ", where the board starts from, so"
                       " the board will not start with it",
                       port, source->title, header->boot_offset);
}

/* A flash inside the chip may have fewer lines than the header's mode wants, and so may a
 * flash that is sold in its place. */
static void tell_mode(const struct image_source *source, const struct image_header *header,
                      const struct esp_board *board, const char *port)
{
    static const char *const quad[] = {"QIO", "QOUT"};
    bool inside = strstr(board->features, "flash");

    if (header->kind != IMAGE_KIND_PROGRAM || !board->facts->inside_is_dout ||
        header->flash_mode >= sizeof(quad) / sizeof(quad[0]))
        return;
    if (inside)
        message_notice("%s: %s has the flash mode %s, and the flash inside an %s needs DOUT, so the"
                       " board will not start with it: esp-imgedit --flash-mode=dout changes it",
                       port, source->title, quad[header->flash_mode], board->chip_name);
    else if (esp_flashid_needs_dout(board->jedec_id))
        message_notice("%s: %s has the flash mode %s, and boards with a flash of 1 MiB by %s mostly"
                       " start in DOUT only: esp-imgedit --flash-mode=dout changes it",
                       port, source->title, quad[header->flash_mode],
                       esp_flashid_vendor(board->jedec_id));
}

/* Is the image what was in the flash before, good or bad?  Then it may go back. */
static bool is_backup(const struct image_source *source, const struct esp_board *board)
{
    return source->sidecar.has_offset ||
           (source->offset == 0 && board->flash_size > 0 && source->size == board->flash_size);
}

/* Checks that the programs in the image are whole. */
static int check_programs(const struct image_source *source, const struct esp_board *board,
                          const char *port, const struct allowance *allowed)
{
    struct image_flaw flaw;
    bool allow = allowed->force || is_backup(source, board);

    if (image_start_check(board->facts, source->offset, source->data, source->size, &flaw))
        return STATUS_DONE;
    return object(allow, "--force", "%s: %s: %s%s", port, source->title, flaw.trouble.text,
                  flaw.cut ? ": it is cut short" : "");
}

/* Checks the image's header.  An image has to be a program only if the chip starts from
 * it. */
static int check_header(const struct image_source *source, const struct esp_board *board,
                        const char *port, const struct allowance *allowed)
{
    struct image_header header;
    char claimed[32], real[32];

    image_header_parse(&header, board->facts, source->offset, source->data, source->size);
    switch (header.kind) {
    case IMAGE_KIND_FOREIGN:
        return object(allowed->force, "--force", "%s: %s is for an %s, and this is an %s", port,
                      source->title, header.what, board->chip_name);
    case IMAGE_KIND_WRAPPED:
        return object(allowed->force, "--force", "%s: %s is %s, which has to be unpacked first",
                      port, source->title, header.what);
    case IMAGE_KIND_MISTAKEN:
        return object(allowed->force, "--force", "%s: %s is %s, no firmware", port, source->title,
                      header.what);
    case IMAGE_KIND_DATA:
        if (image_header_cut(board->facts, source->offset, source->data, source->size))
            return object(allowed->force || is_backup(source, board), "--force",
                          "%s: %s: the file ends in the program's header: it is cut short", port,
                          source->title);
        tell_no_program(source, &header, port);
        return STATUS_DONE;
    default:
        break;
    }
    if (board->flash_size > 0 && header.flash_size > board->flash_size) {
        number_format_size(claimed, sizeof(claimed), header.flash_size);
        number_format_size(real, sizeof(real), board->flash_size);
        message_notice("%s: %s expects a flash of %s, and this board has %s", port, source->title,
                       claimed, real);
    }
    tell_mode(source, &header, board, port);
    return check_programs(source, board, port, allowed);
}

static int check_origin(const struct image_source *source, const struct esp_devline *found,
                        const char *port, const struct allowance *allowed)
{
    static const char *const keys[] = {"chip", "flash-size"};
    const struct esp_devline *origin = &source->sidecar.line;
    const char *const title = source->title;
    int status = STATUS_DONE;

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && status == STATUS_DONE; i++) {
        if (sameboard_differs(origin, found, keys[i]))
            status = object(allowed->force, "--force", "%s: %s was read with %s=%s, and here it is %s",
                            port, title, keys[i], esp_devline_get(origin, keys[i]),
                            esp_devline_get(found, keys[i]));
    }
    if (status == STATUS_DONE && sameboard_differs(origin, found, "mac")) {
        status = object(allowed->clone || allowed->force, "--clone",
                        "%s: %s was read from the board %s, and this one is %s", port, title,
                        esp_devline_get(origin, "mac"), esp_devline_get(found, "mac"));
        if (status == STATUS_DONE)
            message_notice("%s: it will have the other's serial number, name and passwords: do a"
                           " factory reset of its firmware",
                           port);
    }
    return status;
}

/* Was the image read from a flash that was encrypted then? */
static bool is_ciphertext(const struct image_source *source)
{
    const char *was = esp_devline_get(&source->sidecar.line, "flash-encryption");

    return was && strcmp(was, "on") == 0;
}

/* Was the image read from this very chip? */
static bool is_of_this_chip(const struct image_source *source, const struct esp_devline *found)
{
    return esp_devline_get(&source->sidecar.line, "mac") && esp_devline_get(found, "mac") &&
           !sameboard_differs(&source->sidecar.line, found, "mac");
}

/* Does the image go back to the address from which it was read?  The encryption depends on
 * the address. */
static bool is_at_its_place(const struct image_source *source)
{
    const char *offset = esp_devline_get(&source->sidecar.line, "offset");
    uint64_t was;

    return offset && number_parse(offset, &was) == NUMBER_OK && was == source->offset;
}

/* Contents that one chip encrypted are of use at the same address of the same chip only. */
static int check_ciphertext(const struct image_source *source, const struct esp_board *board,
                            const struct esp_devline *found, const char *port,
                            const struct allowance *allowed)
{
    if (!is_ciphertext(source))
        return !board->flash_encrypted
                   ? STATUS_DONE
                   : object(allowed->force, "--force",
                            "%s: this chip decrypts what it reads from its flash, and nothing tells"
                            " that %s was encrypted by this chip",
                            port, source->title);
    if (!board->flash_encrypted || !is_of_this_chip(source, found))
        return object(allowed->force, "--force",
                      "%s: %s was encrypted by another chip, and is of use on that chip only", port,
                      source->title);
    if (!is_at_its_place(source))
        return object(allowed->force, "--force",
                      "%s: %s was encrypted for the address from which it was read, and is of use"
                      " there only",
                      port, source->title);
    return STATUS_DONE;
}

/* A chip that decrypts its flash, or that starts only what is signed, may never start again
 * with a wrong image. */
static int check_security(const struct image_source *source, const struct esp_board *board,
                          const struct esp_devline *found, const char *port,
                          const struct allowance *allowed)
{
    int status = STATUS_DONE;

    if (board->secure_boot && secured_reaches_bootloader(board, source->offset, source->size))
        status = object(allowed->force, "--force", "%s: %s would replace the bootloader, and %s",
                        port, source->title, secured_reason(board));
    return status == STATUS_DONE ? check_ciphertext(source, board, found, port, allowed) : status;
}

/* A data partition with an older, longer content behind the new one may be misread. */
static void tell_rest(const struct image_source *source, const struct partition *partition,
                      const char *port)
{
    uint32_t rest = partition->row->size - (uint32_t)source->size;
    char size[32];

    number_format_size(size, sizeof(size), rest);
    if (rest > 0 && partition->row->type != IMAGE_TYPE_APP)
        message_notice("%s: the last %s of %s stay as they are", port, size, partition->title);
}

int check_partition(const struct image_source *source, const struct partition *partition,
                    const struct device *device, const struct allowance *allowed)
{
    const struct esp_board *board = esp_session_board(device->session);
    const struct esp_chipfacts *found;
    const char *port = device->choice.port;
    bool allow = allowed->force || is_backup(source, board);

    tell_rest(source, partition, port);
    if (partition->row->type != IMAGE_TYPE_APP)
        return STATUS_DONE;
    if (!image_app_begins(source->data, source->size))
        return object(allow, "--force", "%s: %s is for a program, and %s does not begin as one",
                      port, partition->title, source->title);
    found = image_header_chip(board->facts, source->data, source->size);
    return !found || found == board->facts
               ? STATUS_DONE
               : object(allow, "--force", "%s: %s is for an %s, and this is an %s", port,
                        source->title, found->name, board->chip_name);
}

int check_board(const struct image_list *list, const struct esp_board *board, const char *port,
                const struct allowance *allowed)
{
    struct esp_devline found;
    int err, status;

    if (!images_fit(list, board->flash_size))
        return STATUS_REFUSED;
    esp_devline_init(&found);
    err = esp_devline_set_board(&found, board);
    status = err == ESP_OK ? STATUS_DONE : connect_failed(NULL, port, err);
    for (size_t i = 0; i < list->count && status == STATUS_DONE; i++) {
        status = check_header(&list->sources[i], board, port, allowed);
        if (status == STATUS_DONE)
            status = check_origin(&list->sources[i], &found, port, allowed);
        if (status == STATUS_DONE)
            status = check_security(&list->sources[i], board, &found, port, allowed);
    }
    esp_devline_free(&found);
    return status;
}
