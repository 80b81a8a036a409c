/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial line of the boot ROM: rate, ring, frames, console.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The receive interrupt moves bytes from the FIFO into a ring (of 256 bytes on the ESP32, 2,048
 * on the ESP32-C3, as observed) without a check for overflow.  When as many bytes wait as the
 * ring holds, all of them are gone, because reader and writer stand at the same place again.
 * Each frame must have its own C0 at both ends.  Several C0 in a row and garbage before a start
 * do no harm.  Bytes that do not fit into the packet buffer are dropped.
 */
#include <stdarg.h>
#include <stdio.h>

#include "sim/chip/rom32/rom32_private.h"

enum {
    UART_INT_ENA_REG = 0x0c,
    UART_CONF1_REG = 0x24,
    UART_LOWPULSE_REG = 0x28,
    UART_HIGHPULSE_REG = 0x2c,
    UART_RXD_CNT_REG = 0x30,
    PULSE_MASK = 0xfffff,
    EDGES_NEEDED = 128,
    POLL_US = 20,
    RXFIFO_FULL = 1,
    CONSOLE_BAUD = 115200,
    TX_ROOM = 126, /* uart_tx_one_char() waits while the FIFO has more bytes */

    END = 0xc0,
    ESCAPE = 0xdb,
    ESCAPED_END = 0xdc,
    ESCAPED_ESCAPE = 0xdd,
    BYTE_CYCLES = 32, /* without memory accesses; as on the ESP8266 */
    HANDLER_BYTE_CYCLES = 60,
};

uint32_t rom32_uart_load(struct rom32 *rom, uint32_t offset)
{
    return rom32_load(rom, rom->facts->uart.base + offset);
}

void rom32_uart_store(struct rom32 *rom, uint32_t offset, uint32_t value)
{
    rom32_store(rom, rom->facts->uart.base + offset, value);
}

/* CLKDIV has the whole part, and sixteenths from bit 20 on. */
void rom32_set_baud(struct rom32 *rom, uint32_t baud)
{
    uint32_t clock = rom->machine.uart_clock(rom->machine.chip), sixteenths;

    if (baud == 0)
        return;
    sixteenths = (uint32_t)(((uint64_t)clock << 4) / baud);
    rom32_uart_store(rom, UART_CLKDIV_REG, sixteenths >> 4 | (sixteenths & 15) << 20);
}

void rom32_line_init(struct rom32 *rom)
{
    rom->ring_read = rom->ring_write = 0;
    rom32_usb_choose(rom, false);
    if (rom->facts->uart.clock)
        rom32_store(rom, rom->facts->uart.clock, rom->facts->uart.clock_value);
    rom32_set_baud(rom, CONSOLE_BAUD);
    rom32_uart_store(rom, UART_CONF1_REG, 1); /* an interrupt for each byte */
    rom32_uart_store(rom, UART_INT_ENA_REG, RXFIFO_FULL);
    rom32_store(rom, rom->facts->uart.interrupt_map, ROM32_INTERRUPT);
}

static void set_autobaud(struct rom32 *rom, bool on)
{
    const struct rom32_uart *uart = &rom->facts->uart;
    uint32_t kept = uart->autobaud_kept ? rom32_load(rom, uart->autobaud) : 0;

    kept &= uart->autobaud_kept;
    rom32_store(rom, uart->autobaud, on ? kept | uart->autobaud_on : kept);
}

/* The bytes by which the rate is measured are lost; usually they are the first SYNC.  A byte that
 * comes by USB ends the measurement. */
void rom32_line_measure(struct rom32 *rom)
{
    const struct rom32_uart *uart = &rom->facts->uart;
    uint32_t edges, low, high, sixteenths;

    set_autobaud(rom, false);
    set_autobaud(rom, true);
    while ((edges = rom32_uart_load(rom, UART_RXD_CNT_REG)) < EDGES_NEEDED && !rom32_usb_asks(rom))
        rom32_wait_cycles(rom,
                          *rom->machine.cycles + (uint64_t)POLL_US * *rom->machine.cpu_hz / 1000000,
                          edges == 0);
    low = rom32_uart_load(rom, UART_LOWPULSE_REG) & PULSE_MASK;
    high = rom32_uart_load(rom, UART_HIGHPULSE_REG) & PULSE_MASK;
    set_autobaud(rom, false);
    if (rom32_usb_asks(rom)) {
        rom32_usb_choose(rom, true);
        return;
    }
    sixteenths = (low + high) * 8 + uart->pulse_lost * 16;
    rom32_uart_store(rom, UART_CLKDIV_REG, sixteenths >> 4 | (sixteenths & 15) << 20);
    rom32_serve_line(rom);
    rom->ring_read = rom->ring_write;
}

static bool has_room(struct rom32 *rom, uint64_t arg)
{
    (void)arg;
    return (rom32_uart_load(rom, UART_STATUS_REG) >> 16 & rom->facts->uart.count_mask) < TX_ROOM;
}

static bool has_sent(struct rom32 *rom, uint64_t arg)
{
    const struct rom32_uart *uart = &rom->facts->uart;

    (void)arg;
    if (rom32_uart_load(rom, UART_STATUS_REG) & uart->sending)
        return false;
    return !uart->state || !(rom32_load(rom, uart->state) & uart->state_sending);
}

void rom32_line_flush(struct rom32 *rom)
{
    if (rom->usb)
        rom32_usb_flush(rom);
    rom32_wait(rom, has_sent, 0, false);
}

static void put_uart(struct rom32 *rom, uint8_t byte)
{
    rom32_wait(rom, has_room, 0, false);
    rom32_uart_store(rom, UART_FIFO_REG, byte);
    rom32_spend(rom, BYTE_CYCLES);
}

void rom32_put(struct rom32 *rom, uint8_t byte)
{
    if (rom->usb)
        rom32_usb_put(rom, byte);
    else
        put_uart(rom, byte);
}

void rom32_put_text(struct rom32 *rom, uint8_t byte)
{
    put_uart(rom, byte);
    rom32_usb_put(rom, byte);
}

/* A line feed becomes CR LF. */
void rom32_print(struct rom32 *rom, const char *format, ...)
{
    char text[160];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            rom32_put_text(rom, '\r');
        rom32_put_text(rom, (uint8_t)*c);
    }
    rom32_usb_flush(rom);
}

void rom32_serve_line(struct rom32 *rom)
{
    const struct rom32_uart *uart = &rom->facts->uart;
    const struct rom32_machine *machine = &rom->machine;
    uint32_t count, byte = 0;

    if (rom->usb) {
        rom32_usb_serve(rom);
        return;
    }
    while (machine->peek(machine->chip, uart->base + UART_STATUS_REG, &count) &&
           (count & uart->count_mask)) {
        machine->peek(machine->chip, uart->base + UART_FIFO_REG, &byte);
        rom->ring[rom->ring_write] = (uint8_t)byte;
        rom->ring_write = (rom->ring_write + 1) % rom->facts->uart.ring;
        *machine->cycles += HANDLER_BYTE_CYCLES;
    }
}

static bool ring_filled(struct rom32 *rom, uint64_t arg)
{
    (void)arg;
    return rom->ring_read != rom->ring_write;
}

uint8_t rom32_get(struct rom32 *rom)
{
    uint8_t byte;

    rom32_wait(rom, ring_filled, 0, true);
    byte = rom->ring[rom->ring_read];
    rom->ring_read = (rom->ring_read + 1) % rom->facts->uart.ring;
    rom32_spend(rom, BYTE_CYCLES);
    return byte;
}

static uint8_t unescape(uint8_t byte)
{
    if (byte == ESCAPED_END)
        return END;
    return byte == ESCAPED_ESCAPE ? ESCAPE : byte;
}

void rom32_receive_frame(struct rom32 *rom)
{
    uint32_t count = 0;

    while (rom32_get(rom) != END) {
    }
    for (;;) {
        uint8_t byte = rom32_get(rom);

        if (byte == END && count > 0)
            return;
        if (byte == END)
            continue;
        if (byte == ESCAPE)
            byte = unescape(rom32_get(rom));
        if (count < rom->facts->packet_size)
            rom32_store8(rom, rom->facts->packet + count++, byte);
    }
}

void rom32_send_frame(struct rom32 *rom, const uint8_t *bytes, uint32_t size)
{
    rom32_put(rom, END);
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = bytes[i];

        if (byte == END || byte == ESCAPE) {
            rom32_put(rom, ESCAPE);
            byte = byte == END ? ESCAPED_END : ESCAPED_ESCAPE;
        }
        rom32_put(rom, byte);
    }
    rom32_put(rom, END);
    if (rom->usb)
        rom32_usb_flush(rom);
}
