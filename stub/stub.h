/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub as a whole: start it, then call stub_poll() for ever.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_STUB_H
#define STUB_STUB_H

/* Takes the chip over and greets the host. */
void stub_start(void);

/* Works on what was received, up to one request. */
void stub_poll(void);

#endif
