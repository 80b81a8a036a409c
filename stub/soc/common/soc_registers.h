/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registers of the chip for which the stub is built.  stub/build tells where they are
 * described.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_COMMON_SOC_REGISTERS_H
#define STUB_SOC_COMMON_SOC_REGISTERS_H

#include STUB_REGISTERS

#endif
