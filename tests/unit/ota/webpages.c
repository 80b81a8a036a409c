/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what is made of boards' web pages: words, verdicts, firmwares, addresses.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/web/webanswer.h"
#include "ota/web/weburl.h"
#include "ota/web/webtext.h"

#include "tap.h"

static void words_are(const char *html, const char *want, const char *name)
{
    char words[40];

    ota_web_words(words, sizeof(words), html, strlen(html));
    if (!tap_ok(strcmp(words, want) == 0, "words: %s", name))
        printf("# got \"%s\"\n", words);
}

static void test_words(void)
{
    words_are("", "", "nothing");
    words_are("  plain\n text ", "plain text", "spaces");
    words_are("<b>a</b><i>b</i>", "a b", "tags");
    words_are("<title>x</title><script>if(a<b){}</script>y<style>p{}</STYLE>z", "y z",
              "what a reader does not see");
    words_are("a<!-- <b> --> b", "a b", "a comment");
    words_are("1 &lt; 2 &amp; 3&nbsp;&#39;x&#39; &bogus; &#7;", "1 < 2 & 3 'x' &bogus; &#7;", "entities");
    words_are("a<script>never ends", "a", "a script without an end");
    words_are("a<b", "a", "a tag without an end");
    words_are("a &am", "a &am", "an entity without an end");
    words_are("0123456789 0123456789 0123456789 0123456789", "0123456789 0123456789 0123456789 012...",
              "too long");
    words_are("0123456789 0123456789 0123456789 01\303\244\303\244\303\244",
              "0123456789 0123456789 0123456789 01...", "a character is not cut");
    words_are("a\360<b>  </b>  b", "a\360 b", "the first byte of a character takes no other with it");
}

static void verdict_is(enum ota_web_kind kind, long status, const char *html,
                       enum ota_web_verdict want, const char *name)
{
    struct ota_web_answer answer;

    ota_web_judge(&answer, kind, status, html, strlen(html), false);
    if (!tap_ok(answer.verdict == want, "verdict: %s", name))
        printf("# got %d, \"%s\"\n", (int)answer.verdict, answer.words);
}

#define RELOAD "<script>setTimeout(function(){location.href='.';},24000);</script>"

static void test_tasmota(void)
{
    verdict_is(OTA_WEB_TASMOTA, 200,
               RELOAD "<div><b>Upload <font color='#008000'>Successful</font></b></div>", OTA_WEB_DONE,
               "Tasmota's success");
    verdict_is(OTA_WEB_TASMOTA, 200,
               "<div><b>Upload <font color='#ff0000'>Failed</font></b><br>Not enough space</div>",
               OTA_WEB_FAILED, "Tasmota's failure");
    verdict_is(OTA_WEB_TASMOTA, 200,
               RELOAD "<div><b>Upload <font color='#ff0000'>Failed</font></b></div>", OTA_WEB_FAILED,
               "a failure with a script of a success is none");
    verdict_is(OTA_WEB_TASMOTA, 200, RELOAD "<div>Main Menu</div>", OTA_WEB_UNCLEAR,
               "another page of Tasmota, which reloads");
    verdict_is(OTA_WEB_TASMOTA, 200, "<div><b>Upload <font color='#0080", OTA_WEB_UNCLEAR,
               "a page of Tasmota that is cut");
    verdict_is(OTA_WEB_TASMOTA, 200, "Update Success! Rebooting...", OTA_WEB_UNCLEAR,
               "another firmware's words");
    verdict_is(OTA_WEB_TASMOTA, 200, "", OTA_WEB_UNCLEAR, "an empty page");
}

static void test_arduino(void)
{
    verdict_is(OTA_WEB_ARDUINO, 200, "<META http-equiv=\"refresh\">Update Success! Rebooting...",
               OTA_WEB_DONE, "the cores' success");
    verdict_is(OTA_WEB_ARDUINO, 200, "Update error: ERROR[4]: Not Enough Space\n", OTA_WEB_FAILED,
               "the cores' failure");
    verdict_is(OTA_WEB_ESPEASY, 200, "Update error: ", OTA_WEB_FAILED,
               "a failure without a reason, as for a file system of the first core");
    verdict_is(OTA_WEB_ARDUINO, 200, "Update Successful!", OTA_WEB_DONE, "ESPHome's success");
    verdict_is(OTA_WEB_ARDUINO, 200, "Update Failed!", OTA_WEB_FAILED, "ESPHome's failure");
    verdict_is(OTA_WEB_ARDUINO, 200, "OK", OTA_WEB_DONE, "OK");
    verdict_is(OTA_WEB_ARDUINO, 200, "OK, but", OTA_WEB_UNCLEAR, "more than OK");
    verdict_is(OTA_WEB_ARDUINO, 200, "FAIL", OTA_WEB_FAILED, "FAIL");
    verdict_is(OTA_WEB_ARDUINO, 200, "last time: Update Success!", OTA_WEB_UNCLEAR,
               "success in the middle of a text");
    verdict_is(OTA_WEB_ARDUINO, 200, "<input name='firmware'>", OTA_WEB_UNCLEAR, "the form again");
}

static void test_cut(void)
{
    static const char ok[] = "OK", success[] = "Update Success! Reb";
    struct ota_web_answer answer;

    ota_web_judge(&answer, OTA_WEB_ARDUINO, 200, ok, strlen(ok), true);
    tap_ok(answer.verdict == OTA_WEB_UNCLEAR, "verdict: OK, and the rest is cut off");
    ota_web_judge(&answer, OTA_WEB_ARDUINO, 200, success, strlen(success), true);
    tap_ok(answer.verdict == OTA_WEB_DONE, "verdict: the cores' success, and the rest is cut off");
    verdict_is(OTA_WEB_TASMOTA, 200, RELOAD "<div><b>Upload <font color='#ff0000'>Fai",
               OTA_WEB_UNCLEAR, "a page of Tasmota that is cut within its outcome");
    verdict_is(OTA_WEB_ARDUINO, 200, "Update Success rate 0%: Update error: ERROR[4]",
               OTA_WEB_FAILED, "a success with an error is none");
    verdict_is(OTA_WEB_ARDUINO, 200, "Update Success: failed", OTA_WEB_FAILED,
               "a success with a failure is none");
}

static void test_status(void)
{
    static const char success[] = "Update Success! Rebooting...";

    verdict_is(OTA_WEB_ARDUINO, 401, success, OTA_WEB_PASSWORD, "401");
    verdict_is(OTA_WEB_ARDUINO, 403, success, OTA_WEB_FORBIDDEN, "403");
    verdict_is(OTA_WEB_ARDUINO, 404, success, OTA_WEB_MISSING, "404");
    verdict_is(OTA_WEB_ARDUINO, 302, success, OTA_WEB_MOVED, "302");
    verdict_is(OTA_WEB_ARDUINO, 500, success, OTA_WEB_FAILED, "500");
    verdict_is(OTA_WEB_ARDUINO, 204, success, OTA_WEB_UNCLEAR, "204");
    verdict_is(OTA_WEB_ARDUINO, 0, success, OTA_WEB_UNCLEAR, "no status");
}

static void firmware_is(const char *server, const char *html, enum ota_web_kind kind,
                        const char *version)
{
    struct ota_web_board board = {.kind = OTA_WEB_ANY};

    ota_web_recognise(&board, server, html, strlen(html));
    tap_ok(board.kind == kind && strcmp(board.version, version) == 0, "firmware: \"%s\" \"%s\"",
           server, html);
}

static void test_firmwares(void)
{
    struct ota_web_board board = {.kind = OTA_WEB_ESPEASY};
    static const char json[] = "{\"System\":{\n\"Build\": \"ESP_Easy_mega_20231225\",";

    firmware_is("Tasmota/12.4.0 (ESP8266EX)", "", OTA_WEB_TASMOTA, "12.4.0");
    firmware_is("Tasmota/", "", OTA_WEB_TASMOTA, "");
    firmware_is("", "<a href='https://bit.ly/tasmota'>", OTA_WEB_TASMOTA, "");
    firmware_is("", "<a href='http://www.letscontrolit.com'>", OTA_WEB_ESPEASY, "");
    firmware_is("nginx", "hello", OTA_WEB_ANY, "");
    ota_web_espeasy_version(&board, json, sizeof(json) - 1);
    tap_ok(strcmp(board.version, "ESP_Easy_mega_20231225") == 0, "the version of ESPEasy");
    ota_web_espeasy_version(&board, "\"Build\":20116}", 14);
    tap_ok(strcmp(board.version, "20116") == 0, "an older version of ESPEasy");
    ota_web_espeasy_version(&board, "\"Build\":", 8);
    tap_ok(strcmp(board.version, "") == 0, "no version behind the key");
}

static void url_is(const char *text, const char *origin, const char *path, const char *user)
{
    struct esp_fault fault;
    struct ota_web_url url;

    tap_ok(ota_web_url_parse(&url, text, &fault) == ESP_OK && strcmp(url.origin, origin) == 0 &&
               strcmp(url.path ? url.path : "", path) == 0 &&
               strcmp(url.user ? url.user : "", user) == 0,
           "address: %s", text);
    ota_web_url_free(&url);
}

static void no_url(const char *text)
{
    struct esp_fault fault;
    struct ota_web_url url;

    tap_ok(ota_web_url_parse(&url, text, &fault) == ESP_ERR_ARG && !strstr(fault.text, "secret"),
           "no address: %s", text);
}

static void test_urls(void)
{
    url_is("192.0.2.1", "http://192.0.2.1", "", "");
    url_is("kitchen.local:8080", "http://kitchen.local:8080", "", "");
    url_is("http://kitchen/update", "http://kitchen", "/update", "");
    url_is("https://joe@kitchen/", "https://kitchen", "", "joe");
    url_is("[fe80::1]:81/up", "http://[fe80::1]:81", "/up", "");
    url_is("http://192.0.2.1:80/", "http://192.0.2.1", "", "");
    url_is("[fe80::1]:80", "http://[fe80::1]", "", "");
    url_is("https://kitchen:443/update", "https://kitchen", "/update", "");
    url_is("http://kitchen:443/", "http://kitchen:443", "", "");
    no_url("");
    no_url("ftp://kitchen/");
    no_url("http://joe:secret@kitchen/");
    no_url("http://kit chen/");
    no_url("http://joe:secret@kitchen:99999/");
    no_url("http://joe:secret@kit chen/");
    no_url("joe:secret@kitchen:99999");
    no_url("http://joe:a@secret@kitchen:99999/");
    no_url("http://joe:secret/a@kitchen/");
    no_url("http://joe:80/secret@kitchen/");
    no_url("file:///etc/passwd");
}

int main(void)
{
    test_words();
    test_tasmota();
    test_arduino();
    test_cut();
    test_status();
    test_firmwares();
    test_urls();
    return tap_done();
}
