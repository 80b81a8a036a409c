/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command GLANCE: the first bytes of each sector, as CRCs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_GLANCES_H
#define STUB_FLASH_GLANCES_H

#include "stub/request.h"

void glances_glance(const struct request *request);

#endif
