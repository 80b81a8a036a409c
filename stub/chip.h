/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the portable part of the stub asks of a chip: each chip's folder
 * implements this header, and the unit tests do on the host.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every wait inside has a limit: none of these functions can hang.
 */
#ifndef STUB_CHIP_H
#define STUB_CHIP_H

#include <stdbool.h>
#include <stdint.h>

/* For big buffers that nobody reads before writing to them: left out when
 * variables are set to 0 at the start. */
#define STUB_UNCLEARED __attribute__((section(".bss.uncleared")))
/* For what is read and written by whole words only: there is more memory of that
 * kind.  Not cleared either. */
#define STUB_WORDS __attribute__((section(".words")))

/* Takes the machine over from the boot ROM, or from a program before: the CPU's
 * clock not doubled, watchdog off, interrupts ours, UART receiving into our ring,
 * flash pins connected, flash clock slow.  The line rate stays as it is, and bytes
 * waiting in the receive FIFO are kept.  Where memory that this program needs does not
 * keep what is written to it, tells the host ESP_STUB_REFUSAL and goes back to the ROM's
 * loader, which on the chip does not return. */
void chip_init(void);

/* Free-running counter at the clock that the UART divides, however fast the CPU
 * runs; it wraps.  Time that passes without a call for 25 s may be missing.  Not
 * for interrupts. */
uint32_t chip_cycles(void);
uint32_t chip_cpu_cycles(void); /* the CPU's own counter, which wraps, too */
/* Doubles the CPU's clock and no other, or takes that back.  speed.h finds out whether it
 * works. */
void chip_double_clock(bool twice);
void chip_delay_us(uint32_t us); /* at least that long; up to 50 s */
void chip_feed_watchdog(void);
/* Masks interrupts and returns what is to be restored. */
uint32_t chip_mask_interrupts(void);
void chip_restore_interrupts(uint32_t saved);
/* Starts what the flash holds, as the ROM does after a reset; on the chip it does not
 * return. */
void chip_leave(void);

/* ---- UART: its FIFOs and its rate; line/ring.h is between these and the stub ---- */

uint32_t chip_uart_received(void); /* bytes in the receive FIFO */
uint8_t chip_uart_take(void);      /* the next of them */
/* Does at once what the interrupt does for received bytes: calls ring_receive(), and
 * ring_overrun() where the FIFO overflowed. */
void chip_uart_poll(void);
uint32_t chip_uart_unsent(void); /* bytes in the transmit FIFO */
uint32_t chip_uart_room(void);   /* bytes that it takes now */
void chip_uart_send(uint8_t byte); /* into the transmit FIFO, which has room */
/* Whether the interrupt comes, and calls ring_send(), while the transmit FIFO is nearly
 * empty. */
void chip_uart_call_for_more(bool wanted);
uint32_t chip_uart_divisor(void);
void chip_uart_set_divisor(uint32_t divisor); /* ring_drain() first */

/* ---- flash ---- */

/* Clocks that the flash can be read at: what the bus clock is divided by. */
enum chip_flash_clock { CHIP_FLASH_FAST = 2, CHIP_FLASH_SLOW = 4 };
void chip_flash_set_clock(enum chip_flash_clock divisor);

/* One transaction at a time, by user-defined commands: a command of a byte, then out_bits
 * from the data registers, then in_bits into them (0: none; not both).  The first byte is
 * the lowest of the first register. */
void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits);
/* Waits for its end; false when the controller does not come to one. */
bool chip_flash_idle(void);
/* The data registers, to be used by whole words while the controller is idle. */
volatile uint32_t *chip_flash_words(void);
enum { CHIP_FLASH_WORDS = 16 }; /* the controllers of all chips of the family have so many */

/* A second path for the ID and for CHIP_FLASH_WORDS words: the controller's own commands,
 * at the clock and in the way that the boot ROM uses.  Nothing may be begun. */
uint32_t chip_flash_id_plainly(void);
bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS]);

/* ---- registers, memory, digests ---- */

struct deflate_words;
struct deflate_words *chip_deflate_words(void);

/* CRC-32 of the program itself, as it lies in memory. */
uint32_t chip_code_crc32(void);

/* True when a 32-bit access at that address is answered by something. */
bool chip_address_ok(uint32_t address);
uint32_t chip_load(uint32_t address);
void chip_store(uint32_t address, uint32_t value);

/* The layout is that of the boot ROMs' functions. */
struct chip_md5 {
    uint32_t state[4];
    uint32_t bits[2];
    uint8_t block[64];
};
void chip_md5_start(struct chip_md5 *md5);
void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size);
void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16]);

#endif
