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

/* At this address the ROM of each family has a word of its own: the magic. */
#define ESP_CHIP_MAGIC_ADDRESS 0x40001000u

/* Appends a request to a writer, so that a caller can send several requests at once.
 * length: the size that the header claims; size: the number of bytes that follow. */
void esp_put_request(struct esp_slip_writer *w, enum esp_op op, uint16_t length, uint32_t check,
                     const void *data, size_t size);

/* Sends one SYNC and waits up to timeout_ms for an answer.  *value: the answer's value; a
 * stub answers 0.  More answers follow; take them with esp_sync_settle(). */
int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms);

/* Takes the remaining answers to SYNC, and asks one more question.  ESP_ERR_TIMEOUT if that
 * question is not answered: the line lost it, or the answers to SYNC came from another
 * rate. */
int esp_sync_settle(struct esp_link *link);

int esp_read_reg(struct esp_link *link, uint32_t address, uint32_t *value);

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask);

/* Writes several registers in one request, in order.  The request has no check sum, so the
 * caller must read back registers that must be right. */
struct esp_reg_write {
    uint32_t address, value, mask;
};
enum { ESP_REG_WRITES_MAX = 14 }; /* fit into the ROM's receive ring */
int esp_write_regs(struct esp_link *link, const struct esp_reg_write *writes, size_t count);

/* Reads up to ESP_REG_READS_MAX registers at once.  An answer does not tell which register
 * it belongs to, so one damaged or missing answer makes the whole reading fail with
 * ESP_ERR_PROTOCOL or ESP_ERR_TIMEOUT.  After a failure no answers are left to come. */
enum { ESP_REG_READS_MAX = 16 };
int esp_read_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                  uint32_t *values);

/* Reads up to half as many registers, each until two readings agree.  The ROM's answers
 * have no check sum: without this a damaged MAC address would not be noticed.  Works with
 * our stub, too. */
int esp_read_regs_sure(struct esp_link *link, const uint32_t *addresses, size_t count,
                       uint32_t *values);

/* ESP_ERR_PROTOCOL if the chip's memory does not hold these words, at most ESP_REG_READS_MAX,
 * from address on.  Requests have no check sum, so this shows whether one arrived undamaged. */
int esp_confirm_words(struct esp_link *link, uint32_t address, const uint32_t *words,
                      size_t count);

/* Writes registers, then reads others like esp_read_regs_sure().  On a good line this takes
 * one round trip.  On a bad line the registers may be written more than once.  The maxima
 * are what fits into the ROM's receive ring together. */
enum { ESP_BURST_WRITES_MAX = 5, ESP_BURST_READS_MAX = 2 };
int esp_write_and_read_regs(struct esp_link *link, const struct esp_reg_write *writes,
                            size_t write_count, const uint32_t *addresses, size_t count,
                            uint32_t *values);

/* Waits until the answers to all requests so far have come or cannot come any more.  Answers to
 * READ_REG do not tell whose register they hold: a busy machine, or a network, may hold one back
 * for longer than any silence that can be waited for, and it would pass for the answer to the
 * next request.  Answers come in order, so an answer to a SYNC that is sent now comes after all
 * of them.  ESP_ERR_TIMEOUT if there is none. */
int esp_loader_barrier(struct esp_link *link);

/* Waits for the answers that are still under way, and discards them; by a barrier, where one
 * that carries a value did not come in time. */
int esp_loader_quiet(struct esp_link *link);

/* Loads size bytes (rounded up to words) into the chip's memory at address. */
int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address);

/* Fills in the check word of one of our programs (ESP_STUB_CHECK_OFFSET).  size: whole words. */
void esp_put_check_sum(uint8_t *program, size_t size);

/* Has the loader jump to entry, by a plain MEM_END; a family may have a safer way.  The
 * program may interrupt the answer to MEM_END, so this function does not wait for it.  The
 * program's own output tells whether the program runs. */
int esp_start_program(struct esp_link *link, uint32_t entry);

/* Waits for our stub's greeting.  Returns 0, ESP_ERR_TIMEOUT, or ESP_ERR_UNSUPPORTED if the
 * stub refuses to run. */
int esp_await_greeting(struct esp_link *link, int timeout_ms);

/* Asks the stub for its STUB_INFO, and asks again if the answer is damaged.  ESP_ERR_STUB
 * if the stub is not ours, is of another version, or tells limits that make no sense. */
int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms);

/* Tells the stub to change to baud, and to return to home_baud when it hears nothing.  The
 * stub answers at the old rate and then changes.  Waits for the answer for less than
 * ESP_RATE_TRIAL_MS, so that the new rate can still be tried if the answer was damaged. */
int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud, uint32_t home_baud);

/* Has the stub try a rate: it returns to the home rate after trial_ms of silence, until the next
 * esp_change_baud().  Only for stubs that take the time of a trial. */
struct esp_rate_trial {
    uint32_t baud, old_baud, home_baud;
    uint32_t trial_ms;
};
int esp_try_baud(struct esp_link *link, const struct esp_rate_trial *trial, int timeout_ms);

/* Sends the request of esp_change_baud(), and does not wait for the answer. */
int esp_send_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud,
                         uint32_t home_baud);

/* Sends up to ESP_ECHO_MAX bytes to the stub and compares the echo.  0 if the echo is
 * right.  Does not ask again. */
int esp_echo(struct esp_link *link, const uint8_t *bytes, size_t size, int timeout_ms);

#endif
