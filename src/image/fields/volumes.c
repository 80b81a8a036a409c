/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file systems of an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/volumes.h"

#include <string.h>

#include "base/bytes.h"
#include "image/layout/layout_find.h"
#include "image/table/table.h"

enum { FIRST_BYTE = 0xe9 /* of a program */, SECTOR = 4096,
       FIRST_LOOK = 0x10000 /* bytes: a look at all that follows would take long */ };

static unsigned add(struct image_volume *volumes, unsigned count, const uint8_t *data,
                    uint32_t offset, size_t size)
{
    struct image_volume *volume = &volumes[count];

    if (count == IMAGE_VOLUMES_MAX || size == 0 || size > UINT32_MAX ||
        !image_fs_find(&volume->fs, data + offset, size))
        return count;
    volume->offset = offset;
    volume->size = (uint32_t)size;
    volume->cut = false;
    return count + 1;
}

static unsigned add_rows(struct image_volume *volumes, const uint8_t *data, size_t size,
                         const struct image_table *table)
{
    unsigned count = 0;

    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i];
        size_t room = row->offset < size ? size - row->offset : 0;

        if (row->type == IMAGE_TYPE_DATA &&
            (row->subtype == IMAGE_DATA_FAT || row->subtype == IMAGE_DATA_SPIFFS ||
             row->subtype == IMAGE_DATA_LITTLEFS))
            count = add(volumes, count, data, row->offset, row->size < room ? row->size : room);
        if (count > 0 && volumes[count - 1].offset == row->offset)
            volumes[count - 1].cut = row->size > room;
    }
    return count;
}

/* A file system that shows where it begins: others may be found by chance. */
static bool is_sure(const struct image_fs *fs)
{
    if (fs->kind == IMAGE_FS_LITTLEFS)
        return fs->littlefs.sound;
    return fs->kind != IMAGE_FS_SPIFFS ||
           (fs->spiffs.magic == IMAGE_SPIFFS_MAGIC_LENGTH && fs->spiffs.without_magic <= 1 &&
            fs->spiffs.present > 1);
}

/* Gives the last volume the size that its file system says.  Wear levelling needs all of it. */
static void trim(struct image_volume *volumes, unsigned count, const uint8_t *data)
{
    const struct image_volume *volume = &volumes[count - 1];
    uint64_t size = (image_fs_size(&volume->fs) + SECTOR - 1) / SECTOR * SECTOR;
    bool levelled = volume->fs.kind == IMAGE_FS_FAT && volume->fs.fat.wear.present;

    if (!levelled && size >= SECTOR && size < volume->size)
        (void)add(volumes, count - 1, data, volume->offset, (size_t)size);
}

/* Looks at every sector: the dump may be cut, padded, or of an unknown layout. */
static unsigned search(struct image_volume *volumes, unsigned count, const uint8_t *data,
                       size_t first, size_t end)
{
    while (first < end && count < IMAGE_VOLUMES_MAX) {
        struct image_volume *volume = &volumes[count];

        if (esp_blank(data + first, end - first < SECTOR ? end - first : SECTOR) ||
            add(volumes, count, data, (uint32_t)first,
                end - first < FIRST_LOOK ? end - first : FIRST_LOOK) == count ||
            !is_sure(&volume->fs) ||
            add(volumes, count, data, (uint32_t)first, end - first) == count || !is_sure(&volume->fs)) {
            first += SECTOR;
            continue;
        }
        trim(volumes, ++count, data);
        first += volume->size;
    }
    return count;
}

/* The end of a SPIFFS looks like a whole smaller one: a file system that begins before and
 * reaches into the layout's one counts. */
static unsigned add_layout(struct image_volume *volumes, const uint8_t *data, size_t size,
                           const struct image_layout *layout)
{
    size_t end = (size_t)layout->fs_start + image_layout_fs_size(layout);
    unsigned count = search(volumes, 0, data, 0, size);

    for (unsigned i = 0; i < count; i++)
        if (volumes[i].offset < layout->fs_start &&
            volumes[i].offset + (uint64_t)volumes[i].size > layout->fs_start)
            return count;
    count = add(volumes, 0, data, layout->fs_start, end - layout->fs_start);
    count = search(volumes, count, data, 0, layout->fs_start);
    return search(volumes, count, data, end, size);
}

/* Adds the wear levelling with FAT to which a sector's state belongs, if the image has all of
 * it, and what lies in front of it from "first" on.  Returns the number of volumes. */
static unsigned add_levelled(struct image_volume *volumes, unsigned count, const uint8_t *data,
                             size_t size, size_t first, size_t sector)
{
    int64_t starts[2];
    uint64_t bytes = image_wear_around(data, size, sector, starts);
    struct image_fat fat;

    for (unsigned i = 0; bytes > 0 && i < 2; i++) {
        size_t start = (size_t)starts[i];

        if (starts[i] < (int64_t)first || start > sector || bytes > size - start ||
            !image_fat_find(&fat, data + start, (size_t)bytes) || !fat.wear.present)
            continue;
        count = search(volumes, count, data, first, start);
        return add(volumes, count, data, (uint32_t)start, (size_t)bytes);
    }
    return count;
}

/* A FAT may have wear levelling that the image's end has cut off: it lies behind one sector
 * more than FAT has, and its state takes another one at least. */
static void mark_cut(struct image_volume *volumes, unsigned count, size_t size)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t room = size - volumes[i].offset, used = image_fs_size(&volumes[i].fs);

        volumes[i].cut = room > used && room < used + 2 * (uint64_t)SECTOR;
    }
}

/* Without a table and a layout: wear levelling counts first, because its first sectors may look
 * like a FAT without it. */
static unsigned add_places(struct image_volume *volumes, const uint8_t *data, size_t size)
{
    unsigned count = 0;
    size_t first = 0;

    for (size_t at = 0; at < size && count < IMAGE_VOLUMES_MAX; at += SECTOR) {
        unsigned added = add_levelled(volumes, count, data, size, first, at);

        if (added > count) {
            count = added;
            first = volumes[count - 1].offset + (size_t)volumes[count - 1].size;
            at = first - SECTOR;
        }
    }
    if (first == 0 && data[0] != FIRST_BYTE && add(volumes, 0, data, 0, size)) {
        count = 1;
        trim(volumes, count, data);
        first = volumes[0].size;
    }
    count = search(volumes, count, data, first, size);
    mark_cut(volumes, count, size);
    return count;
}

unsigned image_volumes_find(const uint8_t *data, size_t size,
                            struct image_volume volumes[IMAGE_VOLUMES_MAX])
{
    const struct image_layout *layout;
    struct image_table table;

    if (size == 0)
        return 0;
    if (image_table_find(&table, data, size))
        return add_rows(volumes, data, size, &table);
    layout = image_layout_find(data, size, (uint32_t)size);
    if (layout)
        return add_layout(volumes, data, size, layout);
    return add_places(volumes, data, size);
}

bool image_volume_is_doubtful(const struct image_volume *volume, const uint8_t *data, size_t size)
{
    const struct image_fat *fat = &volume->fs.fat;

    if (volume->fs.kind != IMAGE_FS_FAT)
        return false;
    if (fat->wear.present)
        return image_fs_size(&volume->fs) > (uint64_t)fat->wear.sectors * IMAGE_WEAR_SECTOR;
    return volume->cut || image_fs_size(&volume->fs) > volume->size ||
           image_wear_covers(data, size, volume->offset);
}

unsigned image_volumes_chosen(const struct esp_settings_image *image,
                              struct image_volume volumes[IMAGE_VOLUMES_MAX])
{
    size_t room;

    if (image->place_size == 0)
        return image_volumes_find(image->data, image->size, volumes);
    if (image->place_offset >= image->size)
        return 0;
    room = image->size - image->place_offset;
    return add(volumes, 0, image->data, image->place_offset,
               image->place_size < room ? image->place_size : room);
}

void image_volume_file_free(struct image_volume_file *found)
{
    image_fsfiles_free(&found->files);
}

static bool is_twice(const struct image_fsfiles *files, const struct image_fsfile *file)
{
    for (size_t i = 0; i < files->count; i++)
        if (&files->files[i] != file && !files->files[i].folder &&
            strcmp(files->files[i].path, file->path) == 0)
            return true;
    return false;
}

/* Looks into one volume.  The result is as image_volume_file_find()'s. */
static enum esp_edit_result look(struct image_volume_file *found, const char *path,
                                 struct image_trouble *trouble)
{
    enum esp_edit_result result = ESP_EDIT_DONE;

    if (!image_fsfiles_list(&found->files, &found->volume.fs)) {
        image_trouble_set(trouble, 0, "out of memory");
        result = ESP_EDIT_NOMEM;
    } else {
        found->file = image_fsfiles_named(&found->files, path);
        if (!found->file)
            result = ESP_EDIT_ABSENT;
        else if (is_twice(&found->files, found->file)) {
            image_trouble_set(trouble, found->volume.offset,
                              "the file system at 0x%x has the file %s twice",
                              (unsigned)found->volume.offset, path);
            result = ESP_EDIT_REFUSED;
        } else if (found->file->broken) {
            image_trouble_set(trouble, found->volume.offset,
                              "the file %s at 0x%x is damaged: parts of it are missing or there"
                              " twice",
                              path, (unsigned)found->volume.offset);
            result = ESP_EDIT_REFUSED;
        }
    }
    if (result != ESP_EDIT_DONE)
        image_volume_file_free(found);
    return result;
}

enum esp_edit_result image_volume_file_find(struct image_volume_file *found,
                                            const struct esp_settings_image *image,
                                            const char *path, struct image_trouble *trouble)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_volumes_chosen(image, volumes);
    struct image_volume_file next;
    bool have = false;

    for (unsigned i = 0; i < count; i++) {
        enum esp_edit_result result;

        next = (struct image_volume_file){.volume = volumes[i]};
        result = look(&next, path, trouble);
        if (result == ESP_EDIT_ABSENT)
            continue;
        if (result == ESP_EDIT_DONE && !have) {
            *found = next;
            have = true;
            continue;
        }
        if (result == ESP_EDIT_DONE) {
            image_trouble_set(trouble, volumes[i].offset,
                              "two file systems have a file %s, at 0x%x and at 0x%x", path,
                              (unsigned)found->volume.offset, (unsigned)volumes[i].offset);
            image_volume_file_free(&next);
            result = ESP_EDIT_REFUSED;
        }
        if (have)
            image_volume_file_free(found);
        return result;
    }
    if (have)
        return ESP_EDIT_DONE;
    image_trouble_set(trouble, 0, count ? "no file system has a file %s"
                                        : "there is no file system with a file %s", path);
    return ESP_EDIT_ABSENT;
}
