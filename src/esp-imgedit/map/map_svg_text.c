/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts in the SVG picture.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp-imgedit/map/map_svg.h"
#include "esp-imgedit/show/shown_name.h"

static void print_escaped(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", file);
            break;
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        case '\'':
            fputs("&#39;", file);
            break;
        default:
            putc(*text, file);
        }
    }
}

/* XML 1.0 forbids U+FFFE and U+FFFF, besides the characters that shown_name() removes. */
static bool is_forbidden(const char *text)
{
    return strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0;
}

void svg_print_text(FILE *file, const char *text, size_t most)
{
    char safe[SHOWN_NAME_SIZE], *out = safe;

    shown_name(safe, text, most);
    for (const char *in = safe; *in != '\0';) {
        if (is_forbidden(in)) {
            *out++ = '?';
            in += 3;
        } else {
            *out++ = *in++;
        }
    }
    *out = '\0';
    print_escaped(file, safe);
}

void svg_begin_text(FILE *file, const char *class, const char *anchor, int x, int y)
{
    fprintf(file, "<text class=\"%s\" text-anchor=\"%s\" x=\"%d\" y=\"%d\">", class, anchor, x, y);
}

void svg_end_text(FILE *file)
{
    fputs("</text>\n", file);
}
