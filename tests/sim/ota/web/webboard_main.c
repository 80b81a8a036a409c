/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-sim-web: a virtual board's web server.  Prints the port when it is ready, and runs
 * until a signal ends it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/web/webboard.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool webboard_has_fault(const struct webboard *board, const char *word)
{
    size_t length = strlen(word);
    const char *at = board->faults;

    while ((at = strstr(at, word))) {
        bool starts = at == board->faults || at[-1] == ',';

        if (starts && (at[length] == '\0' || at[length] == ','))
            return true;
        at++;
    }
    return false;
}

bool webboard_keep(const struct webboard *board, const uint8_t *data, size_t size)
{
    FILE *file = board->flash ? fopen(board->flash, "wb") : NULL;

    if (!file)
        return false;
    bool whole = fwrite(data, 1, size, file) == size;

    return fclose(file) == 0 && whole;
}

static const char *bind_to = "127.0.0.1";

static int listen_at(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*port),
                                  .sin_addr.s_addr = inet_addr(bind_to)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 4) ||
        getsockname(fd, (struct sockaddr *)&address, &length)) {
        perror("esp-sim-web");
        exit(2);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

static void log_request(const struct webboard *board, const struct webboard_request *request)
{
    char value[256];

    if (!board->log)
        return;
    fprintf(board->log, "%s %s%s%s", request->method, request->path, request->query[0] ? "?" : "",
            request->query);
    if (webboard_header(request, "Authorization", value, sizeof(value)))
        fprintf(board->log, " authorization=%.*s", (int)strcspn(value, " "), value);
    if (webboard_header(request, "Expect", value, sizeof(value)))
        fprintf(board->log, " expect=%s", value);
    if (request->file)
        fprintf(board->log, " field=%s file=%s size=%zu", request->field, request->name,
                request->file_size);
    fputc('\n', board->log);
    fflush(board->log);
}

static void serve(struct webboard *board, int fd)
{
    struct sockaddr_in own;
    socklen_t length = sizeof(own);
    struct webboard_request request;

    if (webboard_read(&request, fd)) {
        if (getsockname(fd, (struct sockaddr *)&own, &length) == 0)
            inet_ntop(AF_INET, &own.sin_addr, request.peer_name, sizeof(request.peer_name));
        log_request(board, &request);
        if (webboard_has_fault(board, "stall") && strcmp(request.method, "POST") == 0)
            pause();
        if (webboard_has_fault(board, "moved"))
            webboard_send_text(&request, 302, "Location: http://192.0.2.1/setup\r\n", "");
        else if (strcmp(board->firmware, "tasmota") == 0)
            webboard_tasmota(board, &request);
        else
            webboard_arduino(board, &request);
    }
    webboard_free(&request);
    if (webboard_has_fault(board, "reset") && board->restart) {
        struct linger now = {.l_onoff = 1};

        usleep(100 * 1000); /* the sketch's delay before the restart */
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    }
    shutdown(fd, SHUT_WR);
    close(fd);
}

static void parse(struct webboard *board, int argc, char **argv)
{
    static const struct option options[] = {
        {"firmware", 1, NULL, 'f'}, {"flash", 1, NULL, 'o'},    {"version", 1, NULL, 'v'},
        {"new-version", 1, NULL, 'n'}, {"user", 1, NULL, 'u'},  {"password", 1, NULL, 'p'},
        {"settings", 1, NULL, 's'}, {"archive", 1, NULL, 'a'},  {"faults", 1, NULL, 'x'},
        {"space", 1, NULL, 'c'},    {"down", 1, NULL, 'd'},     {"german", 0, NULL, 'g'},
        {"bind", 1, NULL, 'b'},     {"single", 0, NULL, '1'},   {"log", 1, NULL, 'l'},      {0}};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'f': board->firmware = optarg; break;
        case 'o': board->flash = optarg; break;
        case 'v': board->version = optarg; break;
        case 'n': board->new_version = optarg; break;
        case 'u': board->user = optarg; break;
        case 'p': board->password = optarg; break;
        case 's': board->settings = optarg; break;
        case 'a': board->archive = optarg; break;
        case 'x': board->faults = optarg; break;
        case 'c': board->space = strtoul(optarg, NULL, 0); break;
        case 'd': board->down_ms = atoi(optarg); break;
        case 'g': board->german = true; break;
        case '1': board->single = true; break;
        case 'b': bind_to = optarg; break;
        case 'l': board->log = fopen(optarg, "w"); break;
        default: exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    struct webboard board = {.firmware = "tasmota", .version = "12.4.0", .new_version = "13.1.0",
                             .user = "admin", .faults = "", .space = 1024 * 1024, .down_ms = 300};
    uint16_t port = 0;

    parse(&board, argc, argv);
    int listener = listen_at(&port);

    printf("%u\n", port);
    fclose(stdout);
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd < 0)
            continue;
        serve(&board, fd);
        if (!board.restart)
            continue;
        board.restart = false;
        if (webboard_has_fault(&board, "no-restart")) {
            board.new_runs = false;
            continue;
        }
        close(listener);
        if (webboard_has_fault(&board, "gone"))
            pause();
        usleep((useconds_t)board.down_ms * 1000);
        if (board.new_runs)
            board.safeboot = false;
        listener = listen_at(&port);
    }
}
