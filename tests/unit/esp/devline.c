/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of device lines.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/devline.h"

#include <stdlib.h>

#include "esp/session.h"
#include "tap.h"

static char *printed;

static const char *print(const struct esp_devline *line, bool json)
{
    size_t size;
    FILE *stream;

    free(printed);
    stream = open_memstream(&printed, &size);
    if (json)
        esp_devline_print_json(line, stream);
    else
        esp_devline_print(line, stream);
    fclose(stream);
    return printed;
}

static void test_print(void)
{
    struct esp_devline line;

    esp_devline_init(&line);
    esp_devline_set(&line, "chip", "ESP8266EX");
    esp_devline_set(&line, "port", "/dev/my port%");
    esp_devline_setf(&line, "flash-size", "%d", 4194304);
    tap_str(print(&line, false), "port=/dev/my%20port%25 chip=ESP8266EX flash-size=4194304\n",
            "port comes first and odd bytes are encoded");
    tap_str(print(&line, true),
            "{\"port\": \"/dev/my port%\", \"chip\": \"ESP8266EX\", \"flash-size\": 4194304}\n",
            "JSON has numbers for sizes and text as it is");
    esp_devline_set(&line, "flash-size", "unknown");
    tap_ok(strstr(print(&line, true), "\"flash-size\": \"unknown\"") != NULL,
           "a size that is unknown is a JSON string");
    esp_devline_set(&line, "chip", "\xc3\xa4\n\xff");
    tap_ok(strstr(print(&line, false), "chip=%C3%A4%0A%FF ") != NULL,
           "control characters and what is not ASCII are encoded");
    tap_ok(strstr(print(&line, true), "%FF") != NULL, "JSON stays valid without UTF-8");
    esp_devline_free(&line);
}

static void test_parse(void)
{
    struct esp_devline line;

    esp_devline_init(&line);
    tap_is((uint64_t)esp_devline_parse(&line, "port=/dev/a%20b  x=1=2 new-key=\r\n"), 0,
           "a line is parsed");
    tap_str(esp_devline_get(&line, "port"), "/dev/a b", "values are decoded");
    tap_str(esp_devline_get(&line, "x"), "1=2", "a value may have =");
    tap_str(esp_devline_get(&line, "new-key"), "", "a value may be empty, a key unknown");
    tap_ok(!esp_devline_get(&line, "y"), "a key that is not there is NULL");
    tap_str(print(&line, false), "port=/dev/a%20b x=1=2 new-key=\n", "and all of it printed again");
    esp_devline_free(&line);
    tap_ok(line.count == 0 && esp_devline_parse(&line, "") == 0 && line.count == 0,
           "an empty line has no fields");
}

static void refuse(const char *text, const char *why)
{
    struct esp_devline line;

    esp_devline_init(&line);
    tap_ok(esp_devline_parse(&line, text) == ESP_ERR_ARG, "%s is refused", why);
    esp_devline_free(&line);
}

static void test_refusals(void)
{
    struct esp_devline line;

    refuse("port", "a word without =");
    refuse("=x", "an empty key");
    refuse("Port=x", "a capital in a key");
    refuse("a=1 a=2", "a key given twice");
    refuse("a=%4", "an escape cut off");
    refuse("a=%zz", "an escape that is not hex");
    refuse("a=%00", "a zero byte");
    esp_devline_init(&line);
    tap_ok(esp_devline_set(&line, "a b", "x") == ESP_ERR_ARG && line.count == 0,
           "a key with a space cannot be set");
    esp_devline_free(&line);
}

static void test_every_byte(void)
{
    struct esp_devline line, again;
    char all[256];
    bool same;

    for (int i = 0; i < 255; i++)
        all[i] = (char)(i + 1);
    all[255] = '\0';
    esp_devline_init(&line);
    esp_devline_init(&again);
    esp_devline_set(&line, "a", all);
    same = esp_devline_parse(&again, print(&line, false)) == 0 &&
           strcmp(esp_devline_get(&again, "a"), all) == 0;
    tap_ok(same, "every byte survives printing and parsing");
    esp_devline_free(&line);
    esp_devline_free(&again);
}

/* The line may go to a terminal, and it may contain text from a USB descriptor. */
static void test_json_is_ascii(void)
{
    struct esp_devline line;
    bool printable = true;
    const char *text;

    esp_devline_init(&line);
    esp_devline_set(&line, "product", "a\x1b[2J\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\xc3\xbc");
    text = print(&line, true);
    tap_str(text, "{\"product\": \"a\\u001B[2J\\u007F\\u009B\\u202E\\u2028\\u00FC\"}\n",
            "JSON escapes what a terminal would obey");
    for (; *text != '\0' && *text != '\n'; text++)
        printable = printable && *text >= ' ' && *text < 0x7f;
    tap_ok(printable, "and is all printable ASCII");
    esp_devline_free(&line);
}

static void test_board(void)
{
    struct esp_board board = {
        .chip_name = "ESP8266EX",
        .mac = {0xa0, 0x20, 0xa6, 0x16, 0x45, 0xd2},
        .has_mac = true,
        .crystal_hz = 26000000,
        .features = "wifi",
        .jedec_id = 0x16405e,
        .flash_size = 4194304,
    };
    struct esp_devline line;

    esp_devline_init(&line);
    esp_devline_set(&line, "port", "/dev/ttyUSB0");
    esp_devline_set_board(&line, &board);
    tap_str(print(&line, false),
            "port=/dev/ttyUSB0 chip=ESP8266EX mac=a0:20:a6:16:45:d2 crystal=26000000 "
            "features=wifi flash-id=5e4016 flash-size=4194304\n",
            "a board's line is as designed");
    board.flash_size = 0;
    esp_devline_set_board(&line, &board);
    tap_str(esp_devline_get(&line, "flash-size"), "unknown", "an unknown size says so");
    esp_devline_free(&line);
    memset(&board, 0, sizeof(board));
    esp_devline_set_board(&line, &board);
    tap_str(print(&line, false), "flash-size=unknown\n", "what is not known is left out");
    esp_devline_free(&line);
}

int main(void)
{
    test_print();
    test_parse();
    test_refusals();
    test_every_byte();
    test_json_is_ascii();
    test_board();
    free(printed);
    return tap_done();
}
