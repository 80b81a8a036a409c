/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the chips' flash controllers have their registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/spi/spi_internal.h"

enum { W0_FIRST = 0x80 };

const struct spi_moved spi_moved_c3[] = {
    {0x00, 0x0c, SPI_CMD}, /* SPI_ADDR and SPI_CTRL, too */
    {0x14, 0x18, SPI_CLOCK},
    {0x18, 0x24, SPI_USER}, /* SPI_USER1 and SPI_USER2, too */
    {0x24, 0x2c, SPI_MOSI_DLEN}, /* SPI_MISO_DLEN, too */
    {0x2c, 0x30, SPI_RD_STATUS},
    {0x58, 0x58 + SPI_BUFFER, W0_FIRST},
    {0, 0, 0},
};

uint32_t spi_register_of(const struct spi_model *model, uint32_t offset)
{
    const struct spi_moved *row = model->moved;

    offset %= SPI_SPAN;
    if (!row)
        return offset;
    for (; row->end; row++)
        if (offset >= row->first && offset < row->end)
            return offset - row->first + row->to;
    return SPI_SPAN + offset;
}
