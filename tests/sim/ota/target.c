/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual board's side of an invitation.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMAND_FLASH = 0, COMMAND_FS = 100, COMMAND_AUTH = 200, WAIT_MS = 20 };

/* A datagram that is parsed as the core does: numbers first. */
struct packet {
    char text[512];
    size_t at;
};

static socklen_t address_length(const union target_address *address)
{
    return address->any.sa_family == AF_INET6 ? sizeof(address->v6) : sizeof(address->v4);
}

static void open_udp(struct target *target)
{
    socklen_t length = address_length(&target->address);
    int one = 1;

    target->udp = socket(target->address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setsockopt(target->udp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (target->udp < 0 || bind(target->udp, &target->address.any, length) != 0 ||
        getsockname(target->udp, &target->address.any, &length) != 0)
        err(1, "esp-sim: --ota: UDP port");
    target->state = TARGET_IDLE;
}

void target_open(struct target *target)
{
    const struct target_options *options = target->options;

    if (inet_pton(AF_INET, options->bind, &target->address.v4.sin_addr) == 1) {
        target->address.v4.sin_family = AF_INET;
        target->address.v4.sin_port = htons(options->port);
    } else if (inet_pton(AF_INET6, options->bind, &target->address.v6.sin6_addr) == 1) {
        target->address.v6.sin6_family = AF_INET6;
        target->address.v6.sin6_port = htons(options->port);
    } else {
        errx(1, "esp-sim: --bind: %s is no address", options->bind);
    }
    open_udp(target);
    target->flash = open(options->flash, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (target->flash < 0 || ftruncate(target->flash, options->flash_size) != 0)
        err(1, "esp-sim: %s", options->flash);
}

/* While a board restarts, nothing answers.  On this machine the network would refuse a TCP
 * connection at once; a listener whose queue is full leaves it unanswered. */
void target_restart(struct target *target)
{
    socklen_t length = address_length(&target->address);
    int listener, filler, one = 1;

    printf("restart\n");
    fflush(stdout);
    close(target->udp);
    listener = socket(target->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    filler = socket(target->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(listener, &target->address.any, length) == 0 && listen(listener, 0) == 0)
        (void)!connect(filler, &target->address.any, length);
    poll(NULL, 0, (int)target->options->away_ms);
    close(filler);
    close(listener);
    open_udp(target);
}

static void answer(const struct target *target, const union target_address *to, const char *text)
{
    const struct target_faults *faults = &target->options->faults;

    if (faults->late_ms)
        poll(NULL, 0, (int)faults->late_ms);
    for (int i = 0; i <= faults->twice; i++) {
        if (!target_chance(faults->lose))
            (void)!sendto(target->udp, text, strlen(text), 0, &to->any, address_length(to));
    }
}

static unsigned parse_int(struct packet *packet)
{
    unsigned value = 0;

    while (packet->text[packet->at] == ' ')
        packet->at++;
    while (isdigit((unsigned char)packet->text[packet->at]))
        value = value * 10 + (unsigned)(packet->text[packet->at++] - '0');
    return value;
}

static void read_until(struct packet *packet, char end, char *out, size_t room)
{
    size_t length = 0;
    char c;

    while ((c = packet->text[packet->at]) != '\0' && c != end) {
        if (length < room - 1)
            out[length++] = c;
        packet->at++;
    }
    if (c == end)
        packet->at++;
    out[length] = '\0';
}

/* The later core says OK now, the first one when its update has begun. */
static void agree(struct target *target, const union target_address *from)
{
    target->state = TARGET_RUNUPDATE;
    if (target->options->later)
        answer(target, from, "OK");
}

static void take_invitation(struct target *target, struct packet *packet,
                            const union target_address *from)
{
    char text[80], md5[80];
    unsigned command = parse_int(packet);

    if (command != COMMAND_FLASH && command != COMMAND_FS)
        return;
    target->command = command;
    target->host = *from;
    target->host_tcp = (uint16_t)parse_int(packet);
    target->size = parse_int(packet);
    if (packet->text[packet->at] != '\0')
        packet->at++;
    read_until(packet, '\n', md5, sizeof(md5));
    if (strlen(md5) != 32)
        return;
    strcpy(target->md5, md5);
    if (!target->options->password) {
        agree(target, from);
        return;
    }
    target_nonce(target->nonce, target->options->newer_auth, target->nonces++);
    snprintf(text, sizeof(text), "AUTH %s", target->nonce);
    target->state = TARGET_WAITAUTH;
    answer(target, from, text);
}

/* The first core answers to the port of the invitation, the later one to that of the proof. */
static void take_proof(struct target *target, struct packet *packet,
                       const union target_address *from)
{
    const union target_address *to = target->options->later ? from : &target->host;
    size_t length = target->options->newer_auth ? 64 : 32;
    char cnonce[80], response[80];

    if (parse_int(packet) != COMMAND_AUTH) {
        target->state = TARGET_IDLE;
        return;
    }
    packet->at++;
    read_until(packet, ' ', cnonce, sizeof(cnonce));
    read_until(packet, '\n', response, sizeof(response));
    target->state = TARGET_IDLE;
    if (strlen(cnonce) != length || strlen(response) != length || target->options->faults.no_proof)
        return;
    if (target_proven(target, cnonce, response))
        agree(target, to);
    else
        answer(target, to, "Authentication Failed");
}

static void take_datagram(struct target *target)
{
    union target_address from;
    socklen_t length = sizeof(from);
    struct packet packet = {.at = 0};
    ssize_t size =
        recvfrom(target->udp, packet.text, sizeof(packet.text) - 1, 0, &from.any, &length);

    if (size < 0 || target_chance(target->options->faults.lose))
        return;
    if (target->state == TARGET_IDLE)
        take_invitation(target, &packet, &from);
    else if (target->state == TARGET_WAITAUTH)
        take_proof(target, &packet, &from);
}

static void begin_update(struct target *target)
{
    struct target_update update = {0};
    char text[300] = "ERR: ";

    target->update = &update;
    if (target_update_begin(target, &update)) {
        if (!target->options->later)
            answer(target, &target->host, "OK");
        if (!target->options->faults.no_connection)
            target_transfer(target);
    } else if (!target->options->later) { /* the later core says nothing */
        target_update_words(target, &update, text + 5, sizeof(text) - 5);
        answer(target, &target->host, text);
    }
    target->update = NULL;
    target_update_free(&update);
    target->state = TARGET_IDLE;
}

void target_run(struct target *target)
{
    while (!*target->stop) {
        struct pollfd fd = {target->udp, POLLIN, 0};

        if (target->state == TARGET_RUNUPDATE)
            begin_update(target);
        if (poll(&fd, 1, WAIT_MS) > 0)
            take_datagram(target);
    }
}
