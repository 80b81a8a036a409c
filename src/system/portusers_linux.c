/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other processes that have a serial device open: /proc of Linux tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/portusers.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

void esp_portuser_describe(char text[ESP_PORTUSER_TEXT], long pid)
{
    char path[64], name[17] = "";
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
    file = fopen(path, "re");
    if (file && !fgets(name, sizeof(name), file))
        name[0] = '\0';
    if (file)
        fclose(file);
    name[strcspn(name, "\n")] = '\0';
    if (name[0] != '\0')
        snprintf(text, ESP_PORTUSER_TEXT, "process %ld (%s)", pid, name);
    else
        snprintf(text, ESP_PORTUSER_TEXT, "process %ld", pid);
}

/* Is the device a pseudo terminal's?  Source of the numbers: Linux, devices.txt. */
static bool is_pty(dev_t device)
{
    return major(device) >= 136 && major(device) <= 143;
}

/* The other end of all pseudo terminals, /dev/ptmx. */
static bool is_master(dev_t device)
{
    return device == makedev(5, 2);
}

/* The device that an open file of a process is; 0 if it is no device. */
static dev_t device_of(int folder, const char *name)
{
    char target[6] = ""; /* the start of the file's name; other files may be on a disk that does
                          * not answer */
    struct stat status;

    if (readlinkat(folder, name, target, sizeof(target) - 1) <= 0 ||
        strcmp(target, "/dev/") != 0 || fstatat(folder, name, &status, 0) != 0 ||
        !S_ISCHR(status.st_mode))
        return 0;
    return status.st_rdev;
}

/* Has the process with this folder in /proc the device open?  Who made a pseudo terminal may
 * hold both ends of it, and does not read at this one. */
static bool has_open(const char *pid, dev_t device)
{
    char path[300];
    struct dirent *entry;
    bool found = false, made = false;
    DIR *folder;

    snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
    folder = opendir(path);
    while (folder && (entry = readdir(folder)) != NULL) {
        dev_t open_device = device_of(dirfd(folder), entry->d_name);

        found = found || (open_device != 0 && open_device == device);
        made = made || is_master(open_device);
    }
    if (folder)
        closedir(folder);
    return found && !(made && is_pty(device));
}

bool esp_portusers_find(dev_t device, char text[ESP_PORTUSER_TEXT])
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    bool found = false;

    while (processes && !found && (entry = readdir(processes)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);

        found = pid > 0 && pid != (long)getpid() && has_open(entry->d_name, device);
        if (found)
            esp_portuser_describe(text, pid);
    }
    if (processes)
        closedir(processes);
    return found;
}
