/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Register offsets and bits of the flash controller that the model uses.  The names are
 * those of the ESP8266's "spi_register.h" without the prefix, and of the ESP32's
 * "spi_reg.h".
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_SPI_SPI_REGISTERS_H
#define SIM_SPI_SPI_REGISTERS_H

enum spi_register {
    SPI_CMD = 0x00,
    SPI_ADDR = 0x04,
    SPI_CTRL = 0x08,
    SPI_RD_STATUS = 0x10,
    SPI_CLOCK = 0x18,
    SPI_USER = 0x1c,
    SPI_USER1 = 0x20,
    SPI_USER2 = 0x24,
    SPI_MOSI_DLEN = 0x28, /* this and the next: only with struct spi_model's lengths */
    SPI_MISO_DLEN = 0x2c,
    SPI_EXT2 = 0xf8, /* bits 2:0: the controller's state, 0 when idle */
};

/* SPI_CMD */
#define SPI_FLASH_READ 0x80000000u
#define SPI_FLASH_WREN 0x40000000u
#define SPI_FLASH_WRDI 0x20000000u
#define SPI_FLASH_RDID 0x10000000u
#define SPI_FLASH_RDSR 0x08000000u
#define SPI_FLASH_WRSR 0x04000000u
#define SPI_FLASH_PP 0x02000000u
#define SPI_FLASH_SE 0x01000000u
#define SPI_FLASH_BE 0x00800000u
#define SPI_FLASH_CE 0x00400000u
#define SPI_FLASH_DP 0x00200000u
#define SPI_FLASH_RES 0x00100000u
#define SPI_FLASH_HPM 0x00080000u
#define SPI_USR 0x00040000u

/* SPI_CTRL.  Bits 11:0 divide the clock of the built-in commands: the boot ROM's SPI set-up
 * (0x40004568) computes them from the divisor. */
#define SPI_QIO_MODE 0x01000000u
#define SPI_DIO_MODE 0x00800000u
#define SPI_WRSR_2B 0x00400000u
#define SPI_QOUT_MODE 0x00100000u
#define SPI_DOUT_MODE 0x00004000u
#define SPI_FASTRD_MODE 0x00002000u
#define SPI_CTRL_CLK_EQU_SYSCLK 0x00001000u
enum { SPI_CTRL_DIVIDER_SHIFT = 8, SPI_CTRL_DIVIDER_MASK = 0xf }; /* the divider minus one */

/* SPI_CLOCK */
#define SPI_CLK_EQU_SYSCLK 0x80000000u

/* SPI_USER */
#define SPI_USR_COMMAND 0x80000000u
#define SPI_USR_ADDR 0x40000000u
#define SPI_USR_DUMMY 0x20000000u
#define SPI_USR_MISO 0x10000000u
#define SPI_USR_MOSI 0x08000000u
#define SPI_USR_MOSI_HIGHPART 0x02000000u
#define SPI_USR_MISO_HIGHPART 0x01000000u
#define SPI_FWRITE_QIO 0x00008000u
#define SPI_FWRITE_DIO 0x00004000u
#define SPI_FWRITE_QUAD 0x00002000u
#define SPI_FWRITE_DUAL 0x00001000u
#define SPI_WR_BYTE_ORDER 0x00000800u
#define SPI_RD_BYTE_ORDER 0x00000400u

#endif
