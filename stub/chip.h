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
 * flash pins connected, flash awake.  The line rate stays as it is, and bytes
 * waiting in the receive FIFO are kept.  Where memory that this program needs does not
 * keep what is written to it, tells the host ESP_STUB_REFUSAL and goes back to the ROM's
 * loader, which on the chip does not return. */
void chip_init(void);

/* Free-running counter at the clock that the UART divides, however fast the CPU
 * runs; it wraps.  Time that passes without a call for 25 s may be missing.  Not
 * for interrupts. */
uint32_t chip_cycles(void);
/* Doubles the CPU's clock where that works: measures, and returns the factor that
 * it runs at now, 1 or 2.  Until chip_leave() or chip_calm(). */
uint32_t chip_hurry(void);
void chip_calm(void); /* at its own clock again */
void chip_delay_us(uint32_t us); /* at least that long; up to 50 s */
void chip_feed_watchdog(void);
/* Starts what the flash holds, as the ROM does after a reset; on the chip it does not
 * return. */
void chip_leave(void);

/* ---- UART ---- */

int chip_uart_get(void); /* the next received byte, or -1 */
void chip_uart_put(uint8_t byte);
uint32_t chip_uart_room(void); /* bytes that can be put without waiting */
bool chip_uart_sending(void); /* something that was put is not in the FIFO yet */
/* Has the host called back what it asked for (ESP_SYNC_CALL)?  From then on what
 * waits to be sent is dropped, and so is what is put, until the work goes on. */
bool chip_uart_called(void);
bool chip_uart_resume(void); /* true when something was dropped */
void chip_uart_drain(void); /* returns when the last stop bit is out */
uint32_t chip_uart_divisor(void);
void chip_uart_set_divisor(uint32_t divisor); /* drain first */
/* Received bytes lost to a full FIFO or ring; overruns of the FIFO count as
 * one each, because the hardware does not say how many bytes they cost. */
uint32_t chip_uart_lost(void);

/* ---- flash ---- */

enum {
    CHIP_FLASH_CHUNK = 64,         /* bytes that one transaction reads at most */
    CHIP_FLASH_PROGRAM_WORDS = 15, /* that one transaction programs at most */
};

/* Clocks that the flash can be read at: what the bus clock is divided by. */
enum chip_flash_clock { CHIP_FLASH_FAST = 2, CHIP_FLASH_SLOW = 4 };
void chip_flash_set_clock(enum chip_flash_clock divisor);
/* What it is divided by, as measured, in sixteenths. */
uint32_t chip_flash_clock(void);

/* A command with an answer of in_bits (0 to 24, the first byte lowest); all ones when the
 * controller does not answer. */
uint32_t chip_flash_ask(uint32_t command, uint32_t in_bits);
/* One with so many bits of data, the first byte lowest, and no answer. */
void chip_flash_tell(uint32_t command, uint32_t data, uint32_t bits);

/* Begins to read size bytes (1 to CHIP_FLASH_CHUNK) and returns at once, so
 * that the caller may work on the chunk before meanwhile. */
void chip_flash_start(uint32_t address, uint32_t size);
/* Waits for the read begun last and stores its bytes. */
bool chip_flash_finish(uint32_t chunk[CHIP_FLASH_CHUNK / 4]);

/* A second path for the ID and for CHIP_FLASH_CHUNK bytes: the controller's own commands,
 * at the clock and in the way that the boot ROM uses.  Nothing may be begun. */
uint32_t chip_flash_id_plainly(void);
bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_CHUNK / 4]);

/* Begin to erase a sector or a block of 64 KB, by its size, and to program; the flash must
 * be ready and enabled to be written. */
void chip_flash_erase(uint32_t address, uint32_t size);
void chip_flash_program(uint32_t address, const uint32_t *words, uint32_t count);

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
