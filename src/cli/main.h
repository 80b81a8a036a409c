/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common part of main() in every program.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Include this header after the program's own NAME-cmdline.h: gengetopt gives all parsers
 * the same names, but each parser has a struct of its own.
 */
#ifndef CLI_MAIN_H
#define CLI_MAIN_H

#include "cli/closeout.h"
#include "cli/foreign/foreign.h"
#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"

/* Returns an exit status. */
typedef int program_work(const struct gengetopt_args_info *args);

/* Starts, parses the options, answers --help and --version or does the work, and ends.
 * parser: cmdline_parser, or a function that calls it. */
static inline int program_main(const char *name, program_parser *parser, program_work *work,
                               int argc, char **argv)
{
    struct gengetopt_args_info args;
    int status = STATUS_USAGE;

    program_start(name);
    if (foreign_answer(name, argc, argv))
        return closeout(STATUS_USAGE);
    if (program_parse(parser, argc, argv, &args)) {
        message_set_level(args.quiet_given, args.verbose_given);
        status = STATUS_DONE;
        if (args.help_given) { /* its text may be longer than stdio's buffer */
            cmdline_parser_print_help();
            closeout_stdout_failed();
        } else if (args.version_given) {
            program_print_version();
        } else {
            status = work(&args);
        }
    }
    cmdline_parser_free(&args);
    return closeout(status);
}

#endif
