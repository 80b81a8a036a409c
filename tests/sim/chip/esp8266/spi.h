/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266's flash controller, SPI0 at 0x60000200: makes transactions from registers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP8266 Technical Reference, register tables (with the names of
 * "spi_register.h"), and the boot ROM's use of the registers.
 */
#ifndef SIM_CHIP_ESP8266_SPI_H
#define SIM_CHIP_ESP8266_SPI_H

#include <stdbool.h>
#include <stdint.h>

struct nor;
struct spi;

/* Possible behaviour that no source reports or excludes.  ESP8266_RTOS_SDK gives its user
 * commands a quarter of the bus clock, and applications read faster by built-in commands
 * only.  No document says which register divides the clock of user commands. */
struct spi_manners {
    bool miso_shift; /* a user command's answer comes slightly late, unless SPI_CTRL's divider
                      * is 4 or more, as the boot ROM sets it */
    bool user_edge; /* a built-in command's answer comes slightly late, unless SPI_USER has
                     * FLASH_MODE and CK_I_EDGE, as after a reset */
    bool stuck_divider; /* user commands run with the whole bus clock */
};

struct spi *spi_new(struct nor *nor);
/* The manners may change at any time.  NULL, the value at first: no odd behaviour. */
void spi_set_manners(struct spi *spi, const struct spi_manners *manners);
void spi_free(struct spi *spi);
void spi_reset(struct spi *spi);

/* False until the flash pins are switched from GPIO to the controller (IO_MUX).  Before
 * that, transactions reach no chip and read 0xff. */
void spi_connect_pins(struct spi *spi, bool connected);

/* Registers by offset, 0 to 0xfc.  A store that starts a command takes (the command's bits
 * x the SPI clock) of virtual time.  Until then the command's bit in SPI_CMD reads 1, and
 * W0 to W15 have not changed.  now_ns: virtual time.  bus_hz: the clock that SPI_CLOCK
 * divides.  The built-in commands wait like the hardware's.  Only these exist:
 * SPI_FLASH_READ, _WREN, _WRDI, _RDID, _RDSR, _WRSR, _PP, _SE, _BE, _CE, _DP, _RES, _HPM
 * and _USR. */
uint32_t spi_load(struct spi *spi, uint32_t offset, uint64_t now_ns);
void spi_store(struct spi *spi, uint32_t offset, uint32_t value, uint64_t now_ns, uint32_t bus_hz);

#endif
