/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small functions of the boot ROM for programs: memory, and the UART.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/rom32/rom32_private.h"

enum {
    UART_CONF0_REG = 0x20,
    FIFO_RESETS = 0x60000,
    BYTES_A_CYCLE = 2, /* of copies of aligned words */
};

/* Arguments: target, source, size.  The result is the target. */
uint64_t rom32_memmove(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t target = arg[0], source = arg[1], size = arg[2];

    for (uint32_t n = 0; n < size; n++) {
        uint32_t i = target - source < size ? size - 1 - n : n;

        rom32_poke8(rom, target + i, rom32_peek8(rom, source + i));
    }
    rom32_spend(rom, size / BYTES_A_CYCLE);
    return target;
}

/* Arguments: target, byte, size. */
uint64_t rom32_memset(struct rom32 *rom, const uint32_t *arg)
{
    for (uint32_t i = 0; i < arg[2]; i++)
        rom32_poke8(rom, arg[0] + i, (uint8_t)arg[1]);
    rom32_spend(rom, arg[2] / BYTES_A_CYCLE);
    return arg[0];
}

/* Arguments: target, size. */
uint64_t rom32_bzero(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t args[ROM32_ARGS] = {arg[0], 0, arg[1]};

    return rom32_memset(rom, args);
}

uint64_t rom32_memcmp(struct rom32 *rom, const uint32_t *arg)
{
    rom32_spend(rom, arg[2] / BYTES_A_CYCLE);
    for (uint32_t i = 0; i < arg[2]; i++) {
        int difference = rom32_peek8(rom, arg[0] + i) - rom32_peek8(rom, arg[1] + i);

        if (difference)
            return (uint32_t)difference;
    }
    return 0;
}

/* Arguments: UART, divisor in sixteenths. */
uint64_t rom32_uart_div_modify(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t conf0 = rom32_uart_load(rom, UART_CONF0_REG);

    rom32_uart_store(rom, UART_CLKDIV_REG, arg[1] >> 4 | (arg[1] & 15) << 20);
    rom32_uart_store(rom, UART_CONF0_REG, conf0 | FIFO_RESETS);
    rom32_uart_store(rom, UART_CONF0_REG, conf0 & ~(uint32_t)FIFO_RESETS);
    return 0;
}

uint64_t rom32_uart_tx_one_char(struct rom32 *rom, const uint32_t *arg)
{
    rom32_put(rom, (uint8_t)arg[0]);
    return 0;
}

uint64_t rom32_uart_tx_wait_idle(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_line_flush(rom);
    return 0;
}

static bool fifo_filled(struct rom32 *rom, uint64_t arg)
{
    (void)arg;
    if (rom->usb)
        return rom32_usb_asks(rom);
    return (rom32_uart_load(rom, UART_STATUS_REG) & rom->facts->uart.count_mask) != 0;
}

/* The next byte of the loader's line. */
static uint8_t fifo_byte(struct rom32 *rom)
{
    return rom->usb ? rom32_usb_take(rom) : (uint8_t)rom32_uart_load(rom, UART_FIFO_REG);
}

/* Argument: the address for the byte.  Returns 1 if there is no byte. */
uint64_t rom32_uart_rx_one_char(struct rom32 *rom, const uint32_t *arg)
{
    if (!fifo_filled(rom, 0))
        return 1;
    rom32_store8(rom, arg[0], fifo_byte(rom));
    return 0;
}

uint64_t rom32_uart_rx_one_char_block(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_wait(rom, fifo_filled, 0, true);
    return fifo_byte(rom);
}
