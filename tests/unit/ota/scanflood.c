/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of a scan in a network where somebody sends without a pause.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_scan.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#include "tap.h"

static unsigned packets, cancel_after;
static volatile sig_atomic_t cancelled;

/* In the place of the C library's: there is always one more packet, of one more board.  What
 * the packet holds is as in tests/bats/lib/scan.bash. */
ssize_t recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *from,
                 socklen_t *length)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
    uint8_t packet[80] = {255, 1};

    (void)fd;
    (void)flags;
    packets++;
    if (packets == cancel_after)
        cancelled = 1;
    memcpy(packet + 2, &packets, sizeof(packets));
    packet[12] = 1;
    packet[15] = 'x';
    packet[40] = 17;
    packet[41] = 80;
    memcpy(from, &address, sizeof(address));
    *length = sizeof(address);
    memcpy(data, packet, size < sizeof(packet) ? size : sizeof(packet));
    return sizeof(packet);
}

static void found(void *ctx, const struct ota_unit *unit)
{
    (void)unit;
    ++*(unsigned *)ctx;
}

static void trouble(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

int main(void)
{
    unsigned boards = 0;
    struct ota_scan scan = {.timeout_ms = 300, .espeasy_port = 48266, .cancel = &cancelled,
                            .found = found, .trouble = trouble, .ctx = &boards};
    uint64_t start;

    alarm(60); /* ends a scan that does not end */
    start = esp_clock_ms();
    ota_scan_run(&scan);
    tap_ok(boards > 0 && esp_clock_ms() - start < 20000, "a scan ends while packets arrive");
    scan.timeout_ms = 50000;
    cancel_after = packets + 10;
    start = esp_clock_ms();
    ota_scan_run(&scan);
    tap_ok(esp_clock_ms() - start < 20000, "a signal ends a scan while packets arrive");
    return tap_done();
}
