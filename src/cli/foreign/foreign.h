/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines that users of other flashers type out of habit.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * esptool takes "read_flash 0 0x100000 dump.bin" and "-z"; esptool-ck, which comes with
 * Arduino, takes "-ca 0x0 -cz 0x1000".
 */
#ifndef CLI_FOREIGN_FOREIGN_H
#define CLI_FOREIGN_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

/* The command of this project that does what the command line means.  word: the first
 * word that is not known here.  False if all words are known, or if the meaning is not
 * clear.  The command line may also be wrong in other ways. */
bool foreign_translate(const char *program, int argc, char *const *argv, char *command,
                       size_t size, const char **word);

/* Prints the command, if there is one.  The program's parser need not be asked then. */
bool foreign_answer(const char *program, int argc, char *const *argv);

#endif
