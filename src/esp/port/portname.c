/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking the port that a device line names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/portname.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "system/ttydevice.h"

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { TCP_PORT_MAX = 65535 };

/* The address behind the scheme of a URL; NULL if name is no such URL. */
static const char *after_scheme(const char *name)
{
    static const char *const schemes[] = {"rfc2217://", "socket://"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strncmp(name, schemes[i], strlen(schemes[i])) == 0)
            return name + strlen(schemes[i]);
    return NULL;
}

/* The length of the host at the start of an address; 0 if there is no valid host. */
static size_t host_length(const char *address)
{
    size_t length;

    if (*address != '[')
        return strspn(address, LETTERS_AND_DIGITS ".-_");
    length = strspn(address + 1, "0123456789abcdefABCDEF:.");
    return length > 0 && address[1 + length] == ']' ? length + 2 : 0;
}

static bool is_address(const char *address)
{
    size_t length = host_length(address);
    const char *digits = address + length + 1;
    char *end;
    unsigned long port;

    if (length == 0 || address[0] == '-' || address[length] != ':' || *digits < '1' ||
        *digits > '9')
        return false;
    errno = 0;
    port = strtoul(digits, &end, 10);
    return errno == 0 && port <= TCP_PORT_MAX &&
           (*end == '\0' ||
            (*end == '?' && end[strspn(end, LETTERS_AND_DIGITS "?&=_.")] == '\0'));
}

static int check_path(const char *name, struct esp_fault *fault)
{
    struct stat status;

    if (stat(name, &status) != 0)
        return 0; /* opening the port will tell why */
    if (!S_ISCHR(status.st_mode) || esp_ttydevice_is_screen(status.st_rdev) ||
        !esp_ttydevice_is(status.st_rdev))
        return esp_fail(fault, ESP_ERR_ARG, "this is not a serial device");
    return 0;
}

int esp_portname_check(const char *name, struct esp_fault *fault)
{
    const char *address = after_scheme(name);

    if (strncmp(name, "gensio:", strlen("gensio:")) == 0)
        return esp_fail(fault, ESP_ERR_ARG, "gensio strings can start programs");
    if (!address)
        return check_path(name, fault);
    if (!is_address(address))
        return esp_fail(fault, ESP_ERR_ARG, "an address must be HOST:PORT");
    return 0;
}
