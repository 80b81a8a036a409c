/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: tables as comma-separated values.  What was parsed and is written with all
 * cells in quotes gives the same table again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "text/csv.h"

#include "fuzz/lib/fuzz.h"

/* Writes the table.  Returns its length. */
static size_t write_table(const struct csv *csv, char *out)
{
    size_t at = 0;

    for (size_t row = 0; row < csv->rows; row++)
        for (size_t column = 0; column < csv->columns; column++) {
            out[at++] = '"';
            for (const char *text = csv_cell(csv, row, column)->text; *text; text++) {
                if (*text == '"')
                    out[at++] = '"';
                out[at++] = *text;
            }
            out[at++] = '"';
            out[at++] = column + 1 < csv->columns ? ',' : '\n';
        }
    return at;
}

static void check_again(const struct csv *csv, size_t size)
{
    char *text = malloc(8 * size + 64);
    struct csv again;

    FUZZ_CHECK(text);
    FUZZ_CHECK(csv_parse(&again, text, write_table(csv, text)));
    FUZZ_CHECK(again.rows == csv->rows && again.columns == csv->columns);
    for (size_t i = 0; i < csv->rows * csv->columns; i++)
        FUZZ_CHECK(strcmp(again.cells[i].text, csv->cells[i].text) == 0);
    csv_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *exact = (char *)fuzz_copy(data, size);
    struct csv csv;

    if (csv_parse(&csv, exact, size)) {
        FUZZ_CHECK(csv.rows > 0 && csv.columns > 0);
        for (size_t i = 1; i < csv.rows; i++)
            FUZZ_CHECK(csv.lines[i] > csv.lines[i - 1]);
        check_again(&csv, size);
    } else {
        FUZZ_CHECK(csv.trouble && csv.line > 0);
    }
    csv_free(&csv);
    free(exact);
    return 0;
}
