/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USB-Serial/JTAG controller of Espressif's chips, as far as a serial port needs it, and the
 * host's driver behind it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP32-C3 Technical Reference Manual ch. 30, ESP-IDF's usb_serial_jtag_reg.h and
 * usb_serial_jtag_ll.h, and Linux's cdc-acm.c for the host.  Times are virtual nanoseconds.
 */
#ifndef SIM_USB_USB_CONTROLLER_H
#define SIM_USB_USB_CONTROLLER_H

#include <stdbool.h>
#include <stdint.h>

struct usb_serial;

enum { USB_SERIAL_SPAN = 0x100 }; /* bytes of registers */

struct usb_serial_stats {
    uint64_t received, sent; /* bytes through the FIFOs */
    uint64_t packets;        /* that the host took; empty ones count, too */
    uint64_t lost;           /* bytes that the program put into a FIFO that takes none */
    uint64_t empty_loads;    /* loads from an empty FIFO */
    uint64_t longest_wait_ns; /* for which the host had more bytes, and the program read none */
};

struct usb_serial *usb_serial_new(void); /* NULL when out of memory */
void usb_serial_free(struct usb_serial *usb); /* may be NULL */
/* A reset of the chip.  What is under way is lost. */
void usb_serial_reset(struct usb_serial *usb, uint64_t now_ns);

/* Registers by offset, 0 to USB_SERIAL_SPAN. */
uint32_t usb_serial_load(struct usb_serial *usb, uint32_t offset, uint64_t now_ns);
void usb_serial_store(struct usb_serial *usb, uint32_t offset, uint32_t value, uint64_t now_ns);

/* The interrupt line.  Call usb_serial_advance() before. */
bool usb_serial_irq(const struct usb_serial *usb);
void usb_serial_advance(struct usb_serial *usb, uint64_t now_ns);
/* The next virtual time at which something changes by itself.  UINT64_MAX: never. */
uint64_t usb_serial_next_event(const struct usb_serial *usb);

/* The host has this byte for the chip. */
void usb_serial_receive(struct usb_serial *usb, uint8_t byte, uint64_t now_ns);
/* Tells whether the host takes packets.  It does not while its own buffers are full, and while no
 * program has the port open. */
void usb_serial_host_reads(struct usb_serial *usb, bool reads, uint64_t now_ns);
/* Takes the next byte that the host's driver has given to programs by now. */
bool usb_serial_sent(struct usb_serial *usb, uint64_t now_ns, uint8_t *byte, uint64_t *end_ns);

const struct usb_serial_stats *usb_serial_get_stats(const struct usb_serial *usb);

#endif
