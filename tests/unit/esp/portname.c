/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the port names that a device line may have.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/portname.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

static void good(const char *name)
{
    struct esp_fault fault = {.text = ""};

    tap_ok(esp_portname_check(name, &fault) == ESP_OK, "%s may be named", name);
}

static void bad(const char *name)
{
    struct esp_fault fault = {.text = ""};
    int err = esp_portname_check(name, &fault);

    tap_ok(err == ESP_ERR_ARG && fault.text[0], "%s may not, because: %s", name, fault.text);
}

static void test_addresses(void)
{
    good("rfc2217://bench.example.org:4000");
    good("rfc2217://192.0.2.1:4000?ign_set_control");
    good("rfc2217://192.0.2.1:4000?ign_set_control&timeout=3");
    good("socket://board_7:65535");
    good("socket://[::1]:1");
    good("socket://[fe80::1.2.3.4]:23");
    bad("socket://");
    bad("socket://host");
    bad("socket://:23");
    bad("socket://-x:23");
    bad("socket://host:");
    bad("socket://host:023");
    bad("socket://host:+23");
    bad("socket://host:0");
    bad("socket://host:65536");
    bad("socket://host:99999999999999999999999");
    bad("socket://host:23,24");
    bad("socket://host:23?x(y)");
    bad("socket://host:23/dev");
    bad("socket://a:b:23");
    bad("socket://::1:23");
    bad("socket://[]:23");
    bad("socket://[::1]23");
    bad("socket://[::1%eth0]:23");
    bad("rfc2217://host,telnet:23");
    bad("rfc2217://ho st:23");
}

static void test_strings(void)
{
    bad("gensio:stdio,/bin/true");
    bad("gensio:");
}

static void test_paths(void)
{
    char folder[] = "/tmp/portname-XXXXXX", link[64], file[64];
    int pty = posix_openpt(O_RDWR | O_NOCTTY);
    bool ready = mkdtemp(folder) && pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0;

    if (!tap_ok(ready, "there is a pty, and a folder for temporary files"))
        return;
    snprintf(link, sizeof(link), "%s/nodemcu", folder);
    snprintf(file, sizeof(file), "%s/file", folder);
    good(ptsname(pty));
    tap_ok(symlink(ptsname(pty), link) == 0, "a link is made");
    good(link);
    good("/dev/ttyNOTHERE");
    close(open(file, O_CREAT | O_WRONLY, 0600));
    bad(file);
    bad(folder);
    bad("/dev/null");
    bad("/dev/tty");
    if (access("/dev/console", F_OK) == 0) /* a container may have no console */
        bad("/dev/console");
    bad("/dev/urandom");
    unlink(link);
    unlink(file);
    rmdir(folder);
    close(pty);
}

int main(void)
{
    test_addresses();
    test_strings();
    test_paths();
    return tap_done();
}
