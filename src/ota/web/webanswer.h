/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board's answer to an update means.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: as in webkind.h.  All these firmwares answer a failed update with status 200, so
 * that only the text of the page tells.
 */
#ifndef OTA_WEB_WEBANSWER_H
#define OTA_WEB_WEBANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "ota/web/webkind.h"

enum ota_web_verdict {
    OTA_WEB_DONE,      /* the board says that it took the image */
    OTA_WEB_FAILED,    /* the board says that it did not */
    OTA_WEB_UNCLEAR,   /* the answer says neither */
    OTA_WEB_PASSWORD,  /* the board asks for a password */
    OTA_WEB_FORBIDDEN, /* the board does not serve this machine */
    OTA_WEB_MISSING,   /* the board has no such page */
    OTA_WEB_MOVED,     /* the board sends to another address */
    OTA_WEB_SILENT,    /* the board closed the connection, and said nothing */
};

struct ota_web_answer {
    enum ota_web_verdict verdict;
    /* The image was under way, so that nobody knows whether the board has it. */
    bool sent;
    /* What the board said, one line; empty: nothing.  OTA_WEB_MOVED: the other address.
     * OTA_WEB_SILENT with "sent": how the connection ended. */
    char words[256];
};

/* Judges a page.  status: of HTTP; cut: the connection broke before the page's end. */
void ota_web_judge(struct ota_web_answer *answer, enum ota_web_kind kind, long status,
                   const char *html, size_t length, bool cut);

#endif
