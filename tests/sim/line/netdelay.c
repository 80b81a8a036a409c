/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network between the host and the virtual board's TCP port: everything arrives later.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/netdelay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    PAIRS = 4,           /* connections at a time; the port serves one, and closes the others */
    PIECE = 16384,       /* bytes that are read at a time */
    ROOM = 4 * 1024 * 1024, /* bytes under way in one direction: 4 s at 1 MB/s */
};

/* Bytes that were sent together. */
struct piece {
    struct piece *next;
    uint64_t due_ns;
    size_t at, size; /* size 0: the end of the connection */
    uint8_t bytes[];
};

/* One direction of a connection. */
struct way {
    struct piece *first, *last;
    size_t room;
    bool ended; /* the sender sends no more */
    bool done;  /* and the receiver knows */
};

struct pair {
    bool used;
    int client, board;   /* board is -1 until the request to connect has arrived */
    uint64_t arrives_ns;
    struct way to_board, to_client;
};

struct netdelay {
    int listener;
    unsigned port, board_port;
    uint64_t delay_ns;
    struct pair pairs[PAIRS];
};

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static struct sockaddr_in local(unsigned port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static int prompt_socket(int fd)
{
    int on = 1;

    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/* ---- one direction ---- */

static void append(struct way *way, struct piece *piece)
{
    piece->next = NULL;
    if (way->last)
        way->last->next = piece;
    else
        way->first = piece;
    way->last = piece;
    way->room -= piece->size;
}

static void drop_first(struct way *way)
{
    struct piece *piece = way->first;

    way->first = piece->next;
    if (!way->first)
        way->last = NULL;
    way->room += piece->size;
    free(piece);
}

/* An error counts as the end of the connection. */
static void take(struct way *way, int from, uint64_t due_ns)
{
    while (!way->ended && way->room >= PIECE) {
        struct piece *piece = malloc(sizeof *piece + PIECE);
        ssize_t n;

        if (!piece)
            abort(); /* a test program out of memory */
        n = recv(from, piece->bytes, PIECE, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            free(piece);
            return;
        }
        way->ended = n <= 0;
        piece->due_ns = due_ns;
        piece->at = 0;
        piece->size = n > 0 ? (size_t)n : 0;
        append(way, piece);
    }
}

/* Passes on the first piece, or a part of it.  False: the receiver takes no more now. */
static bool pass_first(struct way *way, int to)
{
    struct piece *piece = way->first;
    ssize_t n;

    if (piece->size == 0) {
        shutdown(to, SHUT_WR);
        way->done = true;
        drop_first(way);
        return true;
    }
    n = sendto(to, piece->bytes + piece->at, piece->size - piece->at, MSG_DONTWAIT | MSG_NOSIGNAL,
               NULL, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    piece->at += n > 0 ? (size_t)n : piece->size - piece->at; /* nobody is there: lost */
    if (piece->at == piece->size)
        drop_first(way);
    return true;
}

static void pass_on(struct way *way, int to, uint64_t now)
{
    while (way->first && way->first->due_ns <= now)
        if (!pass_first(way, to))
            return;
}

/* ---- connections ---- */

static void part(struct pair *pair)
{
    while (pair->to_board.first)
        drop_first(&pair->to_board);
    while (pair->to_client.first)
        drop_first(&pair->to_client);
    close(pair->client);
    if (pair->board >= 0)
        close(pair->board);
    pair->used = false;
}

static int connect_to(unsigned port)
{
    int fd = prompt_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    struct sockaddr_in address = local(port);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void begin(struct netdelay *net, int client, uint64_t now)
{
    struct pair *pair = net->pairs;

    while (pair < net->pairs + PAIRS && pair->used)
        pair++;
    if (pair == net->pairs + PAIRS) {
        close(client);
        return;
    }
    *pair = (struct pair){
        .used = true, .client = client, .board = -1, .arrives_ns = now + net->delay_ns};
    pair->to_board.room = pair->to_client.room = ROOM;
}

static void welcome(struct netdelay *net, uint64_t now)
{
    int client;

    while ((client = prompt_socket(accept4(net->listener, NULL, NULL, SOCK_CLOEXEC))) >= 0)
        begin(net, client, now);
}

static void carry(const struct netdelay *net, struct pair *pair, uint64_t now)
{
    if (pair->board < 0 && pair->arrives_ns <= now) {
        pair->board = connect_to(net->board_port);
        if (pair->board < 0) {
            part(pair);
            return;
        }
    }
    take(&pair->to_board, pair->client, now + net->delay_ns);
    if (pair->board < 0)
        return;
    take(&pair->to_client, pair->board, now + net->delay_ns);
    pass_on(&pair->to_board, pair->board, now);
    pass_on(&pair->to_client, pair->client, now);
    if (pair->to_board.done && pair->to_client.done)
        part(pair);
}

void netdelay_poll(struct netdelay *net)
{
    uint64_t now = now_ns();

    welcome(net, now);
    for (struct pair *pair = net->pairs; pair < net->pairs + PAIRS; pair++)
        if (pair->used)
            carry(net, pair, now);
}

/* ---- opening and closing ---- */

static bool listen_on(struct netdelay *net, unsigned tcp_port)
{
    struct sockaddr_in address = local(tcp_port);
    socklen_t size = sizeof address;
    int on = 1;

    net->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (net->listener < 0)
        return false;
    setsockopt(net->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(net->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(net->listener, PAIRS) != 0 ||
        getsockname(net->listener, (struct sockaddr *)&address, &size) != 0)
        return false;
    net->port = ntohs(address.sin_port);
    return true;
}

struct netdelay *netdelay_open(unsigned tcp_port, unsigned board_port, unsigned delay_ms)
{
    struct netdelay *net = calloc(1, sizeof *net);

    if (!net)
        return NULL;
    net->board_port = board_port;
    net->delay_ns = (uint64_t)delay_ms * 1000000;
    if (listen_on(net, tcp_port))
        return net;
    netdelay_close(net);
    return NULL;
}

void netdelay_close(struct netdelay *net)
{
    if (!net)
        return;
    for (struct pair *pair = net->pairs; pair < net->pairs + PAIRS; pair++)
        if (pair->used)
            part(pair);
    if (net->listener >= 0)
        close(net->listener);
    free(net);
}

unsigned netdelay_port(const struct netdelay *net)
{
    return net->port;
}
