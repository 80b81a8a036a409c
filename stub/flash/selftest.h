/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the chip is what this program takes it for: the flash looked at in two ways.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A digest reads by the same path once more, so a path that misreads in the same way each
 * time proves itself right: only a second path tells.
 */
#ifndef STUB_FLASH_SELFTEST_H
#define STUB_FLASH_SELFTEST_H

#include <stdbool.h>
#include <stdint.h>

struct selftest {
    uint32_t tried, failed; /* enum esp_test, ORed */
    uint32_t divisor;       /* struct esp_stub_info */
};

/* Runs the tests unless they were run before; the flash must be ready.  A flash that is
 * not read right at the fast clock is read at the slow one from then on. */
void selftest_flash(void);

/* Has the tests below compare with what the flash holds now; before the CPU's clock
 * changes. */
void selftest_renew(void);

/* Reads once more what the tests of the flash read.  False where it is something else;
 * true also when there was nothing to be read. */
bool selftest_again(void);

/* CRC-32 of the program as it lies in memory. */
uint32_t selftest_code_crc32(void);

/* The same as selftest_again(), and the program itself, for a CPU that runs at another clock now. */
bool selftest_cpu(void);

/* True when the flash holds these words (0: is blank) by the controller's own command,
 * which is slow. */
bool selftest_holds(uint32_t address, const uint32_t *words, uint32_t size);

void selftest_note(uint32_t test, bool passed);
struct selftest selftest_results(void);

#endif
