/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USB-Serial/JTAG controller: a FIFO of 64 bytes in each direction.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * To the chip: the host sends a packet when the FIFO is empty, and not before.
 * To the host: the program fills the FIFO and sets WR_DONE, or fills it up to the last byte.  Until
 * the host has taken this packet, the FIFO takes nothing, and what the program writes is lost.
 * The host's driver gives bytes to programs when a transfer ends: by a packet that is not full, or
 * by the second full one.
 */
#include "sim/usb/usb_controller.h"

#include <stdlib.h>
#include <string.h>

enum {
    EP1 = 0x00,
    EP1_CONF = 0x04,
    INT_RAW = 0x08,
    INT_ST = 0x0c,
    INT_ENA = 0x10,
    INT_CLR = 0x14,
    FRAM_NUM = 0x24,

    WR_DONE = 1 << 0,
    SERIAL_IN_EP_DATA_FREE = 1 << 1,
    SERIAL_OUT_EP_DATA_AVAIL = 1 << 2,
    SERIAL_OUT_RECV_PKT = 1 << 2,
    SERIAL_IN_EMPTY = 1 << 3,
    INTERRUPTS = 0xfff,

    PACKET = 64,
    TRANSFER = 2 * PACKET, /* of Linux's cdc-acm */
    FRAME_NS = 1000000,
    FRAMES = 0x800,
    /* A full packet takes 65 us.  Nobody has measured what the hardware does; at best 19 full
     * packets fit into a frame of USB 1.1. */
    PACKET_NS = 20000,
    BYTE_NS = 700,
    GATHER_NS = 10000, /* the host has its bytes one after the other, and sends them together */
};

/* A queue that grows. */
struct queue {
    uint8_t *bytes;
    size_t head, count, room;
};

struct usb_serial {
    struct queue from_host, to_host; /* what the host has not sent yet, and what programs can read */
    uint64_t to_host_ns;             /* when the last byte got there */
    struct {
        uint8_t bytes[PACKET];
        unsigned at, count;
        uint64_t due_ns; /* the host's next packet arrives; UINT64_MAX: none is on its way */
        uint64_t since_ns; /* when the last one arrived */
    } out;
    struct {
        uint8_t bytes[PACKET];
        unsigned count;
        bool done;       /* the packet waits for the host */
        uint64_t due_ns; /* the host has it then; UINT64_MAX: the host does not read */
    } in;
    struct {
        uint8_t bytes[TRANSFER];
        unsigned count;
    } transfer; /* the host's driver keeps these */
    bool reads;
    uint32_t raw, enabled;
    uint32_t plain[USB_SERIAL_SPAN / 4];
    struct usb_serial_stats stats;
};

static void push(struct queue *queue, uint8_t byte)
{
    if (queue->head + queue->count == queue->room) {
        if (queue->head) {
            memmove(queue->bytes, queue->bytes + queue->head, queue->count);
            queue->head = 0;
        } else {
            queue->room = queue->room ? 2 * queue->room : 4096;
            queue->bytes = realloc(queue->bytes, queue->room);
            if (!queue->bytes)
                abort(); /* a test program out of memory */
        }
    }
    queue->bytes[queue->head + queue->count++] = byte;
}

static uint8_t pop(struct queue *queue)
{
    uint8_t byte = queue->bytes[queue->head++];

    if (--queue->count == 0)
        queue->head = 0;
    return byte;
}

struct usb_serial *usb_serial_new(void)
{
    struct usb_serial *usb = calloc(1, sizeof *usb);

    if (usb)
        usb_serial_reset(usb, 0);
    return usb;
}

void usb_serial_free(struct usb_serial *usb)
{
    if (!usb)
        return;
    free(usb->from_host.bytes);
    free(usb->to_host.bytes);
    free(usb);
}

void usb_serial_reset(struct usb_serial *usb, uint64_t now_ns)
{
    (void)now_ns;
    usb->from_host.count = usb->from_host.head = 0;
    usb->transfer.count = 0;
    memset(&usb->out, 0, sizeof usb->out);
    memset(&usb->in, 0, sizeof usb->in);
    memset(usb->plain, 0, sizeof usb->plain);
    usb->out.due_ns = usb->in.due_ns = UINT64_MAX;
    usb->raw = SERIAL_IN_EMPTY;
    usb->enabled = 0;
}

/* ---- to the chip ---- */

static unsigned next_size(const struct usb_serial *usb)
{
    return usb->from_host.count < PACKET ? (unsigned)usb->from_host.count : PACKET;
}

/* The host's next packet starts as soon as the program has read the last one. */
static void start_out(struct usb_serial *usb, uint64_t now_ns, uint64_t gather_ns)
{
    if (usb->out.due_ns != UINT64_MAX || usb->from_host.count == 0 || usb->out.count)
        return;
    usb->out.due_ns = now_ns + gather_ns + PACKET_NS + (uint64_t)BYTE_NS * next_size(usb);
}

static void arrive(struct usb_serial *usb)
{
    usb->out.at = 0;
    for (usb->out.count = 0; usb->out.count < PACKET && usb->from_host.count;)
        usb->out.bytes[usb->out.count++] = pop(&usb->from_host);
    usb->out.since_ns = usb->out.due_ns;
    usb->out.due_ns = UINT64_MAX;
    usb->raw |= SERIAL_OUT_RECV_PKT;
}

void usb_serial_receive(struct usb_serial *usb, uint8_t byte, uint64_t now_ns)
{
    push(&usb->from_host, byte);
    start_out(usb, now_ns, GATHER_NS);
}

static uint32_t take(struct usb_serial *usb, uint64_t now_ns)
{
    uint8_t byte;

    if (usb->out.count == 0) {
        usb->stats.empty_loads++;
        return 0;
    }
    byte = usb->out.bytes[usb->out.at++];
    usb->stats.received++;
    if (usb->out.at == usb->out.count) {
        usb->out.count = 0;
        if (usb->from_host.count && now_ns - usb->out.since_ns > usb->stats.longest_wait_ns)
            usb->stats.longest_wait_ns = now_ns - usb->out.since_ns;
        start_out(usb, now_ns, 0);
    }
    return byte;
}

/* ---- to the host ---- */

static void start_in(struct usb_serial *usb, uint64_t now_ns)
{
    if (!usb->in.done)
        return;
    if (!usb->reads)
        usb->in.due_ns = UINT64_MAX;
    else if (usb->in.due_ns == UINT64_MAX)
        usb->in.due_ns = now_ns + PACKET_NS + (uint64_t)BYTE_NS * usb->in.count;
}

static void finish_packet(struct usb_serial *usb, uint64_t now_ns)
{
    usb->in.done = true;
    start_in(usb, now_ns);
}

static void put(struct usb_serial *usb, uint8_t byte, uint64_t now_ns)
{
    if (usb->in.done) {
        usb->stats.lost++;
        return;
    }
    usb->in.bytes[usb->in.count++] = byte;
    if (usb->in.count == PACKET)
        finish_packet(usb, now_ns);
}

static void give_transfer(struct usb_serial *usb, uint64_t now_ns)
{
    for (unsigned i = 0; i < usb->transfer.count; i++)
        push(&usb->to_host, usb->transfer.bytes[i]);
    usb->transfer.count = 0;
    usb->to_host_ns = now_ns;
}

static void host_takes(struct usb_serial *usb, uint64_t now_ns)
{
    bool full = usb->in.count == PACKET;

    memcpy(usb->transfer.bytes + usb->transfer.count, usb->in.bytes, usb->in.count);
    usb->transfer.count += usb->in.count;
    usb->stats.sent += usb->in.count;
    usb->stats.packets++;
    if (!full || usb->transfer.count == TRANSFER)
        give_transfer(usb, now_ns);
    usb->in.count = 0;
    usb->in.done = false;
    usb->in.due_ns = UINT64_MAX;
    usb->raw |= SERIAL_IN_EMPTY;
}

void usb_serial_host_reads(struct usb_serial *usb, bool reads, uint64_t now_ns)
{
    usb->reads = reads;
    start_in(usb, now_ns);
}

bool usb_serial_sent(struct usb_serial *usb, uint64_t now_ns, uint8_t *byte, uint64_t *end_ns)
{
    usb_serial_advance(usb, now_ns);
    if (usb->to_host.count == 0)
        return false;
    *byte = pop(&usb->to_host);
    *end_ns = usb->to_host_ns;
    return true;
}

/* ---- the whole ---- */

void usb_serial_advance(struct usb_serial *usb, uint64_t now_ns)
{
    if (now_ns >= usb->out.due_ns)
        arrive(usb);
    if (now_ns >= usb->in.due_ns)
        host_takes(usb, usb->in.due_ns);
}

uint64_t usb_serial_next_event(const struct usb_serial *usb)
{
    return usb->in.due_ns < usb->out.due_ns ? usb->in.due_ns : usb->out.due_ns;
}

bool usb_serial_irq(const struct usb_serial *usb)
{
    return (usb->raw & usb->enabled) != 0;
}

const struct usb_serial_stats *usb_serial_get_stats(const struct usb_serial *usb)
{
    return &usb->stats;
}

uint32_t usb_serial_load(struct usb_serial *usb, uint32_t offset, uint64_t now_ns)
{
    usb_serial_advance(usb, now_ns);
    switch (offset) {
    case EP1:
        return take(usb, now_ns);
    case EP1_CONF:
        return (usb->in.done ? 0 : SERIAL_IN_EP_DATA_FREE) |
               (usb->out.count ? SERIAL_OUT_EP_DATA_AVAIL : 0);
    case INT_RAW:
        return usb->raw;
    case INT_ST:
        return usb->raw & usb->enabled;
    case INT_ENA:
        return usb->enabled;
    case INT_CLR:
        return 0;
    case FRAM_NUM:
        return (uint32_t)(now_ns / FRAME_NS % FRAMES);
    default:
        return usb->plain[offset / 4 % (USB_SERIAL_SPAN / 4)];
    }
}

/* WR_DONE without a byte sends an empty packet.  Behind a packet that waits it does nothing. */
void usb_serial_store(struct usb_serial *usb, uint32_t offset, uint32_t value, uint64_t now_ns)
{
    usb_serial_advance(usb, now_ns);
    switch (offset) {
    case EP1:
        put(usb, (uint8_t)value, now_ns);
        break;
    case EP1_CONF:
        if (value & WR_DONE && !usb->in.done)
            finish_packet(usb, now_ns);
        break;
    case INT_ENA:
        usb->enabled = value & INTERRUPTS;
        break;
    case INT_CLR:
        usb->raw &= ~value;
        break;
    default:
        usb->plain[offset / 4 % (USB_SERIAL_SPAN / 4)] = value;
        break;
    }
}
