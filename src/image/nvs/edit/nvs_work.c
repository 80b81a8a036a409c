/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NVS partition of an image, decrypted, and changes of it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_work.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/nvs/edit/nvs_crypt.h"

static enum esp_edit_result no_memory(struct image_trouble *trouble)
{
    image_trouble_set(trouble, 0, "out of memory");
    return ESP_EDIT_NOMEM;
}

static enum esp_edit_result refuse(struct image_trouble *trouble, uint32_t offset, const char *text)
{
    image_trouble_set(trouble, offset, "%s", text);
    return ESP_EDIT_REFUSED;
}

/* How many entries of the copy are written, and how many of these are consistent. */
struct census {
    unsigned written, sound;
    bool encrypted; /* as far as the entries tell */
};

static bool take_census(const struct image_nvs_work *work, struct census *census)
{
    struct image_nvs nvs;
    bool good = image_nvs_open(&nvs, work->plain, work->size);

    *census = (struct census){nvs.written, nvs.sound, nvs.encrypted};
    image_nvs_close(&nvs);
    return good;
}

/* Decrypts the copy if there are keys, and checks that the entries make sense. */
static enum esp_edit_result decrypt(struct image_nvs_work *work, struct image_trouble *trouble)
{
    struct census before, after;

    if (!take_census(work, &before))
        return no_memory(trouble);
    if (!work->keys)
        return before.encrypted ? refuse(trouble, work->offset,
                                         "the NVS partition is encrypted; --nvs-keys decrypts it")
                                : ESP_EDIT_DONE;
    if (!image_nvs_decrypt(work->keys, work->plain, work->size))
        return refuse(trouble, work->offset, "the keys of NVS cannot be used");
    if (!take_census(work, &after))
        return no_memory(trouble);
    if (before.written == 0 || after.sound > before.sound)
        return ESP_EDIT_DONE;
    return refuse(trouble, work->offset,
                  before.sound > 0 ? "there are keys, but the NVS partition is not encrypted"
                                   : "the NVS partition has other keys");
}

enum esp_edit_result image_nvs_work_open(struct image_nvs_work *work,
                                         const struct esp_settings_image *image,
                                         struct image_trouble *trouble)
{
    uint32_t size = 0;
    enum esp_edit_result result;

    *work = (struct image_nvs_work){0};
    result = image_nvs_place(image, &work->offset, &size, work->name, trouble);
    if (result == ESP_EDIT_DONE && image->nvs_keys)
        result = image_nvs_check_keys(image->nvs_keys, image->nvs_keys_size, trouble);
    if (result != ESP_EDIT_DONE)
        return result;
    work->size = size;
    work->keys = image->nvs_keys;
    work->target = image->data + work->offset;
    work->plain = malloc(work->size + 1);
    work->before = malloc(work->size + 1);
    if (!work->plain || !work->before)
        return no_memory(trouble);
    memcpy(work->plain, work->target, work->size);
    result = decrypt(work, trouble);
    memcpy(work->before, work->plain, work->size);
    return result;
}

static void wipe(uint8_t *data, size_t size)
{
    if (data)
        OPENSSL_cleanse(data, size);
    free(data);
}

void image_nvs_work_close(struct image_nvs_work *work)
{
    wipe(work->plain, work->size);
    wipe(work->before, work->size);
    *work = (struct image_nvs_work){0};
}

uint8_t *image_nvs_work_bytes(const struct image_nvs *nvs, const struct image_nvs_value *value)
{
    uint8_t *bytes = value->complete ? malloc((size_t)value->size + 1) : NULL;

    if (!bytes)
        return NULL;
    if (image_nvs_number_size(value->type)) {
        memcpy(bytes, value->entry.raw + IMAGE_NVS_VALUE_OFFSET, value->size);
    } else if (!image_nvs_copy(nvs, value, bytes)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* ---- one value ---- */

struct search {
    const struct image_nvs *nvs;
    const struct image_nvs_name *name;
    image_nvs_visit *visit;
    void *context;
    unsigned found;
    struct image_nvs_value newest;
};

static bool is_newer(const struct image_nvs_entry *one, const struct image_nvs_entry *other)
{
    if (one->page->sequence != other->page->sequence)
        return one->page->sequence > other->page->sequence;
    return one->index > other->index;
}

static bool compare_name(void *context, const struct image_nvs_value *value)
{
    struct search *search = context;

    if (value->space && strcmp(value->space, search->name->space) == 0 &&
        strcmp(value->key, search->name->key) == 0 &&
        (search->found++ == 0 || is_newer(&value->entry, &search->newest.entry)))
        search->newest = *value;
    return true;
}

/* The value's key lies in the value itself. */
static void tell(struct search *search)
{
    search->newest.key = search->newest.entry.key;
    if (search->visit)
        search->visit(search->context, &search->newest);
}

static enum esp_edit_result look(const struct image_nvs_work *work, struct search *search,
                                 void (*end)(struct search *search), struct image_trouble *trouble)
{
    char text[sizeof(*search->name)];
    struct image_nvs nvs;
    bool good = image_nvs_open(&nvs, work->plain, work->size);

    search->nvs = &nvs;
    if (good)
        image_nvs_each(&nvs, compare_name, search);
    if (good && search->found > 0)
        end(search);
    image_nvs_close(&nvs);
    if (!good)
        return no_memory(trouble);
    if (search->found > 0)
        return ESP_EDIT_DONE;
    snprintf(text, sizeof(text), "%s/%s", search->name->space, search->name->key);
    image_trouble_set(trouble, work->offset, "NVS has no %.*s", image_nvs_name_shown(text), text);
    return ESP_EDIT_ABSENT;
}

enum esp_edit_result image_nvs_work_get(const struct image_nvs_work *work,
                                        const struct image_nvs_name *name, image_nvs_visit *visit,
                                        void *context, struct image_trouble *trouble)
{
    struct search search = {.name = name, .visit = visit, .context = context};

    return look(work, &search, tell, trouble);
}

struct comparison {
    struct search search;
    const struct image_nvs_bytes *wanted;
    bool same;
};

static void compare_bytes(struct search *search)
{
    struct comparison *comparison = search->context;
    const struct image_nvs_bytes *wanted = comparison->wanted;
    uint8_t *bytes = image_nvs_work_bytes(search->nvs, &search->newest);

    comparison->same = bytes && search->found == 1 && search->newest.type == wanted->type &&
                       search->newest.size == wanted->size &&
                       memcmp(bytes, wanted->data, wanted->size) == 0;
    wipe(bytes, search->newest.size);
}

/* ---- changes ---- */

static enum esp_edit_result check_size(const struct image_nvs_work *work, bool old,
                                       const struct image_nvs_bytes *value,
                                       struct image_trouble *trouble)
{
    size_t pages = work->size / IMAGE_NVS_PAGE_SIZE - 1, most = IMAGE_NVS_STRING_MAX;

    if (!image_nvs_has_data(value->type))
        return ESP_EDIT_DONE;
    if (old)
        most = IMAGE_NVS_OLD_DATA_MAX;
    else if (value->type == IMAGE_NVS_BLOB)
        most = (pages < IMAGE_NVS_CHUNKS_MAX ? pages : IMAGE_NVS_CHUNKS_MAX) * IMAGE_NVS_CHUNK_MAX;
    if (value->size <= most)
        return ESP_EDIT_DONE;
    if (value->type == IMAGE_NVS_STRING)
        image_trouble_set(trouble, 0, "a string of this NVS partition has at most %zu bytes, not %zu",
                          most - 1, value->size - 1);
    else
        image_trouble_set(trouble, 0, "a blob of this NVS partition has at most %zu bytes, not %zu",
                          most, value->size);
    return ESP_EDIT_BAD;
}

static void add_repairs(struct image_nvs_work *work, const struct image_nvs_repairs *more)
{
    if (work->repairs.count == 0) {
        work->repairs = *more;
        work->repairs.first.offset += work->offset;
    } else {
        work->repairs.count += more->count;
    }
}

/* value: NULL deletes the key. */
static enum esp_edit_result change(struct image_nvs_work *work, const struct image_nvs_name *name,
                                   const struct image_nvs_bytes *value,
                                   struct image_trouble *trouble)
{
    struct image_nvs_store store;
    enum esp_edit_result result = image_nvs_store_open(&store, work->plain, work->size, trouble);

    if (result == ESP_EDIT_DONE && value)
        result = check_size(work, store.old, value, trouble);
    if (result == ESP_EDIT_DONE && value)
        result = image_nvs_store_set(&store, name->space, name->key, value, trouble);
    else if (result == ESP_EDIT_DONE)
        result = image_nvs_store_delete(&store, name->space, name->key, trouble);
    if (result == ESP_EDIT_DONE)
        add_repairs(work, &store.repairs);
    image_nvs_store_close(&store);
    return result;
}

enum esp_edit_result image_nvs_work_set(struct image_nvs_work *work,
                                        const struct image_nvs_name *name,
                                        const struct image_nvs_bytes *value,
                                        struct image_trouble *trouble)
{
    struct comparison comparison = {.search = {.name = name}, .wanted = value};
    enum esp_edit_result result;

    comparison.search.context = &comparison;
    result = look(work, &comparison.search, compare_bytes, trouble);
    if (result == ESP_EDIT_NOMEM || comparison.same)
        return result;
    return change(work, name, value, trouble);
}

enum esp_edit_result image_nvs_work_delete(struct image_nvs_work *work,
                                           const struct image_nvs_name *name,
                                           struct image_trouble *trouble)
{
    enum esp_edit_result result = image_nvs_work_get(work, name, NULL, NULL, trouble);

    return result == ESP_EDIT_DONE ? change(work, name, NULL, trouble) : result;
}

enum esp_edit_result image_nvs_work_commit(struct image_nvs_work *work,
                                           struct image_trouble *trouble)
{
    if (!work->keys) {
        memcpy(work->target, work->plain, work->size);
        return ESP_EDIT_DONE;
    }
    if (image_nvs_encrypt(work->keys, work->before, work->plain, work->target, work->size))
        return ESP_EDIT_DONE;
    return refuse(trouble, work->offset, "the keys of NVS cannot be used");
}
