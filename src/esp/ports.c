/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports that a board may hang on, by libserialport's enumeration.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strverscmp() */
#endif
#include "ports.h"

#include <libserialport.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The number or letter in an attribute of a tty in sysfs, or 0. */
static int tty_attribute(const char *name, const char *attribute)
{
    const char *slash = strrchr(name, '/');
    char path[512];
    FILE *file;
    int c;

    snprintf(path, sizeof(path), "/sys/class/tty/%s/%s", slash ? slash + 1 : name, attribute);
    file = fopen(path, "re");
    if (!file)
        return 0;
    c = getc(file);
    fclose(file);
    return c == EOF ? 0 : c;
}

/* Linux names more ttyS than there are: type 0 has no UART.  The system's
 * console is nothing to send resets to. */
static bool is_candidate(const struct sp_port *port)
{
    const char *name = sp_get_port_name(port);
    int type;

    if (sp_get_port_transport(port) == SP_TRANSPORT_BLUETOOTH || access(name, F_OK) < 0)
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

/* False when memory is out; what was copied is freed with the list. */
static bool describe(struct esp_port *out, const struct sp_port *port)
{
    out->vid = out->pid = -1;
    if (sp_get_port_usb_vid_pid(port, &out->vid, &out->pid) != SP_OK)
        out->vid = out->pid = -1;
    return copy(&out->name, sp_get_port_name(port)) &&
           copy(&out->description, sp_get_port_description(port)) &&
           copy(&out->manufacturer, sp_get_port_usb_manufacturer(port)) &&
           copy(&out->product, sp_get_port_usb_product(port)) &&
           copy(&out->serial, sp_get_port_usb_serial(port));
}

/* ttyUSB2 before ttyUSB10. */
static int by_name(const void *a, const void *b)
{
    return strverscmp(((const struct esp_port *)a)->name, ((const struct esp_port *)b)->name);
}

static int take(struct esp_port *list, size_t *count, struct sp_port **found)
{
    for (size_t i = 0; found[i]; i++)
        if (is_candidate(found[i]) && !describe(&list[(*count)++], found[i]))
            return ESP_ERR_NOMEM;
    qsort(list, *count, sizeof(*list), by_name);
    return 0;
}

int esp_ports_list(struct esp_port **list, size_t *count)
{
    struct sp_port **found = NULL;
    size_t n = 0;
    int err = ESP_ERR_NOMEM;

    *list = NULL;
    *count = 0;
    switch (sp_list_ports(&found)) {
    case SP_OK:
        break;
    case SP_ERR_MEM:
        return ESP_ERR_NOMEM;
    default:
        return 0; /* no /sys/class/tty, as in some containers: no ports */
    }
    while (found[n])
        n++;
    *list = calloc(n + 1, sizeof(**list));
    if (*list)
        err = take(*list, count, found);
    sp_free_port_list(found);
    if (err) {
        esp_ports_free(*list, *count);
        *list = NULL;
        *count = 0;
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
