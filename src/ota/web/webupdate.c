/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An update by a board's web page.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webupdate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ota/web/webtext.h"

enum {
    PAGE_LIMIT = 256 * 1024,
    /* After the last byte a board checks the image, and an ESP32 its whole partition: it may
     * be silent for so many times the usual time. */
    THINKING_TIMES = 3,
    SAFEBOOT_MS = 60 * 1000,
    SAFEBOOT_POLL_MS = 500,
};

static bool page_has(const struct ota_web_reply *page, const char *text)
{
    return ota_web_find(page->body, page->length, text) != NULL;
}

/* A page that is shown: judged by its status alone. */
static void judge_page(struct ota_web_answer *answer, const struct ota_web_reply *page)
{
    ota_web_judge(answer, OTA_WEB_ANY, page->status, page->body, page->length, page->cut);
    if (page->status == 200)
        answer->verdict = OTA_WEB_DONE;
    else if (answer->verdict == OTA_WEB_MOVED)
        snprintf(answer->words, sizeof(answer->words), "%s", page->location);
}

/* Gets a page.  True: it is there; false: *err or the answer says why not. */
static bool get_page(struct ota_web *web, const char *path, struct ota_web_reply *page,
                     struct ota_web_answer *answer, int *err, struct esp_fault *fault)
{
    *err = ota_web_get(web, path, PAGE_LIMIT, page, fault);
    if (*err == ESP_ERR_PROTOCOL) {
        /* Tasmota does so to requests that it denies, see webclient.c. */
        answer->verdict = OTA_WEB_SILENT;
        answer->words[0] = '\0';
        return false;
    }
    if (*err)
        return false;
    judge_page(answer, page);
    return answer->verdict == OTA_WEB_DONE;
}

int ota_web_look(struct ota_web *web, enum ota_web_kind kind, struct ota_web_board *board,
                 struct ota_web_answer *answer, struct esp_fault *fault)
{
    struct ota_web_reply page = {0};
    struct esp_fault ignored;
    int err;
    bool shown = get_page(web, "/", &page, answer, &err, fault);

    *board = (struct ota_web_board){.kind = OTA_WEB_ARDUINO};
    if (shown)
        ota_web_recognise(board, page.server, page.body, page.length);
    /* A sketch may have nothing at "/". */
    if (!err && answer->verdict == OTA_WEB_MISSING)
        answer->verdict = OTA_WEB_DONE;
    if (kind != OTA_WEB_ANY)
        board->kind = kind;
    if (!err && board->kind == OTA_WEB_ESPEASY &&
        ota_web_get(web, "/json", PAGE_LIMIT, &page, &ignored) == ESP_OK && page.status == 200)
        ota_web_espeasy_version(board, page.body, page.length);
    ota_web_reply_free(&page);
    return err;
}

/* A Tasmota whose flash has one partition for applications takes an image only in its small
 * "safeboot" program, and restarts into it for that: the page asks by /u4 until the answer
 * is "true" (its script fct()).  "none": the board has no such program. */
static int enter_safeboot(struct ota_web *web, struct esp_fault *fault)
{
    uint64_t deadline = esp_clock_after(SAFEBOOT_MS);
    struct ota_web_reply page = {0};
    int err;

    do {
        err = ota_web_get(web, "/u4?u4=fct&api=", PAGE_LIMIT, &page, fault);
        if (err == ESP_ERR_CANCELLED || err == ESP_ERR_NOMEM)
            break;
        if (!err && page.status == 200 &&
            (strcmp(page.body, "true") == 0 || strcmp(page.body, "none") == 0)) {
            ota_web_reply_free(&page);
            return ESP_OK;
        }
        if (!err && page.status != 200) {
            err = esp_fail(fault, ESP_ERR_PROTOCOL, "its safeboot program cannot be started");
            break;
        }
        usleep(SAFEBOOT_POLL_MS * 1000);
        err = esp_fail(fault, ESP_ERR_TIMEOUT, "its safeboot program has not started");
    } while (esp_clock_left(deadline) > 0);
    ota_web_reply_free(&page);
    return err;
}

/* Sends the image to a form that has been shown. */
static int send_image(struct ota_web *web, const char *path, enum ota_web_kind kind,
                      const struct ota_web_file *file, struct ota_web_answer *answer,
                      struct esp_fault *fault)
{
    struct ota_web_reply reply = {0};

    ota_web_set_timeout(web, THINKING_TIMES * ota_web_timeout(web));
    int err = ota_web_post(web, path, file, &reply, fault);

    if (err == ESP_ERR_PROTOCOL) {
        answer->verdict = OTA_WEB_SILENT;
        snprintf(answer->words, sizeof(answer->words), "%s", fault->text);
        err = ESP_OK;
    } else if (!err) {
        ota_web_judge(answer, kind, reply.status, reply.body, reply.length, reply.cut);
        if (answer->verdict == OTA_WEB_MOVED)
            snprintf(answer->words, sizeof(answer->words), "%s", reply.location);
    }
    answer->sent = true;
    ota_web_reply_free(&reply);
    return err;
}

/* /up shows the form, and tells the board that the next file is a firmware: after its page
 * for settings it would take the image for settings (Web.upload_file_type). */
static int update_tasmota(struct ota_web *web, const struct ota_web_file *file,
                          struct ota_web_answer *answer, ota_web_tell *tell, void *ctx,
                          struct esp_fault *fault)
{
    struct ota_web_reply page = {0};
    char path[40];
    int err;
    bool shown = get_page(web, "/up", &page, answer, &err, fault);

    if (shown && page_has(&page, "return upl(this)") && file->data[0] == 0xe9) {
        tell(ctx, "the board starts its safeboot program, which takes the image");
        err = enter_safeboot(web, fault);
        shown = !err && get_page(web, "/up", &page, answer, &err, fault);
    }
    bool form = shown && page_has(&page, "u2");

    ota_web_reply_free(&page);
    if (err == ESP_ERR_PROTOCOL && answer->verdict == OTA_WEB_SILENT)
        return ESP_OK;
    if (err || !shown)
        return err;
    if (!form)
        return esp_fail(fault, ESP_ERR_PROTOCOL, "the page /up has no form for updates");
    snprintf(path, sizeof(path), "/u2?fsz=%zu", file->size);
    return send_image(web, path, OTA_WEB_TASMOTA, file, answer, fault);
}

/* Does the page have a field of this name, in any quotes? */
static bool has_field(const struct ota_web_reply *page, const char *name)
{
    char text[40];

    snprintf(text, sizeof(text), "name='%s'", name);
    if (page_has(page, text))
        return true;
    snprintf(text, sizeof(text), "name=\"%s\"", name);
    return page_has(page, text);
}

/* The field of a form for the image; NULL: the page has no such form.  "update" is the field of
 * the cores' example, and of ESPHome. */
static const char *form_field(const struct ota_web_reply *page, bool filesystem)
{
    const char *field = filesystem ? "filesystem" : "firmware";

    if (has_field(page, field))
        return field;
    return !filesystem && has_field(page, "update") ? "update" : NULL;
}

/* Finds the form.  The update servers show it at the path that takes the image, the cores'
 * example and ESPHome on their first page.  The return value and the answer are as of
 * ota_web_update(). */
static int find_form(struct ota_web *web, const char *path, bool filesystem, const char **field,
                     struct ota_web_answer *answer, struct esp_fault *fault)
{
    struct ota_web_reply page = {0};
    struct ota_web_answer first = {.verdict = OTA_WEB_MISSING};
    int err;
    bool shown = get_page(web, path, &page, answer, &err, fault);

    *field = shown ? form_field(&page, filesystem) : NULL;
    if (!err && !*field && (shown || answer->verdict == OTA_WEB_MISSING)) {
        if (get_page(web, "/", &page, &first, &err, fault))
            *field = form_field(&page, filesystem);
        if (first.verdict == OTA_WEB_PASSWORD || *field)
            *answer = first;
    }
    ota_web_reply_free(&page);
    if (err == ESP_ERR_PROTOCOL && answer->verdict == OTA_WEB_SILENT)
        return ESP_OK;
    if (err || *field || !shown)
        return err;
    if (filesystem)
        return esp_fail(fault, ESP_ERR_UNSUPPORTED, "its page for updates takes no file systems");
    return esp_fail(fault, ESP_ERR_PROTOCOL, "the page %s has no form for updates", path);
}

/* The update servers of the cores, and what sketches have in their place. */
static int update_arduino(struct ota_web *web, const char *path, enum ota_web_kind kind,
                          struct ota_web_file *file, bool filesystem,
                          struct ota_web_answer *answer, struct esp_fault *fault)
{
    int err = find_form(web, path, filesystem, &file->field, answer, fault);

    return err || !file->field ? err : send_image(web, path, kind, file, answer, fault);
}

int ota_web_update(struct ota_web *web, const struct ota_web_board *board,
                   const struct ota_web_image *image, struct ota_web_answer *answer,
                   ota_web_tell *tell, void *ctx, struct esp_fault *fault)
{
    struct ota_web_file file = {
        .field = "u2",
        .name = image->packed ? "image.bin.gz" : "image.bin",
        .data = image->data,
        .size = image->size,
    };
    const char *path = ota_web_path(web);

    if (board->kind == OTA_WEB_TASMOTA) {
        if (image->filesystem)
            return esp_fail(fault, ESP_ERR_UNSUPPORTED, "Tasmota's page takes no file systems");
        return update_tasmota(web, &file, answer, tell, ctx, fault);
    }
    return update_arduino(web, path ? path : "/update", board->kind, &file, image->filesystem,
                          answer, fault);
}
