/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command READ_REGION: flash contents, stored or compressed while they are sent.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_REGION_H
#define STUB_FLASH_REGION_H

#include "stub/request.h"

void region_read(const struct request *request);

#endif
