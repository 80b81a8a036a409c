/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images that a program gets as operands, and their places in the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/images.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/hexoperand.h"
#include "board/range.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp/session.h"
#include "files/imagefile.h"

static int no_memory(void)
{
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

/* Is name another name of standard input, for example /dev/stdin?  Then standard input
 * cannot have a device line. */
static bool names_stdin(const char *name)
{
    struct stat input, named;

    return fstat(STDIN_FILENO, &input) == 0 && stat(name, &named) == 0 &&
           input.st_dev == named.st_dev && input.st_ino == named.st_ino;
}

static int add(struct image_list *list, const char *name, const char *offset_text, uint32_t offset)
{
    bool is_stdin = strcmp(name, "-") == 0;

    if (is_stdin && list->uses_stdin) {
        program_usage_error("standard input can be one image, not two");
        return STATUS_USAGE;
    }
    list->uses_stdin = list->uses_stdin || is_stdin || names_stdin(name);
    list->sources[list->count++] = (struct image_source){
        .name = name,
        .title = image_file_title(name),
        .offset_text = offset_text,
        .offset = offset,
    };
    return STATUS_DONE;
}

static bool is_number(const char *text, uint64_t *value)
{
    return number_parse(text, value) == NUMBER_OK && *value <= UINT32_MAX;
}

static int parse_single(struct image_list *list, const char *operand, const char *offset)
{
    uint64_t value = 0;

    /* "esp-write 0x1000" is half of a pair, unless a file has that name. */
    if (is_number(operand, &value) && access(operand, F_OK) != 0) {
        program_usage_error("no image after the address %s", operand);
        return STATUS_USAGE;
    }
    value = 0;
    if (offset && !number_option("offset", offset, 0, UINT32_MAX, &value))
        return STATUS_USAGE;
    return add(list, operand, offset, (uint32_t)value);
}

static int parse_pairs(struct image_list *list, char *const *operands, unsigned count)
{
    int status = STATUS_DONE;

    for (unsigned i = 0; i < count && status == STATUS_DONE; i += 2) {
        uint64_t value;

        if (!is_number(operands[i], &value)) {
            program_usage_error("'%s' is no address: several images are given as pairs,"
                                " 0x0 boot.bin 0x1000 app.bin",
                                operands[i]);
            return STATUS_USAGE;
        }
        if (i + 1 == count) {
            program_usage_error("no image after the address %s", operands[i]);
            return STATUS_USAGE;
        }
        status = add(list, operands[i + 1], operands[i], (uint32_t)value);
    }
    return status;
}

int images_parse(struct image_list *list, char *const *operands, unsigned count,
                 const char *offset)
{
    *list = (struct image_list){0};
    if (count == 0) {
        program_usage_error("no image is given: name a file, or - for standard input");
        return STATUS_USAGE;
    }
    if (count > 1 && offset) {
        program_usage_error("--offset is for one image; several have their addresses before them");
        return STATUS_USAGE;
    }
    list->sources = calloc(count, sizeof(*list->sources));
    list->images = calloc(count, sizeof(*list->images));
    if (!list->sources || !list->images)
        return no_memory();
    return count == 1 ? parse_single(list, operands[0], offset)
                      : parse_pairs(list, operands, count);
}

int images_expect_partition(struct image_list *list)
{
    list->for_partition = true;
    if (list->count == 1)
        return STATUS_DONE;
    program_usage_error("--partition is for one image; several have their addresses before them");
    return STATUS_USAGE;
}

static void tell_move(const struct image_source *source)
{
    if (source->sidecar.has_offset && source->offset != source->sidecar.offset)
        message_notice("%s was read from 0x%" PRIx64 ", and is meant for 0x%" PRIx32 " now",
                       source->title, source->sidecar.offset, source->offset);
}

/* Does the image come from another program?  Intel HEX has a mark at its end. */
static bool is_piped(const struct image_source *source)
{
    struct stat named;

    if (hexoperand_is(source))
        return false;
    return strcmp(source->name, "-") == 0 || names_stdin(source->name) ||
           (stat(source->name, &named) == 0 && S_ISFIFO(named.st_mode));
}

/* Loads an image.  A partial dump goes back to the address that it was read from, unless
 * the user gave an address. */
static int load(struct image_source *source, bool for_partition)
{
    int status = image_file_read(source->name, &source->data, &source->size);
    struct sidecar *sidecar = &source->sidecar;

    source->piped = status == STATUS_DONE && is_piped(source);
    if (status != STATUS_DONE || strcmp(source->name, "-") == 0 || hexoperand_is(source))
        return status;
    status = sidecar_read(sidecar, source->name);
    if (status != STATUS_DONE || sidecar->unreadable || !sidecar->has_offset || for_partition)
        return status;
    if (!source->offset_text)
        source->offset = (uint32_t)sidecar->offset;
    else
        tell_move(source);
    return STATUS_DONE;
}

static int by_offset(const void *one, const void *other)
{
    const struct image_source *a = one, *b = other;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static uint64_t end_of(const struct image_source *source)
{
    return (uint64_t)source->offset + source->size;
}

static int check_overlap(const struct image_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        const struct image_source *a = &list->sources[i - 1], *b = &list->sources[i];

        if (end_of(a) <= b->offset)
            continue;
        message_error("%s (0x%" PRIx32 "-0x%" PRIx64 ") and %s (0x%" PRIx32 "-0x%" PRIx64
                      ") overlap",
                      a->title, a->offset, end_of(a) - 1, b->title, b->offset, end_of(b) - 1);
        return STATUS_USAGE;
    }
    return STATUS_DONE;
}

int images_load(struct image_list *list)
{
    int status = STATUS_DONE;

    for (size_t i = 0; i < list->count && status == STATUS_DONE; i++)
        status = load(&list->sources[i], list->for_partition);
    if (status == STATUS_DONE)
        status = hexoperand_split(list);
    if (status != STATUS_DONE)
        return status;
    qsort(list->sources, list->count, sizeof(*list->sources), by_offset);
    for (size_t i = 0; i < list->count; i++) {
        const struct image_source *source = &list->sources[i];

        list->images[i] = (struct esp_image){
            .offset = source->offset,
            .size = (uint32_t)source->size,
            .data = source->data,
        };
    }
    return check_overlap(list);
}

static bool fits(const struct image_source *source, const struct flash_limit *flash)
{
    char size[32], shown[96], meant[32] = "";

    if (end_of(source) <= flash->size)
        return true;
    if (source->size > flash->size) {
        number_format_size(size, sizeof(size), source->size);
        message_error("%s (%s) is longer than the %s", source->title, size, flash->name);
    } else if (source->offset >= flash->size && source->offset_text) {
        const char *text = source->offset_text;
        bool found = number_suggest(meant, sizeof(meant), text, source->offset,
                                    flash->size - source->size);

        number_describe(shown, sizeof(shown), text, source->offset);
        message_error("%s: %s is past the end of the %s%s%s%s", source->title, shown, flash->name,
                      found ? "; did you mean " : "", meant, found ? "?" : "");
    } else {
        message_error("%s: 0x%zx bytes from 0x%" PRIx32 " on go past the end of the %s",
                      source->title, source->size, source->offset, flash->name);
    }
    return false;
}

bool images_fit(const struct image_list *list, uint32_t flash_size)
{
    struct flash_limit flash;

    flash_limit_of(&flash, flash_size);
    for (size_t i = 0; i < list->count; i++) {
        if (!fits(&list->sources[i], &flash))
            return false;
    }
    return true;
}

bool images_place(struct image_list *list, const struct image_room *room)
{
    struct image_source *source = &list->sources[0];
    char has[32], wanted[32];

    if (source->size > room->size) {
        number_format_size(wanted, sizeof(wanted), source->size);
        number_format_size(has, sizeof(has), room->size);
        message_error("%s (%s) is larger than the partition %s, which has %s", source->title,
                      wanted, room->title, has);
        return false;
    }
    source->partition = room->name;
    source->offset = room->offset;
    list->images[0].offset = room->offset;
    tell_move(source);
    return true;
}

uint64_t images_total(const struct image_list *list)
{
    uint64_t total = 0;

    for (size_t i = 0; i < list->count; i++)
        total += list->sources[i].size;
    return total;
}

void images_summary(const struct image_list *list, char *buf, size_t size)
{
    const struct image_source *first = &list->sources[0];
    char total[32];

    number_format_size(total, sizeof(total), images_total(list));
    if (list->count == 1)
        snprintf(buf, size, "%s, %s at 0x%" PRIx32 "%s%s", first->title, total, first->offset,
                 first->partition ? " in " : "", first->partition ? first->partition : "");
    else
        snprintf(buf, size, "%zu images, %s", list->count, total);
}

void images_free(struct image_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->sources[i].data);
        sidecar_free(&list->sources[i].sidecar);
    }
    free(list->sources);
    free(list->images);
    *list = (struct image_list){0};
}
