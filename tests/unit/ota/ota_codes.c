/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the table of a board's errors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_codes.h"

#include "tap.h"

static void test_rows(const struct ota_chip *chip)
{
    size_t count;
    const struct ota_code *rows = ota_codes(chip, &count);
    bool ordered = true, texts = true, found = true;

    for (size_t i = 0; i < count; i++) {
        ordered &= rows[i].code == i + 1;
        texts &= rows[i].board[0] && rows[i].what[0] && rows[i].advice[0];
        found &= ota_code_by_words(chip, rows[i].board, strlen(rows[i].board)) == &rows[i];
    }
    tap_ok(ordered, "%s: the codes follow each other from 1", chip->name);
    tap_ok(texts, "%s: each row has words and advice", chip->name);
    tap_ok(found, "%s: each row is found by the board's words", chip->name);
    tap_ok(!ota_code_find(chip, (unsigned)count + 1) && !ota_code_find(chip, 0), "%s: other codes have no row", chip->name);
    tap_ok(!ota_code_by_words(chip, "Not Enough", 10), "%s: words that are cut off have no row", chip->name);
}

int main(void)
{
    const struct ota_chip *first = ota_chip_by_name("esp8266"), *later = ota_chip_by_name("esp32");

    test_rows(first);
    test_rows(later);
    tap_ok(ota_chip_by_port(8266) == first && ota_chip_by_port(3232) == later, "ports tell the core");
    tap_ok(!ota_chip_by_name("esp") && !ota_chip_by_port(80), "other names and ports do not");
    tap_ok(ota_code_find(first, 8) != ota_code_find(later, 8), "8 is not the same on both");
    return tap_done();
}
