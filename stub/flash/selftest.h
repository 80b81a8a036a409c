/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests whether the chip behaves as the stub expects.  The tests read the flash by two
 * paths.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A digest uses the same path as a read.  If this path misreads in the same way each time,
 * digest and read agree; only a second path shows the error.
 */
#ifndef STUB_FLASH_SELFTEST_H
#define STUB_FLASH_SELFTEST_H

#include <stdbool.h>
#include <stdint.h>

struct selftest {
    uint32_t tried, failed; /* enum esp_test, ORed */
    uint32_t divisor;       /* struct esp_stub_info */
};

/* Runs the tests of the flash if they have not run yet.  The flash must be ready.  If the
 * flash cannot be read correctly at the fast clock, it is read at the slow clock from then
 * on. */
void selftest_flash(void);

/* Call after selftest_flash().  Tests reads by commands with four bytes of address, which the
 * flash says that it has.  False if they do not give what other reads give. */
bool selftest_far(void);

/* Reads again the contents that the tests below compare with.  Call this before the CPU's
 * clock changes. */
void selftest_renew(void);

/* Repeats the read of the tests.  False if the result differs; true also if the tests found
 * no contents to read. */
bool selftest_again(void);

/* CRC-32 of the stub's code in memory. */
uint32_t selftest_code_crc32(void);

/* Tests the CPU at its present clock: several reads of ID and contents, and the CRC of the
 * stub's code, must be right. */
bool selftest_cpu(void);

/* True if the flash holds these words (0: is blank).  Reads by the controller's own
 * command, which is slow. */
bool selftest_holds(uint32_t address, const uint32_t *words, uint32_t size);

void selftest_note(uint32_t test, bool passed);
struct selftest selftest_results(void);

#endif
