/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the table of partitions from the flash of a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/partition/parttable.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "board/connect.h"
#include "board/range.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp/session.h"
#include "image/table/otadata.h"
#include "image/table/table_use.h"

/* Most tables end within the first piece.  Without a stub, each byte takes its time. */
enum { PIECE = 512 };

enum { TRIES = 4 };

/* Where tables have been seen: at the default place, and at the next sectors, because a
 * larger bootloader needs more room. */
enum { FIRST_PLACE = 0x8000, LAST_PLACE = 0x10000 };

bool parttable_place_parse(struct parttable_place *place, const char *text)
{
    uint64_t offset = IMAGE_TABLE_OFFSET;

    *place = (struct parttable_place){.text = text};
    if (text && !number_option("partition-table", text, IMAGE_TABLE_SECTOR, UINT32_MAX, &offset))
        return false;
    place->offset = (uint32_t)offset;
    if (offset % IMAGE_TABLE_SECTOR == 0)
        return true;
    message_error("--partition-table: %s is no multiple of 0x%x, as the place of a table is", text,
                  IMAGE_TABLE_SECTOR);
    return false;
}

/* ---- reading ---- */

struct buffer {
    uint8_t *data;
    size_t size, room; /* bytes */
};

static int take(void *ctx, const uint8_t *data, size_t size)
{
    struct buffer *buffer = ctx;

    if (size > buffer->room - buffer->size)
        return -1;
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return 0;
}

/* Reads again if a bad line made the session reset the chip, which is no failure of the
 * board: only a few bytes are read. */
int parttable_read_flash(struct esp_session *session, uint32_t offset, uint8_t *data,
                         size_t size)
{
    struct buffer buffer = {.data = data, .room = size};
    const struct esp_read_request request = {
        .offset = offset,
        .size = (uint32_t)size,
        .sink = take,
        .ctx = &buffer,
    };
    int err = ESP_ERR_LINE;

    for (int i = 0; i < TRIES && err == ESP_ERR_LINE; i++) {
        buffer.size = 0;
        err = esp_session_read(session, &request, NULL);
    }
    return err;
}

/* Reads and parses the table.  *found is false if not even one row is there.  head gets the
 * first bytes there, a row or not.  Returns an enum esp_err. */
static int read_table(struct image_table *table, struct esp_session *session, uint32_t offset,
                      uint8_t head[IMAGE_ROW_SIZE], bool *found)
{
    uint8_t rows[IMAGE_TABLE_LENGTH];
    struct image_trouble trouble;
    size_t size = 0;
    int err = ESP_OK;

    do {
        err = parttable_read_flash(session, offset + (uint32_t)size, rows + size, PIECE);
        size += PIECE;
        *found = err == ESP_OK && image_table_parse_rows(table, rows, size, offset, &trouble);
    } while (*found && table->end == IMAGE_TABLE_CUT && size < sizeof(rows));
    memcpy(head, rows, IMAGE_ROW_SIZE);
    return err;
}

/* ---- no table ---- */

/* Is a sound table there?  Reads one row first, because most places have none.  Returns an
 * enum esp_err. */
static int look_for_table(struct image_table *table, struct esp_session *session,
                          uint32_t offset, uint64_t flash_size, bool *found)
{
    uint8_t head[IMAGE_ROW_SIZE];
    struct image_trouble trouble;
    int err;

    *found = false;
    if (offset + (uint64_t)IMAGE_TABLE_SECTOR > flash_size)
        return ESP_OK;
    err = parttable_read_flash(session, offset, head, sizeof(head));
    if (err != ESP_OK || !image_table_parse_rows(table, head, sizeof(head), offset, &trouble))
        return err;
    err = read_table(table, session, offset, head, found);
    *found = *found && image_table_sound(table, flash_size, &trouble);
    return err;
}

/* Looks at the usual places, but for one.  Returns an enum esp_err. */
static int find_elsewhere(struct image_table *table, bool *found, struct esp_session *session,
                          uint32_t but, uint64_t flash_size)
{
    int err = ESP_OK;

    *found = false;
    for (uint32_t place = FIRST_PLACE; place <= LAST_PLACE && err == ESP_OK && !*found;
         place += IMAGE_TABLE_SECTOR) {
        if (place != but)
            err = look_for_table(table, session, place, flash_size, found);
    }
    return err;
}

/* What to do if no table is there.  elsewhere: the place of another table, or 0. */
static void advise(char *buf, size_t size, const struct esp_session *session, uint32_t elsewhere)
{
    if (elsewhere)
        snprintf(buf, size, "one is at 0x%" PRIx32 ": --partition-table=0x%" PRIx32, elsewhere,
                 elsewhere);
    else if (esp_session_board(session)->flash_encrypted)
        snprintf(buf, size, "the flash is encrypted, and the table with it: give an address in"
                            " place of a name");
    else
        snprintf(buf, size, "nor is one at 0x%x to 0x%x; --partition-table=OFFSET says where it"
                            " is",
                 FIRST_PLACE, LAST_PLACE);
}

/* Says what lies there in place of a table, and what to do. */
static int complain_of_none(struct esp_session *session, const char *port, uint32_t offset,
                            const uint8_t head[IMAGE_ROW_SIZE], uint64_t flash_size)
{
    char what[48] = "the flash is blank there", advice[192];
    struct image_table table;
    bool found;
    int err = find_elsewhere(&table, &found, session, offset, flash_size);

    if (err != ESP_OK)
        return connect_failed(session, port, err);
    if (!esp_blank(head, IMAGE_ROW_SIZE))
        snprintf(what, sizeof(what), "the bytes %02x %02x, not aa 50, are there", head[0], head[1]);
    advise(advice, sizeof(advice), session, found ? table.offset : 0);
    message_error("%s: no partition table is at 0x%" PRIx32 " (%s); %s", port, offset, what,
                  advice);
    return STATUS_NO;
}

/* ---- for the programs ---- */

int parttable_look(struct image_table *table, bool *found, struct esp_session *session,
                   const char *port)
{
    struct flash_limit flash;
    int err;

    flash_limit_of(&flash, esp_session_board(session)->flash_size);
    err = find_elsewhere(table, found, session, 0, flash.size); /* no table is at 0 */
    return err == ESP_OK ? STATUS_DONE : connect_failed(session, port, err);
}

static bool is_within(const struct parttable_place *place, const struct flash_limit *flash)
{
    char shown[96];

    if (place->offset + (uint64_t)IMAGE_TABLE_LENGTH <= flash->size)
        return true;
    number_describe(shown, sizeof(shown), place->text ? place->text : "0x8000", place->offset);
    message_error("--partition-table: %s is past the end of the %s", shown, flash->name);
    return false;
}

int parttable_read(struct image_table *table, struct esp_session *session, const char *port,
                   const struct parttable_place *place)
{
    uint8_t head[IMAGE_ROW_SIZE];
    struct flash_limit flash;
    bool found = false;
    int err;

    flash_limit_of(&flash, esp_session_board(session)->flash_size);
    if (!is_within(place, &flash))
        return STATUS_USAGE;
    err = read_table(table, session, place->offset, head, &found);
    if (err != ESP_OK)
        return connect_failed(session, port, err);
    return found ? STATUS_DONE
                 : complain_of_none(session, port, place->offset, head, flash.size);
}

int parttable_check(const struct image_table *table, const struct esp_session *session,
                    const char *port)
{
    struct image_trouble trouble;
    struct flash_limit flash;

    flash_limit_of(&flash, esp_session_board(session)->flash_size);
    if (image_table_sound(table, flash.size, &trouble))
        return STATUS_DONE;
    message_error("%s: the partition table at 0x%" PRIx32 " cannot be trusted: %s; give an address"
                  " in place of a name, or repair the table",
                  port, table->offset, trouble.text);
    return STATUS_REFUSED;
}

int parttable_boots(const struct image_row **row, const struct image_table *table,
                    struct esp_session *session, const char *port)
{
    const struct image_row *ota = image_table_row(table, IMAGE_TYPE_DATA, IMAGE_DATA_OTA);
    uint8_t records[IMAGE_OTADATA_SECTOR + IMAGE_OTA_RECORD_SIZE];
    struct image_otadata otadata;
    int err = ESP_OK;

    *row = NULL;
    if (esp_session_board(session)->flash_encrypted) /* the records are encrypted, too */
        return STATUS_DONE;
    memset(records, 0xff, sizeof(records));
    for (uint32_t at = 0; ota && at < sizeof(records) && err == ESP_OK; at += IMAGE_OTADATA_SECTOR)
        if (at + (uint64_t)IMAGE_OTA_RECORD_SIZE <= ota->size)
            err = parttable_read_flash(session, ota->offset + at, records + at, IMAGE_OTA_RECORD_SIZE);
    if (err != ESP_OK)
        return connect_failed(session, port, err);
    image_otadata_parse(&otadata, records, sizeof(records));
    *row = image_table_boot_row(table, ota ? &otadata : NULL);
    return STATUS_DONE;
}
