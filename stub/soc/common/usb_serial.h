/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB-Serial/JTAG, the chip's own USB port, as the line.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A chip that has this port adds usb_serial.c to its sources, has USB_SERIAL_BASE in its
 * registers and STUB_USB = 1 in its limits.  Then uart.c asks usb_is_line(), and does its work
 * by these functions if the host is on the USB port.
 */
#ifndef STUB_SOC_COMMON_USB_SERIAL_H
#define STUB_SOC_COMMON_USB_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "stub/limits.h"

/* Set by usb_take_over(). */
extern bool usb_line;

static inline bool usb_is_line(void)
{
    return STUB_USB && usb_line;
}

/* Makes the USB port the line, and enables its interrupt.  The chip's folder calls this function
 * in place of the UART's set-up, with interrupts masked, and routes the interrupt. */
void usb_take_over(void);
/* Disables the interrupt. */
void usb_give_back(void);

/* What uart.c does for a UART: see stub/chip.h. */
uint32_t usb_received(void);
uint8_t usb_take(void);
uint32_t usb_unsent(void);
uint32_t usb_room(void);
void usb_send(uint8_t byte);
void usb_flush(void);
void usb_call_for_more(bool wanted);
/* Interrupts must be masked. */
void usb_empty_fifo(void);

/* The port's interrupt leads to this function. */
void usb_on_interrupt(void);

#endif
