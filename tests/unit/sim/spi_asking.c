/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of how the flash controller notices that a program only asks whether the flash is
 * still busy.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/soc.h"
#include "sim/nor/nor_chip.h"
#include "sim/spi/spi.h"
#include "sim/spi/spi_registers.h"
#include "tap.h"

enum { BUS_HZ = 52000000, COMMAND_NS = 5000 };

static struct nor *nor;
static struct spi *spi;
static uint64_t now = 1000;

static void run(uint32_t command)
{
    spi_store(spi, SPI_CMD, command, now, BUS_HZ);
    now += COMMAND_NS;
    spi_load(spi, SPI_CMD, now);
}

static void ask(unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        run(SPI_FLASH_RDSR);
}

int main(void)
{
    struct nor_config config = {.size = 0x400000};

    nor = nor_open(&config);
    spi = spi_new(&soc_spi_model, nor);
    spi_connect_pins(spi, true);
    run(SPI_FLASH_WREN);
    run(SPI_FLASH_SE);
    ask(5);
    tap_is(spi_asks_until(spi), 0, "a few questions whether the flash is busy are no waiting");
    ask(5);
    tap_ok(spi_asks_until(spi) == nor_idle_at(nor, now) && spi_asks_until(spi) > now,
           "many are, until the flash is ready");
    now += 1000000;
    spi_skipped(spi, now);
    ask(1);
    tap_ok(spi_asks_until(spi) != 0, "time that was skipped does not end the waiting");
    now += 1000000;
    ask(1);
    tap_is(spi_asks_until(spi), 0, "a pause does, in which the program does something else");
    now = nor_idle_at(nor, now);
    ask(20);
    tap_is(spi_asks_until(spi), 0, "nobody waits for a flash that is ready");
    spi_free(spi);
    nor_close(nor);
    return tap_done();
}
