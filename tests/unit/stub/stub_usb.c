/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C3's stub as machine code, at the chip's own USB port.  All times are virtual.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>

#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/nor/nor_chip.h"
#include "sim/uart/uart.h"
#include "sim/usb/usb_controller.h"
#include "tap.h"
#include "unit/stub/stub_frames.h"
/* It needs numbers of the header before. */
#include "stub/soc/esp32c3/esp32c3_limits.h"

enum {
    FLASH_SIZE = 0x100000,
    ENTRY = 0x40380000,
    LINE_NUMBER = 0x3fcdf07c, /* the ROM's own variable */
    UART_CLKDIV = 0x60000014,
    STUB_MAX = 0x8000,
    RECEIVED_MAX = 1 << 21,
    MS = 1000000,
    SLICE_NS = 50000,
    ANSWER_MAX = ESP_ECHO_MAX,
};

static struct {
    struct nor *nor;
    struct c3 chip;
    uint8_t received[RECEIVED_MAX]; /* what the host has got by USB */
    size_t size, at;
    uint64_t uart_bytes; /* that UART0 sent */
    bool deaf;           /* the host does not read */
    struct answer answer;
} m;

static void run_ms(uint32_t ms)
{
    uint64_t until = c3_now_ns(&m.chip) + (uint64_t)ms * MS;

    while (c3_now_ns(&m.chip) < until && !m.chip.trouble[0]) {
        uint64_t end;
        uint8_t byte;

        usb_serial_host_reads(m.chip.usb, !m.deaf, c3_now_ns(&m.chip));
        c3_run(&m.chip, c3_now_ns(&m.chip) + SLICE_NS);
        while (m.size < RECEIVED_MAX &&
               usb_serial_sent(m.chip.usb, c3_now_ns(&m.chip), &byte, &end))
            m.received[m.size++] = byte;
        while (uart_sent(m.chip.uart, c3_now_ns(&m.chip), &byte, &end))
            m.uart_bytes++;
    }
}

static void store8(uint32_t address, uint8_t value)
{
    rv32_poke(&m.chip.cpu, address, 1, value);
}

static void load_stub(void)
{
    static uint8_t stub[STUB_MAX];
    const char *tree = getenv("ESP_SRCDIR");
    char path[4096];
    FILE *file;
    size_t size;

    snprintf(path, sizeof path, "%s/stub/bin/esp32c3.bin", tree ? tree : ".");
    file = fopen(path, "rb");
    size = file ? fread(stub, 1, sizeof stub, file) : 0;
    if (file)
        fclose(file);
    if (size == 0) {
        printf("Bail out! cannot read %s\n", path);
        exit(1);
    }
    for (size_t i = 0; i + 3 < size; i += 4)
        rv32_poke(&m.chip.cpu, ENTRY + (uint32_t)i, 4, word_at(stub + i));
}

/* Starts the stub on a chip whose ROM believes that the host is at this line. */
static void begin(uint8_t line)
{
    static const struct c3_config config;
    uint32_t state = 1;
    uint8_t *bytes;

    if (m.nor)
        c3_destroy(&m.chip);
    nor_close(m.nor);
    m.nor = nor_open(&(struct nor_config){.size = FLASH_SIZE});
    bytes = (uint8_t *)(uintptr_t)nor_bytes(m.nor); /* a test may change the contents */
    for (uint32_t i = 0; i < FLASH_SIZE; i++)
        bytes[i] = (uint8_t)((state = state * 1664525 + 1013904223) >> 16);
    m.size = m.at = 0;
    m.uart_bytes = 0;
    m.deaf = false;
    c3_init(&m.chip, &config, m.nor);
    m.chip.usb_used = true;
    m.chip.strap = STRAP_DOWNLOAD;
    c3_reset(&m.chip, C3_RESET_POWER_ON);
    run_ms(100); /* the ROM waits for a host */
    m.size = 0;
    m.uart_bytes = 0;
    load_stub();
    store8(LINE_NUMBER, line);
    m.chip.cpu.pc = ENTRY;
}

static void send(const struct wire *wire)
{
    for (size_t i = 0; i < wire->size; i++)
        c3_receive(&m.chip, wire->bytes[i], 0);
}

static void ask(uint8_t op, const void *data, size_t size)
{
    static struct wire wire;

    wire.size = 0;
    wire_request(&wire, op, data, size, request_check(op, data, size));
    send(&wire);
}

static bool take(uint32_t limit_ms)
{
    for (uint32_t i = 0; i <= limit_ms; i++) {
        size_t before = m.at;

        if (next_answer(m.received, m.size, &m.at, &m.answer))
            return true;
        m.at = before;
        run_ms(1);
    }
    return false;
}

static bool answered(uint8_t op)
{
    return m.answer.op == op && m.answer.status == 0;
}

static uint64_t packets(void)
{
    return usb_serial_get_stats(m.chip.usb)->packets;
}

static uint64_t lost(void)
{
    return usb_serial_get_stats(m.chip.usb)->lost;
}

/* What the stub counts itself. */
static uint32_t stub_lost(void)
{
    struct esp_stub_info info;

    ask(ESP_OP_STUB_INFO, NULL, 0);
    if (!take(100) || m.answer.size != sizeof info)
        return UINT32_MAX;
    memcpy(&info, m.answer.data, sizeof info);
    return info.lost;
}

static bool echo_right(const uint8_t *bytes, size_t size)
{
    if (!answered(ESP_OP_ECHO) || m.answer.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (m.answer.data[i] + bytes[i] != 0xff) /* inverted */
            return false;
    return true;
}

static void test_lines(void)
{
    static const uint8_t greeting[] = {0xc0, 'O', 'H', 'A', 'I', 0xc0};
    uint64_t before;

    begin(0);
    run_ms(20);
    tap_ok(m.size == 0 && m.uart_bytes == 6, "a stub that came by UART0 greets there alone");
    begin(3);
    before = packets();
    run_ms(20);
    tap_ok(m.size == 6 && memcmp(m.received, greeting, 6) == 0 && m.uart_bytes == 0,
           "a stub that came by USB greets there alone");
    tap_ok(packets() - before <= 2, "in one packet, beside what the ROM may have left");
    tap_is(stub_lost(), 0, "and answers");
}

/* Of each length, so that some end with the last byte of a packet. */
static void test_lengths(void)
{
    uint8_t bytes[ANSWER_MAX];
    uint32_t right = 0;

    begin(3);
    for (uint32_t size = 0; size <= ANSWER_MAX; size++) {
        for (uint32_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)(i * 7 + size);
        ask(ESP_OP_ECHO, bytes, size);
        right += take(20) && echo_right(bytes, size);
    }
    tap_ok(right == ANSWER_MAX + 1 && lost() == 0,
           "answers of each length arrive, without another one behind them (%u of %u)",
           (unsigned)right, ANSWER_MAX + 1u);
}

static void fill(uint8_t *bytes, size_t size, uint32_t number)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number + i * 3);
}

static void test_no_rate(void)
{
    uint32_t before = 0, now = 1;

    begin(3);
    run_ms(20);
    rv32_peek(&m.chip.cpu, UART_CLKDIV, 4, &before);
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){921600, 115200}, 8);
    tap_ok(take(20) && answered(ESP_OP_CHANGE_BAUDRATE), "a change of the rate is answered");
    run_ms(ESP_RATE_IDLE_MS + 100);
    rv32_peek(&m.chip.cpu, UART_CLKDIV, 4, &now);
    tap_ok(now == before && stub_lost() == 0, "and changes nothing");
}

/* More than the ring holds: the rest waits in the host. */
static void test_flood(void)
{
    enum { SIZE = ESP_ECHO_MAX, COUNT = 3 * STUB_RING_SIZE / SIZE };
    uint8_t bytes[SIZE];
    uint32_t right = 0;

    begin(3);
    run_ms(20);
    m.deaf = true; /* so the stub stops at its first answers */
    for (uint32_t i = 0; i < COUNT; i++) {
        fill(bytes, SIZE, i);
        ask(ESP_OP_ECHO, bytes, SIZE);
    }
    run_ms(500);
    m.deaf = false;
    for (; right < COUNT && take(100); right++) {
        fill(bytes, SIZE, right);
        if (!echo_right(bytes, SIZE))
            break;
    }
    tap_ok(right == COUNT, "each of %u is answered (%u)", COUNT, (unsigned)right);
    tap_ok(usb_serial_get_stats(m.chip.usb)->longest_wait_ns > 300 * (uint64_t)MS,
           "although requests waited in the host");
    printf("# for up to %u ms\n",
           (unsigned)(usb_serial_get_stats(m.chip.usb)->longest_wait_ns / MS));
    tap_ok(stub_lost() == 0 && lost() == 0, "and no byte is lost");
}

/* Requests and answers are under way all the time. */
static void test_full_duplex(void)
{
    enum { REGIONS = 100, LENGTH = 1024 };
    uint32_t asked = 0, right = 0;
    uint64_t start, took;

    begin(3);
    run_ms(20);
    start = c3_now_ns(&m.chip);
    while (right < REGIONS) {
        for (; asked < REGIONS && asked < right + STUB_REQUESTS; asked++) {
            struct esp_region_request request =
                region_request(asked * 4999, LENGTH, ESP_REGION_STORED, asked);

            ask(ESP_OP_READ_REGION, &request, sizeof request);
        }
        if (!take(100) || m.answer.value != right ||
            !region_sound(&m.answer, nor_bytes(m.nor) + right * 4999, right * 4999, LENGTH))
            break;
        right++;
    }
    took = (c3_now_ns(&m.chip) - start) / MS;
    tap_ok(right == REGIONS && stub_lost() == 0 && lost() == 0,
           "full duplex: nothing lost, all answers right and in order");
    printf("# %u KB in %u ms\n", REGIONS * LENGTH / 1024, (unsigned)took);
}

/* A program that was killed does not read on.  The next one calls, and finds the stub. */
static void test_deaf_host(void)
{
    static const uint8_t call[ESP_SYNC_SIZE] = {
        0x07, 0x07, 0x12, 0x20, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
        0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
        0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55};
    struct esp_region_request request =
        region_request(0, STUB_REGION_MAX, ESP_REGION_STORED, 1);
    bool found = false;

    begin(3);
    run_ms(20);
    m.deaf = true;
    ask(ESP_OP_READ_REGION, &request, sizeof request);
    run_ms(8000);
    m.deaf = false;
    ask(ESP_OP_STUB_INFO, NULL, 0);
    ask(ESP_OP_STUB_INFO, NULL, 0); /* the first answer may follow half a frame */
    for (int i = 0; i < 20 && !found && take(100); i++)
        found = answered(ESP_OP_STUB_INFO);
    tap_ok(found, "a host that did not read for 8 s is answered when it reads again");
    tap_is(lost(), 0, "what did not fit was not put into the FIFO");

    m.deaf = true;
    request.tag = 2;
    ask(ESP_OP_READ_REGION, &request, sizeof request);
    run_ms(500);
    ask(ESP_OP_SYNC, call, sizeof call);
    run_ms(50);
    m.deaf = false;
    found = false;
    for (int i = 0; i < 4 && !found && take(200); i++)
        found = answered(ESP_OP_SYNC);
    tap_ok(found, "a call ends the answer for which the stub waited");
}

int main(void)
{
    test_lines();
    test_lengths();
    test_no_rate();
    test_flood();
    test_full_duplex();
    test_deaf_host();
    tap_ok(!m.chip.trouble[0], "the chip had no trouble%s%s", m.chip.trouble[0] ? ": " : "",
           m.chip.trouble);
    c3_destroy(&m.chip);
    nor_close(m.nor);
    return tap_done();
}
