/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports where files belong, and files where the port belongs.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Nothing is opened to find out: opening a serial device moves its modem lines,
 * and may wait for ever.  The value of --port may be NULL; ESPPORT counts then.
 */
#ifndef BOARD_MIXUP_H
#define BOARD_MIXUP_H

#include <stdbool.h>

/* Complains and returns true where name, which should be a file, is a port.
 * option is what stands before name on the command line: "--base=", or "". */
bool mixup_file_is_port(const char *name, const char *option, const char *port);

/* The same for each operand, of programs whose operands are images.  No operand
 * at all is a mix-up where --port has a file. */
bool mixup_in_operands(char *const *operands, unsigned count, const char *port);

#endif
