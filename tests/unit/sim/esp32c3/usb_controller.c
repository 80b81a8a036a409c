/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual USB-Serial/JTAG controller.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/usb/usb_controller.h"

#include "tap.h"

enum {
    EP1 = 0x00,
    EP1_CONF = 0x04,
    INT_RAW = 0x08,
    INT_ST = 0x0c,
    INT_ENA = 0x10,
    INT_CLR = 0x14,
    FRAM_NUM = 0x24,
    WR_DONE = 1,
    FREE = 2,
    AVAIL = 4,
    RECV = 4,
    EMPTY = 8,
    MS = 1000000,
};

static struct usb_serial *usb;
static uint64_t now;

static uint32_t load(uint32_t offset)
{
    return usb_serial_load(usb, offset, now);
}

static void store(uint32_t offset, uint32_t value)
{
    usb_serial_store(usb, offset, value, now);
}

static void put(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        store(EP1, i);
}

static unsigned arrived(void)
{
    unsigned count = 0;
    uint64_t end;
    uint8_t byte;

    while (usb_serial_sent(usb, now, &byte, &end))
        count++;
    return count;
}

static void send(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        usb_serial_receive(usb, (uint8_t)i, now);
}

static unsigned take_all(void)
{
    unsigned count = 0;

    for (; load(EP1_CONF) & AVAIL; count++)
        load(EP1);
    return count;
}

static void begin(void)
{
    usb_serial_free(usb);
    usb = usb_serial_new();
    now = MS;
    usb_serial_host_reads(usb, true, now);
}

static void test_to_host(void)
{
    begin();
    put(10);
    now += MS;
    tap_ok(arrived() == 0 && load(EP1_CONF) & FREE, "bytes stay until WR_DONE");
    store(EP1_CONF, WR_DONE);
    tap_ok(!(load(EP1_CONF) & FREE), "and then the FIFO takes none,");
    put(3);
    tap_is(usb_serial_get_stats(usb)->lost, 3, "and loses what is written");
    now += MS;
    tap_ok(arrived() == 10 && load(EP1_CONF) & FREE, "until the host has the packet");
    put(64);
    store(EP1_CONF, WR_DONE);
    now += MS;
    tap_ok(load(EP1_CONF) & FREE && arrived() == 0,
           "a full packet leaves by itself, and stays in the host's driver");
    store(EP1_CONF, WR_DONE);
    now += MS;
    tap_is(arrived(), 64, "until an empty one follows");
    put(64);
    now += MS;
    put(64);
    now += MS;
    tap_is(arrived(), 128, "or a second full one");
    usb_serial_host_reads(usb, false, now);
    put(5);
    store(EP1_CONF, WR_DONE);
    now += 1000 * MS;
    tap_ok(arrived() == 0 && !(load(EP1_CONF) & FREE), "a host that does not read takes none");
    usb_serial_host_reads(usb, true, now);
    now += MS;
    tap_is(arrived(), 5, "until it reads again");
}

static void test_to_chip(void)
{
    begin();
    send(100);
    tap_ok(!(load(EP1_CONF) & AVAIL), "a packet takes its time");
    now += MS;
    tap_ok(load(EP1_CONF) & AVAIL && usb_serial_next_event(usb) == UINT64_MAX,
           "the next one waits for the program");
    tap_is(take_all(), 64, "which finds one packet");
    now += MS;
    tap_is(take_all(), 36, "and then the next one");
    load(EP1);
    tap_is(usb_serial_get_stats(usb)->empty_loads, 1, "more is not there");
    send(10);
    usb_serial_reset(usb, now);
    now += MS;
    tap_is(take_all(), 0, "a reset loses what is under way");
}

static void test_interrupts(void)
{
    begin();
    tap_is(load(INT_RAW), EMPTY, "at first the FIFO to the host is empty");
    store(INT_CLR, ~0u);
    store(INT_ENA, RECV | EMPTY);
    send(1);
    tap_ok(!usb_serial_irq(usb), "no packet, no interrupt");
    now += MS;
    usb_serial_advance(usb, now);
    tap_ok(usb_serial_irq(usb) && load(INT_ST) == RECV, "a packet raises its own,");
    store(INT_CLR, RECV);
    tap_ok(!usb_serial_irq(usb) && load(EP1_CONF) & AVAIL, "which ends before the byte is read");
    store(EP1, 1);
    store(EP1_CONF, WR_DONE);
    tap_ok(!usb_serial_irq(usb), "a packet to the host raises the other one,");
    now += MS;
    tap_is(load(INT_ST), EMPTY, "when the host has taken it");
    store(INT_ENA, RECV);
    tap_ok(!usb_serial_irq(usb) && load(INT_RAW) == EMPTY, "if it is enabled");
    now = 5 * MS;
    tap_is(load(FRAM_NUM), 5, "frames are counted");
}

int main(void)
{
    test_to_host();
    test_to_chip();
    test_interrupts();
    usb_serial_free(usb);
    return tap_done();
}
