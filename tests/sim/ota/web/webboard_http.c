/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board's web server: requests and answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/web/webboard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADERS_MAX = 16 * 1024, BODY_MAX = 8 * 1024 * 1024 };

bool webboard_header(const struct webboard_request *request, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);

    for (const char *line = request->headers; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            line += length + 1;
            while (*line == ' ')
                line++;
            snprintf(out, size, "%.*s", (int)strcspn(line, "\r\n"), line);
            return true;
        }
    }
    return false;
}

/* Reads up to the empty line after the headers. */
static char *read_head(int fd)
{
    char *head = calloc(1, HEADERS_MAX);
    size_t used = 0;

    while (head && used < HEADERS_MAX - 1 && !strstr(head, "\r\n\r\n")) {
        if (recv(fd, head + used, 1, 0) != 1) {
            free(head);
            return NULL;
        }
        used++;
    }
    return head;
}

/* Finds the file of a form as _parseForm() does: the name stands after the first '=' of the
 * line, the file's name after the second. */
static void parse_form(struct webboard_request *request, const char *type)
{
    char boundary[128];
    const char *equals = strchr(type, '='), *body = request->body;
    const char *end = body + request->length;
    size_t length;

    if (!equals)
        return;
    snprintf(boundary, sizeof(boundary), "\r\n--%s", equals + 1);
    length = strlen(boundary);
    if (request->length < length || memcmp(body, boundary + 2, length - 2) != 0)
        return;
    const char *name = memmem(body, request->length, "; name=\"", 8);
    const char *file_name = memmem(body, request->length, "; filename=\"", 12);
    const char *contents = memmem(body, request->length, "\r\n\r\n", 4);

    if (!name || !file_name || !contents || file_name > contents)
        return;
    snprintf(request->field, sizeof(request->field), "%.*s", (int)strcspn(name + 8, "\""), name + 8);
    snprintf(request->name, sizeof(request->name), "%.*s", (int)strcspn(file_name + 12, "\""),
             file_name + 12);
    contents += 4;
    const char *last = memmem(contents, (size_t)(end - contents), boundary, length);

    if (!last)
        return;
    request->file = (const uint8_t *)contents;
    request->file_size = (size_t)(last - contents);
}

bool webboard_read(struct webboard_request *request, int fd)
{
    char *head = read_head(fd), value[256];

    *request = (struct webboard_request){.fd = fd, .headers = head};
    if (!head || sscanf(head, "%7s %127s", request->method, request->path) != 2)
        return false;
    char *query = strchr(request->path, '?');

    if (query) {
        snprintf(request->query, sizeof(request->query), "%s", query + 1);
        *query = '\0';
    }
    /* No server of these boards answers "Expect: 100-continue", or knows chunks. */
    if (strcmp(request->method, "POST") != 0)
        return true;
    if (!webboard_header(request, "Content-Length", value, sizeof(value)))
        return false;
    size_t length = strtoul(value, NULL, 10);
    char *body = length <= BODY_MAX ? calloc(1, length + 1) : NULL;

    request->body = body;
    while (body && request->length < length) {
        ssize_t got = recv(fd, body + request->length, length - request->length, 0);

        if (got <= 0)
            return false;
        request->length += (size_t)got;
    }
    if (webboard_header(request, "Content-Type", value, sizeof(value)) &&
        strncmp(value, "multipart/", 10) == 0)
        parse_form(request, value);
    return body != NULL;
}

void webboard_free(struct webboard_request *request)
{
    free(request->headers);
    free((char *)request->body);
}

static void send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        data += sent;
        size -= (size_t)sent;
    }
}

void webboard_send(struct webboard_request *request, int status, const char *more_headers,
                   const char *body, size_t length)
{
    char head[512];

    snprintf(head, sizeof(head),
             "HTTP/1.1 %d %s\r\nContent-Type: text/html\r\n%sContent-Length: %zu\r\n"
             "Connection: close\r\n\r\n",
             status, status == 200 ? "OK" : "Other", more_headers, length);
    send_all(request->fd, head, strlen(head));
    send_all(request->fd, body, length);
}

void webboard_send_text(struct webboard_request *request, int status, const char *more_headers,
                        const char *text)
{
    webboard_send(request, status, more_headers, text, strlen(text));
}

void webboard_send_file(struct webboard_request *request, const struct webboard *board,
                        const char *path, const char *as)
{
    static char contents[BODY_MAX];
    char headers[256];
    FILE *file = path ? fopen(path, "rb") : NULL;
    size_t size = file ? fread(contents, 1, sizeof(contents), file) : 0;

    if (!file) {
        webboard_send_text(request, 404, "", "no such file");
        return;
    }
    fclose(file);
    snprintf(headers, sizeof(headers), "Content-Disposition: attachment; filename=%s\r\n", as);
    if (!webboard_has_fault(board, "cut")) {
        webboard_send(request, 200, headers, contents, size);
        return;
    }
    snprintf(headers, sizeof(headers), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", size);
    send_all(request->fd, headers, strlen(headers));
    send_all(request->fd, contents, size / 2);
}
