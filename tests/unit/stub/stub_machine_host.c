/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the machine in stub_machine.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "sim/uart/uart.h"
#include "unit/stub/stub_machine.h"

enum {
    BLOCK_SIZE = 0x400,
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
    uint8_t *bytes = calloc(1, ROM_SIZE);

    if (!file || !bytes)
        bail_out("cannot read", path);
    *size = fread(bytes, 1, ROM_SIZE, file);
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

void machine_open_with(struct machine *machine, uint32_t crystal_hz, struct nor_config nor)
{
    const char *stub = getenv("STUB_BIN"), *rom = getenv("ESP_ROM");
    struct soc_config soc = {.crystal_hz = crystal_hz};
    size_t rom_size;

    memset(machine, 0, sizeof *machine);
    nor.size = MACHINE_FLASH_SIZE;
    machine->stub = read_file(stub ? stub : "stub/bin/esp8266.bin", &machine->stub_size);
    machine->received = malloc(MACHINE_RECEIVED_MAX);
    machine->nor = nor_open(&nor);
    soc.rom_image = rom ? read_file(rom, &rom_size) : NULL;
    if (!machine->received || !machine->nor || soc_init(&machine->soc, &soc, machine->nor) < 0)
        bail_out("out of", "memory");
    fill_flash(machine->nor);
}

void machine_close(struct machine *machine)
{
    uint8_t *rom = (uint8_t *)(uintptr_t)machine->soc.config.rom_image;

    soc_destroy(&machine->soc);
    nor_close(machine->nor);
    free(machine->stub);
    free(machine->received);
    free(rom);
}

static bool same_rate(uint32_t one, uint32_t other)
{
    return one < other + other / 25 && one > other - other / 25;
}

static void collect(struct machine *machine)
{
    uint64_t now = soc_now_ns(&machine->soc), end;
    uint32_t rate = uart_baud(machine->soc.uart);
    uint8_t byte;

    while (uart_sent(machine->soc.uart, now, &byte, &end)) {
        /* A host at another rate receives something else.  The rate may have changed since
         * the last check. */
        if (!same_rate(rate, machine->baud) && !same_rate(machine->last_rate, machine->baud))
            byte = 0x80;
        if (machine->received_size < MACHINE_RECEIVED_MAX)
            machine->received[machine->received_size++] = byte;
        machine->received_end |= byte == ESP_SLIP_END;
        machine->last_ns = end;
    }
    machine->last_rate = rate;
}

static void run_to(struct machine *machine, uint64_t until_ns)
{
    uint64_t now;

    while ((now = soc_now_ns(&machine->soc)) < until_ns) {
        uint64_t slice = until_ns - now < SLICE_NS ? until_ns : now + SLICE_NS;
        if (!soc_run(&machine->soc, slice))
            bail_out("the machine stopped:", machine->soc.trouble);
        collect(machine);
    }
}

void machine_run_ms(struct machine *machine, uint32_t ms)
{
    run_to(machine, soc_now_ns(&machine->soc) + UINT64_C(1000000) * ms);
}

void machine_send(struct machine *machine, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;

    for (size_t i = 0; i < size; i++) {
        uint64_t now = soc_now_ns(&machine->soc);
        if (machine->host_free_ns < now)
            machine->host_free_ns = now;
        machine->host_free_ns += UINT64_C(10000000000) / machine->baud;
        run_to(machine, machine->host_free_ns);
        uart_receive(machine->soc.uart, next[i], machine->baud, soc_now_ns(&machine->soc));
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
    uint64_t limit = soc_now_ns(&machine->soc) + UINT64_C(1000000) * limit_ms;

    if (parse(machine))
        return true;
    while (soc_now_ns(&machine->soc) < limit) {
        machine->received_end = false;
        run_to(machine, soc_now_ns(&machine->soc) + SLICE_NS);
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

static void synchronise(struct machine *machine)
{
    uint8_t sync[ESP_SYNC_SIZE] = {0x07, 0x07, 0x12, 0x20};

    memset(sync + 4, ESP_SYNC_FILL, sizeof sync - 4);
    for (unsigned i = 0; i < 5; i++) {
        struct wire wire = {.size = 0};
        wire_request(&wire, ESP_OP_SYNC, sync, sizeof sync, 0);
        machine_send(machine, wire.bytes, wire.size);
        if (machine_take(machine, 50) && machine->answer.value == ESP_SYNC_WORD) {
            machine_run_ms(machine, 30);
            machine->received_at = machine->received_size;
            return;
        }
    }
    bail_out("the ROM does not answer", "SYNC");
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
    if (!machine_take(machine, 100) || machine->answer.op != ESP_OP_MEM_DATA ||
        machine->answer.status != 0)
        bail_out("the ROM refuses", "MEM_DATA");
}

void machine_load(struct machine *machine, uint32_t baud)
{
    uint32_t size = (uint32_t)machine->stub_size;
    uint32_t blocks = (size + BLOCK_SIZE - 1) / BLOCK_SIZE;

    machine->baud = 74880;
    machine->soc.strap = SOC_STRAP_DOWNLOAD;
    soc_reset(&machine->soc, SOC_RESET_EXTERNAL);
    machine_run_ms(machine, 60); /* the banner */
    machine->received_size = machine->received_at = 0;
    machine->baud = baud;
    synchronise(machine);
    if (!machine_ask_checked(machine, ESP_OP_MEM_BEGIN,
                             (uint32_t[]){size, blocks, BLOCK_SIZE, MACHINE_ENTRY}, 16, 0) ||
        machine->answer.status != 0)
        bail_out("the ROM refuses", "MEM_BEGIN");
    for (uint32_t i = 0; i < blocks; i++)
        send_block(machine, i);
}

void machine_enter(struct machine *machine)
{
    struct wire wire = {.size = 0};
    uint64_t limit;

    wire_request(&wire, ESP_OP_MEM_END, (uint32_t[]){0, MACHINE_ENTRY}, 8, 0);
    machine_send(machine, wire.bytes, wire.size);
    limit = soc_now_ns(&machine->soc) + 20000000;
    while (machine->soc.cpu.pc != MACHINE_ENTRY) {
        if (soc_now_ns(&machine->soc) > limit)
            bail_out("the ROM does not", "start the stub");
        soc_run(&machine->soc, soc_now_ns(&machine->soc) + 1);
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
    at = machine->received_at;
    if (!next_frame(machine->received, machine->received_size, &at, frame, sizeof frame, &count) ||
        count != 4 || memcmp(frame, ESP_STUB_GREETING, 4) != 0)
        return false;
    machine->received_at = at;
    return true;
}
