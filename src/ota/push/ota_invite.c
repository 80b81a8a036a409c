/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invitation: from the first datagram to the board's connection.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Datagrams may be lost, late or doubled, and the board's side is simple: a board that waits
 * for the password's proof takes any other datagram as the end of that wait, and does not
 * answer it.  So an invitation may have to be sent twice.  The board's connection proves that
 * it agreed, even if its OK was lost.
 */
#include "ota/push/ota_invite.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "base/clock.h"
#include "ota/ota_socket.h"
#include "ota/push/ota_answer.h"
#include "ota/push/ota_auth.h"

enum {
    COMMAND_APPLICATION = 0,
    COMMAND_FILESYSTEM = 100,
    FIRST_WAIT_MS = 1000,
    /* A board checks the older proof at once.  10000 rounds of PBKDF2 take a second or two.
     * A board that took a doubled invitation for the proof never answers. */
    OLDER_PROOF_MS = 2000,
    NEWER_PROOF_MS = 5000,
    PROOFS = 3, /* for each invitation: a nonce that is lost or late is followed by another */
    AGREEMENTS = 2, /* OKs without a connection before this machine gives up */
};

enum phase {
    INVITED,
    ASKED, /* the board has the proof of the password, and must say whether it is right */
    AGREED, /* the board said OK, and must connect */
};

struct invitation {
    const struct ota_routes *routes;
    const struct ota_push_request *request;
    struct ota_push_result *result;
    char md5[OTA_NONCE_MD5 + 1];
    enum phase phase;
    uint64_t deadline_ms;
    unsigned attempts; /* invitations that were sent */
    unsigned agreements;
    unsigned proofs; /* since the last invitation */
    unsigned route; /* the one in use */
    bool heard; /* the board answered on this route */
    bool port_closed; /* an ICMP message said so */
    bool by_md5; /* the newer way with the password's MD5 */
    bool proof_repeated;
    char nonce[OTA_NONCE_SHA256 + 1]; /* of the last proof */
    char proof[OTA_AUTH_MESSAGE_MAX + 1];
    char strange[OTA_TEXT_MAX]; /* an answer that makes no sense */
    char stranger[OTA_ADDRESS_MAX]; /* from which somebody connected; empty: nobody did */
};

static void tell(const struct invitation *invitation, const char *format, unsigned number)
{
    char text[160];

    if (!invitation->request->step)
        return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof(text), format, number);
#pragma GCC diagnostic pop
    invitation->request->step(invitation->request->ctx, text);
}

static void wait_for(struct invitation *invitation, unsigned ms)
{
    invitation->deadline_ms = esp_clock_after((int)ms);
}

static void wait_for_verdict(struct invitation *invitation)
{
    unsigned ms = ota_auth_is_new(invitation->nonce) ? NEWER_PROOF_MS : OLDER_PROOF_MS;

    wait_for(invitation,
             ms < invitation->request->timeout_ms ? ms : invitation->request->timeout_ms);
}

static void send_datagram(const struct invitation *invitation, const char *text)
{
    /* An error, such as ECONNREFUSED for the datagram before, is like a loss: the time-out
     * handles it. */
    (void)!ota_socket_send(invitation->routes->routes[invitation->route].udp, text, strlen(text));
}

/* Sends an invitation.  The first ones wait shortly, because one datagram is soon lost. */
static void invite(struct invitation *invitation)
{
    const struct ota_push_request *request = invitation->request;
    unsigned wait_ms = (unsigned)FIRST_WAIT_MS << (invitation->attempts < 6 ? invitation->attempts : 6);
    char message[96];

    if (!invitation->heard)
        invitation->route = invitation->attempts % invitation->routes->count;
    invitation->attempts++;
    invitation->proofs = 0;
    snprintf(message, sizeof(message), "%d %u %zu %s\n",
             request->filesystem ? COMMAND_FILESYSTEM : COMMAND_APPLICATION,
             invitation->routes->routes[invitation->route].port, request->size, invitation->md5);
    tell(invitation, "invitation %u", invitation->attempts);
    invitation->phase = INVITED;
    send_datagram(invitation, message);
    wait_for(invitation, wait_ms < request->timeout_ms ? wait_ms : request->timeout_ms);
}

static int fail(struct invitation *invitation, enum ota_outcome outcome, int err)
{
    invitation->result->outcome = outcome;
    return err;
}

/* Nobody came, in the words of what was seen. */
static int give_up(struct invitation *invitation)
{
    const struct ota_push_request *request = invitation->request;
    struct esp_fault *fault = &invitation->result->fault;
    unsigned port = invitation->routes->routes[invitation->route].port;

    if (invitation->agreements > 0 && invitation->stranger[0] != '\0')
        esp_fail(fault, ESP_ERR_TIMEOUT,
                 "the board agreed, and a connection came from %s, which is not its address %s: if "
                 "both are the board's, --address=%s names the other",
                 invitation->stranger, invitation->routes->routes[invitation->route].text,
                 invitation->stranger);
    else if (invitation->agreements > 0)
        esp_fail(
            fault, ESP_ERR_TIMEOUT,
            "the board agreed, but did not connect to TCP port %u of this machine: a firewall may "
            "stop it (--host-port names ports to open)%s",
            port,
            request->chip->later
                ? ", or the image is larger than the board's slot, which this core tells nobody"
                : "");
    else if (invitation->phase == ASKED)
        esp_fail(fault, ESP_ERR_TIMEOUT,
                 "the board asked for the password, and did not answer then");
    else if (invitation->strange[0] != '\0')
        esp_fail(fault, ESP_ERR_PROTOCOL, "the board answered '%s' to the invitation",
                 invitation->strange);
    else if (invitation->heard)
        esp_fail(fault, ESP_ERR_TIMEOUT, "the board answered at first, and then no more");
    else if (invitation->port_closed)
        esp_fail(fault, ESP_ERR_TIMEOUT, "nothing takes updates at UDP port %u there",
                 request->port);
    else
        esp_fail(fault, ESP_ERR_TIMEOUT,
                 "no answer to %u invitations at UDP port %u: is the board on, in this network, "
                 "and does its application take updates (ArduinoOTA)?",
                 invitation->attempts, request->port);
    return fail(invitation, OTA_FAILED, ESP_ERR_TIMEOUT);
}

/* The time for an answer is over.  Returns ESP_OK if there is something left to try. */
static int time_out(struct invitation *invitation)
{
    if (invitation->phase == ASKED && !invitation->proof_repeated) {
        invitation->proof_repeated = true;
        send_datagram(invitation, invitation->proof);
        wait_for_verdict(invitation);
        return ESP_OK;
    }
    if (invitation->phase == AGREED && ++invitation->agreements >= AGREEMENTS)
        return give_up(invitation);
    if (invitation->attempts >= invitation->request->retries)
        return give_up(invitation);
    invite(invitation);
    return ESP_OK;
}

static int prove(struct invitation *invitation, const char *nonce)
{
    const char *password;

    if (strcmp(nonce, invitation->nonce) == 0)
        return ESP_OK; /* the same question, doubled on its way */
    if (invitation->proofs++ == PROOFS) {
        esp_fail(&invitation->result->fault, ESP_ERR_PROTOCOL,
                 "the board asks for the password again and again");
        return fail(invitation, OTA_FAILED, ESP_ERR_PROTOCOL);
    }
    tell(invitation,
         ota_auth_is_new(nonce) ? "the board asks for the password, in the newer way (PBKDF2)%.0u"
                                : "the board asks for the password, in the older way (MD5)%.0u",
         0);
    password = invitation->request->password
                   ? invitation->request->password(invitation->request->ctx)
                   : NULL;
    if (!password) {
        esp_fail(&invitation->result->fault, ESP_ERR_ARG, "the board asks for a password");
        return fail(invitation, OTA_NO_PASSWORD, ESP_ERR_ARG);
    }
    if (!ota_auth_message(invitation->proof, password, nonce, invitation->by_md5)) {
        esp_fail(&invitation->result->fault, ESP_ERR_UNSUPPORTED,
                 "this machine's libcrypto cannot compute the proof of the password");
        return fail(invitation, OTA_LOCAL, ESP_ERR_UNSUPPORTED);
    }
    strcpy(invitation->nonce, nonce);
    invitation->phase = ASKED;
    invitation->proof_repeated = false;
    send_datagram(invitation, invitation->proof);
    wait_for_verdict(invitation);
    return ESP_OK;
}

/* A board of the newer way may have been given the MD5 of the password.  Each try needs an
 * invitation of its own. */
static int denied(struct invitation *invitation)
{
    if (invitation->phase != ASKED)
        return ESP_OK; /* doubled */
    if (!ota_auth_is_new(invitation->nonce) || invitation->by_md5) {
        esp_fail(&invitation->result->fault, ESP_ERR_ARG,
                 "the board says that the password is wrong");
        return fail(invitation, OTA_WRONG_PASSWORD, ESP_ERR_ARG);
    }
    tell(invitation, "the board did not take the password's SHA-256; trying its MD5%.0u", 0);
    invitation->by_md5 = true;
    invite(invitation);
    return ESP_OK;
}

static int refused(struct invitation *invitation, const struct ota_error_words *error)
{
    struct ota_push_result *result = invitation->result;

    result->code = error->has_code ? ota_code_find(invitation->request->chip, error->code)
                                   : ota_code_by_words(invitation->request->chip, error->text,
                                                       strlen(error->text));
    if (error->has_code)
        esp_fail(&result->fault, ESP_ERR_STATUS, "error %u: %s", error->code, error->text);
    else
        esp_fail(&result->fault, ESP_ERR_STATUS, "%s", error->text);
    return fail(invitation, OTA_REFUSED, ESP_ERR_STATUS);
}

static int take_reply(struct invitation *invitation, unsigned route, const struct ota_reply *reply)
{
    if (reply->kind == OTA_REPLY_STRANGE) {
        memcpy(invitation->strange, reply->error.text, sizeof(invitation->strange));
        return ESP_OK;
    }
    invitation->heard = true;
    invitation->route = route;
    switch (reply->kind) {
    case OTA_REPLY_AUTH:
        return prove(invitation, reply->nonce);
    case OTA_REPLY_DENIED:
        return denied(invitation);
    case OTA_REPLY_ERROR:
        return refused(invitation, &reply->error);
    default:
        break;
    }
    if (invitation->phase != AGREED) {
        invitation->phase = AGREED;
        wait_for(invitation, invitation->request->timeout_ms);
    }
    return ESP_OK;
}

static int take_datagram(struct invitation *invitation, unsigned route)
{
    char data[256];
    ssize_t size = recv(invitation->routes->routes[route].udp, data, sizeof(data), 0);
    struct ota_reply reply;

    if (size < 0) {
        invitation->port_closed |= errno == ECONNREFUSED;
        return ESP_OK;
    }
    ota_reply_parse(&reply, data, (size_t)size);
    return take_reply(invitation, route, &reply);
}

/* Waits for a short time, and takes what comes.  Sets *connection if the board connects. */
static int listen_shortly(struct invitation *invitation, int *connection)
{
    struct pollfd fds[2 * OTA_ROUTES_MAX];
    unsigned count = invitation->routes->count;
    int err = ESP_OK;

    for (unsigned i = 0; i < count; i++) {
        fds[2 * i] = (struct pollfd){invitation->routes->routes[i].listener, POLLIN, 0};
        fds[2 * i + 1] = (struct pollfd){invitation->routes->routes[i].udp, POLLIN, 0};
    }
    if (poll(fds, 2 * count, esp_clock_slice(invitation->deadline_ms)) <= 0)
        return ESP_OK;
    for (unsigned i = 0; i < count && *connection < 0; i++) {
        if (fds[2 * i].revents)
            *connection = ota_route_accept(&invitation->routes->routes[i], invitation->stranger);
        if (*connection >= 0)
            invitation->route = i;
    }
    for (unsigned i = 0; i < count && *connection < 0 && err == ESP_OK; i++) {
        if (fds[2 * i + 1].revents)
            err = take_datagram(invitation, i);
    }
    return err;
}

int ota_invite(const struct ota_routes *routes, const struct ota_push_request *request,
               struct ota_push_result *result, int *connection)
{
    struct invitation invitation = {.routes = routes, .request = request, .result = result};
    int err = ESP_OK;

    *connection = -1;
    if (!ota_md5_hex(invitation.md5, request->data, request->size)) {
        esp_fail(&result->fault, ESP_ERR_UNSUPPORTED, "this machine's libcrypto has no MD5");
        return fail(&invitation, OTA_LOCAL, ESP_ERR_UNSUPPORTED);
    }
    invite(&invitation);
    while (err == ESP_OK && *connection < 0) {
        if (request->cancel && *request->cancel)
            err = fail(&invitation, OTA_FAILED, ESP_ERR_CANCELLED);
        else if (esp_clock_left(invitation.deadline_ms) == 0)
            err = time_out(&invitation);
        else
            err = listen_shortly(&invitation, connection);
    }
    snprintf(result->address, sizeof(result->address), "%s", routes->routes[invitation.route].text);
    result->unprotected = invitation.nonce[0] == '\0';
    result->older_hash = invitation.by_md5;
    OPENSSL_cleanse(invitation.proof, sizeof(invitation.proof));
    return err;
}
