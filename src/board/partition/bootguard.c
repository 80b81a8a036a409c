/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a change of the flash reach the bootloader of a chip with secure boot or flash
 * encryption?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/partition/bootguard.h"

#include "base/bytes.h"
#include "base/chipfacts.h"
#include "board/connect.h"
#include "board/partition/parttable.h"
#include "board/secured.h"
#include "cli/status.h"
#include "esp/session.h"
#include "image/nvs/nvs_page.h"

/* The last place at which tables have been seen. */
enum { LAST_TABLE = 0x10000 };

/* NVS lies behind the table at its default place, and is never encrypted as the rest of the
 * flash is.  Source: "Flash Encryption" of ESP-IDF's API guides. */
enum { DEFAULT_NVS = IMAGE_TABLE_OFFSET + IMAGE_TABLE_SECTOR };

/* Does a page of NVS begin with this header? */
static bool is_nvs(const uint8_t head[IMAGE_NVS_BITMAP])
{
    const uint32_t state = esp_get32(head);

    return (state == IMAGE_NVS_RAW_ACTIVE || state == IMAGE_NVS_RAW_FULL ||
            state == IMAGE_NVS_RAW_FREEING) &&
           image_nvs_crc(head + 4, IMAGE_NVS_HEADER_CRC - 4) ==
               esp_get32(head + IMAGE_NVS_HEADER_CRC);
}

/* An encrypted table cannot be found.  *end: of the table, or where it ends at the latest. */
static int find_encrypted_end(uint64_t *end, struct esp_session *session, const char *port)
{
    uint8_t head[IMAGE_NVS_BITMAP];
    int err = parttable_read_flash(session, DEFAULT_NVS, head, sizeof(head));

    *end = LAST_TABLE + IMAGE_TABLE_SECTOR;
    if (err != ESP_OK)
        return connect_failed(session, port, err);
    if (is_nvs(head))
        *end = DEFAULT_NVS;
    return STATUS_DONE;
}

/* *end: of what must not be changed without thought. */
static int find_end(uint64_t *end, struct esp_session *session, const char *port)
{
    struct image_table table;
    bool found;
    int status;

    if (esp_session_board(session)->secure_download) { /* the table cannot be read */
        *end = LAST_TABLE + IMAGE_TABLE_SECTOR;
        return STATUS_DONE;
    }
    if (esp_session_board(session)->flash_encrypted)
        return find_encrypted_end(end, session, port);
    status = parttable_look(&table, &found, session, port);
    *end = status == STATUS_DONE && found ? table.offset : LAST_TABLE;
    return status;
}

int bootguard_look(enum bootguard_reach *reach, struct esp_session *session, const char *port,
                   uint64_t offset, uint64_t size)
{
    const struct esp_board *board = esp_session_board(session);
    uint64_t end = 0;
    int status;

    *reach = BOOTGUARD_NOT;
    if (!secured_reason(board))
        return STATUS_DONE;
    if (secured_reaches_bootloader(board, offset, size))
        *reach = BOOTGUARD_BOOTLOADER;
    if (*reach != BOOTGUARD_NOT || offset >= LAST_TABLE + IMAGE_TABLE_SECTOR ||
        offset + size <= board->facts->boot_offset)
        return STATUS_DONE;
    status = find_end(&end, session, port);
    if (status == STATUS_DONE && offset < end)
        *reach = BOOTGUARD_PERHAPS;
    return status;
}
