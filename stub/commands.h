/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_COMMANDS_H
#define STUB_COMMANDS_H

#include "stub/line/slip_stream.h"

/* Carries out the received frame and answers it.  What is not a request at
 * all (another direction, a length that does not fit) is dropped in silence:
 * it may be the noise of a rate change, and an answer to it would confuse. */
void commands_handle(const struct slip_receiver *receiver);

/* All is done that the host called back, if it did (chip_uart_called()). */
void commands_go_on(void);

#endif
