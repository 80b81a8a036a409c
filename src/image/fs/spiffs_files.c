/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: its files.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first index page of a file has its size and name, and then the numbers of its data
 * pages; further index pages go on with the numbers.  How many bytes lie before the first
 * number depends on settings that the file system does not store: SPIFFS_OBJ_META_LEN and
 * SPIFFS_ALIGNED_OBJECT_INDEX_TABLES.  So the numbers are taken from where they name pages
 * that belong to the file.  The time of a file may be the number of a page by chance, so the
 * evidence of all files is added up.  Source: spiffs_page_object_ix_header of spiffs_nucleus.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/fsfile.h"

enum {
    SIZE_OFFSET = 8, /* the header's 5 bytes, and 3 bytes of padding */
    NAME_OFFSET = 13,
    NAME_SIZE = 32, /* SPIFFS_OBJ_NAME_LEN of Arduino and ESP-IDF */
    META_OFFSET = 45,
    NEXT_NUMBERS = 8, /* offset of the numbers in further index pages */
};
#define SIZE_UNKNOWN UINT32_MAX /* SPIFFS_UNDEFINED_LEN: nothing was written yet */

/* Of the first index page: without and with 4 bytes of meta data, and of both the aligned
 * form. */
static const uint8_t first_numbers[] = {45, 46, 49, 50};
enum { FORMS = sizeof(first_numbers) };

/* What speaks for one place of the numbers, and against it. */
struct evidence {
    uint32_t right;  /* numbers of pages that are the file's parts */
    uint32_t strays; /* files with something behind their last number, where SPIFFS has 0xffff */
};

/* One index page that counts. */
struct index {
    uint16_t object, span;
    uint32_t page; /* its number */
};

struct reader {
    struct image_fsfiles *files;
    const struct image_spiffs *spiffs;
    struct index *indexes; /* by object and span */
    size_t count;
    uint32_t pages; /* of the file system that the image has */
    struct evidence evidence[FORMS]; /* of all files */
    uint32_t explained;              /* numbers that are right at the place that suits their file */
};

static const uint8_t *page_at(const struct reader *reader, uint32_t number)
{
    return reader->spiffs->data + (size_t)number * reader->spiffs->page_size;
}

/* Is a page with this header in use, and finished? */
static bool is_live(const uint8_t *header, bool index)
{
    uint8_t flags = header[IMAGE_SPIFFS_FLAGS_OFFSET];
    uint8_t zeros = IMAGE_SPIFFS_USED | IMAGE_SPIFFS_FINAL;

    return (flags & zeros) == 0 && (flags & IMAGE_SPIFFS_GONE) &&
           (index ? !(flags & IMAGE_SPIFFS_IS_INDEX) && (flags & IMAGE_SPIFFS_GOING)
                  : (flags & IMAGE_SPIFFS_IS_INDEX) != 0);
}

static int by_object(const void *one, const void *other)
{
    const struct index *a = one, *b = other;

    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    if (a->span != b->span)
        return a->span < b->span ? -1 : 1;
    return a->page < b->page ? -1 : a->page > b->page;
}

static void collect(struct reader *reader)
{
    const struct image_spiffs *spiffs = reader->spiffs;
    uint32_t per_block = spiffs->block_size / spiffs->page_size;

    for (uint32_t i = 0; i < reader->pages; i++) {
        uint32_t block = i / per_block, page = i % per_block;
        const uint8_t *header = page_at(reader, i);
        uint16_t object;

        if (page < spiffs->lookup_pages)
            continue;
        object = image_spiffs_lookup(spiffs, block, page - spiffs->lookup_pages);
        if (object == IMAGE_SPIFFS_FREE || !(object & IMAGE_SPIFFS_INDEX) ||
            esp_get16(header) != object || !is_live(header, true))
            continue;
        reader->indexes[reader->count++] =
            (struct index){object, esp_get16(header + IMAGE_SPIFFS_SPAN_OFFSET), i};
    }
    qsort(reader->indexes, reader->count, sizeof(*reader->indexes), by_object);
}

/* Does the page with this number hold this part of the file? */
static bool is_part(const struct reader *reader, uint32_t number, uint16_t object, uint32_t span)
{
    const uint8_t *header = page_at(reader, number);

    return number < reader->pages && esp_get16(header) == (object & ~IMAGE_SPIFFS_INDEX) &&
           esp_get16(header + IMAGE_SPIFFS_SPAN_OFFSET) == span && is_live(header, false);
}

/* Adds the parts that an index page names from this offset on.  Returns how many of the
 * wanted parts were right. */
static uint32_t take_numbers(const struct reader *reader, struct image_fsfile *file,
                             const struct index *index, uint32_t first_offset, uint32_t span,
                             bool add)
{
    uint32_t room = reader->spiffs->page_size - IMAGE_SPIFFS_PAGE_HEADER;
    const uint8_t *page = page_at(reader, index->page);
    uint32_t taken = 0;

    for (uint32_t at = first_offset; at + 2 <= reader->spiffs->page_size; at += 2) {
        uint64_t start = (uint64_t)(span + taken) * room;
        uint32_t number = esp_get16(page + at);

        if (start >= file->size || !is_part(reader, number, index->object, span + taken))
            break;
        if (add &&
            !image_fsfile_extend(reader->files, file,
                                 (size_t)number * reader->spiffs->page_size + IMAGE_SPIFFS_PAGE_HEADER,
                                 file->size - start < room ? (uint32_t)(file->size - start) : room))
            return 0;
        taken++;
    }
    return taken;
}

/* Is there anything behind the last number of a file, in its first index page? */
static bool has_stray(const struct reader *reader, const struct index *index, uint32_t first_offset,
                      uint32_t wanted)
{
    const uint8_t *page = page_at(reader, index->page);
    uint64_t at = first_offset + 2 * (uint64_t)wanted;

    for (; at + 2 <= reader->spiffs->page_size; at += 2)
        if (esp_get16(page + at) != IMAGE_SPIFFS_FREE)
            return true;
    return false;
}

/* Below 0: the first one is the better one; 0: they are as good. */
static int compare_evidence(struct evidence one, struct evidence other)
{
    if (one.right != other.right)
        return one.right > other.right ? -1 : 1;
    return one.strays < other.strays ? -1 : one.strays > other.strays;
}

/* The better of two places; of two that are as good, the first. */
static size_t find_best(const struct evidence evidence[FORMS])
{
    size_t best = 0;

    for (size_t i = 1; i < FORMS; i++)
        if (compare_evidence(evidence[i], evidence[best]) < 0)
            best = i;
    return best;
}

/* Finds where the file's numbers are, and adds the file's evidence to that of the others. */
static uint32_t find_numbers(struct reader *reader, struct image_fsfile *file,
                             const struct index *index, uint32_t wanted)
{
    struct evidence evidence[FORMS];
    size_t best;

    for (size_t i = 0; i < FORMS; i++) {
        evidence[i].right = take_numbers(reader, file, index, first_numbers[i], 0, false);
        evidence[i].strays = has_stray(reader, index, first_numbers[i], wanted);
    }
    best = find_best(evidence);
    for (size_t i = 0; i < FORMS && evidence[best].right > 0; i++) {
        reader->evidence[i].right += evidence[i].right;
        reader->evidence[i].strays += evidence[i].strays;
    }
    reader->explained += evidence[best].right;
    return first_numbers[best];
}

/* What all files together show. */
static void conclude(const struct reader *reader)
{
    struct image_fsfiles *files = reader->files;
    size_t best = find_best(reader->evidence);

    if (reader->evidence[best].right == 0)
        return;
    files->first_numbers = first_numbers[best];
    files->mixed_numbers = reader->evidence[best].right < reader->explained;
    for (size_t i = best + 1; i < FORMS && files->tied_numbers == 0; i++)
        if (compare_evidence(reader->evidence[i], reader->evidence[best]) == 0)
            files->tied_numbers = first_numbers[i];
}

/* Adds the parts of the file with these index pages. */
static void take_parts(struct reader *reader, struct image_fsfile *file,
                       const struct index *indexes, size_t count)
{
    uint32_t room = reader->spiffs->page_size - IMAGE_SPIFFS_PAGE_HEADER;
    uint32_t wanted = (uint32_t)(((uint64_t)file->size + room - 1) / room);
    uint32_t best = find_numbers(reader, file, indexes, wanted);
    uint32_t span = take_numbers(reader, file, indexes, best, 0, true);

    for (size_t i = 1; i < count && span < wanted; i++) {
        if (indexes[i].span != i)
            break;
        span += take_numbers(reader, file, &indexes[i], NEXT_NUMBERS, span, true);
    }
    if (span < wanted) {
        file->broken = true;
        (void)image_fs_damage(&reader->files->damage,
                              (size_t)indexes[0].page * reader->spiffs->page_size,
                              "pages of the file '%.32s' are missing", file->path);
    }
}

static void take_file(struct reader *reader, const struct index *indexes, size_t count)
{
    const uint8_t *page = page_at(reader, indexes->page);
    size_t name_size = strnlen((const char *)page + NAME_OFFSET, NAME_SIZE);
    uint32_t size = esp_get32(page + SIZE_OFFSET);
    struct image_fsfile *file;

    if (indexes->span != 0) /* the first page is gone: a file that was being deleted */
        return;
    file = image_fsfile_add(reader->files, "", page + NAME_OFFSET, name_size);
    if (!file)
        return;
    file->size = size == SIZE_UNKNOWN ? 0 : size;
    file->time = esp_get32(page + META_OFFSET); /* see set_times() */
    reader->files->slash |= page[NAME_OFFSET] == '/';
    if (count > 1 && indexes[1].span == 0) {
        file->broken = true;
        (void)image_fs_damage(&reader->files->damage,
                              (size_t)indexes[1].page * reader->spiffs->page_size,
                              "the file '%.32s' has two first index pages", file->path);
        return;
    }
    take_parts(reader, file, indexes, count);
}

/* Only the numbers' offset tells whether there is a time behind the name: 4 bytes, as ESP-IDF
 * stores it. */
static void set_times(struct image_fsfiles *files)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->first_numbers < META_OFFSET + 4 || files->files[i].time == UINT32_MAX)
            files->files[i].time = 0;
}

void image_spiffs_files(struct image_fsfiles *files, const struct image_spiffs *spiffs)
{
    uint32_t blocks = spiffs->present < spiffs->block_count ? spiffs->present : spiffs->block_count;
    struct reader reader = {
        .files = files,
        .spiffs = spiffs,
        .pages = blocks * (spiffs->block_size / spiffs->page_size),
    };
    size_t next;

    reader.indexes = malloc((reader.pages + 1) * sizeof(*reader.indexes));
    if (!reader.indexes) {
        files->out_of_memory = true;
        return;
    }
    collect(&reader);
    for (size_t i = 0; i < reader.count && !files->out_of_memory; i = next) {
        for (next = i + 1; next < reader.count; next++)
            if (reader.indexes[next].object != reader.indexes[i].object)
                break;
        take_file(&reader, &reader.indexes[i], next - i);
    }
    free(reader.indexes);
    conclude(&reader);
    set_times(files);
}
