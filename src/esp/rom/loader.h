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

/* Every ROM of the families has a distinct word there. */
#define ESP_CHIP_MAGIC_ADDRESS 0x40001000u

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

/* Loads size bytes (rounded up to words) to address. */
int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address);

/* Has the loader jump to entry, by a plain MEM_END; a family may have a surer way.  The
 * program may cut off the answer: what the program says itself tells whether it runs. */
int esp_start_program(struct esp_link *link, uint32_t entry);

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

#endif
