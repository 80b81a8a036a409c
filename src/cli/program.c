/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of every program: file descriptors, options, --help and --version.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include "cli/program.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"

/* If a standard descriptor is closed at the start (esp-read >&-), the serial port would get
 * that descriptor, and messages would go to the board.  So this function opens /dev/null
 * for reading: input is empty, and writing is an error. */
static void open_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", O_RDONLY);
    }
}

void program_start(const char *name)
{
    open_standard_descriptors();
    message_start(name);
    signals_init();
}

void program_usage_error(const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    message_error("%s; try '%s --help'", text, message_program());
}

/* Redirects standard error into a temporary file.  Returns the old descriptor; -1 if that
 * failed. */
static int divert_stderr(FILE *file)
{
    int saved = file ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : -1;

    if (saved >= 0 && dup2(fileno(file), STDERR_FILENO) < 0) {
        close(saved);
        return -1;
    }
    return saved;
}

/* Prints the message without the value of an option: it may be a password, behind a name
 * that is mistyped. */
static void print_without_value(const char *text)
{
    const char *value = strstr(text, "'--"), *end;

    value = value ? strpbrk(value + 1, "='") : NULL;
    if (!value || *value != '=') {
        program_usage_error("%s", text);
        return;
    }
    end = strstr(value, "' is ambiguous");
    if (!end)
        end = strrchr(value, '\'');
    program_usage_error("%.*s=...%s", (int)(value - text), text, end ? end : "'");
}

/* Prints the first line of the parser's message, without "NAME: " and with our quotation
 * marks. */
static void report_complaint(FILE *file)
{
    const char *name = message_program();
    char line[512] = "";
    char *text = line;

    rewind(file);
    if (!fgets(line, sizeof(line), file))
        return;
    line[strcspn(line, "\n")] = '\0';
    for (char *p = line; *p != '\0'; p++) {
        if (*p == '`')
            *p = '\'';
    }
    if (strncmp(line, name, strlen(name)) == 0 && strncmp(line + strlen(name), ": ", 2) == 0)
        text += strlen(name) + 2;
    print_without_value(text);
}

/* getopt_long() and the generated parser print messages in their own form.  So this
 * function catches their messages in a temporary file, and prints them in our form. */
bool program_parse(program_parser *parser, int argc, char **argv,
                   struct gengetopt_args_info *args)
{
    char name[64];
    FILE *complaint = tmpfile();
    int saved = divert_stderr(complaint);
    bool good;

    snprintf(name, sizeof(name), "%s", message_program());
    if (argc > 0)
        argv[0] = name; /* the parser's messages start with argv[0] */
    good = parser(argc, argv, args) == 0;
    if (saved >= 0) {
        dup2(saved, STDERR_FILENO);
        close(saved);
        if (!good)
            report_complaint(complaint);
    }
    if (complaint)
        fclose(complaint);
    return good;
}

bool program_has_operands(char *const *operands, unsigned count)
{
    if (count == 0)
        return false;
    program_usage_error("unexpected operand '%s'", operands[0]);
    return true;
}

void program_print_version(void)
{
    printf("%s (esputils) %s\n", message_program(), PACKAGE_VERSION);
    puts("Copyright (C) 2026 the esputils authors\n"
         "License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
         "This is free software: you are free to change and redistribute it.\n"
         "There is NO WARRANTY, to the extent permitted by law.");
}
