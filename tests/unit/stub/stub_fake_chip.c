/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_fake_chip.h"

#include <openssl/evp.h>

#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/line/ring.h"

struct fake_chip chip;
static EVP_MD_CTX *md5_context; /* the stub computes one digest at a time */

void chip_init(void)
{
    chip.flash_clock = CHIP_FLASH_SLOW;
}

uint32_t chip_cycles(void)
{
    return chip.cycles += 100;
}

uint32_t chip_cpu_cycles(void)
{
    return chip.cpu_cycles;
}

void chip_double_clock(bool twice)
{
    chip.hurries += twice;
    chip.calms += chip.doubled && !twice;
    chip.doubled = twice;
}

uint32_t chip_speed(void)
{
    return 2;
}

void chip_delay_us(uint32_t us)
{
    chip.delayed_us += us;
}

uint32_t chip_mask_interrupts(void)
{
    return 0;
}

void chip_restore_interrupts(uint32_t saved)
{
    (void)saved;
}

void chip_leave(void)
{
    chip.left = true;
}

/* ---- the UART ---- */

/* Lets time pass: the transmit FIFO empties, and the interrupt comes. */
void chip_feed_watchdog(void)
{
    if (chip.line_stops != 0) {
        chip.line_stops--;
        return;
    }
    chip.unsent = 0;
    chip.packet_sent = false;
    chip.interrupted = chip.more_wanted;
    if (chip.interrupted)
        ring_send();
    chip.interrupted = false;
}

uint32_t chip_uart_received(void)
{
    size_t left = chip.input.size - chip.input_at;

    chip.starved = left == 0;
    return left < FAKE_FIFO ? (uint32_t)left : FAKE_FIFO;
}

uint8_t chip_uart_take(void)
{
    return chip.input.bytes[chip.input_at++];
}

void chip_uart_poll(void)
{
    ring_receive();
}

uint32_t chip_uart_unsent(void)
{
    if (chip.usb)
        return chip.packet_sent;
    return chip.unsent;
}

uint32_t chip_uart_room(void)
{
    if (chip.usb)
        return chip.packet_sent ? 0 : FAKE_PACKET - chip.filled;
    return FAKE_FIFO - chip.unsent;
}

bool chip_line_has_rate(void)
{
    return !chip.usb;
}

void chip_uart_flush(void)
{
    if (!chip.usb || chip.filled == 0)
        return;
    chip.overfilled |= chip.packet_sent;
    chip.packets++;
    chip.filled = 0;
    chip.packet_sent = true;
}

void chip_uart_send(uint8_t byte)
{
    chip.overfilled |= !chip.usb && chip.unsent == FAKE_FIFO;
    chip.sent_while_busy = chip.busy_left != 0;
    chip.unsent += chip.line_stops != 0 || chip.interrupted; /* otherwise the line is fast
                                                              * enough */
    if (chip.output_size < sizeof chip.output)
        chip.output[chip.output_size++] = byte;
    if (!chip.usb)
        return;
    chip.overfilled = chip.overfilled || chip.packet_sent;
    if (++chip.filled == FAKE_PACKET)
        chip_uart_flush();
}

void chip_uart_call_for_more(bool wanted)
{
    chip.more_wanted = wanted;
}

uint32_t chip_uart_divisor(void)
{
    return chip.divisor;
}

void chip_uart_set_divisor(uint32_t divisor)
{
    chip.divisor = divisor;
}

bool chip_address_ok(uint32_t address)
{
    return address % 4 == 0 && address >= FAKE_REGISTERS &&
           address < FAKE_REGISTERS + sizeof chip.registers;
}

uint32_t chip_load(uint32_t address)
{
    return chip.registers[(address - FAKE_REGISTERS) / 4];
}

void chip_store(uint32_t address, uint32_t value)
{
    chip.registers[(address - FAKE_REGISTERS) / 4] = value;
}

struct deflate_words *chip_deflate_words(void)
{
    static struct deflate_words words;

    return &words;
}

uint32_t chip_code_crc32(void)
{
    return FAKE_CODE_CRC32;
}

void chip_md5_start(struct chip_md5 *md5)
{
    (void)md5;
    if (!md5_context)
        md5_context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(md5_context, EVP_md5(), NULL);
}

void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size)
{
    (void)md5;
    EVP_DigestUpdate(md5_context, bytes, size);
}

void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16])
{
    (void)md5;
    EVP_DigestFinal_ex(md5_context, digest, NULL);
    EVP_MD_CTX_free(md5_context);
    md5_context = NULL;
}
