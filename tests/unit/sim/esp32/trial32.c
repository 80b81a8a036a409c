/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a line rate on an ESP32: the ROM's loader starts the machine code, and the
 * machine code goes back to the loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * With ESP32_ROM=FILE the same cases run on a dump of the real ROM.
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/line/pattern.h"
#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    MB = 1 << 20,
    CODE = 0x40080000, /* of other programs */
    CLOCK_HZ = 40000000,
    SLOW = 115200,
    FAST = 921600,
    FAST_DIVISOR = 43 | 6 << 20,
    LIMIT_MS = 150,
    UART_CLKDIV = 0x3ff40014,
    MAGIC_ADDRESS = 0x40001000,
    MAGIC = 0x00f01d83,
    PROGRAM_MAX = 1024,
    TRIALS = 12, /* more than the simulated ROM can nest */
};

static struct client *client;
static struct frame reply;
static uint32_t slow_divisor;

static void open_board(void)
{
    client = rom32_client_open(MB, NULL);
    slow_divisor = rom32_client_read_reg(client, UART_CLKDIV);
}

static void load(uint32_t address, const uint8_t *program, size_t size)
{
    ROM32_WORDS(client, OP_MEM_BEGIN, 0, &reply, (uint32_t)size, 1, (uint32_t)size, address);
    rom32_client_data(client, OP_MEM_DATA, 0, program, (uint32_t)size, false);
}

/* damage: goes into a byte of the code. */
static void load_trial(uint32_t divisor, uint8_t damage)
{
    uint8_t program[PROGRAM_MAX];
    size_t size = esp_trial_esp32_size;

    memcpy(program, esp_trial_esp32, size);
    esp_put32(program + size - 8, divisor);
    esp_put32(program + size - 4, CLOCK_HZ / 1000 * LIMIT_MS);
    esp_put_check_sum(program, size);
    program[size / 2] ^= damage;
    load(ESP32_TRIAL_ADDRESS, program, size);
}

static void run_trial(void)
{
    ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, ESP32_TRIAL_ADDRESS);
}

/* Starts a trial, up to the first byte at the new rate. */
static void start(uint32_t baud)
{
    uint32_t sixteenths = (uint32_t)((CLOCK_HZ * 16ull + baud / 2) / baud);

    load_trial(sixteenths >> 4 | (sixteenths & 15) << 20, 0);
    run_trial();
    client_run_ms(client, 2);
    client->baud = baud;
    client_drop(client);
}

static void send_pattern(uint8_t pattern[ESP_TRIAL_SIZE])
{
    uint8_t mark = ESP_TRIAL_MARK;

    esp_pattern(pattern, ESP_TRIAL_SIZE, 0);
    client_send(client, &mark, 1);
    client_send(client, pattern, ESP_TRIAL_SIZE);
    client_run_ms(client, 10);
}

/* Is this all that came since the last client_drop()? */
static bool inverted(const uint8_t pattern[ESP_TRIAL_SIZE])
{
    const uint8_t *got = client->output + client->output_read;
    bool right = client->output_size - client->output_read == 1 + ESP_TRIAL_SIZE &&
                 got[0] == ESP_TRIAL_MARK;

    for (size_t i = 0; i < ESP_TRIAL_SIZE && right; i++)
        right = (got[1 + i] ^ pattern[i]) == 0xff;
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
    client_drop(client);
    return rom32_client_read_reg(client, MAGIC_ADDRESS) == MAGIC;
}

static bool is_slow(void)
{
    client->baud = SLOW;
    client_drop(client);
    return rom32_client_read_reg(client, UART_CLKDIV) == slow_divisor && loader_answers();
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
    tap_is(rom32_client_read_reg(client, UART_CLKDIV), FAST_DIVISOR,
           "with the divisor that was asked for");
    client_run_ms(client, 2 * LIMIT_MS);
    tap_ok(loader_answers(), "and stays it");
    tap_ok(trial(SLOW) && trial(460800), "it can be changed again");
    client_close(client);
}

static void test_silence(void)
{
    open_board();
    start(FAST);
    client_run_ms(client, LIMIT_MS - 20);
    client_send(client, "\xc0", 1);
    client_run_ms(client, 1);
    tap_is(client->output_size - client->output_read, 0, "nothing is answered");
    client_run_ms(client, 40);
    tap_ok(is_slow(), "where nothing came the loader is at the old rate after the limit");
    tap_ok(trial(FAST), "and the next trial finds all as before");
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
    tap_ok(is_slow(), "and what came at the wrong rate is no request");
    client_close(client);
}

static void test_damage(void)
{
    open_board();
    load_trial(FAST_DIVISOR, 0x10);
    run_trial();
    client_run_ms(client, 2);
    tap_ok(is_slow(), "a program that arrived damaged does not run; the loader goes on");
    tap_ok(trial(FAST), "and takes the next one");
    client_close(client);
}

/* Calls uart_tx_one_char('A'), and returns.  "entry" relies on the state that CALLX8 left. */
static const uint8_t windowed[] = {
    0x00, 0x92, 0x00, 0x40, /* .word 0x40009200: uart_tx_one_char */
    0x36, 0x41, 0x00,       /* entry a1, 32 */
    0x81, 0xfe, 0xff,       /* l32r a8, the word */
    0xa2, 0xa0, 0x41,       /* movi a10, 'A' */
    0xe0, 0x08, 0x00,       /* callx8 a8 */
    0x1d, 0xf0, 0x00, 0x00, /* retw.n */
};

static void test_many(void)
{
    uint32_t done = 0;

    open_board();
    while (done < TRIALS && trial(done % 2 ? SLOW : FAST))
        done++;
    tap_is(done, TRIALS, "trials can be many");
    load(CODE, windowed, sizeof windowed);
    ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, CODE + 4);
    client_run_ms(client, 20);
    tap_ok(client_said(client, "Auser code done\r\n"),
           "the next program starts and ends as if main() had called it");
    tap_str(client->chip->trouble(client->self), "", "without trouble");
    tap_is(rom32_client_chip(client)->stats.watchdog_resets, 0, "the watchdogs have not bitten");
    client_close(client);
}

static void test_flash_end(void)
{
    open_board();
    trial(FAST);
    ROM32_WORDS(client, OP_FLASH_END, 0, &reply, 1);
    client->baud = SLOW;
    client_run_ms(client, 40);
    tap_ok(client_said(client, "rst:0x3 (SW_RESET)") && rom32_client_sync(client),
           "where the loader ends without a program, the chip is reset, into the loader");
    client_close(client);
}

int main(void)
{
    test_success();
    test_silence();
    test_half();
    test_noise();
    test_damage();
    test_many();
    test_flash_end();
    return tap_done();
}
