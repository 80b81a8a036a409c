/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports that may have a board: the ports in sysfs, with libserialport's description
 * of each port.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * libserialport's own list fails as a whole (SP_ERR_MEM) if one of its ports has no node in
 * /dev, as in a container.  And libserialport opens the built-in ports to make its list.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strverscmp() */
#endif
#include "esp/port/ports.h"

#include <dirent.h>
#include <libserialport.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLASS "/sys/class/tty"

/* The first character of an attribute of a tty in sysfs, or 0. */
static int tty_attribute(const char *name, const char *attribute)
{
    char path[PATH_MAX];
    FILE *file;
    int c;

    snprintf(path, sizeof(path), CLASS "/%s/%s", name, attribute);
    file = fopen(path, "re");
    if (!file)
        return 0;
    c = getc(file);
    fclose(file);
    return c == EOF ? 0 : c;
}

/* True for consoles and ptys, which have no device. */
static bool is_virtual(const char *name)
{
    char link[PATH_MAX], target[PATH_MAX];
    ssize_t n;

    snprintf(link, sizeof(link), CLASS "/%s", name);
    n = readlink(link, target, sizeof(target) - 1);
    if (n < 0) { /* old kernels have a folder here, not a link */
        snprintf(link, sizeof(link), CLASS "/%s/device", name);
        n = readlink(link, target, sizeof(target) - 1);
    }
    if (n <= 0)
        return true;
    target[n] = '\0';
    return strstr(target, "/virtual/") || strstr(target, "bluetooth");
}

/* Linux names more ttyS than the machine has: a ttyS of type 0 has no UART.  The system's
 * console is no candidate, because a reset must not go there. */
static bool is_candidate(const char *name)
{
    char path[PATH_MAX];
    int type;

    snprintf(path, sizeof(path), "/dev/%s", name);
    if (name[0] == '.' || access(path, F_OK) < 0 || is_virtual(name))
        return false;
    type = tty_attribute(name, "type");
    return (type == 0 || type != '0') && tty_attribute(name, "console") != 'Y';
}

static bool copy(char **out, const char *text)
{
    *out = NULL;
    if (text && *text)
        *out = strdup(text);
    return !text || !*text || *out;
}

/* False when memory is out. */
static bool copy_details(struct esp_port *out, const struct sp_port *port)
{
    if (sp_get_port_usb_vid_pid(port, &out->vid, &out->pid) != SP_OK)
        out->vid = out->pid = -1;
    return copy(&out->description, sp_get_port_description(port)) &&
           copy(&out->manufacturer, sp_get_port_usb_manufacturer(port)) &&
           copy(&out->product, sp_get_port_usb_product(port)) &&
           copy(&out->serial, sp_get_port_usb_serial(port));
}

/* A port that libserialport cannot describe gets only its name.  False if memory is out;
 * esp_ports_free() frees what was copied. */
static bool describe(struct esp_port *out, const char *name)
{
    struct sp_port *port = NULL;
    bool good;

    *out = (struct esp_port){.vid = -1, .pid = -1};
    if (asprintf(&out->name, "/dev/%s", name) < 0) {
        out->name = NULL;
        return false;
    }
    if (sp_get_port_by_name(out->name, &port) != SP_OK)
        return true;
    good = copy_details(out, port);
    sp_free_port(port);
    return good;
}

/* ttyUSB2 before ttyUSB10. */
static int by_name(const void *a, const void *b)
{
    return strverscmp(((const struct esp_port *)a)->name, ((const struct esp_port *)b)->name);
}

static int add(struct esp_port **list, size_t *count, const char *name)
{
    struct esp_port *more = realloc(*list, (*count + 1) * sizeof(**list));

    if (!more)
        return ESP_ERR_NOMEM;
    *list = more;
    return describe(&more[(*count)++], name) ? 0 : ESP_ERR_NOMEM;
}

int esp_ports_list(struct esp_port **list, size_t *count)
{
    DIR *folder = opendir(CLASS);
    struct dirent *entry;
    int err = 0;

    *list = NULL;
    *count = 0;
    if (!folder)
        return 0; /* no ports, as in some containers */
    while (!err && (entry = readdir(folder)))
        if (is_candidate(entry->d_name))
            err = add(list, count, entry->d_name);
    closedir(folder);
    if (err) {
        esp_ports_free(*list, *count);
        *list = NULL;
        *count = 0;
    } else if (*count) {
        qsort(*list, *count, sizeof(**list), by_name);
    }
    return err;
}

void esp_ports_free(struct esp_port *list, size_t count)
{
    for (size_t i = 0; list && i < count; i++) {
        free(list[i].name);
        free(list[i].description);
        free(list[i].manufacturer);
        free(list[i].product);
        free(list[i].serial);
    }
    free(list);
}
