/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that the portable part of the stub needs from a chip.  Each chip's folder
 * implements this header; on the host, the unit tests implement it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every wait has a limit, so these functions cannot hang.
 */
#ifndef STUB_CHIP_H
#define STUB_CHIP_H

#include <stdbool.h>
#include <stdint.h>

/* For big buffers that are written before they are read.  The start of the stub does not
 * set them to 0, as it does with other variables. */
#define STUB_UNCLEARED __attribute__((section(".bss.uncleared")))
/* For variables that are read and written by whole words only; there is more memory of this
 * kind.  The start of the stub does not clear these either. */
#define STUB_WORDS __attribute__((section(".words")))

/* Takes the chip over from the boot ROM or from a program that ran before.  Afterwards the
 * CPU's clock is not doubled, the watchdog is off, the interrupts are the stub's, the UART
 * receives into the stub's ring, the flash pins are connected, and the flash clock is slow.
 * The line rate does not change, and the bytes in the receive FIFO are kept.  If memory
 * that the stub needs does not keep what is written to it, sends ESP_STUB_REFUSAL to the
 * host and goes back to the ROM's loader; on the chip this call then does not return. */
void chip_init(void);

/* A free-running counter at the clock that the UART divides, whatever the CPU's speed.  The
 * counter wraps.  If it is not called for 25 s, the counter may miss time.  Interrupts must
 * not call it. */
uint32_t chip_cycles(void);
uint32_t chip_cpu_cycles(void); /* the CPU's own counter; it also wraps */
/* Doubles the CPU's clock but no other clock, or undoes this.  speed.h finds out whether
 * the doubling works. */
void chip_double_clock(bool twice);
/* The factor by which that can speed up the CPU: 2, or 1 if the chip has no faster clock
 * because its PLL does not run. */
uint32_t chip_speed(void);
void chip_delay_us(uint32_t us); /* at least that long; up to 50 s */
void chip_feed_watchdog(void);
/* Masks interrupts.  Returns the value for chip_restore_interrupts(). */
uint32_t chip_mask_interrupts(void);
void chip_restore_interrupts(uint32_t saved);
/* Starts the program in the flash, as the ROM does after a reset.  On the chip this call
 * does not return. */
void chip_leave(void);

/* ---- UART: its FIFOs and its rate; the stub uses them through line/ring.h ---- */

uint32_t chip_uart_received(void); /* bytes in the receive FIFO */
uint8_t chip_uart_take(void);      /* takes the next byte from the receive FIFO */
/* Does at once what the interrupt does for received bytes: calls ring_receive(), and also
 * ring_overrun() if the FIFO overflowed. */
void chip_uart_poll(void);
uint32_t chip_uart_unsent(void); /* bytes in the transmit FIFO */
uint32_t chip_uart_room(void);   /* bytes that the transmit FIFO can take now */
void chip_uart_send(uint8_t byte); /* into the transmit FIFO, which must have room */
/* Enables or disables the interrupt that comes while the transmit FIFO is nearly empty, and
 * that calls ring_send(). */
void chip_uart_call_for_more(bool wanted);
uint32_t chip_uart_divisor(void); /* in parts: STUB_DIVISOR_PARTS */
void chip_uart_set_divisor(uint32_t divisor); /* call ring_drain() before */

/* Only chips whose limits have STUB_USB = 1 have these two.  The first is false if the host is on
 * the chip's own USB port: then these functions are those of that port.  The second sends the
 * bytes in the transmit FIFO as a packet; on a UART it does nothing. */
bool chip_line_has_rate(void);
void chip_uart_flush(void);

/* ---- flash ---- */

/* The clocks for reading the flash, as divisors of the bus clock. */
enum chip_flash_clock { CHIP_FLASH_FAST = 2, CHIP_FLASH_SLOW = 4 };
void chip_flash_set_clock(enum chip_flash_clock divisor);

/* Begins a transaction by a user-defined command; there is one transaction at a time.  It
 * sends a command of one byte, then sends out_bits from the data registers or receives
 * in_bits into them.  At least one of out_bits and in_bits is 0.  The first byte is the
 * lowest byte of the first register. */
void chip_flash_begin(uint32_t command, uint32_t out_bits, uint32_t in_bits);
/* Only chips whose limits have STUB_LINES = 2 have this function.  It begins to read by a
 * command with an address of 24 or 32 bits and a dummy byte; with 2 lines the flash answers on
 * two lines. */
void chip_flash_begin_read(uint32_t command, uint32_t address, uint32_t address_bits,
                           uint32_t lines, uint32_t in_bits);
/* Waits for the end of the transaction.  False if the controller does not finish. */
bool chip_flash_idle(void);
/* The data registers.  Use them by whole words, and only while the controller is idle. */
volatile uint32_t *chip_flash_words(void);
enum { CHIP_FLASH_WORDS = 16 }; /* data registers in the controllers of all ESP chips */

/* A second path to read the ID and CHIP_FLASH_WORDS words: the controller's own commands,
 * at the clock and in the mode that the boot ROM uses.  No transaction may be running.  With
 * STUB_FAR_REACH, the address may have four bytes, if the flash has command 13h. */
uint32_t chip_flash_id_plainly(void);
bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_WORDS]);

/* ---- registers, memory, digests ---- */

struct deflate_words;
struct deflate_words *chip_deflate_words(void);

/* CRC-32 of the stub's own code in memory. */
uint32_t chip_code_crc32(void);

/* True if the chip has memory or a register for a 32-bit access at this address. */
bool chip_address_ok(uint32_t address);
uint32_t chip_load(uint32_t address);
void chip_store(uint32_t address, uint32_t value);

/* The layout that the boot ROMs' functions use. */
struct chip_md5 {
    uint32_t state[4];
    uint32_t bits[2];
    uint8_t block[64];
};
void chip_md5_start(struct chip_md5 *md5);
void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size);
void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16]);

#endif
