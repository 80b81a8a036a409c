/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages to standard error, each one line that starts with the program's name.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

/* The name must outlive the program; done by program_start(). */
void message_start(const char *program);
const char *message_program(void);

/* From how often -q and -v were given; -q wins: errors only, or each step. */
void message_set_level(unsigned quiet, unsigned verbose);

/* printf-like, without the name in front and the newline at the end.  What a
 * terminal would obey, which may come from a port's name, is shown as \xNN (see
 * visible.h). */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_verbose(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Has clear() called before each message, so that a progress bar can get out
 * of its way; NULL ends that. */
void message_before(void (*clear)(void));

#endif
