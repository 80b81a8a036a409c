/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FAT: the entries of folders.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "image/fs/edit/fat/fat_impl.h"
#include "image/fs/fat/fat_case.h"

enum { ENTRIES_MAX = 65536, TAILS_MAX = 999999, SMALL_LETTERS = 12 /* offset */ };

struct fat_folder fat_root(const struct fat_work *work)
{
    return (struct fat_folder){work->fat->bits == 32 ? work->fat->root_cluster : 0};
}

/* Of the root folder of FAT12 and FAT16. */
static uint8_t *fixed_slot(const struct fat_work *work, uint32_t slot)
{
    const struct image_fat *fat = work->fat;
    uint32_t per_sector = fat->sector_size / IMAGE_FAT_ENTRY_SIZE;
    uint32_t root = fat->reserved_sectors + fat->fat_count * fat->fat_sectors;
    uint8_t *sector;

    if (slot >= fat->root_entries)
        return NULL;
    sector = fat_sector(work, root + slot / per_sector);
    return sector ? sector + slot % per_sector * IMAGE_FAT_ENTRY_SIZE : NULL;
}

/* The cluster with this number in a folder's chain; 0: the chain ends before. */
static uint32_t find_cluster(const struct fat_work *work, uint32_t folder, uint32_t number)
{
    struct fat_cursor at = {folder, folder, 0};

    if (work->cursor && work->cursor->folder == folder && work->cursor->number <= number)
        at = *work->cursor;
    while (at.number < number && at.cluster) {
        at.cluster = fat_following(work, at.cluster);
        at.number++;
    }
    if (work->cursor && at.cluster)
        *work->cursor = at;
    return at.cluster;
}

uint8_t *fat_slot(const struct fat_work *work, struct fat_folder folder, int slot)
{
    const struct image_fat *fat = work->fat;
    uint32_t per_sector = fat->sector_size / IMAGE_FAT_ENTRY_SIZE;
    uint32_t left = (uint32_t)slot / per_sector, cluster = folder.cluster;
    uint8_t *sector;

    if (slot >= ENTRIES_MAX)
        return NULL;
    if (cluster == 0)
        return fixed_slot(work, (uint32_t)slot);
    cluster = find_cluster(work, cluster, left / fat->cluster_sectors);
    left %= fat->cluster_sectors;
    sector = cluster ? fat_sector(work, image_fat_cluster_sector(fat, cluster) + left) : NULL;
    return sector ? sector + (uint32_t)slot % per_sector * IMAGE_FAT_ENTRY_SIZE : NULL;
}

uint32_t fat_entry_cluster(const struct fat_work *work, const uint8_t *entry)
{
    uint32_t cluster = esp_get16(entry + IMAGE_FAT_FIRST);

    if (work->fat->bits == 32)
        cluster |= (uint32_t)esp_get16(entry + IMAGE_FAT_FIRST_HIGH) << 16;
    return cluster;
}

void fat_set_entry_cluster(const struct fat_work *work, uint8_t *entry, uint32_t cluster)
{
    esp_put16(entry + IMAGE_FAT_FIRST, (uint16_t)cluster);
    if (work->fat->bits == 32)
        esp_put16(entry + IMAGE_FAT_FIRST_HIGH, (uint16_t)(cluster >> 16));
}

static bool is_file_or_folder(const uint8_t *entry)
{
    return entry[0] != IMAGE_FAT_ENTRY_FREE && entry[IMAGE_FAT_ATTRIBUTES] != IMAGE_FAT_LONG_NAME &&
           !(entry[IMAGE_FAT_ATTRIBUTES] & IMAGE_FAT_IS_LABEL);
}

/* Is the text the name of the entry?  *alias: it is the short name of an entry that has a long
 * one, too. */
static bool has_name(const struct image_fat_long *long_name, const uint8_t *entry,
                     const char *wanted, size_t size, bool *alias)
{
    static const struct image_fat_long none;
    uint8_t name[IMAGE_FAT_NAME_MAX];
    size_t length = image_fat_name(long_name, entry, name);

    *alias = false;
    if (image_fat_compare((const char *)name, length, wanted, size) == 0)
        return true;
    *alias = true;
    length = image_fat_name(&none, entry, name);
    return image_fat_compare((const char *)name, length, wanted, size) == 0;
}

/* The place of an entry of which the long name, if there is one, begins at this slot. */
static struct fat_place place_of(const struct image_fat_long *long_name, const uint8_t *entry, int first,
                                 int slot)
{
    bool whole = long_name->present && long_name->next == 0 &&
                 long_name->sum == image_fat_short_sum(entry);

    return (struct fat_place){.slot = slot, .first_slot = whole ? first : slot};
}

struct fat_place fat_lookup(const struct fat_work *work, struct fat_folder folder,
                            const char *name, size_t size)
{
    struct image_fat_long long_name = {0};
    struct fat_place place;
    uint8_t *entry;
    bool alias;
    int first = 0;

    for (int slot = 0; (entry = fat_slot(work, folder, slot)) && entry[0] != 0; slot++) {
        if (entry[0] != IMAGE_FAT_ENTRY_FREE && entry[IMAGE_FAT_ATTRIBUTES] == IMAGE_FAT_LONG_NAME) {
            if (entry[0] & IMAGE_FAT_LONG_LAST)
                first = slot;
            image_fat_long_take(&long_name, entry);
            continue;
        }
        if (is_file_or_folder(entry) && has_name(&long_name, entry, name, size, &alias)) {
            place = place_of(&long_name, entry, first, slot);
            if (alias)
                place.true_size = image_fat_name(&long_name, entry, place.true_name);
            return place;
        }
        long_name.present = false;
    }
    return (struct fat_place){.slot = FAT_NO_SLOT, .first_slot = FAT_NO_SLOT};
}

static bool has_short(const struct fat_work *work, struct fat_folder folder,
                      const uint8_t *short_name)
{
    const uint8_t *entry;

    for (int slot = 0; (entry = fat_slot(work, folder, slot)) && entry[0] != 0; slot++)
        if (is_file_or_folder(entry) && memcmp(entry, short_name, FAT_SHORT_SIZE) == 0)
            return true;
    return false;
}

/* Makes the folder one cluster longer. */
static bool extend(const struct fat_work *work, struct fat_folder folder)
{
    uint32_t cluster = folder.cluster, next, new;

    if (!fat_exists(work, cluster))
        return false;
    while ((next = fat_following(work, cluster)))
        cluster = next;
    new = fat_take(work, 1);
    if (new == 0)
        return false;
    for (uint32_t i = 0; i < work->fat->cluster_sectors; i++)
        memset(fat_sector(work, image_fat_cluster_sector(work->fat, new) + i), 0,
               work->fat->sector_size);
    fat_link(work, cluster, new);
    return true;
}

/* Finds free entries one behind the other, or makes the folder longer.  FAT_NO_SLOT: there is
 * no room. */
static int find_room(const struct fat_work *work, struct fat_folder folder, int wanted)
{
    bool ended = false;
    int count = 0;

    for (int slot = 0; slot < ENTRIES_MAX; slot++) {
        const uint8_t *entry = fat_slot(work, folder, slot);

        if (!entry && !extend(work, folder))
            return FAT_NO_SLOT;
        if (!entry)
            entry = fat_slot(work, folder, slot);
        if (!entry)
            return FAT_NO_SLOT;
        ended |= entry[0] == 0;
        count = ended || entry[0] == IMAGE_FAT_ENTRY_FREE ? count + 1 : 0;
        if (count < wanted)
            continue;
        /* What lies behind the end counts for nothing, and must not begin to count. */
        if (ended && (entry = fat_slot(work, folder, slot + 1)))
            *(uint8_t *)(uintptr_t)entry = 0;
        return slot - wanted + 1;
    }
    return FAT_NO_SLOT;
}

static enum image_fsedit_result no_room(const struct fat_work *work, struct fat_folder folder)
{
    if (folder.cluster == 0)
        image_trouble_set(work->trouble, 0, "the root folder is full: it has %u entries",
                          (unsigned)work->fat->root_entries);
    else
        image_trouble_set(work->trouble, 0, "there is no room for another entry of the folder");
    return IMAGE_FSEDIT_FULL;
}

enum image_fsedit_result fat_add(const struct fat_work *work, struct fat_folder folder,
                                 const char *text, size_t size, uint8_t **entry)
{
    struct fat_name name;
    int slot;

    if (!fat_name_make(&name, text, size, work->trouble))
        return IMAGE_FSEDIT_BAD;
    for (unsigned i = 1; name.tail && i <= TAILS_MAX; i++) {
        fat_name_number(&name, i);
        name.tail = has_short(work, folder, name.short_name);
    }
    slot = find_room(work, folder, (int)name.long_entries + 1);
    if (slot == FAT_NO_SLOT)
        return no_room(work, folder);
    for (unsigned i = 0; i < name.long_entries; i++)
        fat_name_part(&name, i, fat_slot(work, folder, slot++));
    *entry = fat_slot(work, folder, slot);
    memset(*entry, 0, IMAGE_FAT_ENTRY_SIZE);
    memcpy(*entry, name.short_name, FAT_SHORT_SIZE);
    (*entry)[SMALL_LETTERS] = name.small;
    return IMAGE_FSEDIT_DONE;
}

void fat_drop(const struct fat_work *work, struct fat_folder folder, struct fat_place place)
{
    for (int slot = place.first_slot; slot <= place.slot; slot++)
        fat_slot(work, folder, slot)[0] = IMAGE_FAT_ENTRY_FREE;
}
