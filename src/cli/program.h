/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of every program: file descriptors, options, --help and --version.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <stdbool.h>

/* Each program has its own parser, which gengetopt makes from the program's .ggo file. */
struct gengetopt_args_info;
typedef int program_parser(int argc, char **argv, struct gengetopt_args_info *args);

/* The first call in main.  Sets the name for messages, opens closed standard descriptors,
 * and catches signals. */
void program_start(const char *name);

/* Runs the parser that gengetopt made.  False after a message of one line if an option is
 * wrong; exit with STATUS_USAGE then. */
bool program_parse(program_parser *parser, int argc, char **argv,
                   struct gengetopt_args_info *args);

/* Prints a message about a request that makes no sense, in the form of program_parse(). */
void program_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For programs without operands: true after a message if there is an operand. */
bool program_has_operands(char *const *operands, unsigned count);

/* Prints the text of --version. */
void program_print_version(void);

#endif
