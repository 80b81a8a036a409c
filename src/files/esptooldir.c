/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the stub that an installed esptool has for a chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esptool 5.3.1 (STUB_DIR and STUB_SUBDIRS in loader.py);
 * the site module of Python and Debian's dist-packages; pipx;
 * ESP-IDF's tools/idf_tools.py (IDF_TOOLS_PATH, python_env).
 */
#include "files/esptooldir.h"

#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A place where Python packages are: an environment variable or NULL, and a pattern behind its
 * value. */
struct place {
    const char *variable, *pattern;
};

static const struct place places[] = {
    {"VIRTUAL_ENV", "/lib/python3*/site-packages"},
    {"IDF_PYTHON_ENV_PATH", "/lib/python3*/site-packages"},
    {"IDF_PATH", "/components/esptool_py/esptool"},
    {"IDF_TOOLS_PATH", "/python_env/*/lib/python3*/site-packages"},
    {"HOME", "/.espressif/python_env/*/lib/python3*/site-packages"},
    {"HOME", "/.local/lib/python3*/site-packages"},
    {"HOME", "/.local/share/pipx/venvs/esptool/lib/python3*/site-packages"},
    {"HOME", "/.local/pipx/venvs/esptool/lib/python3*/site-packages"},
    {NULL, "/usr/local/lib/python3*/dist-packages"},
    {NULL, "/usr/local/lib/python3*/site-packages"},
    {NULL, "/usr/lib/python3*/dist-packages"},
    {NULL, "/usr/lib/python3*/site-packages"},
};

/* The newer generation of stubs first. */
static const char *const generations[] = {"2", "1"};

/* Puts a backslash before each character that a pattern does not take as it is. */
static bool quote(char *to, size_t room, const char *from)
{
    for (; *from; from++) {
        if (room < 3)
            return false;
        if (strchr("\\*?[", *from)) {
            *to++ = '\\';
            room--;
        }
        *to++ = *from;
        room--;
    }
    *to = '\0';
    return true;
}

/* The last match, which is that of the newest Python. */
static char *match(const char *pattern)
{
    char *found = NULL;
    glob_t list;

    if (glob(pattern, 0, NULL, &list) != 0)
        return NULL;
    if (list.gl_pathc > 0)
        found = strdup(list.gl_pathv[list.gl_pathc - 1]);
    globfree(&list);
    return found;
}

static char *look_in(const struct place *place, const char *generation, const char *chip)
{
    const char *base = place->variable ? getenv(place->variable) : "";
    char quoted[PATH_MAX], pattern[PATH_MAX + 256];

    if (!base || (place->variable && base[0] != '/') || !quote(quoted, sizeof(quoted), base))
        return NULL;
    snprintf(pattern, sizeof(pattern), "%s%s/esptool/targets/stub_flasher/%s/%s.json", quoted,
             place->pattern, generation, chip);
    return match(pattern);
}

char *esptool_stub_path(const char *chip)
{
    char *found = NULL;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !found; i++)
        for (size_t k = 0; k < sizeof(generations) / sizeof(generations[0]) && !found; k++)
            found = look_in(&places[i], generations[k], chip);
    return found;
}
