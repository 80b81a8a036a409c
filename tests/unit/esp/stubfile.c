/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of Espressif's stub as JSON, and of base64.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/foreign/stubfile.h"

#include "base/error.h"
#include "esp/foreign/base64.h"
#include "tap.h"

static int parse(struct esp_stubfile *stub, const char *json, struct esp_fault *fault)
{
    *fault = (struct esp_fault){.text = ""};
    return esp_stubfile_parse(stub, (const uint8_t *)json, strlen(json), fault);
}

static void test_good(void)
{
    struct esp_stubfile stub;
    struct esp_fault fault;
    int err = parse(&stub, "{\"entry\": 1074790404, \"text\": \"AQIDBAUGBwg=\", \"text_start\": "
                           "1074790400, \"data\": \"CQ==\", \"data_start\": 1073643520, "
                           "\"bss_start\": 1073643776, \"more\": {\"a\": [1]}}", &fault);

    tap_is((uint64_t)-err, 0, "a stub is parsed");
    tap_is(stub.entry, 0x40100004, "its entry");
    tap_is(stub.count, 2, "its parts");
    tap_ok(stub.parts[0].address == 0x40100000 && stub.parts[0].size == 8 &&
               memcmp(stub.parts[0].bytes, "\1\2\3\4\5\6\7\10", 8) == 0, "its text");
    tap_ok(stub.parts[1].address == 0x3ffe8000 && stub.parts[1].size == 1 &&
               stub.parts[1].bytes[0] == 9, "its data");
    tap_is(stub.bss, 0x3ffe8100, "where its variables begin");
    esp_stubfile_free(&stub);

    err = parse(&stub, "{\"entry\":4096,\"text\":\"AAAA\",\"text_start\":4096}", &fault);
    tap_ok(!err && stub.count == 1 && stub.bss == 0, "data and bss may be missing");
    esp_stubfile_free(&stub);
}

static const struct {
    const char *json, *text;
} bad[] = {
    {"", "it is no JSON: line 1: '[' or '{' expected near end of file"},
    {"{", "it is no JSON: line 1: string or '}' expected near end of file"},
    {"[1]", "it is no JSON object"},
    {"{}", "\"entry\" is missing"},
    {"{\"entry\":\"1\"}", "\"entry\" is no whole number"},
    {"{\"entry\":1.5}", "\"entry\" is no whole number"},
    {"{\"entry\":0}", "\"entry\" is no address that code can have"},
    {"{\"entry\":-4}", "\"entry\" is no address that code can have"},
    {"{\"entry\":4294967296}", "\"entry\" is no address that code can have"},
    {"{\"entry\":4,\"entry\":4}", "it is no JSON: line 1: duplicate object key near '\"entry\"'"},
    {"{\"entry\":4}", "\"text_start\" is missing"},
    {"{\"entry\":4,\"text_start\":6}", "\"text_start\" is no address that code can have"},
    {"{\"entry\":4,\"text_start\":4}", "\"text\" is missing"},
    {"{\"entry\":4,\"text_start\":4,\"text\":5}", "\"text\" is no text"},
    {"{\"entry\":4,\"text_start\":4,\"text\":\"\"}", "\"text\" is empty"},
    {"{\"entry\":4,\"text_start\":4,\"text\":\"AAA\"}", "\"text\" is no base64"},
    {"{\"entry\":7,\"text_start\":4,\"text\":\"AAAA\"}", "\"entry\" is not in \"text\""},
    {"{\"entry\":3,\"text_start\":4,\"text\":\"AAAA\"}", "\"entry\" is not in \"text\""},
    {"{\"entry\":4294967292,\"text_start\":4294967292,\"text\":\"AAAAAAAA\"}",
     "\"text\" goes past the last address"},
    {"{\"entry\":8,\"text_start\":8,\"text\":\"AAAAAAAA\",\"data\":\"AAAA\"}",
     "\"data_start\" is missing"},
    {"{\"entry\":8,\"text_start\":8,\"text\":\"AAAAAAAA\",\"data\":\"AAAA\",\"data_start\":12}",
     "\"data\" overlaps \"text\""},
    {"{\"entry\":8,\"text_start\":8,\"text\":\"AAAA\",\"bss_start\":\"x\"}",
     "\"bss_start\" is no whole number"},
};

static void test_bad(void)
{
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct esp_stubfile stub;
        struct esp_fault fault;
        int err = parse(&stub, bad[i].json, &fault);

        if (!tap_ok(err == ESP_ERR_ARG && strcmp(fault.text, bad[i].text) == 0, "refused: %s",
                    bad[i].json))
            printf("# %d: %s\n", err, fault.text);
        esp_stubfile_free(&stub);
    }
}

/* A text of so many bytes that decode to size bytes. */
static void test_large(void)
{
    static const char head[] = "{\"entry\":4,\"text_start\":4,\"text\":\"", tail[] = "\"}";
    static char json[0x20000];
    struct esp_stubfile stub;
    struct esp_fault fault;
    size_t length = (0x10000 + 2) / 3 * 4; /* ends with '==': 0x10000 = 3 n + 1 */

    memcpy(json, head, sizeof(head));
    memset(json + sizeof(head) - 1, 'A', length);
    memcpy(json + sizeof(head) - 1 + length - 2, "==", 2);
    memcpy(json + sizeof(head) - 1 + length, tail, sizeof(tail));
    tap_is((uint64_t)-parse(&stub, json, &fault), 0, "64 KB of text are taken");
    tap_is(stub.parts[0].size, 0x10000, "all of them");
    esp_stubfile_free(&stub);
    memcpy(json + sizeof(head) - 1 + length - 2, "A=", 2);
    tap_ok(parse(&stub, json, &fault) == ESP_ERR_ARG, "one byte more is refused");
    esp_stubfile_free(&stub);
    memcpy(json + sizeof(head) - 1 + length, "AAAA\"}", 7);
    tap_ok(parse(&stub, json, &fault) == ESP_ERR_ARG &&
               strcmp(fault.text, "\"text\" is too large: it has more than 64 KB") == 0,
           "and more, before they are decoded");
    esp_stubfile_free(&stub);
}

static bool decodes(const char *text, const char *want, size_t want_size, size_t room)
{
    uint8_t out[16] = {0};
    size_t size;

    return esp_base64_decode(text, strlen(text), out, room, &size) && size == want_size &&
           memcmp(out, want, size) == 0;
}

static void test_base64(void)
{
    static const char *const wrong[] = {"A", "AA", "AAA", "AAAAA", "====", "A===", "AA=A", "=AAA",
                                        "AA==AAAA", "AAA=AAAA", "AAA ", " AAA", "AA\nA", "AA-A",
                                        "AA_A", "AB==", "AAB=", "AAAA\n"};
    uint8_t out[16];
    size_t size;

    /* RFC 4648, section 10 */
    tap_ok(decodes("", "", 0, 16) && decodes("Zg==", "f", 1, 16) && decodes("Zm8=", "fo", 2, 16) &&
               decodes("Zm9v", "foo", 3, 16) && decodes("Zm9vYg==", "foob", 4, 16) &&
               decodes("Zm9vYmE=", "fooba", 5, 16) && decodes("Zm9vYmFy", "foobar", 6, 16),
           "base64: the examples of the RFC");
    tap_ok(decodes("+/+/", "\373\377\277", 3, 16), "base64: the last two digits");
    tap_ok(decodes("Zm9v", "foo", 3, 3), "base64: the room");
    tap_ok(!esp_base64_decode("Zm9v", 4, out, 2, &size), "base64: too little room");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        tap_ok(!esp_base64_decode(wrong[i], strlen(wrong[i]), out, sizeof(out), &size),
               "base64: number %zu is none", i);
    tap_ok(!esp_base64_decode("AA\0A", 4, out, sizeof(out), &size), "base64: no NUL");
}

int main(void)
{
    test_good();
    test_bad();
    test_large();
    test_base64();
    return tap_done();
}
