/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board's answer to an update means.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webanswer.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "ota/web/webtext.h"

/* The last place of text before end; NULL: there is none. */
static const char *find_before(const char *html, const char *end, const char *text)
{
    const char *found = NULL, *at = html;

    while ((at = ota_web_find(at, (size_t)(end - at), text)))
        found = at++;
    return found;
}

/* Tasmota speaks 30 languages, but the page is the same in all: the outcome stands in colour
 * in a block of its own, and only after a success a script loads the first page again
 * (HandleUploadDone()). */
static void judge_tasmota(struct ota_web_answer *answer, const char *html, size_t length)
{
    const char *colour = ota_web_find(html, length, "<font color='#");

    if (!colour)
        return;
    const char *start = find_before(html, colour, "<div");

    if (!start)
        start = colour;
    size_t rest = (size_t)(html + length - start);
    const char *end = ota_web_find(start, rest, "</div>");
    size_t block = end ? (size_t)(end - start) : rest;

    ota_web_words(answer->words, sizeof(answer->words), start, block);
    if (ota_web_find(start, block, "Failed"))
        answer->verdict = OTA_WEB_FAILED;
    else if (end)
        answer->verdict = ota_web_find(html, length, "location.href='.'") ? OTA_WEB_DONE
                                                                          : OTA_WEB_FAILED;
}

/* Does the board say this, and nothing before it? */
static bool says(const struct ota_web_answer *answer, const char *text)
{
    return strncasecmp(answer->words, text, strlen(text)) == 0;
}

/* The update servers of the two cores, the one of ESPHome, and "OK" or "FAIL" of the
 * example of both cores, which many sketches have taken.  "OK" may be the first word of
 * something else if the rest was cut off. */
static void judge_arduino(struct ota_web_answer *answer, bool cut)
{
    if (says(answer, "Update error") || says(answer, "Update failed") ||
        strcasecmp(answer->words, "FAIL") == 0)
        answer->verdict = OTA_WEB_FAILED;
    else if (says(answer, "Update Success"))
        answer->verdict = strcasestr(answer->words, "error") || strcasestr(answer->words, "fail")
                              ? OTA_WEB_FAILED
                              : OTA_WEB_DONE;
    else if (strcasecmp(answer->words, "OK") == 0)
        answer->verdict = cut ? OTA_WEB_UNCLEAR : OTA_WEB_DONE;
}

void ota_web_judge(struct ota_web_answer *answer, enum ota_web_kind kind, long status,
                   const char *html, size_t length, bool cut)
{
    answer->verdict = OTA_WEB_UNCLEAR;
    ota_web_words(answer->words, sizeof(answer->words), html, length);
    if (status == 401)
        answer->verdict = OTA_WEB_PASSWORD;
    else if (status == 403)
        answer->verdict = OTA_WEB_FORBIDDEN;
    else if (status == 404)
        answer->verdict = OTA_WEB_MISSING;
    else if (status >= 300 && status < 400)
        answer->verdict = OTA_WEB_MOVED;
    else if (status >= 400)
        answer->verdict = OTA_WEB_FAILED;
    else if (status != 200)
        answer->verdict = OTA_WEB_UNCLEAR;
    else if (kind == OTA_WEB_TASMOTA)
        judge_tasmota(answer, html, length);
    else
        judge_arduino(answer, cut);
}
