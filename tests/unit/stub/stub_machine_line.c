/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stubs' machine code on the virtual chips: rates, both directions at once, overruns, a
 * host that cancels its requests, and leaving.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem() */
#endif
#include "sim/uart/uart.h"
#include "tap.h"
#include "unit/stub/stub_machine_ask.h"

static bool change_rate(uint32_t baud)
{
    bool good = machine_ask(&machine, ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, machine.baud}, 8);

    machine.baud = baud;
    machine_run_ms(&machine, 1); /* the rate changes one byte time after the answer */
    return good && answered(ESP_OP_CHANGE_BAUDRATE, 0, 0);
}

/* Percentage of the line's capacity that the answer for a large region uses. */
static uint64_t line_use(uint32_t address)
{
    uint64_t begin = machine_now_ns(&machine), bits;
    size_t first = machine.received_size;

    if (!read_region(address, STUB_REGION_MAX, 3))
        return 0;
    bits = (machine.received_size - first) * 10;
    return bits * 1000000000 / machine.chip_baud * 100 / (machine.last_ns - begin);
}

static void test_rates(void)
{
    static const uint32_t rates[] = {460800, 921600, 2000000, 3000000};
    uint32_t lost;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        uint64_t use = change_rate(rates[i]) && info(&lost) ? line_use(0x8000) : 0;
        tap_ok(use >= 97, "at %u baud a region keeps the line busy (%u %%)", rates[i],
               (unsigned)use);
    }
    machine_run_ms(&machine, ESP_RATE_IDLE_MS + 50);
    machine.baud = 115200;
    tap_ok(info(&lost), "silence leads back to the first rate");
    change_rate(921600);
    machine_run_ms(&machine, ESP_RATE_TRIAL_MS + 50);
    machine.baud = 115200;
    tap_ok(info(&lost), "so does a new rate at which nobody is heard");
}

/* Requests and answers are under way all the time. */
static void test_full_duplex(uint32_t baud)
{
    enum { REGIONS = 100, LENGTH = 256 };
    struct wire wire;
    uint32_t asked = 0, right = 0, lost = 0;

    change_rate(baud);
    while (right < REGIONS) {
        for (; asked < REGIONS && asked < right + STUB_REQUESTS; asked++) {
            struct esp_region_request request =
                region_request(asked * 4999, LENGTH, ESP_REGION_STORED, asked);
            wire.size = 0;
            wire_request(&wire, ESP_OP_READ_REGION, &request, sizeof request,
                         request_check(ESP_OP_READ_REGION, &request, sizeof request));
            machine_send(&machine, wire.bytes, wire.size);
        }
        if (!machine_take(&machine, 100) || !region_right(right * 4999, LENGTH, right))
            break;
        right++;
    }
    tap_ok(right == REGIONS && info(&lost) && lost == 0 &&
               machine_stats(&machine).uart.receive_overflow == 0,
           "full duplex at %u baud: nothing lost, all answers right and in order", baud);
    printf("# fullest receive FIFO: %u\n", machine_stats(&machine).uart.receive_peak);
}

static void test_overruns(void)
{
    uint8_t zeros[200] = {0};
    struct esp_region_request request = region_request(0, 64, ESP_REGION_STORED, 9);
    struct wire wire = {.size = 0};
    uint32_t lost, more;

    /* Faster than any line: 200 bytes come at once into a FIFO of 128. */
    for (size_t i = 0; i < sizeof zeros; i++)
        machine.chip->receive(machine.self, zeros[i], machine.baud);
    machine_run_ms(&machine, 5);
    tap_ok(machine_stats(&machine).uart.receive_overflow > 0 && info(&lost) && lost > 0,
           "a forced overrun of the FIFO is counted");
    tap_ok(read_region(77, 1000, 5), "and the stub works on");

    /* Each request of 54 bytes has an answer of 106 bytes, so the ring overflows. */
    wire_request(&wire, ESP_OP_READ_REGION, &request, sizeof request,
                 request_check(ESP_OP_READ_REGION, &request, sizeof request));
    change_rate(921600);
    info(&more); /* SYNC does not confirm a rate */
    for (uint32_t i = 0; i < machine.kind->in_flight / 19; i++)
        machine_send(&machine, wire.bytes, wire.size);
    while (machine_take(&machine, 50))
        continue;
    tap_ok(info(&more) && more > lost + 1000, "an overrun of the ring is counted by bytes");
    tap_ok(read_region(77, 1000, 6), "and the stub works on then, too");
}

/* Three regions are asked for.  Before they have come, a SYNC arrives. */
static void test_called_back(void)
{
    uint8_t sync[ESP_SYNC_SIZE] = {0x07, 0x07, 0x12, 0x20};
    struct esp_region_request request = region_request(0, STUB_REGION_MAX, ESP_REGION_STORED, 9);
    struct wire wire = {.size = 0}, hello = {.size = 0};
    uint64_t begin;
    unsigned regions = 0;
    bool found = false;

    for (unsigned i = 0; i < 3; i++)
        wire_request(&wire, ESP_OP_READ_REGION, &request, sizeof request,
                     request_check(ESP_OP_READ_REGION, &request, sizeof request));
    memset(sync + 4, ESP_SYNC_FILL, sizeof sync - 4);
    wire_request(&hello, ESP_OP_SYNC, sync, sizeof sync, 0);
    machine_send(&machine, wire.bytes, wire.size);
    machine_run_ms(&machine, 100);
    begin = machine_now_ns(&machine);
    machine_send(&machine, hello.bytes, hello.size);
    while (!found && machine_take(&machine, 300)) {
        regions += machine.answer.op == ESP_OP_READ_REGION;
        found = answered(ESP_OP_SYNC, 0, 0);
    }
    tap_ok(found && regions <= 1 && machine_now_ns(&machine) - begin < 400000000,
           "a SYNC calls back what was asked for: it is answered after %u ms",
           (unsigned)((machine_now_ns(&machine) - begin) / 1000000));
    while (machine_take(&machine, 20))
        continue;
    tap_ok(read_region(77, 1000, 7), "and the stub works on");
}

static bool said(const char *text)
{
    return memmem(machine.received, machine.received_size, text, strlen(text)) != NULL;
}

/* The flash holds no program.  The ROM says so when it looks for a program. */
static void test_leave(void)
{
    uint64_t resets = machine.soc->stats.resets;
    struct wire wire = {.size = 0};

    machine.soc->config.reset_to_loader = true; /* after a software reset the chip would be in
                                                * the loader again */
    tap_ok(!said("ets_main.c"), "the ROM has not booted the flash yet");
    wire_request(&wire, ESP_OP_RUN_USER_CODE, NULL, 0, 0);
    machine_send(&machine, wire.bytes, wire.size);
    machine.baud = 115200; /* the rate at which the stub was started */
    machine_run_ms(&machine, 300);
    tap_ok(machine.soc->stats.resets == resets && said("ets_main.c"),
           "RUN_USER_CODE has the ROM boot the flash, without a reset");
    tap_ok(peek(REG_UART_INT_ENA) == 0, "and leaves no interrupt on");
}

static void test_40_mhz(void)
{
    uint64_t use = 0;

    if (machine_start(&machine, 115200) && change_rate(2000000))
        use = line_use(0x8000);
    tap_ok(use >= 97, "with a 40 MHz crystal all that works at 80 MHz (%u %%)", (unsigned)use);
    machine_run_ms(&machine, ESP_RATE_IDLE_MS - 100);
    tap_is(uart_baud(machine.soc->uart) / 1000, 2000, "and a second is a second");
    machine_run_ms(&machine, 150);
    tap_is(uart_baud(machine.soc->uart) / 1000, 115, "not much longer");
}

static void test_machine(void)
{
    printf("# %s\n", machine_kind->name);
    machine_open(&machine, 26000000);
    machine_start(&machine, 115200);
    test_rates();
    test_full_duplex(921600);
    machine_start(&machine, 115200);
    test_full_duplex(3000000);
    machine_start(&machine, 115200);
    test_overruns();
    test_called_back();
    if (machine.soc)
        test_leave();
    machine_close(&machine);
}

int main(void)
{
    for (machine_kind = machine_kinds; machine_kind->name; machine_kind++)
        test_machine();
    machine_kind = machine_kinds;
    machine_open(&machine, 40000000);
    test_40_mhz();
    machine_close(&machine);
    return tap_done();
}
