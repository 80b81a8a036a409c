/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs print for other programs: values of key=value lines, and JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "text/metaline.h"

#include <stdlib.h>

#include "base/error.h"

void metaline_print_value(const char *value, FILE *stream)
{
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if (c <= ' ' || c >= 0x7f || c == '%')
            fprintf(stream, "%%%02X", c);
        else
            putc(c, stream);
    }
}

json_t *metaline_json_string(const char *value)
{
    json_t *string = json_string(value);
    char *text = NULL;
    size_t size;
    FILE *memory;

    if (string)
        return string;
    memory = open_memstream(&text, &size);
    if (!memory)
        return NULL;
    metaline_print_value(value, memory);
    if (fclose(memory) == 0)
        string = json_string(text);
    free(text);
    return string;
}

/* jansson escapes every character that is not printable ASCII except DEL.  DEL can only
 * stand inside a string. */
int metaline_print_json(const json_t *json, size_t flags, FILE *stream)
{
    char *text = json_dumps(json, flags | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);

    if (!text)
        return ESP_ERR_NOMEM;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == 0x7f)
            fputs("\\u007F", stream);
        else
            putc(*p, stream);
    }
    putc('\n', stream);
    free(text);
    return ESP_OK;
}
