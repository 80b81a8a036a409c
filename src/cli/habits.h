/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fingers type that know another flasher.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_HABITS_H
#define CLI_HABITS_H

#include <stdbool.h>

/* Options that would have the image changed on its way (-fm, -ff, -fs,
 * --flash-mode and so on): complains of the first, and returns true.  Of use
 * before the options are parsed, which would call them unknown. */
bool habits_patch_header(int argc, char *const *argv);

#endif
