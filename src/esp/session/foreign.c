/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Espressif's stub in place of ours: uploading and starting it, its rate, its recovery.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "esp/foreign/foreigncmd.h"
#include "esp/foreign/stubfile.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"

enum {
    GREETING_MS = 700,
    AGAIN_MS = 4500, /* to synchronise for another try */
    STARTS = 4,
    LOOK_AGAIN = 4,  /* at a word of the memory, before it counts as wrong */
    SYNCS = 4,
    DRAIN_MS = 200,  /* added to the time on the line of what the stub may be sending */
    QUIET_MS = 60,
    QUIET_REMOTE_MS = 400,
    CHANGE_MS = 25, /* the stub answers, waits 10 ms, and then changes its rate */
    PROBES = 4,
    PROBE_MS = 100,
    PROBE_REMOTE_MS = 400,
};

/* ---- does the stub fit this chip? ---- */

static bool in_memory(const struct esp_memory *memory, uint32_t address, size_t size)
{
    for (; memory->end; memory++)
        if (address >= memory->start && address < memory->end &&
            size <= memory->end - address)
            return true;
    return false;
}

static int misfit(struct esp_session *s, const char *what, uint32_t address, size_t size)
{
    return esp_fail(&s->fault, ESP_ERR_ARG,
                    "the stub is not for this chip: the %s's programs cannot have %s at 0x%08x "
                    "(%zu bytes)", s->board.chip_name, what, (unsigned)address, size);
}

static int check_fit(struct esp_session *s)
{
    const struct esp_memory *memory = s->board.family->memory;
    const struct esp_stubfile *stub = s->foreign;

    if (!memory)
        return esp_fail(&s->fault, ESP_ERR_UNSUPPORTED,
                        "it is not known where the %s keeps programs", s->board.chip_name);
    for (unsigned i = 0; i < stub->count; i++)
        if (!in_memory(memory, stub->parts[i].address, stub->parts[i].size))
            return misfit(s, stub->parts[i].name, stub->parts[i].address, stub->parts[i].size);
    return stub->bss && !in_memory(memory, stub->bss, 1) ? misfit(s, "variables", stub->bss, 0)
                                                         : 0;
}

/* ---- starting ---- */

/* Compares a word with the chip's memory, again and again if an answer was damaged. */
static int check_word(struct esp_session *s, uint32_t address, uint32_t wanted)
{
    uint32_t value;

    for (int i = 0; i < LOOK_AGAIN; i++) {
        int err = esp_read_reg(&s->link, address, &value);

        if (err || value == wanted)
            return err;
    }
    return esp_fail(&s->fault, ESP_ERR_STUB, "it was damaged on its way");
}

/* The check sum of a block is one byte, which hides one damaged block in 256.  So on a line
 * that damages, the loader reads all of the part back. */
static int check_part(struct esp_session *s, const struct esp_stubfile_part *part)
{
    int err = 0;

    for (size_t at = 0, n; at + 4 <= part->size && !err; at += 4 * n) {
        uint32_t addresses[ESP_REG_READS_MAX], values[ESP_REG_READS_MAX];

        for (n = 0; n < ESP_REG_READS_MAX && at + 4 * n + 4 <= part->size; n++)
            addresses[n] = part->address + (uint32_t)(at + 4 * n);
        err = esp_read_regs(&s->link, addresses, n, values);
        for (size_t i = 0; i < n && !err; i++)
            if (values[i] != esp_get32(part->bytes + at + 4 * i))
                err = check_word(s, addresses[i], esp_get32(part->bytes + at + 4 * i));
        if (!err)
            esp_link_achieved(&s->link);
    }
    return err;
}

static int load(struct esp_session *s)
{
    uint64_t odd = s->link.damaged + s->link.resent + s->link.repeated;
    const struct esp_stubfile *stub = s->foreign;
    int err = 0;

    for (unsigned i = 0; i < stub->count && !err; i++)
        err = esp_load_program(&s->link, stub->parts[i].bytes, stub->parts[i].size,
                               stub->parts[i].address);
    if (s->link.damaged + s->link.resent + s->link.repeated == odd)
        return err;
    for (unsigned i = 0; i < stub->count && !err; i++)
        err = check_part(s, &stub->parts[i]);
    return err;
}

/* Sends SYNC.  Only a stub answers with the value 0. */
static int greet(struct esp_session *s, int tries)
{
    int ms = esp_transport_patience_ms(s->transport, PROBE_MS, PROBE_REMOTE_MS);
    int err = ESP_ERR_TIMEOUT;
    uint32_t value = 0;

    s->link.one_by_one = true;
    for (int i = 0; i < tries && err && !esp_session_hopeless(err); i++) {
        err = esp_sync(&s->link, &value, ms);
        if (!err)
            err = esp_sync_settle(&s->link);
    }
    if (!err && value != 0)
        err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "the loader answers, and not the stub");
    if (!err)
        s->state = ESP_STATE_FOREIGN;
    return err;
}

/* Without the greeting, a stub may run whose greeting was damaged: SYNC tells. */
static int start(struct esp_session *s)
{
    bool silent = false;
    int err = load(s);

    if (!err)
        err = esp_session_start_program(s, s->foreign->entry);
    s->state = ESP_STATE_OPEN;
    if (!err)
        err = esp_await_greeting(&s->link, esp_transport_patience_ms(s->transport, GREETING_MS,
                                                                     GREETING_MS));
    silent = err == ESP_ERR_TIMEOUT;
    if (!err || silent)
        err = greet(s, SYNCS);
    if (silent && err && !esp_session_hopeless(err))
        return esp_fail(&s->fault, ESP_ERR_STUB, "it does not greet");
    return err ? err : esp_session_check_identity(s);
}

/* Source of the names: esptool 5.3.1, stub_json_name() in loader.py and esp32p4.py. */
void esp_session_stub_name(const struct esp_session *s, char name[ESP_STUB_NAME])
{
    const struct esp_family *family = s->board.family;
    size_t used = 0;

    for (const char *c = family ? family->facts->name : ""; *c && used < ESP_STUB_NAME - 8; c++)
        if (*c != '-')
            name[used++] = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    name[used] = '\0';
    if (family && s->identity.revision_number < family->early_before)
        snprintf(name + used, ESP_STUB_NAME - used, "-rev1");
}

int esp_session_start_foreign(struct esp_session *s)
{
    struct esp_fault why;
    int err;

    if (s->state != ESP_STATE_ROM || !s->board.family)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    err = s->foreign->count ? check_fit(s)
                            : esp_fail(&s->fault, ESP_ERR_ARG, "no stub is there to start");
    if (err)
        return err;
    err = start(s);
    for (int i = 1; i < STARTS && err && !esp_session_hopeless(err) && esp_session_has_lines(s);
         i++) {
        why = s->fault;
        err = esp_session_sync(s, AGAIN_MS);
        s->fault = err ? why : s->fault;
        if (!err && s->state == ESP_STATE_ROM)
            err = start(s);
        if (err == ESP_ERR_STUB) /* without damage it will fail again, too */
            i++;
    }
    if (err && !esp_session_hopeless(err)) {
        why = s->fault;
        s->state = ESP_STATE_OPEN;
        return esp_fail(&s->fault, ESP_ERR_STUB,
                        "the stub of --stub does not start: %.150s; --no-stub works without a stub",
                        why.text[0] ? why.text : esp_strerror(err));
    }
    if (!err)
        esp_session_reached(s, ESP_STUB_STARTED);
    return err;
}

/* ---- the rate ---- */

/* Does the stub answer at this rate? */
static int probe(struct esp_session *s, uint32_t baud)
{
    int err = esp_transport_set_baud(s->transport, baud);

    if (!err)
        err = esp_transport_idle(s->transport, CHANGE_MS);
    if (!err)
        err = esp_link_discard(&s->link);
    return err ? err : greet(s, PROBES);
}

/* ESP_ERR_UNSUPPORTED if the rate does not work and the stub is back at the old rate. */
static int change_rate(struct esp_session *s, uint32_t baud)
{
    uint32_t before = s->transport->baud;
    int err = esp_transport_set_baud(s->transport, baud), back;

    /* The chip must not go to a rate that the port does not have. */
    back = esp_transport_set_baud(s->transport, before);
    if (err || back)
        return err ? err : back;
    err = esp_foreign_rate(&s->link, baud, before);
    if (err && err != ESP_ERR_TIMEOUT && err != ESP_ERR_STATUS)
        return err;
    err = probe(s, baud);
    if (!err || esp_session_hopeless(err))
        return err;
    /* The stub stays at a rate that does not work, unless it hears this by luck. */
    err = esp_foreign_rate(&s->link, before, baud);
    if (!esp_session_hopeless(err))
        err = probe(s, before);
    return err ? err : esp_fail(&s->fault, ESP_ERR_UNSUPPORTED, "%u baud does not work",
                                (unsigned)baud);
}

/* The stub answers neither at this rate nor at the old one. */
static int start_again(struct esp_session *s)
{
    int err = ESP_ERR_TIMEOUT;

    if (esp_session_has_lines(s))
        err = esp_session_sync(s, AGAIN_MS);
    if (!err && s->state == ESP_STATE_ROM)
        err = esp_session_start_foreign(s);
    return err && !esp_session_hopeless(err) ? esp_session_dead(s) : err;
}

/* Without reset lines the board cannot be reset after a rate that does not work.  Therefore the
 * board keeps its rate, unless the user asks for another rate. */
int esp_session_raise_foreign(struct esp_session *s)
{
    uint32_t baud = s->baud ? s->baud : 921600;
    int err = 0;

    if (!s->transport->has_baud || (!s->baud && !esp_session_has_lines(s)))
        return 0;
    if (s->ceiling && baud > s->ceiling)
        baud = s->ceiling;
    while (baud && baud != s->transport->baud && !err) {
        uint32_t lower = esp_session_lower_rate(s, baud);

        err = change_rate(s, baud);
        if (!err)
            break;
        if (esp_session_hopeless(err))
            return err;
        esp_session_notice(s, "%u baud does not work on this line; trying %u", (unsigned)baud,
                           (unsigned)(lower ? lower : s->connect_baud));
        s->ceiling = lower ? lower : s->connect_baud;
        err = err == ESP_ERR_UNSUPPORTED ? 0 : start_again(s);
        baud = lower;
    }
    if (!err) {
        s->fault = (struct esp_fault){0};
        esp_session_reached(s, ESP_RATE_RAISED);
    }
    return err;
}

int esp_session_settle_foreign(struct esp_session *s)
{
    if (s->transport->baud == s->connect_baud || !s->transport->has_baud)
        return 0;
    return change_rate(s, s->connect_baud);
}

/* ---- recovery ---- */

/* A stub in the middle of READ_FLASH waits for an acknowledgement.  The stub takes the first
 * SYNC for a wrong acknowledgement and ends the reading, and answers the next SYNC. */
static int look(struct esp_session *s)
{
    int quiet_ms = esp_transport_patience_ms(s->transport, QUIET_MS, QUIET_REMOTE_MS);
    uint32_t value;
    int err = esp_sync(&s->link, &value,
                       esp_transport_patience_ms(s->transport, PROBE_MS, PROBE_MS));

    if (esp_session_hopeless(err))
        return err;
    err = esp_link_drain(&s->link, quiet_ms,
                         DRAIN_MS + (int)esp_transport_wire_ms(s->transport,
                                                              4 * ESP_FOREIGN_PACKET));
    if (!err)
        err = greet(s, SYNCS);
    return err ? err : esp_session_check_identity(s);
}

int esp_session_find_foreign(struct esp_session *s)
{
    uint32_t before = s->transport->baud;
    int err = look(s);

    if (!err || esp_session_hopeless(err))
        return err;
    if (before != s->connect_baud && s->transport->has_baud) {
        err = esp_transport_set_baud(s->transport, s->connect_baud);
        if (!err)
            err = look(s);
        if (esp_session_hopeless(err))
            return err;
    }
    if (err) {
        /* The chip fell silent at that rate, and may do so again. */
        if (before > s->connect_baud)
            s->ceiling = esp_session_lower_rate(s, before);
        err = start_again(s);
        if (!err) {
            esp_session_reached(s, ESP_STUB_RESTARTED);
            esp_session_notice(s, "the chip fell silent and was reset; going on");
        }
    }
    return err || before == s->connect_baud ? err : esp_session_raise_foreign(s);
}
