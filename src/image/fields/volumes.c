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

/* Looks at every sector: the dump may be cut, padded, or of an unknown layout. */
static unsigned search(struct image_volume *volumes, unsigned count, const uint8_t *data,
                       size_t first, size_t end)
{
    while (first < end && count < IMAGE_VOLUMES_MAX) {
        struct image_volume *volume = &volumes[count];
        uint64_t size;

        if (esp_blank(data + first, end - first < SECTOR ? end - first : SECTOR) ||
            add(volumes, count, data, (uint32_t)first,
                end - first < FIRST_LOOK ? end - first : FIRST_LOOK) == count ||
            !is_sure(&volume->fs) ||
            add(volumes, count, data, (uint32_t)first, end - first) == count || !is_sure(&volume->fs)) {
            first += SECTOR;
            continue;
        }
        size = image_fs_size(&volume->fs);
        size = (size + SECTOR - 1) / SECTOR * SECTOR;
        if (size >= SECTOR && size < volume->size)
            (void)add(volumes, count, data, (uint32_t)first, (size_t)size);
        first += volume->size;
        count++;
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
    if (data[0] != FIRST_BYTE && add(volumes, 0, data, 0, size))
        return search(volumes, 1, data, volumes[0].size, size);
    return search(volumes, 0, data, 0, size);
}

static unsigned find_chosen(const struct esp_settings_image *image,
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
    unsigned count = find_chosen(image, volumes);
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
