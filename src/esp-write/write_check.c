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
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp-write/write_end.h"
#include "esp-write/write_object.h"
#include "esp-write/write_security.h"
#include "image/app/app.h"
#include "image/imageheader.h"
#include "image/start/start.h"

int write_object(bool allowed, const char *option, const char *format, ...)
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

bool write_goes_on(int status)
{
    return status == STATUS_DONE || status == STATUS_REFUSED;
}

int write_both(int first, int second)
{
    return second == STATUS_DONE || !write_goes_on(first) ? first : second;
}

int check_files(const struct image_list *list, const struct allowance *allowed)
{
    int status = STATUS_DONE;

    for (size_t i = 0; i < list->count; i++) {
        const struct image_source *source = &list->sources[i];
        char why[128];

        if (sidecar_file_differs(&source->sidecar, source->data, source->size, why, sizeof(why)))
            status = write_both(status, write_object(allowed->force, "--force", "%s is not what %s describes: %s",
                            source->title, source->sidecar.path, why));
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

/* Is the image what was in the flash at this place before, good or bad?  Then it may go
 * back. */
static bool is_backup(const struct image_source *source, const struct esp_board *board)
{
    return (source->sidecar.has_offset && source->sidecar.offset == source->offset) ||
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
    return write_object(allow, "--force", "%s: %s: %s%s", port, source->title, flaw.trouble.text,
                  flaw.cut ? ": it is cut short" : "");
}

/* Checks the image's header.  An image has to be a program only if the chip starts from
 * it.  cut: the file ends in the header. */
static int check_header(const struct image_source *source, const struct image_header *header,
                        bool cut, const struct write_target *target)
{
    const struct esp_board *board = target->board;
    const struct allowance *allowed = target->allowed;
    const char *port = target->port;
    char claimed[32], real[32];

    switch (header->kind) {
    case IMAGE_KIND_FOREIGN:
        return write_object(allowed->force, "--force", "%s: %s is for an %s, and this is an %s", port,
                      source->title, header->what, board->chip_name);
    case IMAGE_KIND_WRAPPED:
        return write_object(allowed->force, "--force", "%s: %s is %s, which has to be unpacked first",
                      port, source->title, header->what);
    case IMAGE_KIND_MISTAKEN:
        return write_object(allowed->force, "--force", "%s: %s is %s, no firmware", port, source->title,
                      header->what);
    case IMAGE_KIND_DATA:
        if (cut)
            return write_object(allowed->force || is_backup(source, board), "--force",
                          "%s: %s: the file ends in the program's header: it is cut short", port,
                          source->title);
        return STATUS_DONE;
    default:
        break;
    }
    if (board->flash_size > 0 && header->flash_size > board->flash_size) {
        number_format_size(claimed, sizeof(claimed), header->flash_size);
        number_format_size(real, sizeof(real), board->flash_size);
        message_notice("%s: %s expects a flash of %s, and this board has %s", port, source->title,
                       claimed, real);
    }
    tell_mode(source, header, board, port);
    return check_programs(source, board, port, allowed);
}

/* What --clone allows is told before what it does not allow: the last line is then the reason. */
static int check_origin(const struct image_source *source, const struct esp_devline *found,
                        const char *port, const struct allowance *allowed)
{
    static const char *const keys[] = {"chip", "flash-size"};
    const struct esp_devline *origin = &source->sidecar.line;
    const char *const title = source->title;
    int status = STATUS_DONE;

    if (sameboard_differs(origin, found, "mac"))
        status = write_object(allowed->clone, "--clone",
                              "%s: %s was read from the board %s, and this one is %s", port, title,
                              esp_devline_get(origin, "mac"), esp_devline_get(found, "mac"));
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *was = esp_devline_get(origin, keys[i]), *is = esp_devline_get(found, keys[i]);

        if (sameboard_differs(origin, found, keys[i]))
            status = write_both(status, write_object(allowed->force, "--force",
                                                     "%s: %s was read with %s=%s, and here it is %s",
                                                     port, title, keys[i], was, is));
    }
    return status;
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

void tell_clone(const struct image_list *list, const struct device *device)
{
    struct esp_devline found;
    bool told = false;

    esp_devline_init(&found);
    if (esp_devline_set_board(&found, esp_session_board(device->session)) != ESP_OK)
        list = NULL;
    for (size_t i = 0; list && i < list->count && !told; i++) {
        const struct esp_devline *origin = &list->sources[i].sidecar.line;

        told = sameboard_differs(origin, &found, "mac");
        if (told)
            message_notice("%s: this board now carries the identity of MAC %s; reset it to factory"
                           " settings before it joins the network",
                           device->choice.port, esp_devline_get(origin, "mac"));
    }
    esp_devline_free(&found);
}

int check_partition(const struct image_source *source, const struct partition *partition,
                    const struct device *device, const struct allowance *allowed)
{
    const struct esp_board *board = esp_session_board(device->session);
    const struct esp_chipfacts *found;
    const char *port = device->choice.port;
    bool allow = allowed->force || is_backup(source, board);

    tell_rest(source, partition, port);
    if (partition->row->type != IMAGE_TYPE_APP || write_is_ciphertext(source, board))
        return STATUS_DONE;
    if (!image_app_begins(source->data, source->size))
        return write_object(allow, "--force", "%s: %s is for a program, and %s does not begin as one",
                      port, partition->title, source->title);
    found = image_header_chip(board->facts, source->data, source->size);
    return !found || found == board->facts
               ? STATUS_DONE
               : write_object(allow, "--force", "%s: %s is for an %s, and this is an %s", port,
                        source->title, found->name, board->chip_name);
}

/* Tells if the partition that a dump was read from lies elsewhere on this board. */
static int tell_moved(const struct image_source *source, const struct write_target *target)
{
    const char *name = esp_devline_get(&source->sidecar.line, "partition");
    const struct image_row *row;
    struct image_table table;
    bool found;
    int status;

    if (!name || target->partition->row || target->board->secure_download)
        return STATUS_DONE;
    status = parttable_look(&table, &found, target->session, target->port);
    row = status == STATUS_DONE && found ? image_table_row_named(&table, name) : NULL;
    if (row && row->offset != source->offset)
        message_notice("%s: %s was read from the partition %s, which this board has at 0x%" PRIx32
                       ", and it goes to 0x%" PRIx32 ": --partition=%s writes it to the partition",
                       target->port, source->title, name, row->offset, source->offset, name);
    return status;
}

/* What --force allows may have been cut in a pipe all the same. */
static int check_contents(const struct image_source *source, const struct write_target *target)
{
    const struct esp_chipfacts *facts = target->board->facts;
    struct image_header header;
    bool cut;
    int status;

    image_header_parse(&header, facts, source->offset, source->data, source->size);
    cut = header.kind == IMAGE_KIND_DATA &&
          image_header_cut(facts, source->offset, source->data, source->size);
    status = check_header(source, &header, cut, target);
    if (status == STATUS_DONE)
        status = write_check_end(source, target->board, target->port, target->allowed);
    if (status == STATUS_DONE && header.kind == IMAGE_KIND_DATA && !cut)
        tell_no_program(source, &header, target->port);
    return status;
}

static int check_image(const struct image_source *source, const struct write_target *target)
{
    int status = write_check_security(source, target);

    if (write_goes_on(status))
        status = write_both(status, tell_moved(source, target));
    if (write_goes_on(status))
        status = write_both(status, check_origin(source, &target->found, target->port,
                                                 target->allowed));
    if (write_goes_on(status) && !write_is_ciphertext(source, target->board))
        status = write_both(status, check_contents(source, target));
    return status;
}

int check_board(const struct image_list *list, const struct partition *partition,
                const struct device *device, const struct allowance *allowed)
{
    struct write_target target = {
        .session = device->session,
        .board = esp_session_board(device->session),
        .port = device->choice.port,
        .partition = partition,
        .allowed = allowed,
    };
    int err, status;

    if (!images_fit(list, target.board->flash_size))
        return STATUS_REFUSED;
    esp_devline_init(&target.found);
    err = esp_devline_set_board(&target.found, target.board);
    status = err == ESP_OK ? STATUS_DONE : connect_failed(NULL, target.port, err);
    for (size_t i = 0; i < list->count && write_goes_on(status); i++)
        status = write_both(status, check_image(&list->sources[i], &target));
    esp_devline_free(&target.found);
    return status;
}
