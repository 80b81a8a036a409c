/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the lines that tell what goes over the wire: without contents, nothing of a flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/trace.h"

#include "esp/wire/command.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link wire;
static struct esp_trace *trace;
static char told[200000];

/* What a flash holds, and how it looks in hexadecimal. */
static const char secret[] = "Pa55";
static const char secret_hex[] = "50 61 35 35";

static void note(void *ctx, const char *text)
{
    (void)ctx;
    strncat(told, text, sizeof(told) - strlen(told) - 2);
    strcat(told, "\n");
}

static void begin(bool contents)
{
    fake_open(&fake);
    esp_link_init(&wire, &fake.base, &fake.fault);
    trace = esp_trace_begin(&fake.base, contents, note, NULL);
    told[0] = '\0';
}

static void end(void)
{
    esp_trace_free(trace);
}

static void hear(uint8_t op, uint32_t value, const void *data, size_t size)
{
    struct esp_answer answer;

    wire.asked[op] = true;
    fake_answer(&fake, op, value, data, size);
    esp_link_receive(&wire, &answer, 20);
}

/* Sends and hears the secret by each command there can be, in frames of this size. */
static void talk(size_t size)
{
    uint8_t data[8192];
    uint32_t word;

    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)secret[i % 4];
    memcpy(&word, secret, 4);
    for (unsigned op = 0; op < 256; op++) {
        bool asks = op == ESP_OP_READ_REG || op == ESP_OP_READ_REGION || op == ESP_OP_GLANCE ||
                    op == ESP_OP_READ_FLASH_SLOW || op == ESP_OP_READ_FLASH;
        bool brings = op == ESP_OP_FLASH_DATA || op == ESP_OP_FLASH_DEFL_DATA ||
                      op == ESP_OP_WRITE_REGION || op == ESP_OP_WRITE_REG || op == ESP_OP_MEM_DATA;

        if (brings || size > 96)
            esp_link_send(&wire, op, 0, data, size);
        if (asks || size > 96)
            hear((uint8_t)op, op < ESP_OP_STUB_INFO ? word : 0, data, size);
    }
    fake_input(&fake, "\xc0", 1);
    fake_input(&fake, data, size); /* contents without a header */
    fake_input(&fake, "\xc0", 1);
    esp_link_drain(&wire, 5, 20);
}

static void test_secrets(void)
{
    begin(false);
    talk(8);
    talk(64);
    talk(4096);
    tap_ok(strstr(told, "<- READ_REGION 00000000 4096 bytes, crc32 "),
           "contents are told as their length and digest");
    tap_ok(strstr(told, "-> WRITE_REG 8 bytes\n"), "few bytes as their length alone");
    tap_ok(!strstr(told, secret_hex) && !strstr(told, secret) && !strstr(told, "35356150") &&
               !strstr(told, "50613535"),
           "nothing of them is told");
    end();
}

static void test_frames(void)
{
    static const uint8_t refused[ESP_STATUS_SIZE] = {ESP_STUB_FAILED, ESP_STUB_BAD_RANGE};
    static const uint8_t address[4] = {0x00, 0x10, 0x00, 0x40};

    begin(false);
    esp_link_send(&wire, ESP_OP_READ_REG, 0, address, sizeof(address));
    tap_ok(strstr(told, " -> READ_REG 00000000 4 bytes: 00 10 00 40\n"), "a question is told");
    hear(ESP_OP_READ_REGION, 7, refused, sizeof(refused));
    hear(ESP_OP_ERASE_SECTORS, 7, refused, sizeof(refused));
    tap_ok(strstr(told, " <- ERASE_SECTORS 00000007 2 bytes: c0 "), "so is a refusal");
    fake_input(&fake, "\xc0 ets Jan  8 2013\xc0", 18);
    fake_input(&fake, "\xc0 \xdb \xc0", 5);
    esp_link_drain(&wire, 5, 20);
    tap_ok(strstr(told, " <- no command: 16 bytes\n") && strstr(told, "<- a damaged frame\n"),
           "what is no frame is told");
    end();
}

static void test_contents(void)
{
    begin(true);
    talk(64);
    tap_ok(strstr(told, "  0000: 01 ") && strstr(told, secret_hex), "with contents, all is told");
    end();
}

int main(void)
{
    test_secrets();
    test_frames();
    test_contents();
    return tap_done();
}
