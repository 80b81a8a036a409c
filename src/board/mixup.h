/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding mix-ups of ports and files on the command line.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * These functions open nothing, because opening a serial device changes its modem lines and
 * may wait for ever.  port: the value of --port; if it is NULL, ESPPORT counts.
 */
#ifndef BOARD_MIXUP_H
#define BOARD_MIXUP_H

#include <stdbool.h>

/* Returns true after a message if name, which should be a file, is a port.  option: the
 * text before name on the command line: "--base=", or "". */
bool mixup_file_is_port(const char *name, const char *option, const char *port);

/* Checks each operand of a program whose operands are images.  If there is no operand and
 * --port names a file, this is a mix-up, too. */
bool mixup_in_operands(char *const *operands, unsigned count, const char *port);

#endif
