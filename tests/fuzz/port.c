/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a device line may name only a terminal device, a path without a file, or a
 * host and a port.  A URL is parsed within its bounds.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <sys/stat.h>

#include "esp/line/transport_rfc2217.h"
#include "esp/port/portname.h"
#include "fuzz/lib/fuzz.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The address has nothing that gensio's strings would take for more than an address. */
static void check_url(const char *name, const char *address)
{
    const char *query = strchr(address, '?');
    size_t length = query ? (size_t)(query - address) : strlen(address);
    const char *colon = memrchr(address, ':', length);
    unsigned long port;

    FUZZ_CHECK(name[strspn(name, LETTERS "0123456789.-_[]:/?&=")] == '\0');
    FUZZ_CHECK(colon && colon > address && address[0] != '-');
    FUZZ_CHECK(!memchr(address, '/', length));
    port = strtoul(colon + 1, NULL, 10);
    FUZZ_CHECK(port >= 1 && port <= 65535);
    FUZZ_CHECK(strspn(colon + 1, "0123456789") == length - (size_t)(colon + 1 - address));
}

static void check_path(const char *name)
{
    struct stat status;

    FUZZ_CHECK(strncmp(name, "gensio:", 7) != 0);
    FUZZ_CHECK(stat(name, &status) != 0 || S_ISCHR(status.st_mode));
}

static void check_parts(const char *name)
{
    struct esp_rfc2217_url parts;
    struct esp_fault fault = {0};
    int err = esp_rfc2217_parse_url(&parts, name, &fault);

    FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_ARG);
    FUZZ_CHECK((err == ESP_OK) == (fault.text[0] == '\0'));
    if (err)
        return;
    FUZZ_CHECK(memchr(parts.address, '\0', sizeof(parts.address)));
    FUZZ_CHECK(!strchr(parts.address, '?'));
    FUZZ_CHECK(strncmp(name + strlen("rfc2217://"), parts.address, strlen(parts.address)) == 0);
    FUZZ_CHECK(parts.timeout_ms > 0 && parts.timeout_ms <= 60000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = fuzz_text(data, size);
    struct esp_fault fault = {0};
    int err = esp_portname_check(name, &fault);

    FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_ARG);
    FUZZ_CHECK(err == ESP_OK || fault.text[0]);
    if (strncmp(name, "rfc2217://", 10) == 0)
        check_parts(name);
    if (err == ESP_OK && strncmp(name, "rfc2217://", 10) == 0)
        check_url(name, name + 10);
    else if (err == ESP_OK && strncmp(name, "socket://", 9) == 0)
        check_url(name, name + 9);
    else if (err == ESP_OK)
        check_path(name);
    free(name);
    return 0;
}
