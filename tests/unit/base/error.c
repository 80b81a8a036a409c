/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the error texts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/error.h"

#include <ctype.h>

#include "tap.h"

static void test_texts(void)
{
    for (int err = ESP_OK; err >= ESP_ERR_OTHER_BOARD; err--) {
        const char *text = esp_strerror(err);
        bool good = strcmp(text, "unknown error") != 0 && text[0] &&
                    text[strlen(text) - 1] != '.' && !(isupper((unsigned char)text[0]) &&
                                                       islower((unsigned char)text[1]));

        for (int other = ESP_OK; good && other > err; other--)
            good = strcmp(text, esp_strerror(other)) != 0;
        tap_ok(good, "error %d has a text of its own: %s", err, text);
    }
    tap_str(esp_strerror(ESP_ERR_OTHER_BOARD - 1), "unknown error", "a code past the last is unknown");
    tap_str(esp_strerror(1), "unknown error", "a positive code is unknown");
    tap_str(esp_strerror(INT32_MIN), "unknown error", "the lowest number is unknown");
}

static void test_fault(void)
{
    struct esp_fault fault = {.system_errno = 5, .op = 6, .status = 7};
    char longer[400];

    tap_is((uint64_t)-esp_fail(&fault, ESP_ERR_CHIP, "at 0x%x", 16), 14, "the code is returned");
    tap_str(fault.text, "at 0x10", "the detail is formatted");
    tap_ok(fault.system_errno == 0 && fault.op == 0 && fault.status == 0,
           "what an earlier failure left is gone");
    tap_is((uint64_t)-esp_fail(NULL, ESP_ERR_ARG, "x"), 2, "no fault is fine");
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    esp_fail(&fault, ESP_ERR_ARG, "%s", longer);
    tap_is(strlen(fault.text), sizeof(fault.text) - 1, "a detail too long is cut");
}

int main(void)
{
    test_texts();
    test_fault();
    return tap_done();
}
