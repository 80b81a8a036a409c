/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages to standard error, each one line that starts with the program's name.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

/* Sets the program's name, which must stay valid.  program_start() calls this function. */
void message_start(const char *program);
const char *message_program(void);

/* quiet, verbose: how often -q and -v were given.  -q prints errors only, -v prints each
 * step, and -q wins over -v. */
void message_set_level(unsigned quiet, unsigned verbose);

/* How often -v was given; 0 after -q. */
unsigned message_verbosity(void);

/* Like printf, without the program's name and the newline.  Characters that control a
 * terminal, for example from a port's name, are shown as \xNN (see visible.h). */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_verbose(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The text of the last message_error(), for a summary; empty if there was none. */
const char *message_last_error(void);

/* Calls clear() before each message from now on, so that a progress bar can be removed.
 * NULL: calls nothing. */
void message_before(void (*clear)(void));

#endif
