/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board's web server: passwords.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * As ESP8266WebServer's authenticate(): it takes Basic and Digest, whatever it asked for.
 */
#include "sim/ota/web/webboard.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

static void md5_hex(char out[33], const char *text)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    EVP_Digest(text, strlen(text), sum, &length, EVP_md5(), NULL);
    for (unsigned i = 0; i < 16; i++)
        sprintf(out + 2 * i, "%02x", sum[i]);
}

/* The value of a key in a header of Digest, with or without quotes. */
static void digest_value(char *out, size_t size, const char *header, const char *key)
{
    char text[24];

    *out = '\0';
    for (int spaced = 0; spaced < 2; spaced++) {
        snprintf(text, sizeof(text), "%c%s=", spaced ? ',' : ' ', key);
        const char *at = strstr(header, text);

        if (!at)
            continue;
        at += strlen(text);
        at += *at == '"';
        snprintf(out, size, "%.*s", (int)strcspn(at, "\","), at);
        return;
    }
}

static bool digest_right(const struct webboard *board, const struct webboard_request *request,
                         const char *header)
{
    char nonce[64], nc[16], cnonce[128], realm[128], uri[192], response[64];
    char text[512], first[33], second[33], wanted[33];

    digest_value(nonce, sizeof(nonce), header, "nonce");
    digest_value(nc, sizeof(nc), header, "nc");
    digest_value(cnonce, sizeof(cnonce), header, "cnonce");
    digest_value(realm, sizeof(realm), header, "realm");
    digest_value(uri, sizeof(uri), header, "uri");
    digest_value(response, sizeof(response), header, "response");
    if (strcmp(nonce, board->nonce) != 0)
        return false;
    snprintf(text, sizeof(text), "%s:%s:%s", board->user, realm, board->password);
    md5_hex(first, text);
    snprintf(text, sizeof(text), "%s:%s", request->method, uri);
    md5_hex(second, text);
    snprintf(text, sizeof(text), "%s:%s:%s:%s:auth:%s", first, nonce, nc, cnonce, second);
    md5_hex(wanted, text);
    return strcmp(response, wanted) == 0;
}

bool webboard_authenticated(const struct webboard *board, const struct webboard_request *request)
{
    char header[768], plain[256], coded[352] = "Basic ";

    if (!board->password)
        return true;
    if (!webboard_header(request, "Authorization", header, sizeof(header)))
        return false;
    if (strncmp(header, "Digest ", 7) == 0)
        return digest_right(board, request, header);
    snprintf(plain, sizeof(plain), "%s:%s", board->user, board->password);
    EVP_EncodeBlock((unsigned char *)coded + 6, (const unsigned char *)plain, (int)strlen(plain));
    return strcmp(header, coded) == 0;
}

void webboard_ask_password(struct webboard *board, struct webboard_request *request, bool digest)
{
    char headers[256];

    if (digest) {
        md5_hex(board->nonce, request->path);
        snprintf(headers, sizeof(headers),
                 "WWW-Authenticate: Digest realm=\"Login Required (default user: %s)\", "
                 "qop=\"auth\", nonce=\"%s\", opaque=\"%s\"\r\n",
                 board->user, board->nonce, board->nonce);
    } else {
        snprintf(headers, sizeof(headers), "WWW-Authenticate: Basic realm=\"Login Required\"\r\n");
    }
    webboard_send_text(request, 401, headers, "");
}
