/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_COMMANDS_H
#define STUB_COMMANDS_H

#include "stub/line/slip_stream.h"

/* Carries out the received frame and answers it.  Drops a frame without an answer if it is
 * no request (wrong direction or wrong length): such a frame may be noise of a rate change,
 * and an answer would confuse the host. */
void commands_handle(const struct slip_receiver *receiver);

/* Tells that all requests before the host's call (ring_called()) are done, if there was a
 * call.  From now on answers are no longer dropped. */
void commands_go_on(void);

#endif
