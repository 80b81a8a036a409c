/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boards that announce themselves by multicast DNS, by the avahi client library.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_announced.h"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <avahi-common/simple-watch.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { TYPES = 2 };

static const struct {
    const char *name;
    enum ota_via via;
} types[TYPES] = {{"_arduino._tcp", OTA_VIA_ARDUINO}, {"_esphomelib._tcp", OTA_VIA_ESPHOME}};

struct ota_announced {
    ota_announced_found *found;
    void *ctx;
    AvahiSimplePoll *poll;
    AvahiClient *client;
    AvahiServiceBrowser *browsers[TYPES];
    unsigned unfinished; /* browsers that expect more, and resolvers under way */
    bool failed;
};

static void take_address(struct ota_unit *unit, AvahiIfIndex interface, const AvahiAddress *address)
{
    char name[IF_NAMESIZE];

    avahi_address_snprint(unit->address, sizeof(unit->address), address);
    /* A link-local address has a meaning only with its interface. */
    if (address->proto == AVAHI_PROTO_INET6 && strncasecmp(unit->address, "fe80:", 5) == 0 &&
        if_indextoname((unsigned)interface, name)) {
        size_t used = strlen(unit->address);

        snprintf(unit->address + used, sizeof(unit->address) - used, "%%%s", name);
    }
}

static void resolved(AvahiServiceResolver *resolver, AvahiIfIndex interface, AvahiProtocol protocol,
                     AvahiResolverEvent event, const char *name, const char *type,
                     const char *domain, const char *host_name, const AvahiAddress *address,
                     uint16_t port, AvahiStringList *txt, AvahiLookupResultFlags flags, void *ctx)
{
    struct ota_announced *announced = ctx;
    struct ota_unit unit = {.port = port, .unit = -1};

    (void)protocol;
    (void)domain;
    (void)host_name;
    (void)flags;
    announced->unfinished--;
    if (event == AVAHI_RESOLVER_FOUND) {
        for (size_t i = 0; i < TYPES; i++) {
            if (strcmp(types[i].name, type) == 0)
                unit.via = types[i].via;
        }
        snprintf(unit.name, sizeof(unit.name), "%s", name);
        take_address(&unit, interface, address);
        for (; txt; txt = avahi_string_list_get_next(txt))
            ota_unit_take_txt(&unit, avahi_string_list_get_text(txt), avahi_string_list_get_size(txt));
        if (unit.via == OTA_VIA_ARDUINO)
            unit.chip = ota_chip_by_port(port);
        announced->found(announced->ctx, &unit);
    }
    avahi_service_resolver_free(resolver);
}

static void browsed(AvahiServiceBrowser *browser, AvahiIfIndex interface, AvahiProtocol protocol,
                    AvahiBrowserEvent event, const char *name, const char *type,
                    const char *domain, AvahiLookupResultFlags flags, void *ctx)
{
    struct ota_announced *announced = ctx;

    (void)browser;
    (void)flags;
    if (event == AVAHI_BROWSER_NEW) {
        if (avahi_service_resolver_new(announced->client, interface, protocol, name, type, domain,
                                       protocol, 0, resolved, announced))
            announced->unfinished++;
    } else if (event == AVAHI_BROWSER_ALL_FOR_NOW) {
        announced->unfinished--;
    } else if (event == AVAHI_BROWSER_FAILURE) {
        announced->failed = true;
    }
}

static void client_changed(AvahiClient *client, AvahiClientState state, void *ctx)
{
    (void)client;
    if (state == AVAHI_CLIENT_FAILURE)
        ((struct ota_announced *)ctx)->failed = true;
}

int ota_announced_open(struct ota_announced **out, ota_announced_found *found, void *ctx,
                       struct esp_fault *fault)
{
    struct ota_announced *announced = calloc(1, sizeof(*announced));
    int error = AVAHI_ERR_NO_MEMORY;

    *out = NULL;
    if (!announced)
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    announced->found = found;
    announced->ctx = ctx;
    announced->poll = avahi_simple_poll_new();
    if (announced->poll)
        announced->client = avahi_client_new(avahi_simple_poll_get(announced->poll), 0,
                                             client_changed, announced, &error);
    if (!announced->client) {
        ota_announced_close(announced);
        return esp_fail(fault, ESP_ERR_LINE, "avahi-daemon does not answer: %s",
                        avahi_strerror(error));
    }
    for (size_t i = 0; i < TYPES; i++) {
        announced->browsers[i] =
            avahi_service_browser_new(announced->client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC,
                                      types[i].name, NULL, 0, browsed, announced);
        if (!announced->browsers[i]) {
            error = avahi_client_errno(announced->client);
            ota_announced_close(announced);
            return esp_fail(fault, ESP_ERR_LINE, "avahi-daemon does not browse: %s",
                            avahi_strerror(error));
        }
        announced->unfinished++;
    }
    *out = announced;
    return ESP_OK;
}

int ota_announced_run(struct ota_announced *announced, int timeout_ms, struct esp_fault *fault)
{
    uint64_t deadline = esp_clock_after(timeout_ms);

    do {
        if (announced->failed || avahi_simple_poll_iterate(announced->poll, esp_clock_slice(deadline)) != 0)
            return esp_fail(fault, ESP_ERR_LINE, "avahi-daemon has gone");
    } while (esp_clock_left(deadline) > 0);
    return ESP_OK;
}

bool ota_announced_complete(const struct ota_announced *announced)
{
    return announced->unfinished == 0;
}

void ota_announced_close(struct ota_announced *announced)
{
    if (!announced)
        return;
    if (announced->client)
        avahi_client_free(announced->client); /* frees browsers and resolvers, too */
    if (announced->poll)
        avahi_simple_poll_free(announced->poll);
    free(announced);
}
