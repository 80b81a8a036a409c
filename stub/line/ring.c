/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rings between the UART's FIFOs and the stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/line/ring.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/limits.h"

enum {
    RING_SIZE = STUB_RING_SIZE,
    TX_RING_SIZE = STUB_SEND_RING_SIZE,
    WAIT_MAX = 1 << 26, /* polls of more than 20 cycles each: 8 s and more, enough to send a
                         * full ring at 9600 baud */
    WAIT_MAX_USB = 1 << 25, /* 2 s and more: a host that takes no packet for so long has gone */
};

static uint8_t ring[RING_SIZE] STUB_UNCLEARED;
static volatile uint32_t ring_in, ring_out; /* counts, taken modulo RING_SIZE */
static volatile uint32_t lost;
static volatile bool called; /* the host called: no byte is sent */
static volatile bool dropped; /* a byte was dropped because of that */
static uint32_t sync_fill;   /* bytes of ESP_SYNC_FILL in a row */

/* Each word has four bytes, because this memory takes only accesses by whole words.  Only
 * ring_put() writes to it.  volatile keeps the order with tx_in. */
static volatile uint32_t tx_ring[TX_RING_SIZE / 4] STUB_WORDS;
static volatile uint32_t tx_in, tx_out; /* counts, taken modulo TX_RING_SIZE */
static volatile bool tx_running;        /* the ring's interrupt is enabled; if not, the ring
                                         * is empty */
static uint32_t tx_room; /* bytes known to fit into the FIFO while the interrupt is off */
static bool tx_stalled;  /* with STUB_USB: the host took no byte for too long.  Until it takes one
                          * again, bytes that do not fit are dropped at once. */

/* ---- called by the interrupt ---- */

/* Notices a SYNC at once, before the requests that wait in the ring are handled. */
static inline void watch(uint8_t byte)
{
    sync_fill = byte == ESP_SYNC_FILL ? sync_fill + 1 : 0;
    if (sync_fill != ESP_SYNC_CALL)
        return;
    called = true;
    if (tx_out != tx_in)
        dropped = true;
    tx_out = tx_in;
}

void ring_receive(void)
{
    uint32_t in = ring_in, limit = ring_out + RING_SIZE;

    for (uint32_t left = chip_uart_received(); left != 0; left--) {
        uint8_t byte = chip_uart_take();
        watch(byte);
        if (in == limit)
            lost++;
        else
            ring[in++ % RING_SIZE] = byte;
    }
    ring_in = in;
}

void ring_receive_waiting(void)
{
    uint32_t in = ring_in, limit = ring_out + RING_SIZE;

    while (in != limit && chip_uart_received() != 0) {
        uint8_t byte = chip_uart_take();
        watch(byte);
        ring[in++ % RING_SIZE] = byte;
    }
    ring_in = in;
}

void ring_overrun(void)
{
    lost++;
}

static inline uint32_t ring_byte(uint32_t at)
{
    return tx_ring[at % TX_RING_SIZE / 4] >> at % 4 * 8 & 0xff;
}

static inline void set_ring_byte(uint32_t at, uint32_t byte)
{
    volatile uint32_t *word = &tx_ring[at % TX_RING_SIZE / 4];

    *word = (*word & ~(0xffu << at % 4 * 8)) | byte << at % 4 * 8;
}

void ring_send(void)
{
    uint32_t out = tx_out, in = tx_in;

    for (uint32_t room = chip_uart_room(); room != 0 && out != in; room--)
        chip_uart_send((uint8_t)ring_byte(out++));
    tx_out = out;
    if (out == in) {
        tx_running = false;
        chip_uart_call_for_more(false);
        if (STUB_USB)
            chip_uart_flush();
    }
}

/* ---- receiving ---- */

/* If the ring is empty, empties the FIFO at once.  This saves the two byte times until the
 * interrupt, on every request. */
int ring_get(void)
{
    uint32_t out = ring_out;
    int byte;

    if (out == ring_in) {
        if (chip_uart_received() == 0)
            return -1;
        chip_uart_poll();
    }
    if (out == ring_in)
        return -1;
    byte = ((volatile uint8_t *)ring)[out % RING_SIZE];
    ring_out = out + 1;
    return byte;
}

bool ring_called(void)
{
    return called;
}

bool ring_resume(void)
{
    bool cut;

    called = false; /* first, so that a call that comes now is not lost */
    cut = dropped;
    dropped = false;
    return cut;
}

uint32_t ring_lost(void)
{
    return lost;
}

/* ---- sending ---- */

static uint32_t wait_max(void)
{
    if (STUB_USB && tx_stalled)
        return 1;
    return STUB_USB && !chip_line_has_rate() ? WAIT_MAX_USB : WAIT_MAX;
}

/* Waits until count bytes of the ring are free.  The time is limited; an error cannot be
 * reported without a working UART. */
static bool await_room(uint32_t count)
{
    uint32_t polls = wait_max();

    for (uint32_t i = 0; i < polls; i++) {
        if (ring_room() >= count)
            return true;
        chip_feed_watchdog();
    }
    if (STUB_USB)
        tx_stalled = true;
    return false;
}

bool ring_sending(void)
{
    return tx_in != tx_out;
}

uint32_t ring_room(void)
{
    return TX_RING_SIZE - (tx_in - tx_out);
}

/* Puts the byte straight into the FIFO, which saves the interrupt.  The ring must be empty.
 * False if the FIFO is full. */
static bool put_at_once(uint8_t byte)
{
    if (tx_room == 0) {
        tx_room = chip_uart_room();
        if (tx_room == 0)
            return false;
    }
    tx_room--;
    chip_uart_send(byte);
    return true;
}

void ring_put(uint8_t byte)
{
    uint32_t in = tx_in;

    if (called) {
        dropped = true;
        return;
    }
    if (!tx_running && put_at_once(byte))
        return;
    tx_room = 0;
    if (in - tx_out == TX_RING_SIZE && !await_room(1))
        return;
    if (STUB_USB)
        tx_stalled = false;
    set_ring_byte(in, byte);
    tx_in = in + 1;
    /* The interrupt disables itself when the ring is empty.  So the byte must be in the
     * ring before the interrupt is enabled. */
    if (!tx_running) {
        tx_running = true;
        chip_uart_call_for_more(true);
    }
}

void ring_flush(void)
{
    if (tx_running)
        return; /* the interrupt does so when the ring is empty */
    tx_room = 0; /* the FIFO takes nothing until the host has taken the packet */
    chip_uart_flush();
}

void ring_drain(void)
{
    uint32_t start;

    await_room(TX_RING_SIZE);
    for (uint32_t i = 0, polls = wait_max(); i < polls && chip_uart_unsent() != 0; i++)
        continue;
    /* When the FIFO is empty, the last byte is still on the line. */
    start = chip_cycles();
    while (chip_cycles() - start < 11 * chip_uart_divisor() / STUB_DIVISOR_PARTS)
        continue;
}
