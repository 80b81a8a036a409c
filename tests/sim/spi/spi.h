/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller of Espressif's chips: makes transactions from registers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP8266 Technical Reference, register tables (with the names of
 * "spi_register.h"), ESP32 Technical Reference Manual ch. 7 (with the names of "spi_reg.h"),
 * and the boot ROMs' use of the registers.
 */
#ifndef SIM_SPI_SPI_H
#define SIM_SPI_SPI_H

#include <stdbool.h>
#include <stdint.h>

struct nor;
struct spi;

/* Registers that are elsewhere than on the first chips, ESP8266 and ESP32. */
struct spi_moved {
    uint16_t first, end; /* their offsets here */
    uint16_t to;         /* the offset of the first one on the first chips (enum spi_register) */
};
enum { SPI_SPAN = 0x100 };

/* What differs between the chips' controllers. */
struct spi_model {
    const struct spi_moved *moved; /* up to the row with end 0; registers that are not in the list
                                    * only store values.  NULL: all registers are as on the first
                                    * chips */
    uint32_t w0;       /* offset of W0 on those chips */
    bool lengths;      /* SPI_MOSI_DLEN and SPI_MISO_DLEN hold the lengths of a user command's
                        * data, not SPI_USER1 */
    bool ctrl_divides; /* SPI_CTRL divides the clock of the built-in commands, not SPI_CLOCK */
    bool right_aligned; /* the address of a user command ends at bit 0 of SPI_ADDR */
    bool read_by_length; /* SPI_MISO_DLEN holds the length of a built-in read */
    bool one_divisor;  /* SPI_CLOCK has a single divisor, in bits 23:16 */
    bool pins_by_io_mux; /* the flash has no pins until spi_connect_pins() */
    uint32_t ctrl, clock, user; /* these registers after a reset */
};

/* Possible behaviour that no source reports or excludes.  ESP8266_RTOS_SDK gives its user
 * commands a quarter of the bus clock, and applications read faster by built-in commands
 * only.  No document says which register divides the clock of user commands. */
struct spi_manners {
    bool miso_shift; /* a user command's answer comes slightly late, unless SPI_CTRL's divider
                      * is 4 or more, as the boot ROM sets it */
    bool user_edge; /* a built-in command's answer comes slightly late, unless SPI_USER has
                     * FLASH_MODE and CK_I_EDGE, as after a reset */
    bool stuck_divider; /* user commands run with the whole bus clock */
    bool data_in_dead; /* the controller does not see the line on which it sends (IO0), as when
                        * a board's pins are connected for one direction only */
};

/* The registers of the ESP32-C3 (ESP-IDF, spi_mem_reg.h). */
extern const struct spi_moved spi_moved_c3[];

/* The caller keeps model and nor.  NULL when out of memory. */
struct spi *spi_new(const struct spi_model *model, struct nor *nor);
/* The manners may change at any time.  NULL, the value at first: no odd behaviour. */
void spi_set_manners(struct spi *spi, const struct spi_manners *manners);
void spi_free(struct spi *spi);
void spi_reset(struct spi *spi);

/* False until the flash pins are switched from GPIO to the controller (IO_MUX).  Before
 * that, transactions reach no chip and read 0xff. */
void spi_connect_pins(struct spi *spi, bool connected);

/* Programs ask the flash again and again whether it is still busy.  The chip may skip that
 * time: this is the end of it, or 0 if the program has begun to do something else.  The chip
 * tells with spi_skipped() up to when it skipped. */
uint64_t spi_asks_until(const struct spi *spi);
void spi_skipped(struct spi *spi, uint64_t now_ns);

/* Registers by offset, 0 to 0xfc.  A store that starts a command takes (the command's bits
 * x the SPI clock) of virtual time.  Until then the command's bit in SPI_CMD reads 1, and
 * W0 to W15 have not changed.  now_ns: virtual time.  bus_hz: the clock that SPI_CLOCK
 * divides.  The built-in commands wait like the hardware's.  Only these exist:
 * SPI_FLASH_READ, _WREN, _WRDI, _RDID, _RDSR, _WRSR, _PP, _SE, _BE, _CE, _DP, _RES, _HPM
 * and _USR. */
uint32_t spi_load(struct spi *spi, uint32_t offset, uint64_t now_ns);
void spi_store(struct spi *spi, uint32_t offset, uint32_t value, uint64_t now_ns, uint32_t bus_hz);

#endif
