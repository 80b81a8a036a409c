/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that esptool users type out of habit.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/habits.h"

#include <stddef.h>
#include <string.h>

#include "cli/message.h"

/* Long options may have '-' or '_'.  The argument may follow directly or as the next word.
 * --flash-size is an option of ours: it tells the size of the flash. */
static bool is_header_option(const char *word)
{
    static const char *const letters[] = {"-fm", "-ff", "-fs"};
    static const char *const names[] = {"mode", "freq", "size"};

    for (size_t i = 0; i < 3; i++) {
        const char *name = word + strlen("--flash-");

        if (strncmp(word, letters[i], 3) == 0)
            return true;
        if (strncmp(word, "--flash-size", 12) == 0)
            return false;
        if ((strncmp(word, "--flash-", 8) == 0 || strncmp(word, "--flash_", 8) == 0) &&
            strncmp(name, names[i], 4) == 0 && (name[4] == '\0' || name[4] == '='))
            return true;
    }
    return false;
}

bool habits_patch_header(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (!is_header_option(argv[i]))
            continue;
        message_error("%.*s: bytes are written as given; esp-imgedit changes image headers",
                      (int)strcspn(argv[i], "="), argv[i]);
        return true;
    }
    return false;
}
