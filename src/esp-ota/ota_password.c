/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password for updates: from --auth-file, ESPOTA_AUTH, or a prompt on the terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ota_password.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "cli/visible.h"

/* Ends the text at the end of its first line.  False if no room was left for that end. */
static bool end_line(struct ota_password *password, size_t size)
{
    password->text[size] = '\0';
    password->text[strcspn(password->text, "\r\n")] = '\0';
    return strlen(password->text) < size || size < OTA_PASSWORD_MAX;
}

static int load_file(struct ota_password *password, const char *name)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 0;
    size_t size = 0;

    while (fd >= 0 && size < OTA_PASSWORD_MAX &&
           (got = read(fd, password->text + size, OTA_PASSWORD_MAX - size)) > 0)
        size += (size_t)got;
    if (got < 0)
        message_error("%s: %s", name, strerror(errno));
    if (fd >= 0)
        close(fd);
    if (got < 0)
        return STATUS_USAGE;
    password->known = end_line(password, size);
    if (!password->known)
        message_error("%s: its first line is longer than %d characters", name,
                      OTA_PASSWORD_MAX - 1);
    else if (password->text[0] == '\0')
        message_error("%s: its first line is empty, and no password", name);
    else
        return STATUS_DONE;
    return STATUS_USAGE;
}

int ota_password_load(struct ota_password *password, const char *file)
{
    const char *text = getenv("ESPOTA_AUTH");

    password->known = false;
    if (file)
        return load_file(password, file);
    if (!text || text[0] == '\0')
        return STATUS_DONE;
    if (strlen(text) > OTA_PASSWORD_MAX) {
        message_error("ESPOTA_AUTH is longer than %d characters", OTA_PASSWORD_MAX);
        return STATUS_USAGE;
    }
    strcpy(password->text, text);
    password->known = true;
    return STATUS_DONE;
}

/* A line from the terminal.  A signal, which only sets a flag, ends the wait. */
static bool read_line(struct ota_password *password, int terminal)
{
    struct pollfd fd = {terminal, POLLIN, 0};
    ssize_t size = 0;

    while (!signals_caught() && poll(&fd, 1, 100) <= 0)
        continue;
    if (!signals_caught())
        size = read(terminal, password->text, OTA_PASSWORD_MAX);
    return size > 1 && end_line(password, (size_t)size);
}

static void ask(struct ota_password *password, int terminal)
{
    static const char before[] = "password of ", after[] = ": ";
    char *board = malloc(VISIBLE_EXPANSION * strlen(password->board) + 1);
    struct termios shown, hidden;

    if (!board || tcgetattr(terminal, &shown) != 0) {
        free(board);
        return;
    }
    visible_copy(board, password->board);
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) == 0) {
        (void)!write(terminal, before, sizeof(before) - 1);
        (void)!write(terminal, board, strlen(board));
        (void)!write(terminal, after, sizeof(after) - 1);
        password->known = password->typed = read_line(password, terminal);
        (void)!write(terminal, "\n", 1);
        tcsetattr(terminal, TCSAFLUSH, &shown);
    }
    free(board);
}

const char *ota_password_get(struct ota_password *password)
{
    int terminal;

    if (password->known)
        return password->text;
    terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0)
        return NULL;
    ask(password, terminal);
    close(terminal);
    return password->known ? password->text : NULL;
}

void ota_password_end_board(struct ota_password *password)
{
    if (password->typed)
        ota_password_forget(password);
}

void ota_password_forget(struct ota_password *password)
{
    OPENSSL_cleanse(password->text, sizeof(password->text));
    password->known = password->typed = false;
}
