/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that a firmware gives away by its web page.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: Tasmota's HandleBackupConfiguration(); ESPEasy's DownloadPage.cpp (/backup has
 * all files, /download the settings) and TarStream.cpp; the header of tar: POSIX, ustar.
 */
#include "ota/web/webpull.h"

#include <string.h>

enum {
    SETTINGS_LIMIT = 4 * 1024 * 1024, /* a file system that a board sends in a minute */
    TAR_BLOCK = 512,
    TAR_SIZE_AT = 124,
    TAR_SUM_AT = 148,
    TAR_MAGIC_AT = 257,
};

int ota_web_pull(struct ota_web *web, enum ota_web_kind kind, struct ota_web_reply *settings,
                 struct ota_web_answer *answer, struct esp_fault *fault)
{
    struct ota_web_archive archive;
    const char *path = ota_web_path(web);
    bool try_archive = !path && kind == OTA_WEB_ESPEASY;

    if (!path)
        path = kind == OTA_WEB_TASMOTA ? "/dl" : try_archive ? "/backup" : "/download";
    int err = ota_web_get(web, path, SETTINGS_LIMIT, settings, fault);

    if (!err && try_archive && settings->status != 401 && settings->status != 403 &&
        (settings->status != 200 ||
         !ota_web_archive_look(&archive, (const uint8_t *)settings->body, settings->length)))
        err = ota_web_get(web, "/download", SETTINGS_LIMIT, settings, fault);
    if (err)
        return err;
    if (settings->cut)
        return esp_fail(fault, ESP_ERR_PROTOCOL, "closed the connection before the end");
    ota_web_judge(answer, kind, settings->status, settings->body, settings->length,
                  settings->cut);
    if (settings->status == 200)
        answer->verdict = OTA_WEB_DONE;
    return ESP_OK;
}

/* A number in octal digits. */
static size_t octal(const uint8_t *at, size_t digits)
{
    size_t value = 0;

    while (digits > 0 && *at == ' ') {
        at++;
        digits--;
    }
    while (digits-- > 0 && *at >= '0' && *at <= '7')
        value = value * 8 + (size_t)(*at++ - '0');
    return value;
}

static bool header_right(const uint8_t *header)
{
    size_t sum = 0;

    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += i >= TAR_SUM_AT && i < TAR_SUM_AT + 8 ? ' ' : header[i];
    return memcmp(header + TAR_MAGIC_AT, "ustar", 5) == 0 && sum == octal(header + TAR_SUM_AT, 8);
}

static bool is_blank(const uint8_t *block)
{
    for (size_t i = 0; i < TAR_BLOCK; i++) {
        if (block[i])
            return false;
    }
    return true;
}

bool ota_web_archive_look(struct ota_web_archive *archive, const uint8_t *data, size_t size)
{
    size_t at = 0;

    *archive = (struct ota_web_archive){0};
    if (size < TAR_BLOCK || !header_right(data))
        return false;
    while (size - at >= TAR_BLOCK) {
        const uint8_t *header = data + at;

        if (is_blank(header)) {
            archive->whole = true;
            break;
        }
        if (!header_right(header))
            break;
        const char *name = (const char *)header;
        size_t file = octal(header + TAR_SIZE_AT, 12);
        size_t left = size - at - TAR_BLOCK;

        if (file > left)
            break;
        if (name[0] == '/')
            name++;
        archive->files++;
        if (strncmp(name, "config.dat", 11) == 0)
            archive->has_config = true;
        file += (TAR_BLOCK - file % TAR_BLOCK) % TAR_BLOCK;
        at += TAR_BLOCK + (file < left ? file : left);
    }
    return true;
}
