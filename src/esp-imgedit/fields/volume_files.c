/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the file systems in an image: lists them, and takes one out.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/volume_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_place.h"
#include "image/fields/volumes.h"

static void print_files(const struct image_volume *volume, const struct image_fsfiles *files)
{
    printf("%s at 0x%" PRIx32 "\n", image_fs_kind_name(volume->fs.kind), volume->offset);
    for (size_t i = 0; i < files->count; i++) {
        const struct image_fsfile *file = &files->files[i];

        printf("%10" PRIu32 "  ", file->size);
        fields_print(file->path);
        printf("%s%s\n", file->folder ? "/" : "", file->broken ? "  (damaged)" : "");
    }
}

static int list_volume(const struct fields_request *request, const struct image_volume *volume)
{
    struct image_fsfiles files;
    int status = STATUS_DONE;

    if (!image_fsfiles_list(&files, &volume->fs)) {
        message_error("out of memory");
        status = STATUS_USAGE;
    } else {
        print_files(volume, &files);
        if (files.damage.damaged) {
            message_error("--%s: %s at 0x%" PRIx32 ": %s", request->option,
                          image_fs_kind_name(volume->fs.kind), volume->offset,
                          files.damage.trouble.text);
            status = STATUS_NO;
        }
    }
    image_fsfiles_free(&files);
    return status;
}

int volume_files_list(const struct fields_request *request)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_volumes_find(request->buffer->data, request->buffer->size, volumes);
    int worst = STATUS_DONE;

    for (unsigned i = 0; i < count; i++) {
        int status = list_volume(request, &volumes[i]);

        if (status > worst)
            worst = status;
    }
    if (count > 0)
        return worst;
    message_error("--%s: there is no file system in the image", request->option);
    return STATUS_NO;
}

/* Takes the part before the first ':' as a place, if there is one. */
static int find_place(const struct fields_request *request, const char **path, char *text,
                      struct esp_settings_image *image)
{
    struct imgedit_place place;
    char *mark = strchr(text, ':');

    *path = text;
    if (!mark)
        return STATUS_DONE;
    *mark = '\0';
    *path = mark + 1;
    if (!imgedit_range_parse(&place, request->buffer, request->chip, request->option, text))
        return STATUS_USAGE;
    if (place.offset > UINT32_MAX || place.size > UINT32_MAX) {
        message_error("--%s: %s is too big", request->option, text);
        return STATUS_USAGE;
    }
    image->place_offset = (uint32_t)place.offset;
    image->place_size = (uint32_t)place.size;
    return STATUS_DONE;
}

/* Puts the file's contents in the place of the image. */
static int take_contents(const struct fields_request *request,
                         const struct image_volume_file *found)
{
    struct image_buffer *buffer = request->buffer;
    uint32_t size = found->file->size;
    uint8_t *bytes = malloc(size ? size : 1);

    if (!bytes) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    image_fsfile_get(found->file, buffer->data + found->volume.offset, 0, bytes, size);
    image_buffer_free(buffer);
    image_buffer_take(buffer, bytes, size);
    return STATUS_DONE;
}

static int extract(const struct fields_request *request, const char *path,
                   const struct esp_settings_image *image)
{
    struct image_volume_file found;
    struct image_trouble trouble;
    int status;

    if (image_volume_file_find(&found, image, path, &trouble) != ESP_EDIT_DONE) {
        message_error("--%s: %s", request->option, trouble.text);
        return STATUS_USAGE;
    }
    status = take_contents(request, &found);
    image_volume_file_free(&found);
    return status;
}

int volume_files_extract(struct editing *editing, const struct fields_request *request,
                         const char *text)
{
    struct esp_settings_image image = fields_image(request);
    char *copy = strdup(text);
    const char *path;
    int status = STATUS_USAGE;

    (void)editing;
    if (!copy)
        message_error("out of memory");
    else
        status = find_place(request, &path, copy, &image);
    if (status == STATUS_DONE)
        status = extract(request, path, &image);
    free(copy);
    return status;
}
