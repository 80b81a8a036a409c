/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the machine in stub_machine.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>

#include "sim/chip/chip_option.h"
#include "unit/stub/stub_machine.h"

enum {
    BLOCK_SIZE = 0x400,
    STUB_ROOM = 0x10000,
    GREETING_MS = 40,
    SLICE_NS = 20000, /* how long the machine runs between two checks of its TX pin */
};

_Noreturn static void bail_out(const char *why, const char *what)
{
    printf("Bail out! %s %s\n", why, what);
    exit(1);
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = calloc(1, STUB_ROOM);

    if (!file || !bytes)
        bail_out("cannot read", path);
    *size = fread(bytes, 1, STUB_ROOM, file);
    fclose(file);
    return bytes;
}

static void fill_flash(struct nor *nor)
{
    uint8_t *bytes = (uint8_t *)(uintptr_t)nor_bytes(nor); /* a test may change the contents */
    uint32_t state = 1;

    for (uint32_t i = 0; i < MACHINE_FLASH_SIZE; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = state >> 30 ? (uint8_t)(state >> 16) : ESP_SLIP_END;
    }
}

void machine_open(struct machine *machine, uint32_t crystal_hz)
{
    machine_open_with(machine, crystal_hz, (struct nor_config){.size = 0});
}

static void set_option(struct machine *machine, const char *name, const char *value)
{
    char error[SIM_OPTION_ERROR];

    if (sim_option_set(machine->chip, machine->config, name, value, error) < 0)
        bail_out("cannot set", error);
}

static void copy_stub(struct machine *machine)
{
    const struct machine_kind *kind = machine->kind;
    const char *file = getenv("STUB_BIN");

    if (!kind->code) {
        machine->stub = read_file(file ? file : "stub/bin/esp8266.bin", &machine->stub_size);
        return;
    }
    machine->stub_size = *kind->code_size;
    machine->stub = calloc(1, STUB_ROOM);
    if (!machine->stub)
        bail_out("out of", "memory");
    memcpy(machine->stub, kind->code, machine->stub_size);
}

void machine_open_with(struct machine *machine, uint32_t crystal_hz, struct nor_config nor)
{
    const char *rom = getenv(machine_kind->rom_variable);

    memset(machine, 0, sizeof *machine);
    machine->kind = machine_kind;
    machine->chip = sim_chip_find(sim_chips, machine_kind->name);
    nor.size = MACHINE_FLASH_SIZE;
    copy_stub(machine);
    machine->received = malloc(MACHINE_RECEIVED_MAX);
    machine->nor = nor_open(&nor);
    machine->config = machine->chip->configure(machine_kind->name);
    if (!machine->received || !machine->nor || !machine->config)
        bail_out("out of", "memory");
    if (machine_kind == machine_kinds)
        set_option(machine, "crystal", crystal_hz == 40000000 ? "40" : "26");
    if (rom)
        set_option(machine, "rom", rom);
    machine->self = machine->chip->create(machine->config, machine->nor);
    if (!machine->self)
        bail_out("out of", "memory");
    machine->soc = machine_kind == machine_kinds ? machine->self : NULL;
    fill_flash(machine->nor);
}

void machine_close(struct machine *machine)
{
    machine->chip->destroy(machine->self);
    machine->chip->discard(machine->config);
    nor_close(machine->nor);
    free(machine->stub);
    free(machine->received);
}

uint64_t machine_now_ns(const struct machine *machine)
{
    return machine->chip->now_ns(machine->self);
}

struct sim_stats machine_stats(const struct machine *machine)
{
    struct sim_stats stats = {0};

    machine->chip->stats(machine->self, &stats);
    return stats;
}

static bool same_rate(uint32_t one, uint32_t other)
{
    return one < other + other / 25 && one > other - other / 25;
}

static void collect(struct machine *machine)
{
    struct sim_sent sent;

    while (machine->chip->sent(machine->self, &sent)) {
        /* A host at another rate receives something else. */
        if (!same_rate(sent.baud, machine->baud))
            sent.byte = 0x80;
        if (machine->received_size < MACHINE_RECEIVED_MAX)
            machine->received[machine->received_size++] = sent.byte;
        machine->received_end |= sent.byte == ESP_SLIP_END;
        machine->last_ns = sent.end_ns;
        machine->chip_baud = sent.baud;
    }
}

static void run_to(struct machine *machine, uint64_t until_ns)
{
    uint64_t now;

    while ((now = machine_now_ns(machine)) < until_ns) {
        uint64_t slice = until_ns - now < SLICE_NS ? until_ns : now + SLICE_NS;
        if (!machine->chip->run(machine->self, slice))
            bail_out("the machine stopped:", machine->chip->trouble(machine->self));
        collect(machine);
    }
}

void machine_run_ms(struct machine *machine, uint32_t ms)
{
    run_to(machine, machine_now_ns(machine) + UINT64_C(1000000) * ms);
}

void machine_send(struct machine *machine, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;

    for (size_t i = 0; i < size; i++) {
        uint64_t now = machine_now_ns(machine);
        if (machine->host_free_ns < now)
            machine->host_free_ns = now;
        machine->host_free_ns += UINT64_C(10000000000) / machine->baud;
        run_to(machine, machine->host_free_ns);
        machine->chip->receive(machine->self, next[i], machine->baud);
    }
}

/* If the parse succeeds, the answer is complete.  Otherwise the bytes stay. */
static bool parse(struct machine *machine)
{
    size_t at = machine->received_at;

    if (!next_answer(machine->received, machine->received_size, &at, &machine->answer))
        return false;
    machine->received_at = at;
    return true;
}

bool machine_take(struct machine *machine, uint32_t limit_ms)
{
    uint64_t limit = machine_now_ns(machine) + UINT64_C(1000000) * limit_ms;

    if (parse(machine))
        return true;
    while (machine_now_ns(machine) < limit) {
        machine->received_end = false;
        run_to(machine, machine_now_ns(machine) + SLICE_NS);
        if (machine->received_end && parse(machine))
            return true;
    }
    return false;
}

bool machine_ask_checked(struct machine *machine, uint8_t op, const void *data, size_t size,
                         uint32_t check)
{
    struct wire wire = {.size = 0};

    wire_request(&wire, op, data, size, check);
    machine_send(machine, wire.bytes, wire.size);
    return machine_take(machine, 6000) && machine->answer.op == op;
}

bool machine_ask(struct machine *machine, uint8_t op, const void *data, size_t size)
{
    return machine_ask_checked(machine, op, data, size, request_check(op, data, size));
}

/* ---- the ROM's loader ---- */

/* The value does not count: of the first SYNC, by which it measures the rate, the ESP32's ROM loses
 * a byte. */
bool machine_synchronise(struct machine *machine)
{
    uint8_t sync[ESP_SYNC_SIZE] = {0x07, 0x07, 0x12, 0x20};

    memset(sync + 4, ESP_SYNC_FILL, sizeof sync - 4);
    for (unsigned i = 0; i < 5; i++) {
        struct wire wire = {.size = 0};
        wire_request(&wire, ESP_OP_SYNC, sync, sizeof sync, 0);
        machine_send(machine, wire.bytes, wire.size);
        if (machine_take(machine, 100) && machine->answer.op == ESP_OP_SYNC) {
            machine_run_ms(machine, 30);
            machine->received_at = machine->received_size;
            return true;
        }
    }
    return false;
}

/* True if the last answer, which has no contents, is the ROM's to this command and good. */
static bool rom_took(const struct machine *machine, uint8_t op)
{
    const struct answer *answer = &machine->answer;
    size_t rest = machine->kind->status_size - ESP_STATUS_SIZE;

    return answer->op == op && answer->size == rest &&
           (rest ? answer->data[0] : answer->status) == 0;
}

static void send_block(struct machine *machine, uint32_t number)
{
    static uint8_t frame[ESP_HEADER_SIZE + 16 + BLOCK_SIZE];
    static uint8_t escaped[2 * sizeof frame + 2];
    size_t at = BLOCK_SIZE * number, size = machine->stub_size - at, n = 0;
    uint32_t sum = ESP_CHECKSUM_SEED;

    if (size > BLOCK_SIZE)
        size = BLOCK_SIZE;
    for (size_t i = 0; i < size; i++)
        sum ^= machine->stub[at + i];
    memset(frame, 0, ESP_HEADER_SIZE + 16);
    frame[1] = ESP_OP_MEM_DATA;
    memcpy(frame + 2, &(uint16_t){(uint16_t)(16 + size)}, 2);
    memcpy(frame + 4, &sum, 4);
    memcpy(frame + 8, (uint32_t[]){(uint32_t)size, number, 0, 0}, 16);
    memcpy(frame + 24, machine->stub + at, size);
    escaped[n++] = ESP_SLIP_END;
    for (size_t i = 0; i < 24 + size; i++) {
        bool special = frame[i] == ESP_SLIP_END || frame[i] == ESP_SLIP_ESC;
        if (special)
            escaped[n++] = ESP_SLIP_ESC;
        escaped[n++] = !special                   ? frame[i]
                       : frame[i] == ESP_SLIP_END ? ESP_SLIP_ESC_END
                                                  : ESP_SLIP_ESC_ESC;
    }
    escaped[n++] = ESP_SLIP_END;
    machine_send(machine, escaped, n);
    if (!machine_take(machine, 100) || !rom_took(machine, ESP_OP_MEM_DATA))
        bail_out("the ROM refuses", "MEM_DATA");
}

void machine_load(struct machine *machine, uint32_t baud)
{
    uint32_t size = (uint32_t)machine->stub_size;
    uint32_t blocks = (size + BLOCK_SIZE - 1) / BLOCK_SIZE;

    machine->baud = machine->kind->boot_baud;
    machine->chip->reset(machine->self, SIM_RESET_PIN, SIM_STRAP_DOWNLOAD);
    machine_run_ms(machine, 60); /* the banner */
    machine->received_size = machine->received_at = 0;
    machine->baud = baud;
    if (!machine_synchronise(machine))
        bail_out("the ROM does not answer", "SYNC");
    if (machine->kind->attach &&
        !machine_ask_checked(machine, ESP_OP_SPI_ATTACH, (uint32_t[]){0, 0}, 8, 0))
        bail_out("the ROM does not answer", "SPI_ATTACH");
    if (!machine_ask_checked(machine, ESP_OP_MEM_BEGIN,
                             (uint32_t[]){size, blocks, BLOCK_SIZE, machine->kind->entry}, 16,
                             0) ||
        !rom_took(machine, ESP_OP_MEM_BEGIN))
        bail_out("the ROM refuses", "MEM_BEGIN");
    for (uint32_t i = 0; i < blocks; i++)
        send_block(machine, i);
}

void machine_enter(struct machine *machine)
{
    struct wire wire = {.size = 0};
    uint64_t limit;

    wire_request(&wire, ESP_OP_MEM_END, (uint32_t[]){0, machine->kind->entry}, 8, 0);
    machine_send(machine, wire.bytes, wire.size);
    limit = machine_now_ns(machine) + 20000000;
    while (machine->soc && machine->soc->cpu.pc != MACHINE_ENTRY) {
        if (machine_now_ns(machine) > limit)
            bail_out("the ROM does not", "start the stub");
        soc_run(machine->soc, machine_now_ns(machine) + 1);
    }
    collect(machine);
}

bool machine_start(struct machine *machine, uint32_t baud)
{
    uint8_t frame[64];
    size_t count, at;

    machine_load(machine, baud);
    machine_enter(machine);
    machine_run_ms(machine, 5);
    if (!machine_take(machine, 10) || machine->answer.op != ESP_OP_MEM_END)
        return false;
    for (unsigned ms = 0; ms < GREETING_MS; ms++) {
        at = machine->received_at;
        if (next_frame(machine->received, machine->received_size, &at, frame, sizeof frame,
                       &count)) {
            machine->received_at = at;
            return count == 4 && memcmp(frame, ESP_STUB_GREETING, 4) == 0;
        }
        machine_run_ms(machine, 1);
    }
    return false;
}
