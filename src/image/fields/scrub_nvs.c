/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks personal values in NVS, and what is left of old ones.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "image/fields/scrub.h"
#include "image/nvs/edit/nvs_secret.h"
#include "image/nvs/edit/nvs_purge.h"
#include "image/settings/tasmota.h"
#include "image/table/table.h"

enum { NAMES_MAX = 4096 }; /* more would make the deletion endless */

/* The first pass deletes and keeps values; the second one searches for all kept values; the
 * last one shows what is left. */
enum pass { DELETE, PURGE, SHOW };

/* What all partitions of a pass have in common. */
struct run {
    struct image_scrub *scrub;
    enum pass pass;
    bool keys_go; /* the image has the keys of NVS, which are blanked */
    image_scrub_visit *visit; /* for SHOW */
};

/* Names of personal values of one partition. */
struct names {
    struct image_scrub *scrub;
    const struct image_nvs *nvs;
    struct image_nvs_name *names;
    size_t count, room;
};

static bool add_name(struct names *names, const struct image_nvs_value *value)
{
    struct image_nvs_name *name;

    if (names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 32;
        struct image_nvs_name *grown = realloc(names->names, room * sizeof(*grown));

        if (!grown)
            return false;
        names->names = grown;
        names->room = room;
    }
    name = &names->names[names->count++];
    memset(name, 0, sizeof(*name));
    memcpy(name->space, value->space, strnlen(value->space, IMAGE_NVS_KEY_MAX));
    memcpy(name->key, value->key, strnlen(value->key, IMAGE_NVS_KEY_MAX));
    return true;
}

/* Keeps the bytes of a value.  Old firmwares have texts in blobs: a length and zeros, or
 * zeros alone, may be around the text. */
static void keep_value(struct names *names, const struct image_nvs_value *value)
{
    bool anywhere = image_nvs_is_secret(value) || image_nvs_is_network(value);
    uint8_t *bytes = image_nvs_has_data(value->type) ? image_nvs_work_bytes(names->nvs, value) : NULL;

    if (!bytes)
        return;
    image_scrub_keep_runs(names->scrub, bytes, value->size, anywhere);
    OPENSSL_cleanse(bytes, value->size);
    free(bytes);
}

/* Is it a blob of Tasmota's settings, which were blanked? */
static bool is_blanked(const struct names *names, const struct image_nvs_value *value)
{
    struct image_tasmota tasmota;
    uint8_t *bytes;
    bool right;

    if (strcmp(value->space, "main") != 0 || strcmp(value->key, "Settings") != 0 ||
        value->type != IMAGE_NVS_BLOB || value->size != IMAGE_TASMOTA_SIZE)
        return false;
    bytes = image_nvs_work_bytes(names->nvs, value);
    right = bytes && image_tasmota_parse(&tasmota, bytes) && tasmota.right;
    if (bytes)
        OPENSSL_cleanse(bytes, value->size);
    free(bytes);
    return right;
}

static bool is_personal(const struct names *names, const struct image_nvs_value *value)
{
    if (strcmp(value->space, "phy") == 0) /* calibration, with the MAC address */
        return names->scrub->radio || strcmp(value->key, "cal_mac") == 0;
    if (is_blanked(names, value))
        return false;
    return image_nvs_is_personal(value) || strcmp(value->space, "nvs.net80211") == 0;
}

static bool collect(void *context, const struct image_nvs_value *value)
{
    struct names *names = context;

    if (!value->key)
        return true;
    if (!value->space && value->complete) /* the rest of NVS drops the value */
        keep_value(names, value);
    if (!value->space || !is_personal(names, value))
        return true;
    if (names->count >= NAMES_MAX) {
        image_scrub_fail(names->scrub, 0, "NVS has too many personal values", NULL);
        return false;
    }
    if (value->complete)
        keep_value(names, value);
    if (add_name(names, value))
        return true;
    names->scrub->out_of_memory = true;
    return false;
}

static enum esp_edit_result delete_values(struct image_scrub *scrub, struct image_nvs_work *work)
{
    struct names names = {.scrub = scrub};
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct image_nvs nvs;

    if (image_nvs_open(&nvs, work->plain, work->size)) {
        names.nvs = &nvs;
        image_nvs_each(&nvs, collect, &names);
    } else {
        scrub->out_of_memory = true;
    }
    image_nvs_close(&nvs);
    for (size_t i = 0; i < names.count && result == ESP_EDIT_DONE; i++) {
        char name[2 * IMAGE_NVS_KEY_MAX + 2];

        result = image_nvs_work_delete(work, &names.names[i], &scrub->trouble);
        if (result == ESP_EDIT_ABSENT) { /* there twice, and deleted before */
            result = ESP_EDIT_DONE;
            continue;
        }
        strcpy(name, names.names[i].space);
        strcat(name, "/");
        strcat(name, names.names[i].key);
        scrub->note(scrub->context, work->offset, work->size, "the value in NVS", name);
    }
    free(names.names);
    return result;
}

static unsigned overwrite(void *context, uint8_t *data, size_t size)
{
    return image_scrub_sweep(context, data, size);
}

static enum esp_edit_result purge(struct image_scrub *scrub, struct image_nvs_work *work)
{
    unsigned count = 0;
    enum esp_edit_result result =
        image_nvs_work_purge(work, overwrite, scrub, &count, &scrub->trouble);

    if (result == ESP_EDIT_DONE && count > 0)
        scrub->note(scrub->context, work->offset, work->size,
                    "a value that was blanked, also within other values of NVS", NULL);
    return result;
}

struct showing {
    const struct run *run;
    const struct image_nvs_work *work;
    const struct image_nvs *nvs;
};

static bool show_value(void *context, const struct image_nvs_value *value)
{
    const struct showing *showing = context;
    size_t offset = (size_t)(value->entry.raw - showing->work->plain);
    uint8_t *bytes = image_nvs_has_data(value->type) ? image_nvs_work_bytes(showing->nvs, value) : NULL;

    if (!bytes)
        return true;
    (void)showing->run->visit(showing->run->scrub, bytes, value->size,
                              showing->work->offset + (uint32_t)offset, value->key);
    OPENSSL_cleanse(bytes, value->size);
    free(bytes);
    return true;
}

static enum esp_edit_result show(const struct run *run, const struct image_nvs_work *work)
{
    struct image_nvs nvs;
    struct showing showing = {run, work, &nvs};

    if (image_nvs_open(&nvs, work->plain, work->size))
        image_nvs_each(&nvs, show_value, &showing);
    else
        run->scrub->out_of_memory = true;
    image_nvs_close(&nvs);
    return ESP_EDIT_DONE;
}

static void erase(struct image_scrub *scrub, uint32_t offset, uint32_t size, const char *what)
{
    memset(scrub->image->data + offset, 0xff, size);
    scrub->note(scrub->context, offset, size, what, NULL);
}

/* Opens a partition.  Beside an encrypted one may be one that is not. */
static enum esp_edit_result open_partition(struct image_nvs_work *work,
                                           struct esp_settings_image *image,
                                           struct image_trouble *trouble)
{
    enum esp_edit_result result = image_nvs_work_open(work, image, trouble);

    if (result != ESP_EDIT_REFUSED || !image->nvs_keys)
        return result;
    image_nvs_work_close(work);
    image->nvs_keys = NULL;
    return image_nvs_work_open(work, image, trouble);
}

static enum esp_edit_result scrub_partition(const struct run *run, uint32_t offset, uint32_t size)
{
    struct image_scrub *scrub = run->scrub;
    struct esp_settings_image image = *scrub->image;
    struct image_nvs_work work;
    enum esp_edit_result result;
    bool lost; /* without its keys */

    image.place_offset = offset;
    image.place_size = size;
    result = open_partition(&work, &image, &scrub->trouble);
    if (result == ESP_EDIT_DONE)
        result = run->pass == DELETE  ? delete_values(scrub, &work)
                 : run->pass == PURGE ? purge(scrub, &work)
                                      : show(run, &work);
    if (result == ESP_EDIT_DONE && run->pass != SHOW)
        result = image_nvs_work_commit(&work, &scrub->trouble);
    lost = run->pass == PURGE && run->keys_go && work.keys;
    image_nvs_work_close(&work);
    if (result == ESP_EDIT_DONE && lost)
        erase(scrub, offset, size, "NVS as a whole, whose keys are blanked");
    if (result != ESP_EDIT_REFUSED && result != ESP_EDIT_BAD && result != ESP_EDIT_ABSENT)
        return result;
    if (run->pass != SHOW)
        erase(scrub, offset, size, "NVS as a whole, which cannot be read");
    return ESP_EDIT_DONE;
}

static bool is_used(const struct image_scrub *scrub, const struct image_row *row, uint32_t *size)
{
    size_t room = row->offset < scrub->image->size ? scrub->image->size - row->offset : 0;

    *size = row->size < room ? row->size : (uint32_t)room;
    return row->type == IMAGE_TYPE_DATA && *size > 0 &&
           !esp_blank(scrub->image->data + row->offset, *size);
}

/* Without its keys, encrypted NVS cannot be read, and is erased, too. */
static enum esp_edit_result scrub_row(const struct run *run, const struct image_row *row)
{
    struct image_scrub *scrub = run->scrub;
    uint32_t size;

    if (row->type == IMAGE_TYPE_DATA && row->subtype == IMAGE_DATA_NVS)
        scrub->recognised = true;
    if (!is_used(scrub, row, &size))
        return ESP_EDIT_DONE;
    if (row->subtype == IMAGE_DATA_NVS)
        return scrub_partition(run, row->offset, size);
    if (row->subtype == IMAGE_DATA_COREDUMP && run->pass == DELETE)
        erase(scrub, row->offset, size, "the core dump");
    if (row->subtype == IMAGE_DATA_NVS_KEYS && run->pass == PURGE)
        erase(scrub, row->offset, size, "the keys of NVS");
    return ESP_EDIT_DONE;
}

static bool has_keys(const struct image_scrub *scrub, const struct image_table *table)
{
    uint32_t size;

    for (unsigned i = 0; i < table->count; i++)
        if (table->rows[i].subtype == IMAGE_DATA_NVS_KEYS && is_used(scrub, &table->rows[i], &size))
            return true;
    return false;
}

static enum esp_edit_result scrub_all(struct image_scrub *scrub, enum pass pass,
                                      image_scrub_visit *visit)
{
    struct run run = {.scrub = scrub, .pass = pass, .visit = visit};
    enum esp_edit_result result = ESP_EDIT_DONE;
    struct image_table table;

    if (!image_table_find(&table, scrub->image->data, scrub->image->size)) {
        uint32_t offset, size;
        char name[17];

        if (image_nvs_place(scrub->image, &offset, &size, name, &scrub->trouble) != ESP_EDIT_DONE)
            return ESP_EDIT_DONE;
        scrub->recognised = true;
        return scrub_partition(&run, offset, size);
    }
    run.keys_go = has_keys(scrub, &table);
    for (unsigned i = 0; i < table.count && result == ESP_EDIT_DONE; i++)
        result = scrub_row(&run, &table.rows[i]);
    return result;
}

enum esp_edit_result image_scrub_nvs(struct image_scrub *scrub)
{
    return scrub_all(scrub, DELETE, NULL);
}

enum esp_edit_result image_scrub_nvs_rest(struct image_scrub *scrub)
{
    return scrub_all(scrub, PURGE, NULL);
}

enum esp_edit_result image_scrub_nvs_values(struct image_scrub *scrub, image_scrub_visit *visit)
{
    return scrub_all(scrub, SHOW, visit);
}

bool image_scrub_in_nvs(const struct image_scrub *scrub, size_t at)
{
    const struct esp_settings_image *image = scrub->image;
    struct image_trouble trouble;
    struct image_table table;
    uint32_t offset, size;
    char name[17];

    if (!image_table_find(&table, image->data, image->size))
        return image_nvs_place(image, &offset, &size, name, &trouble) == ESP_EDIT_DONE;
    for (unsigned i = 0; i < table.count; i++)
        if (table.rows[i].type == IMAGE_TYPE_DATA && table.rows[i].subtype == IMAGE_DATA_NVS &&
            at >= table.rows[i].offset && at - table.rows[i].offset < table.rows[i].size)
            return true;
    return false;
}
