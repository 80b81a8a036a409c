/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two parts: their facts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/diff/diff_impl.h"

enum { ITEM_NAME = 64 }; /* a namespace and a key have 31 characters */

/* ---- items of lists ---- */

static bool same_item(const struct image_fact *one, const struct image_fact *other)
{
    return one->list && other->list && strcmp(one->list, other->list) == 0 &&
           one->item == other->item;
}

/* The text of the item that begins at "first"; NULL if the item has no such text. */
static const char *text_of(const struct image_part *part, const struct image_fact *first,
                           const char *key)
{
    const struct image_fact *end = part->facts + part->fact_count;

    for (const struct image_fact *fact = first; fact < end; fact++) {
        if (!same_item(fact, first))
            break;
        if (fact->text && strcmp(fact->key, key) == 0)
            return fact->text;
    }
    return NULL;
}

static bool own_name(char *out, size_t room, const struct image_part *part,
                     const struct image_fact *first)
{
    const char *space = text_of(part, first, "namespace"), *key = text_of(part, first, "key");
    const char *name = key ? key : text_of(part, first, "name");

    if (!name)
        return false;
    snprintf(out, room, "%s%s%s", space ? space : "", space ? "/" : "", name);
    return true;
}

void image_item_name(char *out, size_t room, const struct image_part *part,
                     const struct image_fact *fact)
{
    while (fact > part->facts && same_item(fact - 1, fact))
        fact--;
    if (!own_name(out, room, part, fact))
        snprintf(out, room, "%s %u", fact->list, fact->item);
}

struct item {
    const struct image_fact *facts;
    size_t count;
    unsigned number; /* of an item without a name */
    char name[ITEM_NAME];
};

static int compare_items(const struct item *one, const struct item *other)
{
    int order = strcmp(one->facts->list, other->facts->list);

    if (order == 0)
        order = strcmp(one->name, other->name);
    if (order == 0)
        order = one->number == other->number ? 0 : one->number < other->number ? -1 : 1;
    return order;
}

/* Items of the same name keep their order. */
static int order_items(const void *a, const void *b)
{
    const struct item *one = a, *other = b;
    int order = compare_items(one, other);

    return order ? order : one->facts < other->facts ? -1 : 1;
}

/* The items of a part, sorted.  NULL if memory has run out. */
static struct item *list_items(const struct image_part *part, size_t *count)
{
    struct item *items = calloc(part->fact_count + 1, sizeof(*items)), *item = NULL;
    size_t used = 0;

    for (size_t i = 0; items && i < part->fact_count; i++) {
        const struct image_fact *fact = &part->facts[i];

        if (!fact->list) {
            item = NULL;
            continue;
        }
        if (!item || !same_item(item->facts, fact)) {
            item = &items[used++];
            item->facts = fact;
            if (!own_name(item->name, sizeof(item->name), part, fact))
                item->number = fact->item;
        }
        item->count++;
    }
    if (used > 1)
        qsort(items, used, sizeof(*items), order_items);
    *count = used;
    return items;
}

/* ---- facts ---- */

/* A part's own facts, or those of an item. */
struct facts {
    const struct image_part *part;
    const struct image_fact **list;
    size_t count;
};

static bool is_remark(const struct image_fact *fact)
{
    return fact->type == IMAGE_FACT_FAULT || fact->type == IMAGE_FACT_WARNING;
}

/* A value and a remark about it may have the same key. */
static int compare_keys(const struct image_fact *one, const struct image_fact *other)
{
    int order = strcmp(one->key, other->key);

    return order ? order : (int)is_remark(one) - (int)is_remark(other);
}

static int order_facts(const void *a, const void *b)
{
    const struct image_fact *one = *(const struct image_fact *const *)a;
    const struct image_fact *other = *(const struct image_fact *const *)b;
    int order = compare_keys(one, other);

    return order ? order : one < other ? -1 : 1;
}

/* A computed sum differs whenever the bytes do, and a wrong sum is a fault. */
static bool is_computed(const struct image_fact *fact)
{
    size_t length = strlen(fact->key), end = strlen("-computed");

    return length > end && strcmp(fact->key + length - end, "-computed") == 0;
}

/* Takes the facts of an item; those of the part itself if item is NULL. */
static bool take_facts(struct facts *facts, const struct image_part *part,
                       const struct item *item)
{
    const struct image_fact *from = item ? item->facts : part->facts;
    size_t size = item ? item->count : part->fact_count;

    *facts = (struct facts){.part = part, .list = calloc(size + 1, sizeof(struct image_fact *))};
    if (!facts->list)
        return false;
    for (size_t i = 0; i < size; i++)
        if ((item || !from[i].list) && !is_computed(&from[i]))
            facts->list[facts->count++] = &from[i];
    if (facts->count > 1)
        qsort(facts->list, facts->count, sizeof(struct image_fact *), order_facts);
    return true;
}

/* An offset in the image says where in the part something is. */
static uint64_t number_of(const struct image_part *part, const struct image_fact *fact)
{
    bool offset = fact->type == IMAGE_FACT_HEX && strcmp(fact->key, "offset") == 0;

    return offset ? fact->number - part->offset : fact->number;
}

static bool same_value(const struct image_part *old_part, const struct image_fact *one,
                       const struct image_part *new_part, const struct image_fact *other)
{
    if (one->type != other->type)
        return false;
    if (one->text && other->text)
        return strcmp(one->text, other->text) == 0;
    return number_of(old_part, one) == number_of(new_part, other);
}

/* The fact's number in its part. */
static size_t place_of(const struct image_change *change)
{
    if (change->new_fact)
        return (size_t)(change->new_fact - change->new_part->facts);
    return (size_t)(change->old_fact - change->old_part->facts);
}

/* The order in which the survey tells the facts. */
static int order_changes(const void *a, const void *b)
{
    size_t one = place_of(a), other = place_of(b);

    if (one == other) /* one is new, the other is gone */
        return ((const struct image_change *)a)->new_fact ? 1 : -1;
    return one < other ? -1 : 1;
}

/* Adds the facts that differ, as changes of this kind. */
static void compare_facts(struct image_diff *diff, enum image_change_kind kind,
                          const struct facts *old_facts, const struct facts *new_facts)
{
    size_t i = 0, j = 0, before = diff->count;

    while (i < old_facts->count || j < new_facts->count) {
        const struct image_fact *one = i < old_facts->count ? old_facts->list[i] : NULL;
        const struct image_fact *other = j < new_facts->count ? new_facts->list[j] : NULL;
        int order = !one ? 1 : !other ? -1 : compare_keys(one, other);
        const struct image_change change = {
            .kind = kind,
            .old_part = old_facts->part,
            .new_part = new_facts->part,
            .old_fact = order <= 0 ? one : NULL,
            .new_fact = order >= 0 ? other : NULL,
        };

        if (order != 0 || !same_value(old_facts->part, one, new_facts->part, other))
            diff_add(diff, &change);
        i += order <= 0;
        j += order >= 0;
    }
    if (diff->count - before > 1)
        qsort(diff->changes + before, diff->count - before, sizeof(*diff->changes), order_changes);
}

/* Compares the facts of two items; of the parts themselves if the items are NULL.  head: the
 * change that comes before the facts of an item.  changed: the item differs, even if no fact
 * tells. */
static void compare_lists(struct image_diff *diff, const struct image_change *head,
                          const struct item *old_item, const struct item *new_item, bool changed)
{
    struct facts old_facts = {0}, new_facts = {0};
    size_t before;

    if (!take_facts(&old_facts, head->old_part, old_item) ||
        !take_facts(&new_facts, head->new_part, new_item)) {
        diff->out_of_memory = true;
    } else if (old_item) {
        diff_add(diff, head);
        before = diff->count;
        compare_facts(diff, IMAGE_CHANGE_ITEM_FACT, &old_facts, &new_facts);
        if (diff->count == before && !changed && !diff->out_of_memory)
            diff->count--;
    } else {
        compare_facts(diff, IMAGE_CHANGE_FACT, &old_facts, &new_facts);
    }
    free(old_facts.list);
    free(new_facts.list);
}

/* Do the contents of two items differ, of which the survey tells only the sizes? */
static bool sums_differ(const struct diff_sums *old_sums, const struct item *one,
                        const struct diff_sums *new_sums, const struct item *other)
{
    return strcmp(one->facts->list, "value") == 0 && one->facts->item < old_sums->count &&
           other->facts->item < new_sums->count &&
           old_sums->sums[one->facts->item] != new_sums->sums[other->facts->item];
}

static void compare_all_items(struct image_diff *diff, const struct image_part *old_part,
                              const struct image_part *new_part)
{
    size_t old_count = 0, new_count = 0, i = 0, j = 0;
    struct item *old_items = list_items(old_part, &old_count);
    struct item *new_items = list_items(new_part, &new_count);
    struct diff_sums old_sums, new_sums;

    diff_nvs_sums(&old_sums, old_part);
    diff_nvs_sums(&new_sums, new_part);
    diff->out_of_memory = diff->out_of_memory || !old_items || !new_items;
    while (old_items && new_items && (i < old_count || j < new_count)) {
        const struct item *one = i < old_count ? &old_items[i] : NULL;
        const struct item *other = j < new_count ? &new_items[j] : NULL;
        int order = !one ? 1 : !other ? -1 : compare_items(one, other);
        const struct image_change change = {
            .kind = order == 0  ? IMAGE_CHANGE_ITEM
                    : order < 0 ? IMAGE_CHANGE_ITEM_REMOVED
                                : IMAGE_CHANGE_ITEM_ADDED,
            .old_part = old_part,
            .new_part = new_part,
            .old_fact = order <= 0 ? one->facts : NULL,
            .new_fact = order >= 0 ? other->facts : NULL,
        };

        if (order == 0)
            compare_lists(diff, &change, one, other,
                          sums_differ(&old_sums, one, &new_sums, other));
        else
            diff_add(diff, &change);
        i += order <= 0;
        j += order >= 0;
    }
    free(old_sums.sums);
    free(new_sums.sums);
    free(old_items);
    free(new_items);
}

void diff_facts(struct image_diff *diff, const struct image_part *old_part,
                const struct image_part *new_part)
{
    const struct image_change change = {.old_part = old_part, .new_part = new_part};

    compare_lists(diff, &change, NULL, NULL, false);
    compare_all_items(diff, old_part, new_part);
}
