/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of an ESP32-S3 as its stub needs: CPU, SRAM on both buses, UART0, USB-Serial/JTAG, SPI1
 * with a flash, the interrupt matrix, and the registers of the RTC.  The stub's tracked binary
 * starts as the ROM would start it.  All times are virtual.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_STUB_ESP32S3_S3_MACHINE_H
#define UNIT_STUB_ESP32S3_S3_MACHINE_H

#include "sim/cpu/xtensa/xtensa.h"
#include "sim/nor/nor_chip.h"
#include "unit/stub/stub_frames.h"

struct uart;
struct spi;

enum {
    S3_SRAM_SIZE = 0x78000, /* with the last 64 KB, which only the data bus reaches */
    S3_ROM_SIZE = 0x1000,
    S3_OUTPUT_MAX = 1 << 18,
    S3_USB_PACKET = 64,
    S3_REGISTERS = 0xd1000,

    S3_LINE_UART = 0, /* as the ROM numbers its lines */
    S3_LINE_USB = 4,
};

struct s3_machine {
    struct xtensa cpu;
    struct uart *uart;
    struct spi *spi;
    struct nor *nor;
    uint8_t *sram, *rom;
    uint32_t *registers; /* what was stored in the others */
    uint32_t routed;     /* the CPU's interrupt that the line in use leads to */

    struct {
        const uint8_t *in; /* what the host still has for the chip */
        size_t left;
        unsigned packet;   /* bytes of it that the chip has received */
        uint32_t raw, enabled;
    } usb;
    bool on_usb;

    uint8_t *output; /* what the host received */
    size_t output_size, output_read;
    struct answer answer;
};

/* Starts the stub with a flash of so many bytes; line: S3_LINE_UART or S3_LINE_USB.  stub: the
 * binary, in which tests may have changed bytes. */
void s3_open(struct s3_machine *m, const uint8_t *stub, size_t stub_size, uint32_t flash_size,
             unsigned line);
void s3_close(struct s3_machine *m);

void s3_run_ms(struct s3_machine *m, uint32_t ms);
/* Sends a request with its check word, and takes the answer.  False if none comes in limit_ms. */
bool s3_ask(struct s3_machine *m, uint8_t op, const void *data, size_t size, uint32_t limit_ms);

uint32_t s3_peek(struct s3_machine *m, uint32_t address);

#endif
