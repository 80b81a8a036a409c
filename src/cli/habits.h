/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that esptool users type out of habit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_HABITS_H
#define CLI_HABITS_H

#include <stdbool.h>

/* Looks for options that ask to change the image while it is written (-fm, -ff, -fs,
 * --flash-mode and so on).  Prints a message about the first one and returns true.  Call it
 * before the parser, which would only call these options unknown. */
bool habits_patch_header(int argc, char *const *argv);

#endif
