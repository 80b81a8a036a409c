/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports that may have a board, with libserialport's description of each port.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * libserialport's own list fails as a whole (SP_ERR_MEM) if one of its ports has no node in
 * /dev, as in a container.  And libserialport opens the built-in ports to make its list.
 */
#include "esp/port/ports.h"

#include <libserialport.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "system/portnames.h"

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
static bool describe(struct esp_port *out, const char *path)
{
    struct sp_port *port = NULL;
    bool good;

    *out = (struct esp_port){.vid = -1, .pid = -1};
    out->name = strdup(path);
    if (!out->name)
        return false;
    if (sp_get_port_by_name(out->name, &port) != SP_OK)
        return true;
    good = copy_details(out, port);
    sp_free_port(port);
    return good;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at the start of a text, and the text behind it. */
static unsigned long number(const char **text)
{
    char *end;
    unsigned long value = strtoul(*text, &end, 10);

    *text = end;
    return value;
}

/* ttyUSB2 before ttyUSB10: digits count as numbers. */
static int compare_names(const char *a, const char *b)
{
    while (*a && *b) {
        if (is_digit(*a) && is_digit(*b)) {
            unsigned long one = number(&a), other = number(&b);

            if (one != other)
                return one < other ? -1 : 1;
        } else {
            if (*a != *b)
                break;
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static int by_name(const void *a, const void *b)
{
    return compare_names(((const struct esp_port *)a)->name, ((const struct esp_port *)b)->name);
}

struct listing {
    struct esp_port *list;
    size_t count;
    int err;
};

static bool add(void *ctx, const char *path)
{
    struct listing *listing = ctx;
    struct esp_port *more = realloc(listing->list, (listing->count + 1) * sizeof(*more));

    listing->err = ESP_ERR_NOMEM;
    if (!more)
        return false;
    listing->list = more;
    if (describe(&more[listing->count++], path))
        listing->err = 0;
    return !listing->err;
}

int esp_ports_list(struct esp_port **list, size_t *count)
{
    struct listing listing = {0};

    esp_portnames_each(add, &listing);
    if (listing.err) {
        esp_ports_free(listing.list, listing.count);
        listing.list = NULL;
        listing.count = 0;
    } else if (listing.count) {
        qsort(listing.list, listing.count, sizeof(*listing.list), by_name);
    }
    *list = listing.list;
    *count = listing.count;
    return listing.err;
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
