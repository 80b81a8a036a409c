/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to a board: a UDP socket and a listening TCP socket for each of its addresses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * One UDP socket carries invitations and answers about the password: the ESP8266 answers to
 * the port from which the invitation came.
 */
#ifndef OTA_PUSH_OTA_ROUTES_H
#define OTA_PUSH_OTA_ROUTES_H

#include <sys/socket.h>

#include "ota/push/ota_push.h"

enum { OTA_ROUTES_MAX = 4, OTA_ADDRESS_MAX = 64 };

struct ota_route {
    struct sockaddr_storage address;
    socklen_t length;
    char text[OTA_ADDRESS_MAX]; /* the address, without the port */
    int udp;           /* connected to the address */
    int listener;      /* TCP */
    uint16_t port;     /* of the listener */
};

struct ota_routes {
    struct ota_route routes[OTA_ROUTES_MAX];
    unsigned count;
};

/* Finds the board's addresses, and opens the sockets.  In case of an error nothing is
 * open. */
int ota_routes_open(struct ota_routes *routes, const struct ota_push_request *request,
                    struct esp_fault *fault);

/* Harmless on zeros. */
void ota_routes_close(struct ota_routes *routes);

/* Takes a connection that waits at the route's listener; -1 if it is not the board's.  Then
 * *stranger becomes the address from which it came. */
int ota_route_accept(const struct ota_route *route, char stranger[OTA_ADDRESS_MAX]);

#endif
