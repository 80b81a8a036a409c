/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sees that a board restarts, and that it is back.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A connection to a TCP port at which nothing listens is the question: the network stack of a
 * board that runs refuses it at once, and a board that starts does not answer.  This asks
 * nothing of the application, and needs no privileges.
 */
#include "ota/push/ota_push.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "ota/ota_socket.h"

enum {
    PROBE_MS = 700, /* a board with power saving answers within 0.3 s */
    PAUSE_MS = 200,
    LEAVING_MS = 15000, /* a board that is not away by then did not restart */
};

static bool cancelled(const struct ota_push_request *request)
{
    return request->cancel && *request->cancel;
}

/* Does the network stack of the board answer? */
static bool probe(const struct addrinfo *info, const struct ota_push_request *request)
{
    int fd = ota_socket(info->ai_family, SOCK_STREAM);
    uint64_t deadline_ms = esp_clock_after(PROBE_MS);
    struct pollfd poll_fd = {fd, POLLOUT, 0};
    int error = EINPROGRESS;
    socklen_t length = sizeof(error);

    if (fd < 0)
        return false;
    if (connect(fd, info->ai_addr, info->ai_addrlen) == 0)
        error = 0;
    else if (errno != EINPROGRESS)
        error = errno;
    while (error == EINPROGRESS && esp_clock_left(deadline_ms) > 0 && !cancelled(request)) {
        if (poll(&poll_fd, 1, esp_clock_slice(deadline_ms)) > 0)
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    }
    close(fd);
    return error == 0 || error == ECONNREFUSED || error == ECONNRESET;
}

static void pause_shortly(void)
{
    poll(NULL, 0, PAUSE_MS);
}

static int wait_until(const struct addrinfo *info, const struct ota_push_request *request,
                      bool there, unsigned patience_ms)
{
    uint64_t deadline_ms = esp_clock_after((int)patience_ms);

    while (!cancelled(request) && esp_clock_left(deadline_ms) > 0) {
        if (probe(info, request) == there)
            return ESP_OK;
        pause_shortly();
    }
    return cancelled(request) ? ESP_ERR_CANCELLED : ESP_ERR_TIMEOUT;
}

int ota_push_wait_for_return(const struct ota_push_request *request, struct ota_push_result *result,
                             unsigned patience_ms)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *info;
    char port[8];
    int err;

    snprintf(port, sizeof(port), "%u", request->port);
    result->outcome = OTA_FAILED;
    if (getaddrinfo(result->address, port, &hints, &info) != 0)
        return esp_fail(&result->fault, ESP_ERR_ARG, "its address %s is lost", result->address);
    err = wait_until(info, request, false, patience_ms < LEAVING_MS ? patience_ms : LEAVING_MS);
    if (err == ESP_ERR_TIMEOUT)
        esp_fail(&result->fault, err, "the board took the image, but was not seen to restart");
    if (err == ESP_OK) {
        err = wait_until(info, request, true, patience_ms);
        if (err == ESP_ERR_TIMEOUT)
            esp_fail(&result->fault, err,
                     "the board took the image and went away, and did not come back in %u s",
                     patience_ms / 1000);
    }
    freeaddrinfo(info);
    if (err == ESP_OK)
        result->outcome = OTA_TAKEN;
    return err;
}
