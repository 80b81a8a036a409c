/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROM's loader and of our stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_LOADER_H
#define ESP_ROM_LOADER_H

#include <stddef.h>
#include <stdint.h>

#include "esp/line/slip.h"
#include "esp/wire/command.h"

/* Appends a request to a writer, for those that send several at once.  length is
 * what the header claims, size what really follows. */
void esp_put_request(struct esp_slip_writer *w, enum esp_op op, uint16_t length, uint32_t check,
                     const void *data, size_t size);

/* One SYNC and its answer within timeout_ms.  *value is what the answer
 * carries: 0 from a stub.  Further answers are left to come: esp_sync_settle(). */
int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms);

/* Takes the other answers to SYNCs, as many as come.  ESP_ERR_TIMEOUT where nobody
 * answers a further question: the line lost it, or it was all said at another rate. */
int esp_sync_settle(struct esp_link *link);

int esp_read_reg(struct esp_link *link, uint32_t address, uint32_t *value);

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask);

/* Several in one request, one after the other.  Nothing checks a request on its
 * way: what must be right is to be read back. */
struct esp_reg_write {
    uint32_t address, value, mask;
};
enum { ESP_REG_WRITES_MAX = 14 }; /* fit into the ROM's receive ring */
int esp_write_regs(struct esp_link *link, const struct esp_reg_write *writes, size_t count);

/* Several in one go, at most ESP_REG_READS_MAX.  An answer does not tell which
 * register it is of, so anything odd among them fails the whole: then
 * ESP_ERR_PROTOCOL or ESP_ERR_TIMEOUT, with nothing left to come. */
enum { ESP_REG_READS_MAX = 16 };
int esp_read_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                  uint32_t *values);

/* At most half as many, each until two readings agree: the ROM's answers carry no
 * check, and a damaged MAC address would not be noticed.  Our stub answers it, too. */
int esp_read_regs_sure(struct esp_link *link, const uint32_t *addresses, size_t count,
                       uint32_t *values);

/* Some written, then others read as by esp_read_regs_sure(), in one round trip where
 * the line is good; on a bad one the writing may be done more than once.  As many as
 * go into the ROM's receive ring together. */
enum { ESP_BURST_WRITES_MAX = 5, ESP_BURST_READS_MAX = 2 };
int esp_write_and_read_regs(struct esp_link *link, const struct esp_reg_write *writes,
                            size_t write_count, const uint32_t *addresses, size_t count,
                            uint32_t *values);

/* Lets the answers come that are still under way, and forgets them. */
int esp_loader_quiet(struct esp_link *link);

/* Loads size bytes (rounded up to words) to address and jumps to entry.  The
 * program may cut off the last answer: what it says itself tells whether it
 * runs. */
int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address, uint32_t entry);

/* Our stub's greeting: 0, or ESP_ERR_TIMEOUT. */
int esp_await_greeting(struct esp_link *link, int timeout_ms);

/* ESP_ERR_STUB when it is not ours or of another version.  A damaged answer is asked
 * for again. */
int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms);

/* The stub's rate, and the one that it goes back to when it hears nothing; it
 * answers at the old one and changes after that.  The answer is awaited for less
 * than ESP_RATE_TRIAL_MS: when it was damaged, the new rate can still be tried. */
int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud, uint32_t home_baud);

/* Sends at most ESP_ECHO_MAX bytes to the stub and has them back: 0 when all is
 * right.  Nothing is asked again. */
int esp_echo(struct esp_link *link, const uint8_t *bytes, size_t size, int timeout_ms);

/* ---- loader_flash.c: FLASH_BEGIN, SPI_SET_PARAMS of the ESP8266's ROM ---- */

enum { ESP_FLASH_BLOCK = 0x400 }; /* bytes in a FLASH_DATA */

/* Puts the words of a request but the first (2 to 4 in all) where the ROM keeps what it
 * received last, and makes sure of them: a request that then brings the first word alone
 * has the others as well, undamaged. */
int esp_rom_place(struct esp_link *link, const uint32_t *words, size_t count);

/* How large the ROM takes the flash for: it refuses to erase what reaches past
 * that.  It starts with 4 MB. */
int esp_flash_limit(struct esp_link *link, uint32_t size);

/* FLASH_BEGIN that erases nothing: connects and unlocks the flash (which writes
 * its status register), and the next FLASH_DATA, number 0, goes to offset, a
 * sector's.  Though a request has no check, neither a damaged nor a lost one
 * reaches other bytes than those from offset to end; an erase of these may
 * happen. */
int esp_flash_position(struct esp_link *link, uint32_t offset, uint32_t end);

/* FLASH_DATA: ESP_FLASH_BLOCK bytes behind those before.  The checksum of 8 bits
 * does not see a lost byte whose place an equal one takes: behind the block are
 * bytes unlike any in it, where there are such. */
int esp_flash_block(struct esp_link *link, uint32_t sequence, const uint8_t *block);

#endif
