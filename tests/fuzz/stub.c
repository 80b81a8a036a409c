/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: requests to the stub from a garbled or hostile line.  The stub must stay
 * within its memory (a sanitizer checks it), use the chip as stub/chip.h allows, send only
 * whole frames, and answer the next request.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The input is a list of records:
 *
 *   '!' OP SIZE DATA   a request with the right check word
 *   '?' OP SIZE DATA   a request with a wrong check word
 *   any other byte     a byte as it is
 *
 * SIZE is one byte.  If DATA begins with '~', the next byte says how many pages of 256
 * bytes of 0xff follow in the request.
 */
#include "fuzz/lib/fuzz.h"
#include "unit/stub/stub_talk.h"

enum {
    REQUESTS_MAX = 16,
    DATA_MAX = sizeof(struct esp_write_region) + ESP_WRITE_MAX,
};

static void check_output(void)
{
    bool inside = false, escaped = false;

    if (chip.output_size == sizeof(chip.output))
        return; /* more than the buffer keeps */
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

/* The stub must answer, also if the noise began a frame. */
static void check_alive(void)
{
    wire_raw(&chip.input, ESP_SLIP_END);
    run();
    check_output();
    ask(ESP_OP_STUB_INFO, NULL, 0);
    FUZZ_CHECK(heard.found && heard.op == ESP_OP_STUB_INFO && heard.status == 0);
    FUZZ_CHECK(word_at(heard.data) == ESP_STUB_MAGIC);
}

/* A digest over megabytes takes a second, and shows no more than a digest over 256 KB. */
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
    chip.flash_wraps = true; /* the flash is smaller than the addresses that requests can
                              * have */
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
