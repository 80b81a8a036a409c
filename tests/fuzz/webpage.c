/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: pages and announcements of boards.  A page is judged by its words, which stay in
 * their room; a success needs a page of the firmware's own form; an archive that is whole
 * stays whole, and none that is cut is whole.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_unit.h"
#include "ota/web/webanswer.h"
#include "ota/web/webpull.h"
#include "ota/web/webtext.h"

#include "fuzz/lib/fuzz.h"

static void check_page(const char *page, size_t size)
{
    char words[24];
    struct ota_web_answer answer;
    struct ota_web_board board = {.kind = OTA_WEB_ANY};

    ota_web_words(words, sizeof(words), page, size);
    FUZZ_CHECK(memchr(words, '\0', sizeof(words)));
    FUZZ_CHECK(words[0] != ' ' && !strstr(words, "  "));
    for (enum ota_web_kind kind = OTA_WEB_ANY; kind <= OTA_WEB_ARDUINO; kind++) {
        ota_web_judge(&answer, kind, 200, page, size, false);
        FUZZ_CHECK(memchr(answer.words, '\0', sizeof(answer.words)));
        if (answer.verdict == OTA_WEB_DONE)
            FUZZ_CHECK(kind == OTA_WEB_TASMOTA
                           ? ota_web_find(page, size, "location.href='.'") != NULL
                           : ota_web_find(page, size, "ok") || ota_web_find(answer.words, strlen(answer.words), "update success"));
        ota_web_judge(&answer, kind, 401, page, size, true);
        FUZZ_CHECK(answer.verdict == OTA_WEB_PASSWORD);
    }
    ota_web_recognise(&board, page, page, size);
    ota_web_espeasy_version(&board, page, size);
    FUZZ_CHECK(memchr(board.version, '\0', sizeof(board.version)));
}

static void check_announcement(const uint8_t *data, size_t size)
{
    struct ota_unit unit = {.unit = -1};

    ota_unit_take_txt(&unit, data, size);
    FUZZ_CHECK(memchr(unit.board, '\0', sizeof(unit.board)));
    if (ota_unit_parse_espeasy(&unit, data, size)) {
        FUZZ_CHECK(size >= 13 && strlen(unit.mac) == 17);
        FUZZ_CHECK(strlen(unit.name) <= 25 && unit.port > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *exact = fuzz_copy(data, size);
    char *page = malloc(size + 1); /* replies end in a NUL */
    struct ota_web_archive archive, cut;

    FUZZ_CHECK(page);
    memcpy(page, data, size);
    page[size] = '\0';
    check_page(page, size);
    check_announcement(exact, size);
    if (ota_web_archive_look(&archive, exact, size) && archive.whole)
        FUZZ_CHECK(!ota_web_archive_look(&cut, exact, 512) || !cut.whole);
    free(page);
    free(exact);
    return 0;
}
