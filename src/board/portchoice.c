/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing the port: from --port, a device line, ESPPORT, or the only candidate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/portchoice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp/port/portname.h"
#include "esp/port/ports.h"

#define LARGEST_INPUT 65536 /* bytes; a device line has about 200 */

static int set_port(struct port_choice *choice, const char *port)
{
    choice->port = strdup(port);
    if (choice->port)
        return STATUS_DONE;
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

/* Reads to the end of the file, not only to the end of the line: only then has the program
 * that writes the line closed the port, and only then is it certain that there is only one
 * line.  Returns an allocated text of *size bytes, which may contain NUL characters; NULL
 * after a message. */
static char *read_all_stdin(size_t *size)
{
    char *text = malloc(LARGEST_INPUT + 1);
    size_t used = 0;

    while (text && used < LARGEST_INPUT) {
        ssize_t count = read(STDIN_FILENO, text + used, LARGEST_INPUT - used);

        if (count < 0 && errno == EINTR && signals_caught() == 0)
            continue;
        if (count < 0) {
            if (signals_caught() == 0)
                message_error("reading standard input: %s", strerror(errno));
            free(text);
            return NULL;
        }
        if (count == 0) {
            text[used] = '\0';
            *size = used;
            return text;
        }
        used += (size_t)count;
    }
    message_error(text ? "standard input is no device line: too long"
                       : "reading standard input: out of memory");
    free(text);
    return NULL;
}

static int no_line(void)
{
    message_error("standard input is no device line as esp-detect prints it");
    return STATUS_USAGE;
}

/* The only line of text that is not blank.  NULL if there is no such line.  If there are
 * several lines, prints a message, sets *several and returns NULL. */
static const char *only_line(char *text, bool *several)
{
    const char *line = NULL;
    char *rest = text;

    *several = false;
    for (char *word; (word = strsep(&rest, "\n")) != NULL;) {
        if (word[strspn(word, " \t\r")] == '\0')
            continue;
        if (line) {
            message_error("standard input has several device lines; choose a board with --port");
            *several = true;
            return NULL;
        }
        line = word;
    }
    return line;
}

/* No line came.  Going on with ESPPORT or the only candidate could read or erase another
 * board than the one that the program before this one worked on. */
static int nothing_came(void)
{
    struct stat status;

    if (fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode)) {
        message_error("standard input is an empty file, no device line: name the board with --port");
        return STATUS_USAGE;
    }
    message_error("no device line came through the pipe: the program before failed; without such "
                  "a program name the board with --port, or add < /dev/null");
    return STATUS_DEVICE;
}

/* A line may also name the port in ESPPORT, because the user set ESPPORT. */
static int check_port_of_line(const char *port)
{
    const char *environment = getenv("ESPPORT");
    struct esp_fault fault = {.text = ""};

    if ((environment && strcmp(port, environment) == 0) ||
        esp_portname_check(port, &fault) == ESP_OK)
        return STATUS_DONE;
    message_error("a device line may not name the port %s: %s; if you mean it, use --port", port,
                  fault.text);
    return STATUS_USAGE;
}

static int take_line(struct port_choice *choice, const char *line)
{
    const char *port;
    int status;

    if (esp_devline_parse(&choice->line, line) != ESP_OK)
        return no_line();
    port = esp_devline_get(&choice->line, "port");
    if (!port || *port == '\0') {
        message_error("the device line on standard input names no port");
        return STATUS_USAGE;
    }
    if (esp_devline_get(&choice->line, "gone")) { /* from esp-detect --watch */
        message_error("%s: the device line says that the board is gone", port);
        return STATUS_DEVICE;
    }
    status = check_port_of_line(port);
    return status == STATUS_DONE ? set_port(choice, port) : status;
}

static int take_text(struct port_choice *choice, char *text, size_t size)
{
    const char *line;
    bool several;

    if (memchr(text, '\0', size))
        return no_line();
    line = only_line(text, &several);
    if (several)
        return STATUS_USAGE;
    return line ? take_line(choice, line) : nothing_came();
}

/* True for a terminal and for /dev/null, which send no line.  program_start() replaces a
 * closed standard input by /dev/null. */
static bool stdin_sends_nothing(void)
{
    struct stat status, null;

    return isatty(STDIN_FILENO) ||
           (fstat(STDIN_FILENO, &status) == 0 && S_ISCHR(status.st_mode) &&
            stat("/dev/null", &null) == 0 && status.st_rdev == null.st_rdev);
}

static int choose_from_stdin(struct port_choice *choice)
{
    size_t size = 0;
    char *text;
    int status;

    if (stdin_sends_nothing())
        return STATUS_DONE;
    text = read_all_stdin(&size);
    if (!text)
        return STATUS_USAGE;
    status = take_text(choice, text, size);
    free(text);
    return status;
}

static void complain_of_several(const struct esp_port *ports, size_t count)
{
    char names[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < count && used < sizeof(names); i++) {
        int more = snprintf(names + used, sizeof(names) - used, "%s%s",
                            i == 0 ? "" : ", ", ports[i].name);

        used += more > 0 ? (size_t)more : 0;
    }
    message_error("several ports: %s; choose one with --port or ESPPORT", names);
}

static int choose_only_candidate(struct port_choice *choice, int status_if_none)
{
    struct esp_port *ports = NULL;
    size_t count = 0;
    int err = esp_ports_list(&ports, &count);
    int status = STATUS_USAGE;

    if (err != ESP_OK) {
        message_error("listing the serial ports: %s", esp_strerror(err));
        return status_of(err);
    }
    if (count == 1) {
        status = set_port(choice, ports[0].name);
    } else if (count == 0) {
        message_error("no serial port found; plug the board in, or name its port with --port");
        status = status_if_none;
    } else {
        complain_of_several(ports, count);
    }
    esp_ports_free(ports, count);
    return status;
}

int port_choose(struct port_choice *choice, const struct port_choice_request *request)
{
    const char *environment = getenv("ESPPORT");

    choice->port = NULL;
    esp_devline_init(&choice->line);
    if (request->option)
        return set_port(choice, request->option);
    if (request->read_stdin) {
        int status = choose_from_stdin(choice);

        if (status != STATUS_DONE || choice->port)
            return status;
    }
    if (environment && *environment == '\0') {
        message_error("ESPPORT is empty: give it a port, unset it, or use --port");
        return STATUS_USAGE;
    }
    if (environment)
        return set_port(choice, environment);
    return choose_only_candidate(choice, request->status_if_none);
}

void port_choice_free(struct port_choice *choice)
{
    free(choice->port);
    choice->port = NULL;
    esp_devline_free(&choice->line);
}
