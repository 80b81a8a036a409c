/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the flash controller's registers to the bits on the wire.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_SPI_SPI_INTERNAL_H
#define SIM_SPI_SPI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/spi/spi.h"
#include "sim/spi/spi_registers.h"

enum {
    SPI_REGISTERS = 2 * SPI_SPAN / 4, /* the second half only stores values */
    SPI_BUFFER = 64, /* W0 to W15 */
    /* two command bytes, 64 address bits, 256 dummy cycles on four lines,
     * 512 data bits */
    SPI_OUT_MAX = 2 + 8 + 128 + SPI_BUFFER,
    /* the bytes that the flash sends on four lines while the controller fills its buffer from
     * one line */
    SPI_IN_MAX = 4 * SPI_BUFFER,
};

enum spi_result { SPI_TO_BUFFER, SPI_TO_STATUS };

/* One command, ready to send. */
struct spi_wire {
    uint8_t out[SPI_OUT_MAX];
    size_t out_bits;
    size_t in_bits;
    unsigned in_lines; /* on so many lines the controller expects the answer */
    uint32_t clocks; /* duration in SPI clocks */
    enum spi_result result;
    bool in_high;    /* the answer starts at W8 instead of W0 */
    bool in_swapped; /* the first byte goes into a word's top byte */
};

/* Composes the command that a bit of SPI_CMD starts, from the present registers (one word
 * per register). */
void spi_compose(struct spi_wire *wire, const struct spi_model *model, uint32_t command,
                 const uint32_t *registers);

/* spi_lines.c: the number of bytes that the flash sends during the answer, if it answers on
 * flash_lines lines. */
size_t spi_sent_bytes(const struct spi_wire *wire, unsigned flash_lines);
/* Makes the answer as the controller sees it from what the flash sent.  data_in_dead: the
 * controller does not see the line on which it sends. */
void spi_sample(uint8_t *answer, const struct spi_wire *wire, const uint8_t *sent,
                unsigned flash_lines, bool data_in_dead);

/* The register as the first chips number it. */
uint32_t spi_register_of(const struct spi_model *model, uint32_t offset);

/* The clock rate of this command. */
uint32_t spi_clock_hz(const struct spi_model *model, uint32_t command, const uint32_t *registers,
                      uint32_t bus_hz);

#endif
