/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash for a write: the bytes around the images, and sectors that are wrong.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/flash/write.h"
#include "esp/session/session_impl.h"

enum { ROM_WRITE_FAILED = 8 }; /* the loader's status; ESP-IDF's name is "flash write err" */

int esp_copy_sink(void *ctx, const uint8_t *data, size_t size)
{
    struct esp_copy *copy = ctx;

    memcpy(copy->data + copy->done, data, size);
    copy->done += size;
    return 0;
}

int esp_write_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data)
{
    struct esp_copy copy = {.data = data};
    const struct esp_read_request request = {
        .offset = address,
        .size = size,
        .sink = esp_copy_sink,
        .ctx = &copy,
    };

    return esp_session_read_part(ctx, &request, NULL);
}

int esp_write_name_bad(struct esp_session *s, const struct esp_sector *sector, uint32_t bad,
                       struct esp_write_report *report)
{
    uint8_t data[ESP_SECTOR_SIZE];
    uint32_t at = 0;
    int err = esp_write_read(s, sector->address, sizeof(data), data);

    if (err)
        return err;
    while (at < sizeof(data) - 1 && data[at] == sector->data[at])
        at++;
    report->bad_address = sector->address + at;
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "%u sector%s of the flash did not take what was written: the byte at 0x%x "
                    "is 0x%02x and should be 0x%02x; the flash is worn there",
                    (unsigned)bad, bad == 1 ? "" : "s", (unsigned)report->bad_address, data[at],
                    sector->data[at]);
}

int esp_write_explain(struct esp_session *s, int err, uint32_t address)
{
    if (err != ESP_ERR_STATUS || s->fault.status != ROM_WRITE_FAILED)
        return err;
    return esp_fail(&s->fault, err,
                    "the flash did not take what was written at 0x%x: it is worn there, or that "
                    "part of it is broken", (unsigned)address);
}
