/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of Espressif's stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/foreign/foreigncmd.h"

#include <string.h>

#include "base/bytes.h"
#include "esp/line/transport.h"

enum {
    /* SPI_SET_PARAMS: ID, size, sizes of block, sector and page, mask of the status. */
    CHIP_WORDS = 6,
    BLOCK_SIZE = 0x10000,
    PAGE_SIZE = 0x100,
    STATUS_MASK = 0xffff,

    BLOCK_HEADER = 16, /* bytes, of FLASH_DEFL_DATA: size, number, two words that are 0 */
    STAY = 1,          /* in FLASH_DEFL_END: the stub goes on; 0: it resets the chip */

    /* How long the stub may work, in milliseconds.  Data sheets: erasing 64 KB takes 2 s at
     * most, erasing a sector 400 ms.  Before the stub begins a command it programs the block
     * that it has, up to 64 KB and more if they compress well. */
    ERASE_MS = 1000,
    ERASE_MS_PER_64K = 7000,
    MD5_MS = 300,
    MD5_MS_PER_64K = 700, /* 8 s for 1 MB, and a reserve */
    PROGRAM_MS = 8000,
    RATE_MS = 200,

    BAD_CHECK = 0xc1, /* first byte of the status: the check sum of the contents is wrong */
};

static int milliseconds(uint32_t size, int per_64k)
{
    return (int)((uint64_t)size * (unsigned)per_64k / ESP_BLOCK64_SIZE);
}

int esp_foreign_spi_attach(struct esp_link *link, uint32_t pads)
{
    uint8_t data[4];

    esp_put32(data, pads);
    return esp_command(link, ESP_OP_SPI_ATTACH, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link));
}

int esp_foreign_spi_params(struct esp_link *link, uint32_t size)
{
    const uint32_t words[CHIP_WORDS] = {0, size, BLOCK_SIZE, ESP_SECTOR_SIZE, PAGE_SIZE,
                                        STATUS_MASK};
    uint8_t data[4 * CHIP_WORDS];

    for (int i = 0; i < CHIP_WORDS; i++)
        esp_put32(data + 4 * i, words[i]);
    return esp_command(link, ESP_OP_SPI_SET_PARAMS, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link));
}

int esp_foreign_md5(struct esp_link *link, uint32_t address, uint32_t size,
                    uint8_t md5[ESP_MD5_SIZE])
{
    uint8_t data[16] = {0};
    struct esp_answer answer;
    int err;

    esp_put32(data, address);
    esp_put32(data + 4, size);
    err = esp_command(link, ESP_OP_SPI_FLASH_MD5, 0, data, sizeof(data), &answer,
                      esp_link_patience_ms(link) + MD5_MS + milliseconds(size, MD5_MS_PER_64K));
    if (err)
        return err;
    if (answer.size != ESP_MD5_SIZE)
        return esp_fail(link->fault, ESP_ERR_PROTOCOL, "a digest was damaged on its way");
    memcpy(md5, answer.data, ESP_MD5_SIZE);
    return 0;
}

int esp_foreign_rate(struct esp_link *link, uint32_t baud, uint32_t old_baud)
{
    uint8_t data[8];

    esp_put32(data, baud);
    esp_put32(data + 4, old_baud);
    return esp_command(link, ESP_OP_CHANGE_BAUDRATE, 0, data, sizeof(data), NULL,
                       esp_transport_patience_ms(link->transport, RATE_MS, 5 * RATE_MS));
}

int esp_foreign_erase(struct esp_link *link, uint32_t address, uint32_t size)
{
    uint8_t data[8];

    esp_put32(data, address);
    esp_put32(data + 4, size);
    return esp_command(link, ESP_OP_ERASE_REGION, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link) + ERASE_MS +
                           milliseconds(size, ERASE_MS_PER_64K));
}

int esp_foreign_begin(struct esp_link *link, uint32_t address, uint32_t size, uint32_t blocks,
                      uint32_t block)
{
    uint8_t data[16];

    esp_put32(data, size);
    esp_put32(data + 4, blocks);
    esp_put32(data + 8, block);
    esp_put32(data + 12, address);
    return esp_command(link, ESP_OP_FLASH_DEFL_BEGIN, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link) + PROGRAM_MS);
}

int esp_foreign_block(struct esp_link *link, uint32_t sequence, const uint8_t *data, size_t size,
                      bool *damaged)
{
    uint8_t frame[BLOCK_HEADER + ESP_FOREIGN_BLOCK_MAX] = {0};
    uint32_t sum = ESP_CHECKSUM_SEED;
    struct esp_answer answer;
    int err;

    *damaged = false;
    if (size > ESP_FOREIGN_BLOCK_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "a block of %zu bytes", size);
    esp_put32(frame, (uint32_t)size);
    esp_put32(frame + 4, sequence);
    memcpy(frame + BLOCK_HEADER, data, size);
    for (size_t i = 0; i < size; i++)
        sum ^= data[i];
    err = esp_command(link, ESP_OP_FLASH_DEFL_DATA, sum, frame, BLOCK_HEADER + size, &answer,
                      (int)esp_transport_wire_ms(link->transport, 2 * size) + PROGRAM_MS +
                          esp_link_patience_ms(link));
    *damaged = err == ESP_ERR_STATUS && answer.status[0] == BAD_CHECK;
    return err;
}

int esp_foreign_end(struct esp_link *link)
{
    uint8_t data[4];

    esp_put32(data, STAY);
    return esp_command(link, ESP_OP_FLASH_DEFL_END, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link) + PROGRAM_MS);
}

/* The legacy stub counts what may be under way in bytes; the newer stub sends the next frame
 * only after an acknowledgement, whatever the request says. */
int esp_foreign_read(struct esp_link *link, uint32_t address, uint32_t size)
{
    uint8_t data[16];

    esp_put32(data, address);
    esp_put32(data + 4, size);
    esp_put32(data + 8, ESP_FOREIGN_PACKET);
    esp_put32(data + 12, 2 * ESP_FOREIGN_PACKET);
    return esp_command(link, ESP_OP_READ_FLASH, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link));
}

int esp_foreign_acknowledge(struct esp_link *link, uint32_t done)
{
    uint8_t wire[ESP_SLIP_ROOM(4)], data[4];
    struct esp_slip_writer w;

    esp_put32(data, done);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_slip_begin(&w);
    esp_slip_put(&w, data, sizeof(data));
    esp_slip_end(&w);
    return esp_transport_write(link->transport, wire, w.used, esp_link_patience_ms(link));
}
