/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation with a board's web server.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What the servers of these firmwares need (WebServer's Parsing.cpp of both cores, Tasmota's
 * HttpCheckPriviledgedAccess(), HTTPUpdateServer.h of the later core):
 * - no "Expect: 100-continue", which they do not answer;
 * - the length of the request in front, no chunks;
 * - a Referer that begins with the board's own address, else Tasmota closes the connection
 *   without a word; a name that only our network knows for the board does not do;
 * - an Origin that is the same as the Host, else the update server of the later core says
 *   "Wrong origin received";
 * - a connection for each request.
 */
#include "ota/web/webclient.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "ota/web/weburl.h"

enum {
    REDIRECTIONS = 3,
    GET_LIMIT_S = 180,  /* of a page that arrives byte by byte */
    POST_LIMIT_S = 900,
    /* A board takes 20 to 200 KB/s.  A large buffer in this machine would take the file in a
     * moment, and the board would then seem to be silent. */
    SEND_BUFFER = 16 * 1024,
};

struct ota_web {
    struct ota_web_options options;
    CURL *curl;
    struct ota_web_url url;
    char address[64]; /* the number of the board's address; empty: not connected yet */
    bool clear_text_denied;
    unsigned long auth; /* how the board wants the password; CURLAUTH_NONE: not at all */
    /* the request under way */
    struct ota_web_reply *reply;
    size_t limit;         /* bytes of a body */
    uint64_t transferred; /* bytes, in both directions */
    uint64_t alive_ms;    /* when the last byte went or came */
    bool late, too_long, sending;
};

int ota_web_open(struct ota_web **out, const struct ota_web_options *options,
                 struct esp_fault *fault)
{
    struct ota_web *web = calloc(1, sizeof(*web));
    int err;

    *out = NULL;
    if (!web || curl_global_init(CURL_GLOBAL_DEFAULT) || !(web->curl = curl_easy_init())) {
        err = esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    } else {
        web->options = *options;
        web->auth = CURLAUTH_NONE;
        err = ota_web_url_parse(&web->url, options->url, fault);
    }
    if (err)
        ota_web_close(web);
    else
        *out = web;
    return err;
}

void ota_web_close(struct ota_web *web)
{
    if (!web)
        return;
    curl_easy_cleanup(web->curl);
    ota_web_url_free(&web->url);
    free(web);
}

const char *ota_web_host(const struct ota_web *web)
{
    return web->url.host;
}

const char *ota_web_path(const struct ota_web *web)
{
    return web->url.path;
}

void ota_web_set_password(struct ota_web *web, const char *text)
{
    web->options.password = text;
    web->auth = CURLAUTH_NONE;
}

bool ota_web_clear_text_denied(const struct ota_web *web)
{
    return web->clear_text_denied;
}

int ota_web_timeout(const struct ota_web *web)
{
    return web->options.timeout_ms;
}

void ota_web_set_timeout(struct ota_web *web, int timeout_ms)
{
    web->options.timeout_ms = timeout_ms;
}

void ota_web_reply_free(struct ota_web_reply *reply)
{
    free(reply->body);
    *reply = (struct ota_web_reply){0};
}

static size_t take_body(char *data, size_t one, size_t count, void *ctx)
{
    struct ota_web *web = ctx;
    struct ota_web_reply *reply = web->reply;
    size_t size = one * count;

    if (size > web->limit - reply->length) {
        web->too_long = true;
        return 0;
    }
    char *body = realloc(reply->body, reply->length + size + 1);

    if (!body)
        return 0;
    memcpy(body + reply->length, data, size);
    reply->body = body;
    reply->length += size;
    body[reply->length] = '\0';
    return size;
}

static size_t take_header(char *data, size_t one, size_t count, void *ctx)
{
    static const char server[] = "Server:";
    struct ota_web_reply *reply = ((struct ota_web *)ctx)->reply;
    size_t size = one * count, at = sizeof(server) - 1;

    if (size > at && strncasecmp(data, server, at) == 0) {
        while (at < size && data[at] == ' ')
            at++;
        snprintf(reply->server, sizeof(reply->server), "%.*s", (int)(size - at), data + at);
        reply->server[strcspn(reply->server, "\r\n")] = '\0';
    }
    return size;
}

/* Ends the transfer if the caller asks for it, or if nothing has moved for a while. */
static int watch(void *ctx, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
                 curl_off_t ulnow)
{
    struct ota_web *web = ctx;
    uint64_t transferred = (uint64_t)dlnow + (uint64_t)ulnow, now = esp_clock_ms();

    (void)dltotal;
    if (transferred != web->transferred) {
        web->transferred = transferred;
        web->alive_ms = now;
        if (web->sending && web->options.progress && ultotal > 0 && ulnow > 0)
            web->options.progress(web->options.ctx, (uint64_t)ulnow, (uint64_t)ultotal);
    }
    web->late = now - web->alive_ms > (uint64_t)web->options.timeout_ms;
    return web->late || (web->options.cancel && *web->options.cancel);
}

static int set_up_socket(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
    int bytes = SEND_BUFFER;

    (void)ctx;
    (void)purpose;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
    return CURL_SOCKOPT_OK;
}

/* The password, in the way in which the board wants it. */
static void set_password(struct ota_web *web)
{
    const char *user = web->options.user ? web->options.user : web->url.user ? web->url.user : "admin";

    curl_easy_setopt(web->curl, CURLOPT_HTTPAUTH, (long)web->auth);
    if (web->auth == CURLAUTH_NONE)
        return;
    curl_easy_setopt(web->curl, CURLOPT_USERNAME, user);
    curl_easy_setopt(web->curl, CURLOPT_PASSWORD, web->options.password);
}

static void set_up(struct ota_web *web, const char *url, struct curl_slist *headers)
{
    CURL *curl = web->curl;
    char referer[96];

    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); /* a board is in this network */
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)web->options.timeout_ms);
    curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, set_up_socket);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, web);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, web);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, web);
    if (web->address[0])
        snprintf(referer, sizeof(referer), strchr(web->address, ':') ? "http://[%s]/" : "http://%s/",
                 web->address);
    curl_easy_setopt(curl, CURLOPT_REFERER, web->address[0] ? referer : NULL);
    set_password(web);
}

static int why(const struct ota_web *web, CURLcode code, struct esp_fault *fault)
{
    if (web->options.cancel && *web->options.cancel)
        return esp_fail(fault, ESP_ERR_CANCELLED, "stopped");
    if (web->late || code == CURLE_OPERATION_TIMEDOUT)
        return esp_fail(fault, ESP_ERR_TIMEOUT, "no answer in time");
    if (web->too_long)
        return esp_fail(fault, ESP_ERR_PROTOCOL, "the answer is longer than %zu bytes", web->limit);
    switch (code) {
    case CURLE_OUT_OF_MEMORY:
    case CURLE_WRITE_ERROR:
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    case CURLE_COULDNT_RESOLVE_HOST:
        return esp_fail(fault, ESP_ERR_LINE, "no address has this name");
    case CURLE_COULDNT_CONNECT:
        return esp_fail(fault, ESP_ERR_LINE, "no connection to its web server");
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return esp_fail(fault, ESP_ERR_PROTOCOL, "the board closed the connection without an answer");
    default:
        return esp_fail(fault, ESP_ERR_PROTOCOL, "%s", curl_easy_strerror(code));
    }
}

/* Sends the request that is set up, and takes the reply. */
static int perform(struct ota_web *web, struct ota_web_reply *reply, struct esp_fault *fault)
{
    char *address = NULL, *location = NULL;

    ota_web_reply_free(reply);
    reply->body = calloc(1, 1);
    if (!reply->body)
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    web->reply = reply;
    web->late = web->too_long = false;
    web->transferred = 0;
    web->alive_ms = esp_clock_ms();
    CURLcode code = curl_easy_perform(web->curl);

    curl_easy_getinfo(web->curl, CURLINFO_RESPONSE_CODE, &reply->status);
    if (curl_easy_getinfo(web->curl, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address &&
        address[0])
        snprintf(web->address, sizeof(web->address), "%s", address);
    if (curl_easy_getinfo(web->curl, CURLINFO_REDIRECT_URL, &location) == CURLE_OK && location)
        snprintf(reply->location, sizeof(reply->location), "%s", location);
    if (code == CURLE_OK)
        return ESP_OK;
    /* A board that restarts after its answer may not have closed the connection in order. */
    if (reply->status >= 200 && reply->length > 0 &&
        (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_PARTIAL_FILE)) {
        reply->cut = true;
        return ESP_OK;
    }
    return why(web, code, fault);
}

static int get_once(struct ota_web *web, const char *url, struct ota_web_reply *reply,
                    struct esp_fault *fault)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Connection: close");

    if (!headers)
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    set_up(web, url, headers);
    curl_easy_setopt(web->curl, CURLOPT_MIMEPOST, NULL);
    curl_easy_setopt(web->curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(web->curl, CURLOPT_TIMEOUT, (long)GET_LIMIT_S);
    int err = perform(web, reply, fault);

    curl_slist_free_all(headers);
    return err;
}

/* After a "401": the way in which the board wants the password, if it is a way that we know. */
static bool learn_auth(struct ota_web *web)
{
    bool clear = strncmp(web->url.origin, "http://", 7) == 0;
    long offered = 0;

    if (web->auth != CURLAUTH_NONE)
        return false;
    curl_easy_getinfo(web->curl, CURLINFO_HTTPAUTH_AVAIL, &offered);
    bool digest = (unsigned long)offered & CURLAUTH_DIGEST;
    bool basic = (unsigned long)offered & CURLAUTH_BASIC;

    web->clear_text_denied = basic && !digest && clear && web->options.no_clear_text;
    if (!web->options.password || web->clear_text_denied)
        return false;
    if (digest)
        web->auth = CURLAUTH_DIGEST;
    else if (basic)
        web->auth = CURLAUTH_BASIC;
    return web->auth != CURLAUTH_NONE;
}

int ota_web_get(struct ota_web *web, const char *path, size_t limit, struct ota_web_reply *reply,
                struct esp_fault *fault)
{
    size_t origin = strlen(web->url.origin);
    char *url = NULL;
    int err;

    if (asprintf(&url, "%s%s", web->url.origin, path) < 0)
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    web->limit = limit;
    web->sending = false;
    for (unsigned redirections = 0;; redirections++) {
        err = get_once(web, url, reply, fault);
        if (!err && reply->status == 401 && learn_auth(web))
            err = get_once(web, url, reply, fault);
        /* Only the board itself gets the password, and later the image. */
        if (err || reply->status / 100 != 3 || redirections == REDIRECTIONS ||
            strncmp(reply->location, web->url.origin, origin) != 0 || reply->location[origin] != '/')
            break;
        free(url);
        url = strdup(reply->location);
        if (!url)
            return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    }
    free(url);
    return err;
}

int ota_web_post(struct ota_web *web, const char *path, const struct ota_web_file *file,
                 struct ota_web_reply *reply, struct esp_fault *fault)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Connection: close"), *more = NULL;
    curl_mime *form = curl_mime_init(web->curl);
    curl_mimepart *part = form ? curl_mime_addpart(form) : NULL;
    char *url = NULL, *origin = NULL;
    int err = ESP_ERR_NOMEM;

    if (headers && asprintf(&origin, "Origin: %s", web->url.origin) >= 0 &&
        (more = curl_slist_append(headers, origin)))
        more = curl_slist_append(headers, "Expect:");
    if (more && part && asprintf(&url, "%s%s", web->url.origin, path) >= 0 &&
        curl_mime_name(part, file->field) == CURLE_OK &&
        curl_mime_filename(part, file->name) == CURLE_OK &&
        curl_mime_type(part, "application/octet-stream") == CURLE_OK &&
        curl_mime_data(part, (const char *)file->data, file->size) == CURLE_OK) {
        set_up(web, url, headers);
        curl_easy_setopt(web->curl, CURLOPT_MIMEPOST, form);
        curl_easy_setopt(web->curl, CURLOPT_TIMEOUT, (long)POST_LIMIT_S);
        web->limit = 256 * 1024;
        web->sending = true;
        err = perform(web, reply, fault);
        /* Some sketches show their form to all, and ask for the password only now. */
        if (!err && reply->status == 401 && learn_auth(web)) {
            set_password(web);
            err = perform(web, reply, fault);
        }
        curl_easy_setopt(web->curl, CURLOPT_MIMEPOST, NULL);
    } else {
        esp_fail(fault, err, "out of memory");
    }
    curl_mime_free(form);
    curl_slist_free_all(headers);
    free(origin);
    free(url);
    return err;
}
