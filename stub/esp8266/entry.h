/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where entry.S goes once there is a stack.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_ESP8266_ENTRY_H
#define STUB_ESP8266_ENTRY_H

void stub_main(void) __attribute__((noreturn, used, externally_visible));

#endif
