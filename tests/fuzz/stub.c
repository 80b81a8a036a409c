/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: requests of a garbled or hostile line to the stub.  The stub stays within
 * its memory (a sanitizer sees to that), asks of the chip what stub/chip.h allows, sends
 * only whole frames, and is there for the next request.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input is a list of records:
 *
 *     '!' OP SIZE DATA   a request with the right check word
 *     '?' OP SIZE DATA   one with a wrong check word
 *     any other byte     comes as it is
 *
 * SIZE is one byte.  DATA that begins with '~' is followed by how many more bytes of
 * 0xff the request has, in pages of 256.
 */
#include "fuzz/fuzz.h"
#include "unit/stub/stub_talk.h"

enum {
    REQUESTS_MAX = 16,
    DATA_MAX = sizeof(struct esp_write_region) + ESP_WRITE_MAX,
};

static void check_output(void)
{
    bool inside = false, escaped = false;

    if (chip.output_size == sizeof(chip.output))
        return; /* more than was kept */
    for (size_t i = 0; i < chip.output_size; i++) {
        uint8_t byte = chip.output[i];

        FUZZ_CHECK(!escaped || byte == ESP_SLIP_ESC_END || byte == ESP_SLIP_ESC_ESC);
        FUZZ_CHECK(inside || byte == ESP_SLIP_END);
        escaped = !escaped && byte == ESP_SLIP_ESC;
        if (byte == ESP_SLIP_END)
            inside = !inside;
    }
    FUZZ_CHECK(!inside && !escaped);
}

/* After a frame that the noise began, if it began one. */
static void check_alive(void)
{
    wire_raw(&chip.input, ESP_SLIP_END);
    run();
    check_output();
    ask(ESP_OP_STUB_INFO, NULL, 0);
    FUZZ_CHECK(heard.found && heard.op == ESP_OP_STUB_INFO && heard.status == 0);
    FUZZ_CHECK(word_at(heard.data) == ESP_STUB_MAGIC);
}

/* One over megabytes takes a second and shows no more than one over 256 KB. */
static void shorten_digest(uint8_t op, uint8_t *bytes, size_t size)
{
    if ((op == ESP_OP_DIGEST || op == ESP_OP_SPI_FLASH_MD5) && size >= 8 && bytes[7] == 0)
        bytes[6] &= 3; /* of the length */
}

static void request(struct fuzz_input *input, bool good)
{
    static uint8_t bytes[DATA_MAX];
    uint8_t op = fuzz_byte(input);
    struct fuzz_input data = fuzz_bytes(input, fuzz_byte(input));
    size_t more = 0, size;

    if (data.size > 1 && data.data[0] == '~') {
        fuzz_byte(&data);
        more = 256u * fuzz_byte(&data);
    }
    size = data.size + more < sizeof(bytes) ? data.size + more : sizeof(bytes);
    memset(bytes, 0xff, size);
    memcpy(bytes, data.data, data.size);
    shorten_digest(op, bytes, size);
    wire_request(&chip.input, op, bytes, size,
                 request_check(op, bytes, size) ^ (good ? 0 : 0x5a5a));
    run();
    check_output();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    int requests = 0;

    restart();
    chip.flash_wraps = true; /* it is smaller than what requests can name */
    while (input.size) {
        uint8_t kind = fuzz_byte(&input);

        if (kind != '!' && kind != '?') {
            wire_raw(&chip.input, kind);
        } else if (++requests > REQUESTS_MAX) {
            break;
        } else {
            request(&input, kind == '!');
        }
    }
    check_alive();
    FUZZ_CHECK(!chip.flash_misused);
    return 0;
}
