/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's clock doubled (CPU2X): its effect on the virtual chip, and the stub's HURRY,
 * which measures the clock.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart.h"
#include "tap.h"
#include "unit/stub/stub_machine.h"

static struct machine machine;

enum {
    CPU2X = 0x3ff00014,
    SPI_CMD = 0x60000200,
    SPI_FLASH_RDID = 1 << 28,
    BUS_HZ = 52000000,
};

static uint32_t peek(uint32_t address)
{
    uint32_t value = 0;

    xtensa_peek(&machine.soc->cpu, address, 4, &value);
    return value;
}

static void poke(uint32_t address, uint32_t value)
{
    xtensa_poke(&machine.soc->cpu, address, 4, value);
}

static void open_machine(enum soc_cpu2x cpu2x)
{
    machine_open(&machine, BUS_HZ / 2);
    machine.soc->config.cpu2x = cpu2x;
    if (!machine_start(&machine, 115200))
        tap_ok(false, "the stub greets");
}

/* CPU cycles in a millisecond of virtual time. */
static uint64_t cpu_khz(void)
{
    uint64_t ns = machine_now_ns(&machine), cycles = machine.soc->cpu.cycles;

    machine_run_ms(&machine, 20);
    return (machine.soc->cpu.cycles - cycles) * 1000000 / (machine_now_ns(&machine) - ns);
}

/* The time that the flash controller takes for an RDID. */
static uint64_t flash_ns(void)
{
    uint64_t start = machine_now_ns(&machine);

    poke(SPI_CMD, SPI_FLASH_RDID);
    while (peek(SPI_CMD) != 0)
        soc_run(machine.soc, machine_now_ns(&machine) + 10);
    return machine_now_ns(&machine) - start;
}

static bool about(uint64_t value, uint64_t wanted)
{
    /* Some instructions run between the end and the check for it. */
    bool good = value > wanted - wanted / 10 && value < wanted + wanted / 10;

    if (!good)
        printf("# %u, not %u\n", (unsigned)value, (unsigned)wanted);
    return good;
}

static void test_chip(void)
{
    uint32_t baud;
    uint64_t read_ns;

    open_machine(SOC_CPU2X_WORKS);
    baud = uart_baud(machine.soc->uart);
    read_ns = flash_ns();
    tap_ok(about(cpu_khz(), BUS_HZ / 1000), "the CPU starts with the clock of the bus");
    poke(CPU2X, 1);
    tap_ok(about(cpu_khz(), 2 * BUS_HZ / 1000), "bit 0 of 0x3ff00014 doubles the CPU's");
    tap_ok(uart_baud(machine.soc->uart) == baud && about(flash_ns(), read_ns),
           "and neither the UART's nor the flash's");
    poke(CPU2X, 0);
    tap_ok(about(cpu_khz(), BUS_HZ / 1000), "without it that is over");
    poke(CPU2X, 1);
    soc_reset(machine.soc, SOC_RESET_EXTERNAL);
    tap_ok(about(cpu_khz(), BUS_HZ / 1000) && peek(CPU2X) == 0, "so it is after a reset");
    machine_close(&machine);
}

static bool hurry(uint32_t factor)
{
    return machine_ask(&machine, ESP_OP_HURRY, NULL, 0) && machine.answer.status == 0 &&
           machine.answer.value == factor && machine.answer.size == 0;
}

static bool region_right(void)
{
    struct esp_region_request request =
        region_request(0x12345, STUB_REGION_MAX, ESP_REGION_STORED, 9);

    return machine_ask(&machine, ESP_OP_READ_REGION, &request, sizeof request) &&
           region_sound(&machine.answer, nor_bytes(machine.nor) + request.address,
                        request.address, request.length);
}

static uint64_t delay_us(uint32_t us)
{
    uint32_t write[4] = {0x3fffbf00, 0, 0, us};
    uint64_t start = machine_now_ns(&machine);

    machine_ask(&machine, ESP_OP_WRITE_REG, write, sizeof write);
    return (machine_now_ns(&machine) - start) / 1000;
}

static void change_rate(uint32_t baud)
{
    machine_ask(&machine, ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, machine.baud}, 8);
    machine.baud = baud;
    machine_run_ms(&machine, 1);
    machine_ask(&machine, ESP_OP_STUB_INFO, NULL, 0);
}

/* True if the stub goes back to its first rate at the right time. */
static bool patience_right(void)
{
    bool kept;

    change_rate(921600);
    machine_run_ms(&machine, ESP_RATE_IDLE_MS - 50);
    kept = uart_baud(machine.soc->uart) > 900000;
    machine_run_ms(&machine, 100);
    machine.baud = 115200;
    return kept && uart_baud(machine.soc->uart) < 120000;
}

static void test_works(void)
{
    uint64_t before;

    open_machine(SOC_CPU2X_WORKS);
    before = delay_us(100000);
    tap_ok(hurry(2) && about(cpu_khz(), 2 * BUS_HZ / 1000), "HURRY doubles the clock and says so");
    tap_ok(hurry(2) && about(cpu_khz(), 2 * BUS_HZ / 1000), "asked again it says so again");
    tap_ok(about(delay_us(100000), before), "a delay is as long as before");
    tap_ok(patience_right(), "and so is the stub's patience with a silent line");
    machine_run_ms(&machine, 100000);
    tap_ok(patience_right(), "also when CCOUNT came round meanwhile");
    change_rate(921600);
    tap_ok(region_right(), "flash is read right");
    machine_close(&machine);
}

/* Runs up to the moment before the chip is reset. */
static uint32_t clock_at_reset(void)
{
    uint64_t resets = machine.soc->stats.resets;
    uint64_t limit = machine_now_ns(&machine) + 20000000;
    struct wire wire = {.size = 0};
    uint32_t hz = 0;

    wire_request(&wire, ESP_OP_RUN_USER_CODE, NULL, 0, 0);
    machine_send(&machine, wire.bytes, wire.size);
    while (machine.soc->stats.resets == resets && machine_now_ns(&machine) < limit) {
        hz = machine.soc->cpu_hz;
        soc_run(machine.soc, machine_now_ns(&machine) + 1);
    }
    return hz;
}

static void test_leaving(void)
{
    open_machine(SOC_CPU2X_WORKS);
    hurry(2);
    tap_is(clock_at_reset(), BUS_HZ, "before the stub resets the chip it puts the clock back");

    machine_load(&machine, 115200);
    machine_enter(&machine);
    poke(CPU2X, 1);
    machine_run_ms(&machine, 5);
    machine.received_at = machine.received_size;
    tap_ok(machine.soc->cpu_hz == BUS_HZ && region_right(),
           "a stub that starts with the clock doubled puts it back");
    tap_ok(hurry(2), "and doubles it when asked");
    machine_close(&machine);
}

static void test_not_so(void)
{
    open_machine(SOC_CPU2X_IGNORED);
    tap_ok(hurry(1) && peek(CPU2X) == 0, "where it does nothing, HURRY says 1 and clears the bit");
    tap_ok(patience_right() && region_right(), "and the stub goes on");
    machine_close(&machine);

    open_machine(SOC_CPU2X_DIES);
    tap_ok(!machine_ask(&machine, ESP_OP_HURRY, NULL, 0), "a chip that dies of it is silent");
    tap_ok(machine_start(&machine, 115200) && region_right(), "until it is reset");
    machine_close(&machine);
}

int main(void)
{
    test_chip();
    test_works();
    test_leaving();
    test_not_so();
    return tap_done();
}
