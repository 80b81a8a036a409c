/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB-Serial/JTAG, the chip's own USB port: its FIFOs and its interrupt.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual ch. 30 and ESP-IDF's usb_serial_jtag_reg.h, whose
 * names these are.  The registers are the same ones in all chips that have the port.
 *
 * A packet has up to 64 bytes.  The host's next packet waits in the host until the program has
 * read the whole last one, so no byte is lost: bytes stay in the FIFO while the ring is full.
 *
 * The program's bytes go to the host as a packet once WR_DONE is set, and the FIFO takes no
 * bytes until the host has taken the packet.  A packet with fewer than 64 bytes ends the host's
 * transfer.  After a full packet the host's driver waits for another packet, which may be an
 * empty one; and at the 64th byte the hardware sends by itself, so that it ignores a WR_DONE then
 * (Espressif's esp-stub-lib, usb_serial_jtag.c).  Therefore no packet here is full.
 */
#include "stub/soc/common/usb_serial.h"

#include "stub/line/ring.h"
#include "stub/soc/common/soc_registers.h"

enum {
    /* Offsets in words. */
    EP1 = 0x00 / 4,      /* reads a byte from the host, or writes one to the host */
    EP1_CONF = 0x04 / 4,
    INT_ENA = 0x10 / 4,
    INT_CLR = 0x14 / 4,

    /* EP1_CONF */
    WR_DONE = 1 << 0,
    SERIAL_IN_EP_DATA_FREE = 1 << 1,
    SERIAL_OUT_EP_DATA_AVAIL = 1 << 2,
    /* interrupts: a packet came; the host has taken a packet */
    SERIAL_OUT_RECV_PKT = 1 << 2,
    SERIAL_IN_EMPTY = 1 << 3,

    PACKET = 63, /* bytes */
};

bool usb_line;
static uint32_t filled; /* bytes that were put into the FIFO since the last WR_DONE */

static inline uint32_t conf(uint32_t bit)
{
    return registers(USB_SERIAL_BASE)[EP1_CONF] & bit;
}

/* The ROM may have left bytes in the FIFO.  They leave it before others are put there. */
void usb_take_over(void)
{
    volatile uint32_t *usb = registers(USB_SERIAL_BASE);

    usb_line = true;
    usb[INT_ENA] = 0;
    usb[INT_CLR] = ~0u;
    if (conf(SERIAL_IN_EP_DATA_FREE))
        usb[EP1_CONF] = WR_DONE;
    usb[INT_ENA] = SERIAL_OUT_RECV_PKT;
}

void usb_give_back(void)
{
    volatile uint32_t *usb = registers(USB_SERIAL_BASE);

    usb[INT_ENA] = 0;
    usb[INT_CLR] = ~0u;
}

/* The hardware only tells whether there is a byte. */
uint32_t usb_received(void)
{
    return conf(SERIAL_OUT_EP_DATA_AVAIL) != 0;
}

uint8_t usb_take(void)
{
    return (uint8_t)registers(USB_SERIAL_BASE)[EP1];
}

uint32_t usb_unsent(void)
{
    return conf(SERIAL_IN_EP_DATA_FREE) == 0;
}

uint32_t usb_room(void)
{
    return usb_unsent() ? 0 : PACKET - filled;
}

void usb_flush(void)
{
    if (filled == 0)
        return;
    filled = 0;
    registers(USB_SERIAL_BASE)[EP1_CONF] = WR_DONE;
}

void usb_send(uint8_t byte)
{
    registers(USB_SERIAL_BASE)[EP1] = byte;
    if (++filled == PACKET)
        usb_flush();
}

void usb_call_for_more(bool wanted)
{
    registers(USB_SERIAL_BASE)[INT_ENA] =
        wanted ? SERIAL_OUT_RECV_PKT | SERIAL_IN_EMPTY : SERIAL_OUT_RECV_PKT;
}

/* The event is cleared first: a packet that comes now has an event of its own. */
void usb_empty_fifo(void)
{
    registers(USB_SERIAL_BASE)[INT_CLR] = SERIAL_OUT_RECV_PKT;
    ring_receive_waiting();
}

/* Without a call for more, ring_put() puts bytes into the FIFO itself. */
void usb_on_interrupt(void)
{
    volatile uint32_t *usb = registers(USB_SERIAL_BASE);

    usb_empty_fifo();
    if (!(usb[INT_ENA] & SERIAL_IN_EMPTY))
        return;
    usb[INT_CLR] = SERIAL_IN_EMPTY;
    ring_send();
}
