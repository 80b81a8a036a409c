/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a web page, as one line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webtext.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct words {
    char *out;
    size_t size, used;
    bool space; /* the next character begins a word */
    bool full;
};

const char *ota_web_find(const char *html, size_t length, const char *text)
{
    size_t wanted = strlen(text);

    for (size_t i = 0; wanted <= length && i <= length - wanted; i++) {
        if (strncasecmp(html + i, text, wanted) == 0)
            return html + i;
    }
    return NULL;
}

/* Adds the bytes of one character, or the space before it. */
static void add(struct words *words, const char *bytes, size_t count)
{
    if (count == 1 && (unsigned char)*bytes <= ' ') {
        words->space = true;
        return;
    }
    bool gap = words->space && words->used > 0;

    /* Three bytes stay free for the dots. */
    if (words->full || words->used + gap + count + 4 > words->size) {
        words->full = true;
        return;
    }
    if (gap)
        words->out[words->used++] = ' ';
    words->space = false;
    memcpy(words->out + words->used, bytes, count);
    words->used += count;
}

/* The bytes of the character in UTF-8 that begins here; fewer if it is cut. */
static size_t character_length(const char *at, size_t left)
{
    unsigned char first = (unsigned char)*at;
    size_t most = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1, length = 1;

    while (length < most && length < left && ((unsigned char)at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Adds the character that an entity such as &lt; or &#39; stands for.  The bytes of the
 * entity; 0: it is none that this function knows. */
static size_t add_entity(struct words *words, const char *at, size_t left)
{
    static const struct {
        const char *name;
        const char *means;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t length = strlen(known[i].name);

        if (length <= left && strncasecmp(at, known[i].name, length) == 0) {
            add(words, known[i].means, 1);
            return length;
        }
    }
    if (left < 4 || at[1] != '#')
        return 0;
    unsigned code = 0;
    size_t i = 2;

    while (i < left && i < 6 && at[i] >= '0' && at[i] <= '9')
        code = code * 10 + (unsigned)(at[i++] - '0');
    if (i == 2 || i >= left || at[i] != ';' || code < ' ' || code > '~')
        return 0;
    add(words, &(char){(char)code}, 1);
    return i + 1;
}

/* The end of the element that begins at the tag, if readers do not see its contents;
 * otherwise the end of the tag. */
static size_t skip(const char *at, size_t left)
{
    static const char *const unseen[] = {"script", "style", "title"};
    char close[10];
    const char *end;

    if (left >= 4 && memcmp(at, "<!--", 4) == 0) {
        end = ota_web_find(at + 4, left - 4, "-->");
        return end ? (size_t)(end - at) + 3 : left;
    }
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        size_t length = strlen(unseen[i]);

        if (left <= length + 1 || strncasecmp(at + 1, unseen[i], length) != 0)
            continue;
        strcpy(close, "</");
        strcat(close, unseen[i]);
        end = ota_web_find(at, left, close);
        if (!end)
            return left;
        left -= (size_t)(end - at);
        const char *bracket = memchr(end, '>', left);

        return (size_t)(end - at) + (bracket ? (size_t)(bracket - end) + 1 : left);
    }
    end = memchr(at, '>', left);
    return end ? (size_t)(end - at) + 1 : left;
}

void ota_web_words(char *out, size_t size, const char *html, size_t length)
{
    struct words words = {.out = out, .size = size};
    size_t at = 0;

    while (at < length && !words.full) {
        size_t left = length - at, taken = 0;

        if (html[at] == '<') {
            words.space = true;
            at += skip(html + at, left);
            continue;
        }
        if (html[at] == '&')
            taken = add_entity(&words, html + at, left);
        if (taken == 0) {
            taken = character_length(html + at, left);
            add(&words, html + at, taken);
        }
        at += taken;
    }
    if (words.full) {
        memcpy(out + words.used, "...", 3);
        words.used += 3;
    }
    out[words.used] = '\0';
}
