/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's rings between the UART's FIFOs and its requests, on a make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/line/ring.h"

#include "tap.h"
#include "unit/stub/stub_talk.h"

enum {
    RECEIVE_RING = 0x8000, /* capacities of the rings in bytes */
    SEND_RING = 0x2000,
    FOREVER = 1000000,
};

static uint8_t counted(uint32_t i)
{
    return (uint8_t)(i * 37 + (i >> 8));
}

/* This many bytes come in, by interrupts. */
static void receive(uint32_t first, uint32_t count)
{
    while (count != 0) {
        chip.input.size = chip.input_at = 0;
        for (; count != 0 && chip.input.size < 0x1000; count--)
            wire_raw(&chip.input, counted(first++));
        while (chip.input_at < chip.input.size)
            ring_receive();
    }
}

static bool gets(uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        if (ring_get() != counted(i))
            return false;
    return true;
}

static void put(uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        ring_put(counted(i));
}

/* True if these are the bytes sent so far. */
static bool sent(uint32_t first, uint32_t count)
{
    if (chip.output_size != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (chip.output[i] != counted(first + i))
            return false;
    return true;
}

static void begin(void)
{
    restart();
    ring_drain();
    chip.output_size = 0;
}

static void test_receive(void)
{
    uint32_t lost;

    begin();
    tap_is((uint64_t)-ring_get(), 1, "without a byte there is none");
    wire_raw(&chip.input, 7);
    tap_is((uint64_t)ring_get(), 7, "a byte is taken from the FIFO without an interrupt");
    lost = ring_lost();
    receive(0, RECEIVE_RING);
    tap_ok(gets(0, 20000), "what came meanwhile is in its order");
    receive(RECEIVE_RING, 20000);
    tap_ok(gets(20000, RECEIVE_RING) && ring_get() == -1, "around the end of the memory, too");
    tap_is(ring_lost(), lost, "nothing is lost");
    receive(0, RECEIVE_RING + 3);
    tap_is(ring_lost(), lost + 3, "bytes beyond the room are lost, and counted");
    ring_overrun();
    tap_is(ring_lost(), lost + 4, "so is a FIFO that overflowed");
    tap_ok(gets(0, RECEIVE_RING) && ring_get() == -1, "those before stay");
}

static void test_send(void)
{
    begin();
    put(0, 100);
    tap_ok(sent(0, 100) && !ring_sending() && !chip.more_wanted,
           "what the FIFO takes goes there at once, without an interrupt");
    begin();
    chip.line_stops = FOREVER;
    put(0, FAKE_FIFO + SEND_RING);
    tap_ok(sent(0, FAKE_FIFO) && ring_sending() && chip.more_wanted,
           "the rest waits, with the interrupt on");
    tap_is(ring_room(), 0, "up to the size of the ring");
    chip.line_stops = 50;
    put(FAKE_FIFO + SEND_RING, 1000);
    tap_ok(chip.line_stops == 0 && chip.output_size > FAKE_FIFO, "then putting waits for room");
    ring_drain();
    tap_ok(sent(0, FAKE_FIFO + SEND_RING + 1000), "all goes out in its order");
    tap_ok(!chip.more_wanted && !chip.overfilled, "and the interrupt is off behind the last byte");
    put(0, 10);
    tap_is(chip.output_size, FAKE_FIFO + SEND_RING + 1010, "the next one goes at once again");
}

/* SYNC is noticed at the FIFO, before the requests that wait in the ring. */
static void come_sync(uint32_t fill)
{
    chip.input.size = chip.input_at = 0;
    for (uint32_t i = 0; i < fill; i++)
        wire_raw(&chip.input, ESP_SYNC_FILL);
    ring_receive();
}

static void test_call(void)
{
    begin();
    come_sync(ESP_SYNC_CALL - 1);
    receive(1, 1);
    come_sync(ESP_SYNC_CALL - 1);
    tap_ok(!ring_called(), "a few bytes of a SYNC are no call");
    come_sync(1);
    tap_ok(ring_called(), "enough of them in a row are, across FIFOs");
    tap_ok(!ring_resume() && !ring_called(), "which ends when the work goes on");
    receive(1, 1);

    chip.line_stops = FOREVER;
    put(0, 1000);
    come_sync(ESP_SYNC_CALL);
    tap_ok(!ring_sending() && ring_room() == SEND_RING, "a call drops what waits to be sent");
    put(5, 100);
    tap_ok(!ring_sending(), "and what is put then");
    tap_ok(ring_resume() && !ring_resume(), "which is told once");
    chip.line_stops = 0;
    put(5, 100);
    ring_drain();
    tap_is(chip.output_size, FAKE_FIFO + 100, "later bytes are sent");
}

/* On the chip's own USB port bytes wait in the FIFO, and the host behind it. */
static void test_receive_usb(void)
{
    uint32_t lost;

    begin();
    lost = ring_lost();
    chip.input.size = chip.input_at = 0;
    for (uint32_t i = 0; i < RECEIVE_RING + 3; i++)
        wire_raw(&chip.input, counted(i));
    ring_receive_waiting();
    tap_ok(chip.input_at == RECEIVE_RING && ring_lost() == lost,
           "by USB, bytes beyond the room stay in the FIFO");
    tap_ok(gets(0, RECEIVE_RING + 3) && ring_get() == -1, "and are received when there is room");
}

static void test_packets(void)
{
    begin();
    chip.usb = true;
    chip.line_stops = FOREVER;
    put(0, 20);
    tap_ok(chip.packets == 0 && sent(0, 20), "by USB, bytes gather in the FIFO");
    ring_flush();
    tap_ok(chip.packets == 1 && chip.packet_sent, "and are sent as a packet at the end of a frame");
    put(20, 200);
    ring_flush();
    tap_ok(sent(0, 20) && ring_sending() && chip.more_wanted && !chip.overfilled,
           "the next ones wait until the host has taken it");
    chip.line_stops = 0;
    ring_drain();
    tap_ok(sent(0, 220) && chip.packets == 1 + (200 + FAKE_PACKET - 1) / FAKE_PACKET &&
               chip.filled == 0 && !chip.overfilled && !chip.more_wanted,
           "and leave in packets, the last of which is sent without another call");
    put(220, 3 * FAKE_PACKET);
    ring_flush();
    ring_drain();
    tap_ok(sent(0, 220 + 3 * FAKE_PACKET) && chip.packets == 8,
           "a packet that became full is sent once");
}

/* The host reads no more: each wait ends, the first one after some seconds. */
static void test_absent_host(void)
{
    enum { DROPPED = 5000 };
    uint32_t before;

    begin();
    chip.usb = true;
    chip.line_stops = UINT32_MAX;
    put(0, FAKE_PACKET + SEND_RING);
    before = chip.line_stops;
    put(0, 1);
    tap_ok(before - chip.line_stops > 1000000, "by USB, a host that reads no more is waited for");
    before = chip.line_stops;
    put(0, DROPPED);
    tap_ok(before - chip.line_stops <= DROPPED, "but not again for each byte");
    chip.line_stops = 0;
    ring_drain();
    put(FAKE_PACKET + SEND_RING, 100);
    ring_flush();
    ring_drain();
    tap_ok(sent(0, FAKE_PACKET + SEND_RING + 100) && !chip.overfilled,
           "when it reads again, later bytes are sent");
    chip.line_stops = 50;
    put(FAKE_PACKET + SEND_RING + 100, SEND_RING + 500);
    ring_flush();
    ring_drain();
    tap_ok(sent(0, FAKE_PACKET + SEND_RING + 100 + SEND_RING + 500), "and none is dropped any more");
}

int main(void)
{
    test_receive();
    test_send();
    test_call();
    test_receive_usb();
    test_packets();
    test_absent_host();
    return tap_done();
}
