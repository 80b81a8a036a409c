/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_WRITING_H
#define STUB_FLASH_WRITING_H

#include "stub/request.h"

/* WRITE_REGION: answers, then writes.  If the flash fails, the answer to the next
 * WRITE_REGION reports it. */
void writing_write_region(const struct request *request);

/* ERASE_SECTORS */
void writing_erase_sectors(const struct request *request);

#endif
