/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated flash controller with a flash, for its tests.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The register sequences are those of the ESP8266's boot ROM: SPIRead, SPI_read_status,
 * SPI_write_enable, Wait_SPI_Idle and similar functions.
 */
#ifndef UNIT_SIM_FLASH_SPI_BENCH_H
#define UNIT_SIM_FLASH_SPI_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/esp8266/soc.h"
#include "sim/nor/nor_chip.h"
#include "sim/spi/spi.h"
#include "sim/spi/spi_registers.h"

enum { BUS_HZ = 52000000, SPI_W0 = 0x40, SPI_W15 = 0x7c };

struct bench {
    struct nor *nor;
    struct spi *spi;
    uint64_t now;
    uint64_t took; /* time that the last command took */
};

static inline void store(struct bench *b, uint32_t offset, uint32_t value)
{
    spi_store(b->spi, offset, value, b->now, BUS_HZ);
}

static inline uint32_t load(struct bench *b, uint32_t offset)
{
    return spi_load(b->spi, offset, b->now);
}

static inline struct bench setup(uint32_t jedec_id)
{
    struct nor_config config = {.size = 0x400000, .jedec_id = jedec_id};
    struct bench b = {.nor = nor_open(&config), .now = 1000};

    b.spi = spi_new(&soc_spi_model, b.nor);
    spi_connect_pins(b.spi, true);
    return b;
}

static inline void teardown(struct bench *b)
{
    spi_free(b->spi);
    nor_close(b->nor);
}

/* Starts a command, and polls for its end as the ROM does. */
static inline void run(struct bench *b, uint32_t command)
{
    uint64_t start = b->now;

    store(b, SPI_CMD, command);
    while (load(b, SPI_CMD) != 0 && b->now - start < 1000000)
        b->now += 20;
    b->took = b->now - start;
}

static inline uint32_t read_status(struct bench *b)
{
    store(b, SPI_RD_STATUS, 0);
    run(b, SPI_FLASH_RDSR);
    return load(b, SPI_RD_STATUS);
}

static inline void wait_flash(struct bench *b)
{
    while (read_status(b) & 1)
        b->now += 1000;
}

static inline void write_enable(struct bench *b)
{
    wait_flash(b);
    run(b, SPI_FLASH_WREN);
}

/* Programs bytes that count up from first. */
static inline void program(struct bench *b, uint32_t address, uint32_t length, uint8_t first)
{
    store(b, SPI_ADDR, address | length << 24);
    for (uint32_t i = 0; i < 16; i++)
        store(b, SPI_W0 + 4 * i,
              (first + 4 * i) * 0x01010101u + 0x03020100u);
    write_enable(b);
    run(b, SPI_FLASH_PP);
    wait_flash(b);
}

#endif
