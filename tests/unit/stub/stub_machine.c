/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stubs' machine code on the virtual chips: entry, and every command; on the ESP8266
 * interrupts and watchdog at the entry, too.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_machine_ask.h"

#include <openssl/evp.h>

#include "sim/chip/esp8266/soc_io.h"
#include "sim/nor/nor_chip.h"
#include "sim/uart/uart.h"
#include "tap.h"

enum {
    REG_WDT_CTL = 0x60000900,
    REG_WDT_OP = 0x60000904,
    REG_WDT_OP_ND = 0x60000908,
    ROM_INTERRUPTS_ENABLED = 0x3fffc200, /* the ROM's copy of INTENABLE */
    UART_IRQ_BIT = 1 << 5,
    LOADER_MS = 60, /* until the loader has said that it waits */
    ENTRY_MS = 10, /* until the stub has started */
};

/* ---- entry ---- */

static void test_entry(void)
{
    uint32_t lost;

    tap_ok(machine_start(&machine, 115200), "started by the ROM, the stub greets");
    tap_ok(info(&lost) && lost == 0 && word_at(machine.answer.data) == ESP_STUB_MAGIC &&
               word_at(machine.answer.data + 12) == nor_jedec_id(machine.nor),
           "and knows the flash");
    tap_ok(nor_get_stats(machine.nor)->status_writes == 0 &&
               nor_get_stats(machine.nor)->violations == 0,
           "without a write to the flash's status register");
}

/* The sum that the host computes and fills in. */
static uint32_t sum_of_stub(void)
{
    uint32_t sum = 0;

    for (size_t i = ESP_STUB_CHECK_OFFSET + 4; i < machine.stub_size; i += 4)
        sum = (sum << ESP_STUB_CHECK_TURN | sum >> (32 - ESP_STUB_CHECK_TURN)) +
              word_at(machine.stub + i);
    return sum;
}

static void put_sum(uint32_t sum)
{
    for (unsigned i = 0; i < 4; i++)
        machine.stub[ESP_STUB_CHECK_OFFSET + i] = (uint8_t)(sum >> 8 * i);
}

/* On the chips after the ESP8266, the stub leads back to the loader by a reset. */
static bool loader_answers(void)
{
    uint32_t address = machine.kind->divisor; /* any valid register */
    size_t more = machine.kind->status_size - ESP_STATUS_SIZE;

    if (!machine.soc) {
        machine_run_ms(&machine, LOADER_MS);
        machine.received_at = machine.received_size;
        if (!machine_synchronise(&machine))
            return false;
    }
    return machine_ask_checked(&machine, ESP_OP_READ_REG, &address, 4, 0) &&
           machine.answer.op == ESP_OP_READ_REG &&
           (more ? machine.answer.data[0] : machine.answer.status) == 0;
}

static void test_check(void)
{
    uint32_t lost;
    size_t some = machine.stub_size / 2;

    put_sum(sum_of_stub());
    tap_ok(machine_start(&machine, 115200) && info(&lost), "a stub whose sum is right starts");
    machine.stub[some] ^= 0x10;
    machine.stub[some + 4] ^= 0x10; /* a change that the ROM's XOR does not notice */
    tap_ok(!machine_start(&machine, 115200), "one that arrived damaged does not");
    tap_ok(loader_answers(), "but leaves the loader working");
    machine.stub[some] ^= 0x10;
    machine.stub[some + 4] ^= 0x10;
    put_sum(sum_of_stub());
    tap_ok(machine_start(&machine, 115200) && info(&lost), "which can be given it again");
    put_sum(0);
}

/* The ROM masks its UART interrupt before it jumps to the program, but the interrupt may be
 * pending.  Here the interrupt is even enabled, and the FIFO holds a request. */
static void test_entry_interrupts(void)
{
    struct wire wire = {.size = 0};

    machine_load(&machine, 115200);
    machine_enter(&machine);
    tap_ok(peek(REG_UART_INT_ENA) != 0, "the ROM leaves the UART's interrupts on");
    wire_request(&wire, ESP_OP_STUB_INFO, NULL, 0, request_check(ESP_OP_STUB_INFO, NULL, 0));
    for (size_t i = 0; i < wire.size; i++)
        uart_receive(machine.soc->uart, wire.bytes[i], 0, machine_now_ns(&machine));
    uart_advance(machine.soc->uart, machine_now_ns(&machine));
    tap_ok(uart_irq(machine.soc->uart), "one is pending when the stub starts");
    poke(ROM_INTERRUPTS_ENABLED, peek(ROM_INTERRUPTS_ENABLED) | UART_IRQ_BIT);
    /* The interrupt is not taken before the first instruction, just as after the ROM's last
     * instruction. */
    machine.soc->cpu.intenable |= UART_IRQ_BIT;
    machine.soc->cpu.ps |= XTENSA_PS_INTLEVEL;
    machine_run_ms(&machine, 20);
    machine.received_at = 0;
    while (machine_take(&machine, 20) && machine.answer.op != ESP_OP_STUB_INFO)
        continue;
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0), "a request waiting in the FIFO is answered");
}

static void test_entry_watchdog(void)
{
    uint64_t resets;
    uint32_t lost;

    machine_load(&machine, 115200);
    machine_enter(&machine);
    poke(REG_WDT_OP, 4); /* two stages of 13 ms */
    poke(REG_WDT_OP_ND, 4);
    poke(REG_WDT_CTL, 1);
    resets = machine.soc->stats.watchdog_resets;
    machine_run_ms(&machine, 100);
    machine.received_at = machine.received_size;
    tap_ok(machine.soc->stats.watchdog_resets == resets && info(&lost),
           "a watchdog left on does not bite");
    poke(REG_WDT_CTL, 1);
    tap_ok(read_region(0, STUB_REGION_MAX, 1) &&
               machine.soc->stats.watchdog_resets == resets,
           "nor one switched on later, during a long answer");
}

static void test_entry_flash(void)
{
    static const uint8_t sleep = 0xb9, enable = 0x06, erase[4] = {0x20, 0x0f, 0, 0};
    uint32_t lost;

    machine_load(&machine, 115200);
    nor_transfer(machine.nor, machine_now_ns(&machine), &sleep, 1, NULL, 0);
    machine_enter(&machine);
    machine_run_ms(&machine, ENTRY_MS);
    machine.received_at = machine.received_size;
    tap_ok(info(&lost) && word_at(machine.answer.data + 12) == nor_jedec_id(machine.nor),
           "a flash in power-down is woken");

    machine_load(&machine, 115200);
    nor_transfer(machine.nor, machine_now_ns(&machine), &enable, 1, NULL, 0);
    nor_transfer(machine.nor, machine_now_ns(&machine), erase, sizeof erase, NULL, 0);
    machine_enter(&machine);
    tap_ok(nor_busy(machine.nor, machine_now_ns(&machine)), "an erase is under way at the start");
    machine_run_ms(&machine, ENTRY_MS);
    machine.received_at = machine.received_size;
    tap_ok(info(&lost) && word_at(machine.answer.data + 12) == nor_jedec_id(machine.nor) &&
               !nor_busy(machine.nor, machine_now_ns(&machine)),
           "the flash is asked when it is done");
}

/* ---- commands ---- */

static void test_registers(void)
{
    uint8_t sync[ESP_SYNC_SIZE] = {0x07, 0x07, 0x12, 0x20};
    uint32_t ram = machine.kind->free_ram, divisor = machine.kind->divisor;
    uint32_t writes[8] = {ram,     0xffffffff, 0x00ff00ff, 1000,
                          ram + 4, 0x11223344, 0xffffffff, 0};
    unsigned answers = 0;
    uint64_t before;

    memset(sync + 4, ESP_SYNC_FILL, sizeof sync - 4);
    machine_ask_checked(&machine, ESP_OP_SYNC, sync, sizeof sync, 0);
    do
        answers += answered(ESP_OP_SYNC, 0, 0);
    while (machine_take(&machine, 50));
    tap_is(answers, 8, "SYNC: eight answers with value 0");
    tap_ok(machine_ask(&machine, ESP_OP_READ_REG, &divisor, 4) &&
               answered(ESP_OP_READ_REG, peek(divisor), 0),
           "READ_REG");
    machine_ask(&machine, ESP_OP_READ_REG, &(uint32_t){0}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0, ESP_STUB_BAD_RANGE), "READ_REG of 0 does not hang");
    machine_ask(&machine, ESP_OP_READ_REG, &(uint32_t){0x60000001}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0, ESP_STUB_BAD_RANGE), "nor of an odd address");
    poke(ram, 0x12345678);
    before = machine_now_ns(&machine);
    tap_ok(machine_ask(&machine, ESP_OP_WRITE_REG, writes, sizeof writes) &&
               answered(ESP_OP_WRITE_REG, 0, 0) && peek(ram) == 0x12ff56ff &&
               peek(ram + 4) == 0x11223344 && machine_now_ns(&machine) - before > 1000000,
           "WRITE_REG with mask and delay");
}

static void test_refusals(void)
{
    struct esp_region_request request = region_request(0, 16, ESP_REGION_STORED, 9);
    uint32_t lost;

    machine_ask_checked(&machine, ESP_OP_READ_REGION, &request, sizeof request, 0x12345678);
    tap_ok(answered(ESP_OP_READ_REGION, 0, ESP_STUB_BAD_CHECK), "a damaged request is refused");
    request.options = 2 * ESP_REGION_DEFLATE;
    machine_ask(&machine, ESP_OP_READ_REGION, &request, sizeof request);
    tap_ok(answered(ESP_OP_READ_REGION, 9, ESP_STUB_BAD_RANGE), "so is an option not known");
    machine_ask(&machine, ESP_OP_READ_FLASH, &request, sizeof request);
    tap_ok(answered(ESP_OP_READ_FLASH, 0, ESP_STUB_UNKNOWN_OP), "and a command not known");
    tap_ok(info(&lost) && lost == 0, "the stub goes on");
}

static void test_regions(void)
{
    static const struct {
        uint32_t address, length;
    } ranges[] = {{0, 1}, {0, 64}, {1, 63}, {3, 67}, {4095, 130}, {MACHINE_FLASH_SIZE - 1, 1},
                  {0x12345, 4099}};
    bool right = true;

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        right = read_region(ranges[i].address, ranges[i].length, 0xdbc0ffee) && right;
    tap_ok(right, "regions of odd addresses and lengths");
}

static bool digest_is(const uint8_t *digest, uint32_t address, uint32_t length)
{
    uint8_t want[EVP_MAX_MD_SIZE];

    EVP_Digest(nor_bytes(machine.nor) + address, length, want, NULL, EVP_md5(), NULL);
    return memcmp(digest, want, ESP_MD5_SIZE) == 0;
}

static void test_digests(void)
{
    uint32_t request[4] = {4096, 10000, 4096, 77};
    const uint8_t *data = machine.answer.data;

    tap_ok(machine_ask(&machine, ESP_OP_SPI_FLASH_MD5, (uint32_t[]){5, 3001, 0, 0}, 16) &&
               answered(ESP_OP_SPI_FLASH_MD5, 0, 0) && machine.answer.size == 16 &&
               digest_is(data, 5, 3001),
           "SPI_FLASH_MD5 of an odd range");
    tap_ok(machine_ask(&machine, ESP_OP_DIGEST, request, sizeof request) &&
               answered(ESP_OP_DIGEST, 77, 0) && machine.answer.size == 16 + 48 + 4 &&
               memcmp(data, request, 16) == 0 && digest_is(data + 16, 4096, 4096) &&
               digest_is(data + 32, 8192, 4096) && digest_is(data + 48, 12288, 1808) &&
               word_at(data + 64) == crc32(0, data, 64),
           "DIGEST by sectors, the last one short");
    request[2] = 0;
    tap_ok(machine_ask(&machine, ESP_OP_DIGEST, request, sizeof request) &&
               machine.answer.size == 36 && digest_is(data + 16, 4096, 10000),
           "DIGEST over everything");
}

static void test_machine(void)
{
    printf("# %s\n", machine_kind->name);
    machine_open(&machine, 26000000);
    test_entry();
    test_check();
    if (machine.soc) {
        test_entry_interrupts();
        test_entry_watchdog();
    }
    test_entry_flash();
    machine_start(&machine, 115200);
    test_registers();
    test_refusals();
    test_regions();
    test_digests();
    machine_close(&machine);
}

int main(void)
{
    for (machine_kind = machine_kinds; machine_kind->name; machine_kind++)
        test_machine();
    return tap_done();
}
