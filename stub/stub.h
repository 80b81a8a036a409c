/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub as a whole: call stub_start() once, then stub_poll() again and again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_STUB_H
#define STUB_STUB_H

/* Takes over the chip and greets the host. */
void stub_start(void);

/* Handles received bytes, up to the end of one request. */
void stub_poll(void);

#endif
