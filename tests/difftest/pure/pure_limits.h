/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stub/build wants the limits of a stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_PURE_PURE_LIMITS_H
#define DIFFTEST_PURE_PURE_LIMITS_H

#include "stub/soc/esp32c3/esp32c3_limits.h"

#endif
