/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a line rate on an ESP32 and on an ESP32-C3: the ROM's loader starts the machine
 * code, and the machine code goes back to the loader.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * With ESP32_ROM=FILE or ESP32C3_ROM=FILE the same cases run on a dump of the real ROM.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "esp/line/pattern.h"
#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/esp32c3/esp32c3_loader.h"
#include "esp/rom/esp32c3/esp32c3_stubs.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    MB = 1 << 20,
    CLOCK_HZ = 40000000,
    SLOW = 115200,
    FAST = 921600,
    FAST_DIVISOR = 43 | 6 << 20,
    LIMIT_MS = 150,
    MAGIC_ADDRESS = 0x40001000,
    PROGRAM_MAX = 1024,
    TRIALS = 12, /* more than the simulated ROM can nest */
};

/* Call uart_tx_one_char('A'), and return.  "entry" relies on the state that CALLX8 left. */
static const uint8_t windowed[] = {
    0x00, 0x92, 0x00, 0x40, /* .word 0x40009200: uart_tx_one_char */
    0x36, 0x41, 0x00,       /* entry a1, 32 */
    0x81, 0xfe, 0xff,       /* l32r a8, the word */
    0xa2, 0xa0, 0x41,       /* movi a10, 'A' */
    0xe0, 0x08, 0x00,       /* callx8 a8 */
    0x1d, 0xf0, 0x00, 0x00, /* retw.n */
};
static const uint8_t plain[] = {
    0x41, 0x11, 0x06, 0xc6, /* addi sp, sp, -16; sw ra, 12(sp) */
    0x13, 0x05, 0x10, 0x04, /* li a0, 'A' */
    0xb7, 0x07, 0x00, 0x40, /* lui a5, 0x40000 */
    0x93, 0x87, 0x87, 0x06, /* addi a5, a5, 0x68: uart_tx_one_char */
    0x82, 0x97, 0xb2, 0x40, /* jalr a5; lw ra, 12(sp) */
    0x41, 0x01, 0x82, 0x80, /* addi sp, sp, 16; ret */
};

/* What differs between the chips. */
struct kind {
    const char *name;
    const char *rom; /* the environment variable that names a dump of the real ROM */
    const uint8_t *trial;
    const size_t *trial_size;
    uint32_t trial_address;
    const uint8_t *program; /* which says "A" and returns */
    size_t program_size;
    uint32_t code, entry; /* where the program lies and starts */
    uint32_t clkdiv;      /* UART_CLKDIV */
    uint32_t magic;       /* the word at MAGIC_ADDRESS */
    const char *reset;    /* what the ROM says after a reset by software */
};

static const struct kind kinds[] = {
    {"esp32", "ESP32_ROM", esp_trial_esp32, &esp_trial_esp32_size, ESP32_TRIAL_ADDRESS, windowed,
     sizeof windowed, 0x40080000, 0x40080004, 0x3ff40014, 0x00f01d83, "rst:0x3 (SW_RESET)"},
    {"esp32c3", "ESP32C3_ROM", esp_trial_esp32c3, &esp_trial_esp32c3_size,
     ESP32C3_TRIAL_ADDRESS, plain, sizeof plain, 0x40380000, 0x40380000, 0x60000014, 0x1b31506f,
     "rst:0x3 (RTC_SW_SYS_RST)"},
};

static const struct kind *kind;
static struct client *client;
static struct frame reply;
static uint32_t slow_divisor;

static void open_board(void)
{
    client = rom32_client_connect_to(kind->name, getenv(kind->rom), MB, NULL);
    slow_divisor = rom32_client_read_reg(client, kind->clkdiv);
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
    size_t size = *kind->trial_size;

    memcpy(program, kind->trial, size);
    esp_put32(program + size - 8, divisor);
    esp_put32(program + size - 4, CLOCK_HZ / 1000 * LIMIT_MS);
    esp_put_check_sum(program, size);
    program[size / 2] ^= damage;
    load(kind->trial_address, program, size);
}

static void run_trial(void)
{
    ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, kind->trial_address);
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
    return rom32_client_read_reg(client, MAGIC_ADDRESS) == kind->magic;
}

static bool is_slow(void)
{
    client->baud = SLOW;
    client_drop(client);
    return rom32_client_read_reg(client, kind->clkdiv) == slow_divisor && loader_answers();
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
    tap_is(rom32_client_read_reg(client, kind->clkdiv), FAST_DIVISOR,
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

static void test_many(void)
{
    struct sim_stats stats = {0};
    uint32_t done = 0;

    open_board();
    while (done < TRIALS && trial(done % 2 ? SLOW : FAST))
        done++;
    tap_is(done, TRIALS, "trials can be many");
    load(kind->code, kind->program, kind->program_size);
    ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, kind->entry);
    client_run_ms(client, 20);
    tap_ok(client_said(client, "Auser code done\r\n"),
           "the next program starts and ends as if main() had called it");
    tap_str(client->chip->trouble(client->self), "", "without trouble");
    client->chip->stats(client->self, &stats);
    tap_is(stats.watchdog_resets, 0, "the watchdogs have not bitten");
    client_close(client);
}

static void test_flash_end(void)
{
    open_board();
    trial(FAST);
    ROM32_WORDS(client, OP_FLASH_END, 0, &reply, 1);
    client->baud = SLOW;
    client_run_ms(client, 40);
    tap_ok(client_said(client, kind->reset) && rom32_client_sync(client),
           "where the loader ends without a program, the chip is reset, into the loader");
    client_close(client);
}

static void test_chip(void)
{
    test_success();
    test_silence();
    test_half();
    test_noise();
    test_damage();
    test_many();
    test_flash_end();
}

int main(void)
{
    for (kind = kinds; kind != kinds + sizeof kinds / sizeof *kinds; kind++)
        test_chip();
    return tap_done();
}
