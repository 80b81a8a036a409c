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
    WAIT_MAX = 1 << 26, /* polls of more than 20 cycles: 8 s and more, time for the
                         * ring at 9600 baud */
};

static uint8_t ring[RING_SIZE] STUB_UNCLEARED;
static volatile uint32_t ring_in, ring_out; /* counts, taken modulo RING_SIZE */
static volatile uint32_t lost;
static volatile bool called; /* nothing is sent */
static volatile bool dropped; /* something was not */
static uint32_t sync_fill;   /* bytes of that value in a row */

/* Four bytes in a word, which only ring_put() writes to: where it lies takes
 * nothing but words.  volatile for the order with tx_in. */
static volatile uint32_t tx_ring[TX_RING_SIZE / 4] STUB_WORDS;
static volatile uint32_t tx_in, tx_out; /* counts, likewise */
static volatile bool tx_running;        /* its interrupt is enabled, else it is empty */
static uint32_t tx_room; /* bytes known to fit into the FIFO while that is off */

/* ---- what the interrupt does ---- */

/* Watches for a SYNC, ahead of the requests that wait in the ring. */
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
    }
}

/* ---- receiving ---- */

/* With nothing in the ring the FIFO is emptied here and now: that saves the
 * two byte times until the interrupt on every request. */
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

    called = false; /* first: a call that comes now stays */
    cut = dropped;
    dropped = false;
    return cut;
}

uint32_t ring_lost(void)
{
    return lost;
}

/* ---- sending ---- */

/* Waits, for a bounded time since nothing can be said without a working UART,
 * until count bytes of the ring are free. */
static bool await_room(uint32_t count)
{
    for (uint32_t i = 0; i < WAIT_MAX; i++) {
        if (ring_room() >= count)
            return true;
        chip_feed_watchdog();
    }
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

/* Straight into the FIFO, as long as nothing is in the ring before it: a byte
 * costs no interrupt then.  False when the FIFO is full. */
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
    set_ring_byte(in, byte);
    tx_in = in + 1;
    /* Once it is on, the interrupt turns itself off when the ring is empty: the
     * byte must be in the ring before. */
    if (!tx_running) {
        tx_running = true;
        chip_uart_call_for_more(true);
    }
}

void ring_drain(void)
{
    uint32_t start;

    await_room(TX_RING_SIZE);
    for (uint32_t i = 0; i < WAIT_MAX && chip_uart_unsent() != 0; i++)
        continue;
    /* The FIFO is empty one byte before the line is silent. */
    start = chip_cycles();
    while (chip_cycles() - start < 11 * chip_uart_divisor())
        continue;
}
