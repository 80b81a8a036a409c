/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main() is in every program.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * To be included after the program's own NAME-cmdline.h: the parsers that
 * gengetopt makes all have the same names, and a struct of their own each.
 */
#ifndef CLI_MAIN_H
#define CLI_MAIN_H

#include "cli/closeout.h"
#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"

/* Returns an exit status. */
typedef int program_work(const struct gengetopt_args_info *args);

/* Starts, parses the options (with cmdline_parser, or what was put in front of
 * it), answers --help and --version, else does the work, and ends. */
static inline int program_main(const char *name, program_parser *parser, program_work *work,
                               int argc, char **argv)
{
    struct gengetopt_args_info args;
    int status = STATUS_USAGE;

    program_start(name);
    if (program_parse(parser, argc, argv, &args)) {
        message_set_level(args.quiet_given, args.verbose_given);
        status = STATUS_DONE;
        if (args.help_given)
            cmdline_parser_print_help();
        else if (args.version_given)
            program_print_version();
        else
            status = work(&args);
    }
    cmdline_parser_free(&args);
    return closeout(status);
}

#endif
