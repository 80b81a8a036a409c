/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that a firmware gives away by its web page.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Only settings: no firmware gives away its whole flash.  What arrives is what the board's
 * own page takes back: Tasmota's .dmp; of ESPEasy a tar archive of all its files, or
 * config.dat alone from a version before 2023, which makes no archives.
 */
#ifndef OTA_WEB_WEBPULL_H
#define OTA_WEB_WEBPULL_H

#include "ota/web/webanswer.h"
#include "ota/web/webclient.h"

/* Gets the settings.  answer: OTA_WEB_DONE, or why the board does not give them.  Free the
 * reply in any case. */
int ota_web_pull(struct ota_web *web, enum ota_web_kind kind, struct ota_web_reply *settings,
                 struct ota_web_answer *answer, struct esp_fault *fault);

struct ota_web_archive {
    unsigned files;
    bool has_config; /* config.dat is among them */
    bool whole;      /* all check sums are right, no file is cut, and the end is there */
};

/* Looks at a tar archive.  False: the bytes do not begin as one. */
bool ota_web_archive_look(struct ota_web_archive *archive, const uint8_t *data, size_t size);

#endif
