/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266's flash controller, SPI0 at 0x60000200: registers to transactions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP8266 Technical Reference, register tables ("spi_register.h" names
 * are used), and what the boot ROM does with them.
 */
#ifndef SIM_CHIP_ESP8266_SPI_H
#define SIM_CHIP_ESP8266_SPI_H

#include <stdbool.h>
#include <stdint.h>

struct nor;
struct spi;

/* What nobody has reported, nor ruled out: ESP8266_RTOS_SDK gives its user commands a
 * quarter of the bus clock, and applications read faster by built-in commands only.  Which
 * register divides the clock of user commands is not documented. */
struct spi_manners {
    bool miso_shift; /* what a user command reads comes a bit late, unless SPI_CTRL's
                      * divider is 4 or more, as the boot ROM sets it */
    bool user_edge; /* what the controller's own commands read comes a bit late, unless
                     * SPI_USER has FLASH_MODE and CK_I_EDGE, as after a reset */
    bool stuck_divider; /* user commands are clocked with the whole bus clock */
};

struct spi *spi_new(struct nor *nor);
/* They may change at any time; NULL, as at first: none. */
void spi_set_manners(struct spi *spi, const struct spi_manners *manners);
void spi_free(struct spi *spi);
void spi_reset(struct spi *spi);

/* False until the flash pins are switched from GPIO to the controller
 * (IO_MUX): transactions then reach nobody and read 0xff. */
void spi_connect_pins(struct spi *spi, bool connected);

/* Registers by offset 0 to 0xfc.  A command started by a store takes
 * (its bits x the SPI clock) of virtual time: until then its bit in SPI_CMD
 * reads 1 and W0 to W15 are not there yet.  now_ns: virtual time; bus_hz is
 * the clock that SPI_CLOCK divides.  The built-in commands wait like the
 * hardware: only SPI_FLASH_READ, _WREN, _WRDI, _RDID, _RDSR, _WRSR, _PP, _SE,
 * _BE, _CE, _DP, _RES, _HPM and _USR. */
uint32_t spi_load(struct spi *spi, uint32_t offset, uint64_t now_ns);
void spi_store(struct spi *spi, uint32_t offset, uint32_t value, uint64_t now_ns, uint32_t bus_hz);

#endif
