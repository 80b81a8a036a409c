/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ota/ota_socket.h"

/* A socket of this machine: any address, the port in network order at the place of the
 * family. */
union local {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

static void set_port(union local *local, uint16_t port)
{
    if (local->any.sa_family == AF_INET6)
        local->v6.sin6_port = htons(port);
    else
        local->v4.sin_port = htons(port);
}

static uint16_t bound_port(int fd)
{
    union local local = {0};
    socklen_t length = sizeof(local);

    if (getsockname(fd, &local.any, &length) != 0)
        return 0;
    return ntohs(local.any.sa_family == AF_INET6 ? local.v6.sin6_port : local.v4.sin_port);
}

/* Tries the ports of the range.  Returns -1 with errno. */
static int listen_in(int family, uint16_t first, uint16_t last)
{
    int one = 1, fd = ota_socket(family, SOCK_STREAM), error;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
    for (unsigned port = first; port <= last; port++) {
        union local local = {.any.sa_family = (sa_family_t)family};

        set_port(&local, (uint16_t)port);
        if (bind(fd, &local.any, family == AF_INET6 ? sizeof(local.v6) : sizeof(local.v4)) == 0 &&
            listen(fd, 4) == 0)
            return fd;
        if (errno != EADDRINUSE)
            break;
    }
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* The route has no sockets after an error. */
static int open_route(struct ota_route *route, const struct ota_push_request *request,
                      struct esp_fault *fault)
{
    int family = route->address.ss_family, err;

    route->listener = -1;
    route->udp = ota_socket(family, SOCK_DGRAM);
    if (route->udp < 0 ||
        connect(route->udp, (const struct sockaddr *)&route->address, route->length) != 0) {
        err = esp_fail(fault, ESP_ERR_LINE, "there is no way to %s: %s", route->text, strerror(errno));
        goto failed;
    }
    route->listener = listen_in(family, request->first_port, request->last_port);
    if (route->listener < 0) {
        if (request->first_port == request->last_port)
            err = esp_fail(fault, ESP_ERR_ARG, "cannot wait for the board at TCP port %u: %s",
                           request->first_port, strerror(errno));
        else
            err = esp_fail(fault, ESP_ERR_ARG,
                           "no TCP port from %u to %u is free for the board: %s",
                           request->first_port, request->last_port, strerror(errno));
        goto failed;
    }
    route->port = bound_port(route->listener);
    return ESP_OK;

failed:
    if (route->udp >= 0)
        close(route->udp);
    return err;
}

static void close_route(struct ota_route *route)
{
    close(route->udp);
    close(route->listener);
}

/* Addresses to which there is no way, such as IPv6 addresses on a machine without, are left
 * out, as long as there is another. */
static int open_all(struct ota_routes *routes, const struct addrinfo *list,
                    const struct ota_push_request *request, struct esp_fault *fault)
{
    int err = ESP_ERR_ARG;

    for (const struct addrinfo *info = list; info && routes->count < OTA_ROUTES_MAX;
         info = info->ai_next) {
        struct ota_route *route = &routes->routes[routes->count];

        if (info->ai_addrlen > sizeof(route->address))
            continue;
        *route = (struct ota_route){.length = info->ai_addrlen};
        memcpy(&route->address, info->ai_addr, info->ai_addrlen);
        getnameinfo(info->ai_addr, info->ai_addrlen, route->text, sizeof(route->text), NULL, 0,
                    NI_NUMERICHOST);
        err = open_route(route, request, fault);
        if (err == ESP_OK)
            routes->count++;
    }
    return routes->count > 0 ? ESP_OK : err;
}

int ota_routes_open(struct ota_routes *routes, const struct ota_push_request *request,
                    struct esp_fault *fault)
{
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *list = NULL;
    char port[8];
    int error, err;

    *routes = (struct ota_routes){0};
    snprintf(port, sizeof(port), "%u", request->port);
    error = getaddrinfo(request->host, port, &hints, &list);
    if (error != 0)
        return esp_fail(fault, error == EAI_AGAIN ? ESP_ERR_LINE : ESP_ERR_ARG,
                        "the name has no address: %s",
                        error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
    err = open_all(routes, list, request, fault);
    freeaddrinfo(list);
    return err;
}

void ota_routes_close(struct ota_routes *routes)
{
    for (unsigned i = 0; i < routes->count; i++)
        close_route(&routes->routes[i]);
    routes->count = 0;
}

static bool same_address(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
    if (a->ss_family != b->ss_family)
        return false;
    if (a->ss_family == AF_INET6)
        return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
                      &((const struct sockaddr_in6 *)b)->sin6_addr, sizeof(struct in6_addr)) == 0;
    return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
           ((const struct sockaddr_in *)b)->sin_addr.s_addr;
}

int ota_route_accept(const struct ota_route *route, char stranger[OTA_ADDRESS_MAX])
{
    struct sockaddr_storage peer = {0};
    socklen_t length = sizeof(peer);
    int fd = ota_socket_accept(route->listener, (struct sockaddr *)&peer, &length);

    if (fd >= 0 && !same_address(&peer, &route->address)) {
        getnameinfo((struct sockaddr *)&peer, length, stranger, OTA_ADDRESS_MAX, NULL, 0,
                    NI_NUMERICHOST);
        close(fd);
        return -1;
    }
    return fd;
}
