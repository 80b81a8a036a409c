/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks what identifies or betrays a board: the order of the steps.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/scrub.h"

#include <stdlib.h>
#include <string.h>

#include "image/fields/volumes.h"

typedef enum esp_edit_result step_function(struct image_scrub *scrub);

static enum esp_edit_result scrub_sdk(struct image_scrub *scrub)
{
    image_scrub_sdk(scrub);
    return ESP_EDIT_DONE;
}

static enum esp_edit_result scrub_rest(struct image_scrub *scrub)
{
    image_scrub_rest(scrub);
    return ESP_EDIT_DONE;
}

/* The steps that know where values are come before those that search for the values. */
static step_function *const steps[] = {
    image_scrub_espeasy, image_scrub_tasmota,  image_scrub_nvs,          scrub_sdk,
    image_scrub_volumes, image_scrub_nvs_rest, image_scrub_tasmota_rest, scrub_rest,
};

static enum esp_edit_result run(struct image_scrub *scrub, const uint8_t *original)
{
    enum esp_edit_result result = ESP_EDIT_DONE;

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && result == ESP_EDIT_DONE; i++)
        result = steps[i](scrub);
    if (result != ESP_EDIT_DONE)
        return result;
    if (!scrub->recognised)
        image_scrub_fail(scrub, 0, "no place that has settings was recognised in the image", NULL);
    else
        image_scrub_prove(scrub, original);
    if (scrub->out_of_memory) {
        image_trouble_set(&scrub->trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    image_trouble_set(&scrub->trouble, 0, "the image was not scrubbed");
    return scrub->refused ? ESP_EDIT_REFUSED : ESP_EDIT_DONE;
}

enum esp_edit_result image_scrub_all(struct image_scrub *scrub)
{
    size_t size = scrub->image->size;
    uint8_t *original = malloc(size + 1);
    enum esp_edit_result result;

    if (!original) {
        image_trouble_set(&scrub->trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    if (size > 0)
        memcpy(original, scrub->image->data, size);
    result = run(scrub, original);
    free(original);
    return result;
}

void image_scrub_fail(struct image_scrub *scrub, uint64_t offset, const char *what,
                      const char *name)
{
    scrub->refused = true;
    scrub->fail(scrub->context, (uint32_t)offset, what, name);
}

/* ---- files ---- */

unsigned image_scrub_find_volumes(struct image_scrub *scrub, struct image_volume *volumes)
{
    unsigned count = image_volumes_find(scrub->image->data, scrub->image->size, volumes);

    scrub->recognised = scrub->recognised || count > 0;
    return count;
}

static void visit_file(struct image_scrub *scrub, const struct image_volume *volume,
                       const struct image_fsfiles *files, const struct image_fsfile *file,
                       image_scrub_visit *visit)
{
    uint8_t *data = scrub->image->data + volume->offset, *bytes;

    if (file->folder || (file->size == 0 && !file->broken))
        return;
    if (file->broken) {
        image_scrub_fail(scrub, volume->offset,
                         "parts are missing, or are there twice, of the file", file->path);
        return;
    }
    bytes = malloc(file->size);
    if (!bytes) {
        scrub->out_of_memory = true;
        return;
    }
    image_fsfile_get(file, data, 0, bytes, file->size);
    if (visit(scrub, bytes, file->size, volume->offset + image_fsfile_place(file, 0), file->path))
        image_fsfile_put(files, file, data, 0, bytes, file->size);
    memset(bytes, 0, file->size);
    free(bytes);
}

static void visit_volume(struct image_scrub *scrub, const struct image_volume *volume,
                         const char *path, image_scrub_visit *visit)
{
    struct image_fsfiles files;

    if (!image_fsfiles_list(&files, &volume->fs))
        scrub->out_of_memory = true;
    for (size_t i = 0; i < files.count; i++)
        if (!path || strcmp(files.files[i].path, path) == 0)
            visit_file(scrub, volume, &files, &files.files[i], visit);
    image_fsfiles_free(&files);
}

void image_scrub_files(struct image_scrub *scrub, const char *path, image_scrub_visit *visit)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count = image_scrub_find_volumes(scrub, volumes);

    for (unsigned i = 0; i < count; i++)
        visit_volume(scrub, &volumes[i], path, visit);
}
