/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPIFFS: writes and removes files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/spiffs/spiffs_impl.h"
#include "image/fs/fsfile.h"

static const char *without_slash(const char *path)
{
    return path + strspn(path, "/");
}

uint32_t spiffs_find(const struct spiffs_work *work, const char *path)
{
    const char *wanted = without_slash(path);

    for (uint32_t number = 0; number < spiffs_page_count(work); number++) {
        const uint8_t *page = spiffs_page(work, number);
        char name[SPIFFS_NAME_SIZE + 1] = "";

        if (spiffs_is_lookup(work, number) || !spiffs_is_live(page, true) ||
            spiffs_owner(work, number) != esp_get16(page) || !(esp_get16(page) & IMAGE_SPIFFS_INDEX) ||
            spiffs_owner(work, number) == IMAGE_SPIFFS_FREE ||
            esp_get16(page + IMAGE_SPIFFS_SPAN_OFFSET) != 0)
            continue;
        memcpy(name, page + SPIFFS_NAME, SPIFFS_NAME_SIZE);
        if (strcmp(without_slash(name), wanted) == 0)
            return number;
    }
    return 0;
}

void spiffs_delete_object(const struct spiffs_work *work, uint16_t object)
{
    for (uint32_t number = 0; number < spiffs_page_count(work); number++) {
        uint16_t owner;

        if (spiffs_is_lookup(work, number))
            continue;
        owner = spiffs_owner(work, number);
        if (owner == IMAGE_SPIFFS_FREE || owner == IMAGE_SPIFFS_DELETED ||
            (owner & (uint16_t)~IMAGE_SPIFFS_INDEX) != object)
            continue;
        if (owner & IMAGE_SPIFFS_INDEX && esp_get16(spiffs_page(work, number) + IMAGE_SPIFFS_SPAN_OFFSET) == 0)
            spiffs_page(work, number)[IMAGE_SPIFFS_FLAGS_OFFSET] &= (uint8_t)~IMAGE_SPIFFS_GOING;
        spiffs_delete(work, number);
    }
}

/* What the image shows of how its files are stored. */
struct shown {
    uint32_t first_numbers, tied_numbers; /* of struct image_fsfiles */
    bool unknown; /* files have contents, whose pages are not where they are looked for */
    bool mixed;   /* files are stored in different ways */
    bool slash;             /* names begin with '/' */
};

static bool look(struct shown *shown, const struct image_fs *fs)
{
    struct image_fsfiles files;
    bool good = image_fsfiles_list(&files, fs);

    *shown = (struct shown){.first_numbers = files.first_numbers,
                            .tied_numbers = files.tied_numbers,
                            .mixed = files.mixed_numbers,
                            .slash = files.count == 0 || files.slash};
    for (size_t i = 0; i < files.count; i++)
        shown->unknown |= files.files[i].size > 0 && files.first_numbers == 0;
    image_fsfiles_free(&files);
    return good;
}

/* Where a firmware's first index pages have the numbers. */
static uint32_t numbers_like(const struct image_fsformat *like)
{
    return SPIFFS_META + like->meta_size + (like->aligned && like->meta_size % 2 == 0);
}

/* The files show two places: the caller says which one it is. */
static enum image_fsedit_result choose(struct spiffs_work *work, const struct shown *shown,
                                       const struct image_fsedit *edit)
{
    uint32_t told = edit->like ? numbers_like(edit->like) : 0;

    if (told != 0 && (told == shown->first_numbers || told == shown->tied_numbers)) {
        work->first_numbers = told;
        return IMAGE_FSEDIT_DONE;
    }
    image_trouble_set(work->trouble, 0,
                      "the files of this SPIFFS do not show clearly how its firmware stores them;"
                      " --fs-like=FIRMWARE tells");
    return IMAGE_FSEDIT_BAD;
}

/* Finds how index pages look: from the files, or else from what the caller says. */
static enum image_fsedit_result find_form(struct spiffs_work *work, struct shown *shown,
                                          const struct image_fsedit *edit,
                                          const struct image_fs *fs)
{
    if (!look(shown, fs)) {
        image_trouble_set(work->trouble, 0, "out of memory");
        return IMAGE_FSEDIT_NOMEM;
    }
    if (shown->unknown || (shown->mixed && !edit->force)) {
        image_trouble_set(work->trouble, 0,
                          shown->unknown
                              ? "the index pages of this SPIFFS have a form that is not known here"
                              : "the files of this SPIFFS have index pages of different forms");
        return IMAGE_FSEDIT_REFUSED;
    }
    if (shown->tied_numbers != 0)
        return choose(work, shown, edit);
    work->first_numbers = shown->first_numbers;
    if (work->first_numbers == 0 && edit->like)
        work->first_numbers = numbers_like(edit->like);
    if (work->first_numbers > 0)
        return IMAGE_FSEDIT_DONE;
    image_trouble_set(work->trouble, 0,
                      "no file of this SPIFFS has contents, so nothing shows how its firmware"
                      " stores them; --fs-like=FIRMWARE tells");
    return IMAGE_FSEDIT_BAD;
}

static enum image_fsedit_result form_name(const struct spiffs_work *work, char name[SPIFFS_NAME_SIZE],
                                          const char *path, bool slash)
{
    const char *bare = without_slash(path);
    size_t size = strlen(bare) + slash;

    if (*bare == '\0' || bare[strlen(bare) - 1] == '/') {
        image_trouble_set(work->trouble, 0, "the path has no name at its end");
        return IMAGE_FSEDIT_BAD;
    }
    if (size >= SPIFFS_NAME_SIZE) {
        image_trouble_set(work->trouble, 0, "the path has %zu bytes; SPIFFS has room for %d", size,
                          SPIFFS_NAME_SIZE - 1);
        return IMAGE_FSEDIT_BAD;
    }
    memset(name, 0, SPIFFS_NAME_SIZE);
    name[0] = '/';
    memcpy(name + slash, bare, strlen(bare));
    return IMAGE_FSEDIT_DONE;
}

/* The smallest number that no page has; SPIFFS' find_free_obj_id().  0: all are in use. */
static uint16_t free_object(const struct spiffs_work *work)
{
    uint32_t most = work->blocks * work->fs->data_pages / 2 + 1;

    if (most >= IMAGE_SPIFFS_INDEX)
        most = IMAGE_SPIFFS_INDEX - 1;
    for (uint32_t object = 1; object <= most; object++) {
        bool used = false;

        for (uint32_t number = 0; number < spiffs_page_count(work) && !used; number++)
            used = !spiffs_is_lookup(work, number) &&
                   spiffs_owner(work, number) != IMAGE_SPIFFS_FREE &&
                   (spiffs_owner(work, number) & (uint16_t)~IMAGE_SPIFFS_INDEX) == object;
        if (!used)
            return (uint16_t)object;
    }
    return 0;
}

/* ---- writing ---- */

/* A file that is written. */
struct file {
    uint16_t object;
    const uint8_t *contents;
    uint32_t size;
    uint32_t time;
    char name[SPIFFS_NAME_SIZE];
};

static uint32_t data_pages(const struct spiffs_work *work, uint32_t size)
{
    return size / spiffs_data_size(work) + (size % spiffs_data_size(work) > 0);
}

/* The pages that a file of this size takes. */
static uint32_t pages_for(const struct spiffs_work *work, uint32_t size)
{
    uint32_t data = data_pages(work, size);
    uint32_t in_first = (work->fs->page_size - work->first_numbers) / 2;
    uint32_t in_next = (work->fs->page_size - SPIFFS_NUMBERS) / 2;
    uint32_t further = data > in_first ? (data - in_first + in_next - 1) / in_next : 0;

    return 1 + further + data;
}

static void fill_first(const struct spiffs_work *work, uint8_t *page, const struct file *file)
{
    esp_put32(page + SPIFFS_SIZE, file->size == 0 ? SPIFFS_EMPTY : file->size);
    page[SPIFFS_TYPE] = SPIFFS_IS_FILE;
    memcpy(page + SPIFFS_NAME, file->name, SPIFFS_NAME_SIZE);
    if (file->time != 0 && work->first_numbers >= SPIFFS_META + 4)
        esp_put32(page + SPIFFS_META, file->time);
}

/* The offset of the number of the first data page that comes next, in an index page with room
 * for it.  A new index page is taken when the last one is full. */
struct numbers {
    uint32_t page, at;
    uint16_t span;
};

static bool add_number(const struct spiffs_work *work, struct numbers *numbers,
                       const struct file *file, uint32_t number)
{
    if (numbers->at + 2 > work->fs->page_size) {
        numbers->page = spiffs_take(work, file->object, ++numbers->span, true);
        numbers->at = SPIFFS_NUMBERS;
    }
    if (numbers->page == 0)
        return false;
    esp_put16(spiffs_page(work, numbers->page) + numbers->at, (uint16_t)number);
    numbers->at += 2;
    return true;
}

static bool write_file(const struct spiffs_work *work, const struct file *file)
{
    uint32_t room = spiffs_data_size(work), pages = data_pages(work, file->size);
    struct numbers numbers = {spiffs_take(work, file->object, 0, true), work->first_numbers, 0};

    if (numbers.page == 0)
        return false;
    fill_first(work, spiffs_page(work, numbers.page), file);
    for (uint32_t span = 0; span < pages; span++) {
        uint32_t number = spiffs_take(work, file->object, (uint16_t)span, false);
        uint32_t left = file->size - span * room;

        if (number == 0 || !add_number(work, &numbers, file, number))
            return false;
        memcpy(spiffs_page(work, number) + IMAGE_SPIFFS_PAGE_HEADER, file->contents + span * room,
               left < room ? left : room);
    }
    return true;
}

static enum image_fsedit_result full(const struct spiffs_work *work, uint32_t wanted)
{
    struct spiffs_room room = spiffs_count(work);
    uint32_t usable = room.free + room.deleted, reserve = 2 * work->fs->data_pages;

    usable = usable > reserve ? usable - reserve : 0;
    image_trouble_set(work->trouble, 0,
                      "there is no room: the file takes %" PRIu32 " pages of %" PRIu32
                      " bytes, and %" PRIu32 " are free",
                      wanted, work->fs->page_size, usable);
    return IMAGE_FSEDIT_FULL;
}

static enum image_fsedit_result put(const struct image_fsedit *edit, const struct image_fs *fs,
                                    const char *path, const uint8_t *contents, size_t size,
                                    struct image_trouble *trouble)
{
    struct file file = {.contents = contents, .size = (uint32_t)size, .time = edit->time};
    struct spiffs_work work;
    struct shown shown;
    enum image_fsedit_result result;
    uint32_t old;

    result = spiffs_work_begin(&work, edit, fs, trouble);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    result = find_form(&work, &shown, edit, fs);
    if (result == IMAGE_FSEDIT_DONE)
        result = form_name(&work, file.name, path, shown.slash);
    if (result != IMAGE_FSEDIT_DONE)
        return result;
    if (size > edit->size)
        return full(&work, (uint32_t)(size / spiffs_data_size(&work)));
    old = spiffs_find(&work, path);
    file.object = old ? esp_get16(spiffs_page(&work, old)) & (uint16_t)~IMAGE_SPIFFS_INDEX : 0;
    if (old) {
        memcpy(file.name, spiffs_page(&work, old) + SPIFFS_NAME, SPIFFS_NAME_SIZE);
        spiffs_delete_object(&work, file.object);
    } else {
        file.object = free_object(&work);
    }
    if (file.object == 0 || !spiffs_collect(&work, pages_for(&work, file.size)) ||
        !write_file(&work, &file))
        return full(&work, pages_for(&work, file.size));
    return IMAGE_FSEDIT_DONE;
}

static enum image_fsedit_result remove_file(const struct image_fsedit *edit,
                                            const struct image_fs *fs, const char *path,
                                            struct image_trouble *trouble)
{
    struct spiffs_work work;
    uint32_t number;
    enum image_fsedit_result result = spiffs_work_begin(&work, edit, fs, trouble);

    if (result != IMAGE_FSEDIT_DONE)
        return result;
    number = spiffs_find(&work, path);
    if (number == 0) {
        image_trouble_set(trouble, 0, "there is no such file");
        return IMAGE_FSEDIT_ABSENT;
    }
    spiffs_delete_object(&work, esp_get16(spiffs_page(&work, number)) & (uint16_t)~IMAGE_SPIFFS_INDEX);
    return IMAGE_FSEDIT_DONE;
}

const struct image_fsedit_kind image_fsedit_spiffs = {
    .put = put,
    .remove = remove_file,
    .format = spiffs_format,
    .check = spiffs_check,
};
