/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266's own values for the parts that the chips share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/soc.h"
#include "sim/uart/uart.h"

/* UART0 is at 0x60000000.  CLKDIV divides 52 MHz with a 26 MHz crystal in download mode,
 * 80 MHz with 40 MHz. */
const struct uart_model soc_uart_model = {
    .interrupts = 0x1ff,
    .conf0 = 0x1c,
    .date = 0x62000,
    .id = 0x500,
};

/* SPI0 is at 0x60000200.  SPI_CTRL has the boot ROM's value: slow reads, a quarter of the
 * clock.  After a reset, user commands have the full clock. */
const struct spi_model soc_spi_model = {
    .w0 = 0x40,
    .ctrl_divides = true,
    .pins_by_io_mux = true,
    .ctrl = 0x00288313,
    .clock = 0x80003043,
    .user = 0x80000044,
};
