/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between the UART's FIFOs and the stub: a ring for received bytes, one for
 * bytes to be sent, and the host's call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The chip's interrupt moves bytes between FIFOs and rings, so the line goes on while
 * the stub works.  Every wait has a limit.
 */
#ifndef STUB_LINE_RING_H
#define STUB_LINE_RING_H

#include <stdbool.h>
#include <stdint.h>

/* ---- for the stub ---- */

int ring_get(void); /* the next received byte, or -1 */
void ring_put(uint8_t byte);
uint32_t ring_room(void); /* bytes that can be put without waiting */
bool ring_sending(void); /* something that was put is not in the FIFO yet */
void ring_drain(void); /* returns when the last stop bit is out */

/* Has the host called back what it asked for (ESP_SYNC_CALL)?  From then on what
 * waits to be sent is dropped, and so is what is put, until the work goes on. */
bool ring_called(void);
bool ring_resume(void); /* true when something was dropped */

/* Received bytes lost to a full FIFO or ring; overruns of the FIFO count as
 * one each, because the hardware does not say how many bytes they cost. */
uint32_t ring_lost(void);

/* ---- for the chip's interrupt, or with interrupts masked ---- */

/* Moves what is in the receive FIFO now into the ring. */
void ring_receive(void);
/* The receive FIFO overflowed. */
void ring_overrun(void);
/* Moves what fits from the ring into the transmit FIFO. */
void ring_send(void);

#endif
