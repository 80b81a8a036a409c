/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's serial line: rate measurement, FIFO, receive interrupt, ring.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ring has no overflow check, as in the real ROM.  After 256 bytes too many, the oldest
 * 256 are gone, because reader and writer stand at the same place again.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* UART registers, ESP8266 Technical Reference ch. 11. */
enum {
    UART_FIFO = 0x00,
    UART_INT_ST = 0x08,
    UART_INT_ENA = 0x0c,
    UART_INT_CLR = 0x10,
    UART_CLKDIV = 0x14,
    UART_AUTOBAUD = 0x18,
    UART_STATUS = 0x1c, /* bits 7:0 count received bytes, bits 23:16 bytes to send */
    UART_CONF0 = 0x20,
    UART_CONF1 = 0x24,
    UART_LOWPULSE = 0x28,
    UART_HIGHPULSE = 0x2c,
    UART_RXD_CNT = 0x30,

    UART_RXFIFO_FULL = 1,
    UART_CONF0_RESETS = 0x60000, /* both FIFOs */
    UART_CONF0_8N1 = 0x0c,
    UART_AUTOBAUD_ON = 0x801, /* glitch filter 8, enable */
    PULSE_MASK = 0xfffff,
    EDGES_NEEDED = 30,
    POLL_CYCLES = 80000,
    PULSE_LOST = 12, /* clock cycles by which the unit measures a pulse too short */

    RX_INTERRUPT = 5,
    UART_SPACING = 0xf00, /* UART1 is at 0x60000f00 */
    ROM_CLOCK_HZ = 80000000, /* the ROM assumes this clock, so 115200 becomes 74880 */
    HANDLER_CYCLES = 26,      /* without register accesses */
    HANDLER_BYTE_CYCLES = 40,
    RING_CYCLES = 30,
    PIN_U0RXD = 0x60000818,
    PIN_U0TXD = 0x60000838,
};

/* struct UartDev of the ROM, offsets from ROM_UART_DEVICE. */
enum {
    DEV_BAUD = 0,
    DEV_DATA_BITS = 4,
    DEV_RING = 24, /* the receive buffer's own structure: the argument of the handler */
    DEV_TX_SIZE = 48,
    DEV_TX_BUFFER = 52,
    DEV_BAUD_STATE = 56,
    DEV_UART = 64, /* which UART the ROM uses */
    DEV_SIZE = 68,
    RING_SIZE_FIELD = 0,
    RING_BASE = 4,
    RING_WRITE = 8,
    RING_READ = 12,
    RING_TRIGGER = 16, /* FIFO threshold */
    RING_LINE = 20,    /* 2: a carriage return has come */
    RING_SIZE = 0x100,
    RING_BYTES = 0x3fffde60,
    TX_BYTES = 0x3fffdf60,
};

static uint32_t device(uint32_t offset)
{
    return ROM_UART_DEVICE + offset;
}

static uint32_t uart_base(struct rom *rom)
{
    return REG_UART + UART_SPACING * (rom_load32(rom, device(DEV_UART)) & 0xff);
}

void rom_uart_attach(struct rom *rom)
{
    uint32_t ring = device(DEV_RING);

    for (uint32_t offset = 0; offset < DEV_SIZE; offset += 4)
        rom_store32(rom, device(offset), 0);
    rom_store32(rom, device(DEV_BAUD), 115200);
    rom_store32(rom, device(DEV_DATA_BITS), 3);
    rom_store32(rom, device(DEV_TX_SIZE), 100);
    rom_store32(rom, device(DEV_TX_BUFFER), TX_BYTES);
    rom_store32(rom, ring + RING_SIZE_FIELD, RING_SIZE);
    rom_store32(rom, ring + RING_BASE, RING_BYTES);
    rom_store32(rom, ring + RING_WRITE, RING_BYTES);
    rom_store32(rom, ring + RING_READ, RING_BYTES);
    rom_store32(rom, ring + RING_TRIGGER, 1);
    rom_interrupts_off(rom, 1u << RX_INTERRUPT);
    rom_attach_interrupt(rom, RX_INTERRUPT, 0x40003bbc, ring); /* uart_rx_intr_handler */
}

void rom_uart_divide(struct rom *rom, uint32_t divisor)
{
    rom_store32(rom, REG_UART + UART_CLKDIV, divisor);
    rom_set_bits(rom, REG_UART + UART_CONF0, 0, UART_CONF0_RESETS);
    rom_set_bits(rom, REG_UART + UART_CONF0, UART_CONF0_RESETS, 0);
}

void rom_uart_init(struct rom *rom)
{
    rom_set_bits(rom, PIN_U0RXD, 0x1b0, 0);
    rom_set_bits(rom, PIN_U0TXD, 0x130, 0x100);
    rom_uart_divide(rom, ROM_CLOCK_HZ / rom_load32(rom, device(DEV_BAUD)));
    rom_store32(rom, REG_UART + UART_CONF0, UART_CONF0_8N1);
    rom_set_bits(rom, REG_UART + UART_CONF0, 0, UART_CONF0_RESETS);
    rom_set_bits(rom, REG_UART + UART_CONF0, UART_CONF0_RESETS, 0);
    rom_store32(rom, REG_UART + UART_CONF1, 1);
    rom_store32(rom, REG_UART + UART_INT_CLR, 0xffff);
    rom_set_bits(rom, REG_UART + UART_INT_ENA, 0, UART_RXFIFO_FULL);
}

/* Checks for 30 edges once per "millisecond" of 80,000 cycles.  Bytes that arrive before
 * the check succeeds are thrown away with the FIFO; usually they are the first SYNC. */
static void wait_for_edges(struct rom *rom)
{
    uint32_t edges;

    while ((edges = rom_load32(rom, REG_UART + UART_RXD_CNT)) < EDGES_NEEDED)
        rom_wait_cycles(rom, rom->cpu->cycles + POLL_CYCLES, edges == 0);
}

/* Returns the divisor: the mean of the shortest low pulse and the shortest high pulse, plus
 * the cycles that the unit measures too few. */
uint32_t rom_uart_measure(struct rom *rom)
{
    uint32_t low, high;

    rom_set_bits(rom, REG_UART + UART_AUTOBAUD, 1, 0);
    rom_store32(rom, REG_UART + UART_AUTOBAUD, UART_AUTOBAUD_ON);
    rom_store32(rom, device(DEV_BAUD_STATE), 1);
    wait_for_edges(rom);
    low = rom_load32(rom, REG_UART + UART_LOWPULSE) & PULSE_MASK;
    high = rom_load32(rom, REG_UART + UART_HIGHPULSE) & PULSE_MASK;
    rom_set_bits(rom, REG_UART + UART_AUTOBAUD, 1, 0);
    return (low + high) / 2 + PULSE_LOST;
}

static bool transmitter_empty(struct rom *rom, uint64_t arg)
{
    (void)arg;
    return !(rom_load32(rom, uart_base(rom) + UART_STATUS) & 0xff0000);
}

/* The ROM waits for an empty FIFO, although room for one byte would do. */
void rom_uart_put(struct rom *rom, uint8_t byte)
{
    rom_wait_event(rom, transmitter_empty, 0, false);
    rom_store32(rom, uart_base(rom) + UART_FIFO, byte);
    rom_spend(rom, 12);
}

uint32_t rom_uart_tx_one_char(struct rom *rom, const uint32_t *arg)
{
    if (transmitter_empty(rom, 0)) {
        rom_store32(rom, uart_base(rom) + UART_FIFO, arg[0] & 0xff);
    } else {
        rom_spend(rom, 20);
        rom->again = true;
    }
    return 0;
}

static bool fifo_get(struct rom *rom, uint32_t base, uint8_t *byte)
{
    if (!(rom_load32(rom, base + UART_STATUS) & 0xff))
        return false;
    *byte = (uint8_t)rom_load32(rom, base + UART_FIFO);
    return true;
}

uint32_t rom_uart_rx_one_char(struct rom *rom, const uint32_t *arg)
{
    uint8_t byte;

    if (!fifo_get(rom, uart_base(rom), &byte))
        return 1;
    rom_store(rom, arg[0], 1, byte);
    return 0;
}

uint32_t rom_uart_rx_one_char_block(struct rom *rom, const uint32_t *arg)
{
    uint8_t byte = 0;

    (void)arg;
    if (!fifo_get(rom, uart_base(rom), &byte)) {
        rom_spend(rom, 20);
        rom->again = true;
    }
    return byte;
}

uint32_t rom_uart_div_modify(struct rom *rom, const uint32_t *arg)
{
    uint32_t base = REG_UART + UART_SPACING * arg[0];

    rom_store32(rom, base + UART_CLKDIV, arg[1]);
    rom_set_bits(rom, base + UART_CONF0, 0, UART_CONF0_RESETS);
    rom_set_bits(rom, base + UART_CONF0, UART_CONF0_RESETS, 0);
    return 0;
}

/* Argument: the ring's structure. */
uint32_t rom_uart_rx_intr_handler(struct rom *rom, const uint32_t *arg)
{
    uint32_t base = uart_base(rom), ring = arg[0];
    uint8_t byte;

    rom_spend(rom, HANDLER_CYCLES);
    if (!(rom_load32(rom, base + UART_INT_ST) & UART_RXFIFO_FULL))
        return 0;
    rom_store32(rom, base + UART_INT_CLR, UART_RXFIFO_FULL);
    while (fifo_get(rom, base, &byte)) {
        uint32_t start = rom_load32(rom, ring + RING_BASE);
        uint32_t write = rom_load32(rom, ring + RING_WRITE);

        rom_store(rom, write, 1, byte);
        write++;
        if (byte == '\r')
            rom_store32(rom, ring + RING_LINE, 2);
        rom_store32(rom, ring + RING_WRITE, write == start + RING_SIZE ? start : write);
        rom_spend(rom, HANDLER_BYTE_CYCLES);
    }
    return 0;
}

static bool ring_get(struct rom *rom, uint32_t ring, uint8_t *byte)
{
    uint32_t start, read = rom_load32(rom, ring + RING_READ);

    if (read == rom_load32(rom, ring + RING_WRITE))
        return false;
    *byte = rom_load8(rom, read);
    start = rom_load32(rom, ring + RING_BASE);
    read++;
    rom_store32(rom, ring + RING_READ, read == start + RING_SIZE ? start : read);
    rom_spend(rom, RING_CYCLES);
    return true;
}

static bool ring_filled(struct rom *rom, uint64_t ring)
{
    return rom_load32(rom, (uint32_t)ring + RING_READ) !=
           rom_load32(rom, (uint32_t)ring + RING_WRITE);
}

uint8_t rom_ring_wait(struct rom *rom)
{
    uint8_t byte;

    while (!ring_get(rom, device(DEV_RING), &byte))
        rom_wait_event(rom, ring_filled, device(DEV_RING), true);
    return byte;
}

/* Arguments: the ring's structure, the address for the byte.  Returns 1 if there is no
 * byte. */
uint32_t rom_uart_rx_readbuff(struct rom *rom, const uint32_t *arg)
{
    uint8_t byte;

    if (!ring_get(rom, arg[0], &byte))
        return 1;
    rom_store(rom, arg[1], 1, byte);
    return 0;
}

uint32_t rom_uart_device(struct rom *rom, const uint32_t *arg)
{
    (void)rom;
    (void)arg;
    return ROM_UART_DEVICE;
}

uint32_t rom_uart_buff_switch(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, device(DEV_UART), arg[0]);
    return 0;
}
