/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITING_H
#define STUB_FLASH_WRITING_H

#include "stub/request.h"

/* WRITE_REGION: answers, then begins to write.  If the flash fails, the answer to the next
 * WRITE_REGION reports it, or the one after that. */
void writing_write_region(const struct request *request);

/* Waits until everything is written. */
void writing_finish(void);

/* crc32_add(), and goes on with the writing meanwhile. */
uint32_t writing_crc32(uint32_t crc, const void *bytes, uint32_t size);

/* ERASE_SECTORS */
void writing_erase_sectors(const struct request *request);

#endif
