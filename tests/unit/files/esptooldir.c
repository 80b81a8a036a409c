/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of finding the stub of an installed esptool, in a tree that the test makes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/esptooldir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

#define FLASHER "/esptool/targets/stub_flasher/"

static char top[] = "/tmp/esptooldir-[x]-XXXXXX";

/* Makes a file, and the folders above it. */
static void make(const char *below)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s%s", top, below);
    for (char *slash = path + strlen(top) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    file = fopen(path, "w");
    if (file)
        fclose(file);
}

static void finds(const char *chip, const char *below, const char *name)
{
    char wanted[512], *found = esptool_stub_path(chip);

    snprintf(wanted, sizeof(wanted), "%s%s", top, below);
    tap_str(found ? found : "", *below ? wanted : "", name);
    free(found);
}

static void set(const char *variable, const char *below)
{
    char path[512];

    snprintf(path, sizeof(path), "%s%s", top, below);
    setenv(variable, path, 1);
}

int main(void)
{
    static const char *const variables[] = {"VIRTUAL_ENV", "IDF_PYTHON_ENV_PATH", "IDF_PATH",
                                            "IDF_TOOLS_PATH"};
    char command[128];

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
        unsetenv(variables[i]);
    if (!mkdtemp(top))
        return 1;
    set("HOME", "/home");
    /* A chip of which no esptool that this machine may have has a stub. */
    finds("esp32z9", "", "without an esptool nothing is found");
    make("/home/.local/lib/python3.9/site-packages" FLASHER "1/esp32z9.json");
    finds("esp32z9", "/home/.local/lib/python3.9/site-packages" FLASHER "1/esp32z9.json",
          "the old generation, in the user's own packages");
    make("/home/.local/lib/python3.9/site-packages" FLASHER "2/esp32z9.json");
    finds("esp32z9", "/home/.local/lib/python3.9/site-packages" FLASHER "2/esp32z9.json",
          "the new generation is preferred");
    make("/home/.espressif/python_env/idf5/lib/python3.11/site-packages" FLASHER "1/esp32z9.json");
    finds("esp32z9",
          "/home/.espressif/python_env/idf5/lib/python3.11/site-packages" FLASHER "1/esp32z9.json",
          "ESP-IDF's environment comes first");
    make("/venv/lib/python3.12/site-packages" FLASHER "2/esp32z9.json");
    set("VIRTUAL_ENV", "/venv");
    finds("esp32z9", "/venv/lib/python3.12/site-packages" FLASHER "2/esp32z9.json",
          "an environment that is active comes before");
    finds("esp32z8", "", "another chip is not found there");
    setenv("VIRTUAL_ENV", "venv", 1);
    finds("esp32z9",
          "/home/.espressif/python_env/idf5/lib/python3.11/site-packages" FLASHER "1/esp32z9.json",
          "a relative place does not count");
    make("/idf/components/esptool_py/esptool" FLASHER "2/esp32z8.json");
    set("IDF_PATH", "/idf");
    finds("esp32z8", "/idf/components/esptool_py/esptool" FLASHER "2/esp32z8.json",
          "ESP-IDF's own esptool");
    snprintf(command, sizeof(command), "rm -rf '%s'", top);
    return system(command) == 0 ? tap_done() : 1;
}
