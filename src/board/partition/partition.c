/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The partition that --partition names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/partition/partition.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "image/table/table_use.h"

bool partition_parse(struct partition *partition, const char *name, const char *table,
                     const char *address)
{
    partition->wanted = name;
    if (name && address)
        program_usage_error("--partition does not go with %s", address);
    else if (table && !name)
        program_usage_error("--partition-table is an option for --partition");
    else if (name && *name == '\0')
        program_usage_error("--partition: the name is empty");
    else
        return parttable_place_parse(&partition->place, table);
    return false;
}

/* Lists names of rows, as many as fit.  subtype: only rows with this subtype; NULL: all. */
static void list_names(char *buf, size_t size, const struct image_table *table,
                       const char *subtype)
{
    const char *const more = ", ...";
    size_t used = 0;

    *buf = '\0';
    for (unsigned i = 0; i < table->count; i++) {
        const struct image_row *row = &table->rows[i];
        const char *has = image_subtype_name(row->type, row->subtype);

        if (subtype && (!has || strcmp(has, subtype) != 0))
            continue;
        if (used + strlen(row->name) + 2 + strlen(more) >= size) {
            snprintf(buf + used, size - used, "%s", more);
            return;
        }
        used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? ", " : "", row->name);
    }
}

static int complain(const struct partition *partition, const char *port, bool several)
{
    char names[256];

    list_names(names, sizeof(names), &partition->table, several ? partition->wanted : NULL);
    if (several)
        message_error("%s: no partition has the name %s, and several have that subtype: %s; choose"
                      " one of these names",
                      port, partition->wanted, names);
    else
        message_error("%s: the partition table at 0x%" PRIx32 " has no partition %s; it has %s",
                      port, partition->table.offset, partition->wanted, names);
    return STATUS_USAGE;
}

static void tell_choice(struct partition *partition, const char *port, enum image_choice choice)
{
    const struct image_row *row = partition->row;

    snprintf(partition->title, sizeof(partition->title), "%s (0x%" PRIx32 "-0x%" PRIx64 ")",
             row->name, row->offset, (uint64_t)row->offset + row->size - 1);
    if (choice == IMAGE_CHOICE_SUBTYPE)
        message_notice("%s: no partition has the name %s; %s has that subtype", port,
                       partition->wanted, partition->title);
    else
        message_verbose("%s: partition %s", port, partition->title);
}

int partition_find(struct partition *partition, const struct device *device)
{
    const char *port = device->choice.port;
    int status = parttable_read(&partition->table, device->session, port, &partition->place);
    enum image_choice choice;

    if (status == STATUS_DONE)
        status = parttable_check(&partition->table, device->session, port);
    if (status != STATUS_DONE)
        return status == STATUS_NO ? STATUS_USAGE : status;
    choice = image_table_choose(&partition->table, partition->wanted, &partition->row);
    if (choice == IMAGE_CHOICE_NONE || choice == IMAGE_CHOICE_SEVERAL)
        return complain(partition, port, choice == IMAGE_CHOICE_SEVERAL);
    tell_choice(partition, port, choice);
    return STATUS_DONE;
}

/* Source: "Flash Encryption" of ESP-IDF's API guides. */
bool partition_is_encrypted(const struct image_row *row)
{
    return row->type == IMAGE_TYPE_APP || row->type == IMAGE_TYPE_BOOTLOADER ||
           row->type == IMAGE_TYPE_TABLE || (row->flags & IMAGE_ROW_ENCRYPTED) ||
           (row->type == IMAGE_TYPE_DATA &&
            (row->subtype == IMAGE_DATA_OTA || row->subtype == IMAGE_DATA_NVS_KEYS));
}

void partition_range(struct flash_range *range, const struct partition *partition)
{
    *range = (struct flash_range){
        .offset = partition->row->offset,
        .size = partition->row->size,
    };
}

void partition_room(struct image_room *room, const struct partition *partition)
{
    *room = (struct image_room){
        .name = partition->row->name,
        .title = partition->title,
        .offset = partition->row->offset,
        .size = partition->row->size,
    };
}
