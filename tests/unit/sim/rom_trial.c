/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a line rate: the ROM's loader starts its machine code, and the machine code
 * returns to the loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * With ESP_ROM=FILE the same cases run on a dump of the real ROM.  With TRIAL_BIN=FILE they
 * run on machine code from another compiler.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "esp/line/pattern.h"
#include "esp/rom/esp8266/esp8266_stubs.h"
#include "esp/wire/protocol.h"
#include "sim/chip/esp8266/rom/rom.h"
#include "tap.h"
#include "unit/sim/rom_client.h"

enum {
    CODE = 0x40100000,
    CLOCK_HZ = 52000000,
    SLOW = 115200,
    FAST = 921600,
    FAST_DIVISOR = 56,
    LIMIT_MS = 150,
    UART_CLKDIV = 0x60000014,
    UART_STATUS = 0x6000001c,
    CPU_CLOCK = 0x3ff00014,
    MAGIC_ADDRESS = 0x40001000,
    MAGIC = 0xfff0c101,
    TRIALS = 40, /* more than the simulated ROM can nest */
};

static struct client *client;
static struct frame reply;
static uint32_t slow_divisor;

static size_t read_program(uint8_t *program, size_t size_max)
{
    const char *name = getenv("TRIAL_BIN");
    FILE *file = name ? fopen(name, "rb") : NULL;
    size_t size = esp_trial_esp8266_size;

    if (name) {
        size = file ? fread(program, 1, size_max, file) : 0;
        if (size <= 8 || size == size_max) {
            printf("Bail out! %s is not a trial program\n", name);
            exit(1);
        }
        fclose(file);
    } else {
        memcpy(program, esp_trial_esp8266, size);
    }
    return size;
}

static void load(uint32_t divisor)
{
    uint8_t program[1024];
    size_t size = read_program(program, sizeof program);
    uint32_t begin[4] = {(uint32_t)size, 1, (uint32_t)size, CODE};

    esp_put32(program + size - 8, divisor);
    esp_put32(program + size - 4, CLOCK_HZ / 1000 * LIMIT_MS);
    client_command(client, OP_MEM_BEGIN, begin, sizeof begin, 0, &reply);
    client_data(client, OP_MEM_DATA, 0, program, (uint32_t)size, client_checksum(program, size),
                &reply);
}

/* Starts a trial, up to the first byte at the new rate. */
static void start(uint32_t baud)
{
    uint32_t end[2] = {0, CODE};

    load((CLOCK_HZ + baud / 2) / baud);
    client_command(client, OP_MEM_END, end, sizeof end, 0, &reply);
    client_run_ms(client, 2);
    client->baud = baud;
    client_drop(client);
}

static void open_board(void)
{
    client = client_open(1 << 20, SOC_STRAP_DOWNLOAD);
    client_connect(client);
    slow_divisor = client_word(client, UART_CLKDIV);
}

static void send_pattern(uint8_t pattern[ESP_TRIAL_SIZE])
{
    uint8_t mark = ESP_TRIAL_MARK;

    esp_pattern(pattern, ESP_TRIAL_SIZE, 0);
    client_send(client, &mark, 1);
    client_send(client, pattern, ESP_TRIAL_SIZE);
    client_run_ms(client, 10);
}

static bool inverted(const uint8_t pattern[ESP_TRIAL_SIZE])
{
    bool right = client->output_size == 1 + ESP_TRIAL_SIZE && client->output[0] == ESP_TRIAL_MARK;

    for (size_t i = 0; i < ESP_TRIAL_SIZE && right; i++)
        right = (client->output[1 + i] ^ pattern[i]) == 0xff;
    return right;
}

static void confirm(uint32_t word)
{
    uint8_t bytes[4];

    esp_put32(bytes, word);
    client_send(client, bytes, sizeof bytes);
}

static bool loader_answers(void)
{
    uint32_t address = MAGIC_ADDRESS;

    client_drop(client);
    return client_command(client, OP_READ_REG, &address, sizeof address, 0, &reply) &&
           client_value(&reply) == MAGIC;
}

static bool is_slow(void)
{
    client->baud = SLOW;
    return client_word(client, UART_CLKDIV) == slow_divisor && loader_answers();
}

static bool trial(uint32_t baud)
{
    uint8_t pattern[ESP_TRIAL_SIZE];

    start(baud);
    send_pattern(pattern);
    if (!inverted(pattern))
        return false;
    confirm(ESP_TRIAL_KEEP);
    return loader_answers();
}

static void test_success(void)
{
    open_board();
    tap_ok(trial(FAST), "a rate that is confirmed is the loader's, right behind the confirmation");
    tap_is(client_word(client, UART_CLKDIV), FAST_DIVISOR, "with the divisor that was asked for");
    client_run_ms(client, 2 * LIMIT_MS);
    tap_ok(loader_answers(), "and stays it");
    tap_ok(trial(SLOW) && trial(460800), "it can be changed again");
    client_close(client);
}

static void test_silence(void)
{
    open_board();
    start(FAST);
    tap_is(client_word(client, UART_CLKDIV), FAST_DIVISOR, "the trial is at the new rate");
    client_run_ms(client, LIMIT_MS - 20);
    tap_is(client_word(client, UART_CLKDIV), FAST_DIVISOR, "until the limit is over");
    client_run_ms(client, 40);
    tap_ok(is_slow(), "where nothing came the loader is at the old rate");
    tap_ok(trial(FAST), "and the next trial finds all as before");
    client_close(client);
}

/* A program that ran before may have doubled the CPU's clock, and a reset may keep it
 * doubled. */
static void test_doubled(void)
{
    open_board();
    client_set_word(client, CPU_CLOCK, 1);
    start(FAST);
    client_run_ms(client, LIMIT_MS - 20);
    tap_is(client_word(client, UART_CLKDIV), FAST_DIVISOR,
           "the limit is as long where the CPU's clock was doubled");
    client_run_ms(client, 40);
    tap_ok(is_slow() && client_word(client, CPU_CLOCK) == 0, "which it is no more");
    client_close(client);
}

static void test_half(void)
{
    uint8_t pattern[ESP_TRIAL_SIZE], mark = ESP_TRIAL_MARK;

    open_board();
    start(FAST);
    client_send(client, &mark, 1);
    client_send(client, "half", 4);
    client_run_ms(client, LIMIT_MS + 20);
    tap_ok(is_slow(), "so it is where the pattern was not all");
    start(FAST);
    send_pattern(pattern);
    client_run_ms(client, LIMIT_MS + 20);
    tap_ok(is_slow(), "and where no confirmation came");
    start(FAST);
    send_pattern(pattern);
    confirm(ESP_TRIAL_KEEP ^ 0x1000000);
    client_run_ms(client, 5);
    tap_ok(is_slow(), "a wrong confirmation ends it at once");
    client_close(client);
}

static void test_noise(void)
{
    uint8_t pattern[ESP_TRIAL_SIZE];

    open_board();
    start(FAST);
    client_send(client, "\x00\xff\xfe\xc0", 4);
    send_pattern(pattern);
    tap_ok(inverted(pattern), "noise before the mark does no harm");
    for (unsigned i = 0; i < 200; i++)
        client_send(client, "\xc0\x55", 2);
    client_run_ms(client, LIMIT_MS);
    client->baud = SLOW;
    tap_is(client_word(client, UART_STATUS) & 0xff, 0, "nothing of it is left in the FIFO");
    tap_ok(is_slow(), "and what came at the wrong rate is no request");
    client_close(client);
}

/* Many trials must not use more and more of the ROM's stack. */
static void test_many(void)
{
    uint32_t end[2] = {0, CODE}, done = 0;

    open_board();
    while (done < TRIALS && trial(done % 2 ? SLOW : FAST))
        done++;
    tap_is(done, TRIALS, "trials can be many");
    client_set_word(client, CODE, 0x0000f00d); /* ret.n */
    client_command(client, OP_MEM_END, end, sizeof end, 0, &reply);
    client_run_ms(client, 20);
    tap_ok(client_said(client, "user code done\r\n"),
           "the next program is called by main() with main()'s stack");
    tap_is(client_soc(client)->stats.watchdog_resets, 0, "the watchdog has not bitten");
    client_close(client);
}

static void test_flash_end(void)
{
    uint32_t begin[4] = {0, 0, 0x400, 0}, boot = 0;

    open_board();
    trial(FAST);
    client_command(client, OP_FLASH_BEGIN, begin, sizeof begin, 0, &reply);
    client_drop(client);
    client_request(client, OP_FLASH_END, &boot, sizeof boot, 0);
    client_run_ms(client, 300);
    tap_ok(client_said(client, "ets_main.c"), "FLASH_END boots the flash, as ever");
    client_close(client);
}

int main(void)
{
    test_success();
    test_silence();
    test_doubled();
    test_half();
    test_noise();
    test_many();
    test_flash_end();
    return tap_done();
}
