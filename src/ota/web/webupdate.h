/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An update by a board's web page.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_WEB_WEBUPDATE_H
#define OTA_WEB_WEBUPDATE_H

#include "ota/web/webanswer.h"
#include "ota/web/webclient.h"

/* Tells the steps of the work, for -v. */
typedef void ota_web_tell(void *ctx, const char *text);

/* Finds out which firmware the board runs, and its version.  kind: as the user says, or
 * OTA_WEB_ANY.  An answer other than OTA_WEB_DONE in *answer says why the board did not let
 * us look.  A board whose pages tell nothing counts as OTA_WEB_ARDUINO. */
int ota_web_look(struct ota_web *web, enum ota_web_kind kind, struct ota_web_board *board,
                 struct ota_web_answer *answer, struct esp_fault *fault);

struct ota_web_image {
    const uint8_t *data;
    size_t size;
    bool filesystem;
    bool packed; /* gzip */
};

/* Sends the image to the board's page for updates, which is the path of the URL or the
 * firmware's usual one.  The outcome is in *answer.  ESP_ERR_UNSUPPORTED: this page takes no
 * file systems. */
int ota_web_update(struct ota_web *web, const struct ota_web_board *board,
                   const struct ota_web_image *image, struct ota_web_answer *answer,
                   ota_web_tell *tell, void *ctx, struct esp_fault *fault);

#endif
