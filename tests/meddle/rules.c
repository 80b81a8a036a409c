/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules: which answers they apply to.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "meddle/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "esp/wire/protocol.h"
#include "meddle/kinds.h"

bool meddler_add_rule(struct meddler *m, const char *text)
{
    const char *colon = strchr(text, ':');
    struct rule rule = {.first = 1, .last = 1};
    char *end;

    if (!colon || m->count == RULES_MAX || !kind_find(text, (size_t)(colon - text), &rule.kind))
        return false;
    rule.any = strncmp(colon + 1, "any", 3) == 0;
    rule.op = (uint8_t)strtoul(colon + 1, &end, 16);
    if (rule.any)
        end = strpbrk(colon + 1, ":") ? strpbrk(colon + 1, ":") : (char *)"";
    if (*end == ':')
        rule.first = rule.last = (unsigned)strtoul(end + 1, &end, 10);
    if (*end == '-') {
        rule.last = strcmp(end, "-end") == 0 ? (unsigned)-1 : (unsigned)strtoul(end + 1, &end, 10);
        if (rule.last == (unsigned)-1)
            end = (char *)"";
    }
    m->rules[m->count++] = rule;
    return *end == '\0' && rule.first;
}

static const struct rule *match(struct meddler *m, uint8_t op)
{
    const struct rule *found = NULL;

    for (size_t i = 0; i < m->count; i++) {
        struct rule *rule = &m->rules[i];

        if (!rule->any && rule->op != op)
            continue;
        rule->seen++;
        if (!found && rule->seen >= rule->first && rule->seen <= rule->last)
            found = rule;
    }
    return found;
}

static void send_late(struct meddler *m)
{
    size_t size = m->late_size;

    m->late_size = 0;
    if (size)
        meddler_send(m, m->late, size);
}

void meddler_answer(struct meddler *m, const uint8_t *bytes, size_t size)
{
    static struct frame frame;
    bool held = m->late_size > 0;
    const struct rule *rule;

    if (meddler_muted(m))
        return;
    rule = size >= ESP_HEADER_SIZE + ESP_STATUS_SIZE ? match(m, bytes[1]) : NULL;
    memcpy(frame.bytes, bytes, size);
    frame.size = size;
    if (rule) {
        m->applied++;
        kind_apply(rule->kind, m, &frame);
    } else {
        meddler_send(m, bytes, size);
    }
    if (held)
        send_late(m);
}

void meddler_request(struct meddler *m, const uint8_t *frame, size_t size)
{
    if (size < ESP_HEADER_SIZE + 16 || frame[1] != ESP_OP_READ_REGION)
        return;
    m->asked[m->asked_count++ % REQUESTS] = (struct region_asked){
        .address = esp_get32(frame + ESP_HEADER_SIZE),
        .length = esp_get32(frame + ESP_HEADER_SIZE + 4),
        .tag = esp_get32(frame + ESP_HEADER_SIZE + 12),
    };
}
