/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens for boards that announce themselves.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "ota/ota_socket.h"
#include "ota/scan/ota_announced.h"

enum {
    PACKET_MAX = 512, /* ESPEasy's UDP_PACKETSIZE_MAX */
    /* At once: anybody can send without a pause, and the scan has an end. */
    PACKETS_AT_ONCE = 64,
    BOARDS_MAX = 4096,
};

struct state {
    const struct ota_scan *scan;
    struct ota_unit *seen; /* told, or a second address that is held back */
    size_t count;
    int fd; /* of ESPEasy's port; -1: none */
    bool full; /* the user was told */
};

static bool is_ipv6(const struct ota_unit *unit)
{
    return strchr(unit->address, ':') != NULL;
}

static bool same_board(const struct ota_unit *one, const struct ota_unit *other)
{
    if (one->via != other->via)
        return false;
    if (one->via == OTA_VIA_ESPEASY)
        return strcmp(one->mac, other->mac) == 0 && strcmp(one->address, other->address) == 0;
    return strcmp(one->name, other->name) == 0;
}

static void tell_full(struct state *state)
{
    char text[80];

    if (state->full)
        return;
    state->full = true;
    snprintf(text, sizeof(text), "more than %d boards announce themselves: the others are left out",
             BOARDS_MAX);
    state->scan->trouble(state->scan->ctx, text);
}

/* Tells of a board once.  An IPv6 address is held back, because the board may have an IPv4
 * address, with which other programs can do more. */
static void meet(void *ctx, const struct ota_unit *unit)
{
    struct state *state = ctx;
    struct ota_unit *more, *old = NULL;

    for (size_t i = 0; i < state->count && !old; i++) {
        if (same_board(&state->seen[i], unit))
            old = &state->seen[i];
    }
    if (!old) {
        if (state->count == BOARDS_MAX) {
            tell_full(state);
            return;
        }
        more = realloc(state->seen, (state->count + 1) * sizeof(*more));
        if (!more)
            return;
        state->seen = more;
        old = &more[state->count++];
    } else if (!is_ipv6(old) || is_ipv6(unit)) {
        return;
    }
    *old = *unit;
    if (!is_ipv6(unit))
        state->scan->found(state->scan->ctx, unit);
}

static int open_port(const struct ota_scan *scan)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(scan->espeasy_port)};
    int fd = ota_socket(AF_INET, SOCK_DGRAM), on = 1;
    char text[160];

    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0)
            return fd;
    }
    snprintf(text, sizeof(text), "UDP port %u: %s", scan->espeasy_port, strerror(errno));
    if (fd >= 0)
        close(fd);
    scan->trouble(scan->ctx, text);
    return -1;
}

static void hear(struct state *state)
{
    uint8_t packet[PACKET_MAX];
    struct sockaddr_in from;
    socklen_t length = sizeof(from);
    struct ota_unit unit;
    ssize_t size;

    for (unsigned count = 0; state->fd >= 0 && count < PACKETS_AT_ONCE; count++) {
        size = recvfrom(state->fd, packet, sizeof(packet), 0, (struct sockaddr *)&from, &length);
        if (size < 0)
            break;
        if (ota_unit_parse_espeasy(&unit, packet, (size_t)size) &&
            inet_ntop(AF_INET, &from.sin_addr, unit.address, sizeof(unit.address)))
            meet(state, &unit);
        length = sizeof(from);
    }
}

/* Waits for announcements of both kinds for a moment.  NULL as announced: only for ESPEasy's. */
static int listen_for_a_moment(struct state *state, struct ota_announced *announced, int ms,
                               struct esp_fault *fault)
{
    struct pollfd poll_fd = {.fd = state->fd, .events = POLLIN};
    int err = ESP_OK;

    if (announced)
        err = ota_announced_run(announced, ms, fault);
    else
        poll(&poll_fd, 1, ms);
    hear(state);
    return err;
}

int ota_scan_run(const struct ota_scan *scan)
{
    struct state state = {.scan = scan, .fd = -1};
    uint64_t deadline = esp_clock_after(scan->timeout_ms);
    struct ota_announced *announced;
    struct esp_fault fault = {0};
    int err = ota_announced_open(&announced, meet, &state, &fault);

    if (err)
        scan->trouble(scan->ctx, fault.text);
    if (scan->espeasy_port)
        state.fd = open_port(scan);
    while ((announced || state.fd >= 0) && esp_clock_left(deadline) > 0 &&
           !(scan->cancel && *scan->cancel)) {
        if (listen_for_a_moment(&state, announced, esp_clock_slice(deadline), &fault)) {
            scan->trouble(scan->ctx, fault.text);
            ota_announced_close(announced);
            announced = NULL;
        }
        if (state.fd < 0 && announced && ota_announced_complete(announced))
            break;
    }
    for (size_t i = 0; i < state.count; i++) {
        if (is_ipv6(&state.seen[i]))
            scan->found(scan->ctx, &state.seen[i]);
    }
    err = announced || state.fd >= 0 ? ESP_OK : ESP_ERR_LINE;
    ota_announced_close(announced);
    if (state.fd >= 0)
        close(state.fd);
    free(state.seen);
    return err;
}
