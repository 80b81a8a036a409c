/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-sim: the virtual board as a program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/board/board.h"
#include "sim/board/options.h"
#include "sim/ota/target_main.h"

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
}

/* SIGCHLD stops the board when the command ends.  A command that is only suspended sends
 * none. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_NOCLDSTOP};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGCHLD, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static pid_t start_command(char **command, const char *variable, const char *value)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    signal(SIGPIPE, SIG_DFL);
    setenv(variable, value, 1);
    execvp(command[0], command);
    fprintf(stderr, "esp-sim: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

/* Any signal may interrupt waitpid(). */
static int command_status(pid_t child)
{
    int status = 0;

    if (waitpid(child, &status, WNOHANG) != child) {
        kill(child, SIGTERM);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run(struct board *board, char **command)
{
    pid_t child = -1;
    int status = EXIT_SUCCESS;

    if (command[0]) {
        child = start_command(command, "ESPPORT", board_port_name(board));
        if (child < 0) {
            fprintf(stderr, "esp-sim: cannot start a process: %s\n", strerror(errno));
            return 2;
        }
    } else {
        printf("%s\n", board_port_name(board));
        fflush(stdout);
    }
    if (board_run(board, &stop) < 0) {
        fprintf(stderr, "esp-sim: the chip stopped: %s\n", board_trouble(board));
        status = 3;
    }
    if (child > 0) {
        int command_said = command_status(child);

        if (status == EXIT_SUCCESS)
            status = command_said;
    }
    return status;
}

int main(int argc, char **argv)
{
    struct options options;
    struct board *board;
    char error[256];
    int status = 2;

    if (argc > 1 && strncmp(argv[1], "--ota=", 6) == 0) {
        catch_signals();
        return target_main(argc, argv, &stop, start_command, command_status);
    }
    if (options_parse(&options, sim_chips, argc, argv) < 0)
        return status;
    catch_signals();
    board = board_new(&options.board, error);
    if (!board) {
        fprintf(stderr, "esp-sim: %s\n", error);
        goto out;
    }
    status = run(board, options.command);
    if (options.stats && board_write_stats(board, options.stats) < 0) {
        fprintf(stderr, "esp-sim: %s: %s\n", options.stats, strerror(errno));
        status = 2;
    }
out:
    board_free(board);
    options_free(&options);
    return status;
}
