/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of every program: sane file descriptors, options, --help and --version.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <stdbool.h>

/* Each program has its own, by gengetopt from its .ggo. */
struct gengetopt_args_info;
typedef int program_parser(int argc, char **argv, struct gengetopt_args_info *args);

/* First thing in main: the name for messages, standard descriptors that are
 * open, signals caught. */
void program_start(const char *name);

/* Runs the parser that gengetopt made.  A wrong option is told in one line,
 * and the result is false: exit with STATUS_USAGE. */
bool program_parse(program_parser *parser, int argc, char **argv,
                   struct gengetopt_args_info *args);

/* Complains about a request that makes no sense, like program_parse(). */
void program_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An operand where the program takes none: complains, and returns true. */
bool program_has_operands(char *const *operands, unsigned count);

/* What --version prints. */
void program_print_version(void);

#endif
