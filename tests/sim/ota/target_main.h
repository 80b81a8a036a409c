/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-sim --ota: the virtual board that takes updates, as a program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_OTA_TARGET_MAIN_H
#define SIM_OTA_TARGET_MAIN_H

#include <signal.h>
#include <sys/types.h>

/* argv[1] is --ota=CHIP.  start: starts the command with the variable that names the board.
 * Returns an exit status. */
int target_main(int argc, char **argv, volatile sig_atomic_t *stop,
                pid_t (*start)(char **command, const char *variable, const char *value),
                int (*status_of)(pid_t child));

#endif
