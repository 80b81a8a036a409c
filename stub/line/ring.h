/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the UART's FIFOs and the stub: a ring of received bytes, a ring of bytes to send,
 * and the host's call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The chip's interrupt moves bytes between the FIFOs and the rings, so the line stays busy
 * while the stub works.  Every wait has a limit.
 */
#ifndef STUB_LINE_RING_H
#define STUB_LINE_RING_H

#include <stdbool.h>
#include <stdint.h>

/* ---- for the stub ---- */

int ring_get(void); /* the next received byte, or -1 */
void ring_put(uint8_t byte);
uint32_t ring_room(void); /* bytes that can be put without waiting */
bool ring_sending(void); /* a byte from ring_put() is not in the FIFO yet */
void ring_drain(void); /* waits until the last stop bit is sent */
/* Only chips whose limits have STUB_USB = 1 need this function: sends what waits for a packet to
 * become full.  Call it at the end of a frame. */
void ring_flush(void);

/* True if the host called (ESP_SYNC_CALL), which cancels the requests before.  From the
 * call until ring_resume(), the bytes that wait in the ring and the bytes of ring_put() are
 * dropped. */
bool ring_called(void);
bool ring_resume(void); /* true if a byte was dropped */

/* Received bytes lost to a full FIFO or ring.  An overrun of the FIFO counts as one byte,
 * because the hardware does not tell how many bytes were lost. */
uint32_t ring_lost(void);

/* ---- for the chip's interrupt, or with interrupts masked ---- */

/* Moves the bytes that are in the receive FIFO now into the ring. */
void ring_receive(void);
/* The same for a line on which bytes can wait: moves as many as the ring takes, and leaves the
 * others in the FIFO. */
void ring_receive_waiting(void);
/* Counts an overflow of the receive FIFO. */
void ring_overrun(void);
/* Moves bytes from the ring into the transmit FIFO, as many as fit. */
void ring_send(void);

#endif
