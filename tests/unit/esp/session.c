/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of synchronising, starting the stub, rates, leaving, and of the
 * diagnosis when nobody answers, against a chip in memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/session_impl.h"

#include <zlib.h>

#include "esp/chip/family.h"
#include "esp/rom/esp8266/esp8266_stubs.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_session session;

/* The chip: what runs on it, and at which rate it listens. */
static enum { APPLICATION, LOADER, STUB, FOREIGN } runs;
static bool heard_one;      /* the loader has swallowed its first SYNC */
static unsigned bad_starts; /* programs that fail to start */
static unsigned back_starts; /* programs that go back to the loader */
static unsigned starts;
static unsigned bad_codes;  /* programs that start, but were damaged */
static unsigned infos, bad_infos; /* STUB_INFOs that were answered, and so many of them damaged */
static uint32_t chip_baud, top_baud;
static uint32_t home_baud;  /* the stub's */
static uint32_t clean_baud; /* above that echoes are damaged */
static unsigned late_syncs; /* so many are answered at a rate that the chip is not at */
static unsigned resets, dead_resets; /* what EN did; so many times it is not connected */

enum { STUB_ADDRESS = 0x40100000, FLASH_ID = 0x1640ef };
static uint8_t loaded[0x8000]; /* from there on */
static uint32_t load_at;

static void answer_sync(struct fake_transport *f)
{
    static const uint8_t good[2] = {0, 0};

    if (runs == LOADER && !heard_one) {
        heard_one = true;
        return;
    }
    for (int i = 0; i < 8; i++)
        fake_answer(f, ESP_OP_SYNC, runs == LOADER ? ESP_SYNC_WORD : 0, good, 2);
}

static void load(const uint8_t *block, size_t size)
{
    if (load_at < sizeof(loaded) && size <= sizeof(loaded) - load_at)
        memcpy(loaded + load_at, block, size);
    load_at += (uint32_t)size;
}

static void answer_info(struct fake_transport *f)
{
    static const uint8_t unknown[2] = {0xff, 0xff};
    infos++;
    if (runs == FOREIGN)
        fake_answer(f, ESP_OP_STUB_INFO, 0, unknown, 2);
    else if (runs == STUB)
        fake_stub_info(f, infos > bad_infos ? FLASH_ID : FLASH_ID ^ 0x10,
                       (uint32_t)crc32(0, loaded, (uInt)esp_stub_esp8266_size) ^
                           (starts <= bad_codes ? 1 : 0),
                       infos <= bad_infos);
}

static void answer_echo(struct fake_transport *f, const uint8_t *bytes, size_t size)
{
    uint8_t data[ESP_ECHO_MAX + 2] = {0};

    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)~bytes[i];
    data[size / 2] ^= f->base.baud > clean_baud;
    fake_answer(f, ESP_OP_ECHO, 0, data, size + 2);
}

static void start_program(struct fake_transport *f)
{
    if (back_starts) {
        back_starts--;
        return;
    }
    if (bad_starts) {
        bad_starts--;
        runs = APPLICATION;
        return;
    }
    runs = STUB;
    home_baud = chip_baud;
    starts++;
    fake_input(f, "\xc0" ESP_STUB_GREETING "\xc0", 6);
}

static void chip(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2] = {0, 5};

    if (runs == APPLICATION || chip_baud > top_baud)
        return;
    if (f->base.baud != chip_baud && (request[1] != ESP_OP_SYNC || !late_syncs))
        return;
    late_syncs -= f->base.baud != chip_baud;
    if (runs == LOADER && fake_message(f, request, size))
        return;
    switch (request[1]) {
    case ESP_OP_SYNC:
        answer_sync(f);
        break;
    case ESP_OP_STUB_INFO:
        answer_info(f);
        break;
    case ESP_OP_CHANGE_BAUDRATE:
        fake_answer(f, request[1], 0, good, 2);
        chip_baud = esp_get32(request + 8);
        home_baud = size == 20 ? esp_get32(request + 16) : home_baud;
        break;
    case ESP_OP_MEM_BEGIN:
        load_at = esp_get32(request + ESP_HEADER_SIZE + 12) - STUB_ADDRESS;
        fake_answer(f, request[1], 0, good, 2);
        break;
    case ESP_OP_MEM_DATA:
        load(request + ESP_HEADER_SIZE + 16, size - ESP_HEADER_SIZE - 16);
        fake_answer(f, request[1], 0, good, 2);
        break;
    case ESP_OP_MEM_END:
        start_program(f);
        break;
    case ESP_OP_ECHO:
        answer_echo(f, request + ESP_HEADER_SIZE, size - ESP_HEADER_SIZE);
        break;
    default:
        fake_answer(f, request[1], 0, good, 2);
    }
}

/* GPIO0 is sampled a moment after EN was let go: the capacitor that most
 * boards have there bridges the moment when both lines are asserted. */
static bool en_rises;

static void sample(bool gpio0_low)
{
    if (!en_rises)
        return;
    en_rises = false;
    if (dead_resets) {
        dead_resets--;
        return;
    }
    resets++;
    runs = gpio0_low ? LOADER : APPLICATION;
    heard_one = false;
    chip_baud = 115200;
}

static int lines(struct esp_transport *t, bool dtr, bool rts)
{
    bool was_low = t->rts && !t->dtr, low = rts && !dtr;

    if (was_low && !low)
        en_rises = true;
    if (low)
        en_rises = false;
    return fake_set_lines(t, dtr, rts);
}

/* A stub at a rate that does not work goes back meanwhile. */
static int idle(struct esp_transport *t, int timeout_ms)
{
    sample(t->dtr && !t->rts);
    if (chip_baud > top_baud)
        chip_baud = home_baud;
    return fake_idle(t, timeout_ms);
}

static void begin(const char *reset)
{
    static struct esp_transport_ops ops;
    const char *const *names = esp_reset_named(reset);

    fake_open(&fake);
    ops = *fake.base.ops;
    ops.set_lines = lines;
    ops.idle = idle;
    fake.base.ops = &ops;
    fake.answer = chip;
    fake.base.has_baud = true;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_OPEN;
    session.connect_baud = 115200;
    fake.base.fault = &session.fault;
    fake.base.has_lines = *names != NULL;
    for (; *names; names++)
        esp_reset_parse(&session.resets[session.reset_count++], *names, NULL);
    esp_link_init(&session.link, &fake.base, &session.fault);
    chip_baud = home_baud = 115200;
    top_baud = clean_baud = 3000000;
    runs = APPLICATION;
    heard_one = en_rises = false;
    bad_starts = back_starts = bad_codes = infos = bad_infos = late_syncs = starts = resets = dead_resets = 0;
}

/* ---- synchronising ---- */

static void test_sync(void)
{
    begin("none");
    runs = LOADER;
    fake_input(&fake, "\r\n ets Jan \xc0 2013", 17);
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
           "a loader that swallows the first SYNC is met");
    tap_is(fake.input_size - fake.input_at, 0, "and all its answers are taken");
    begin("none");
    runs = STUB;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_STUB,
           "our stub is recognised");
    begin("none");
    runs = STUB;
    bad_infos = 2;
    tap_ok(esp_session_ask_stub(&session, 1, 50) == 0 && session.stub.jedec_id == FLASH_ID,
           "what it says of itself is asked for again when it is damaged");
    begin("none");
    runs = STUB;
    bad_infos = 100;
    tap_ok(esp_session_ask_stub(&session, 1, 50) == ESP_ERR_TIMEOUT &&
               session.state != ESP_STATE_STUB && strstr(session.fault.text, "damaged"),
           "and does not count where it always is");
    begin("none");
    runs = FOREIGN;
    tap_ok(esp_session_sync(&session, 1000) == ESP_ERR_STUB &&
               strstr(session.fault.text, "another program's"),
           "another program's stub is named as such");
    begin("none");
    runs = STUB;
    fake.base.has_baud = true;
    chip_baud = 921600;
    late_syncs = 1;
    tap_ok(esp_session_sync(&session, 3000) == 0 && session.state == ESP_STATE_STUB &&
               fake.base.baud == 921600,
           "an answer that came late from another rate is not taken for another program's");
    begin("none");
    tap_is((uint64_t)-esp_session_sync(&session, 30), 10, "nobody there is no synchronisation");
}

/* What a program leaves that is killed at the wrong moment. */
static void test_fast(void)
{
    begin("none");
    runs = LOADER;
    heard_one = true;
    chip_baud = 460800;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM &&
               fake.base.baud == 460800,
           "a loader that was left at a fast rate is found there");
    begin("none");
    runs = STUB;
    chip_baud = home_baud = 921600;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_STUB &&
               fake.base.baud == 921600 && home_baud == 115200,
           "so is a stub, which then gets the connect rate for its home");
    begin("none");
    tap_ok(esp_session_sync(&session, 1000) == ESP_ERR_NO_SYNC && fake.base.baud == 115200,
           "where nobody is the port ends at the connect rate");
    begin("auto");
    fake.base.lines_unsure = true;
    dead_resets = 100;
    runs = LOADER;
    chip_baud = 230400;
    tap_ok(esp_session_sync(&session, 3000) == 0 && fake.base.baud == 230400,
           "where the lines lead nowhere the fast rates are tried, too");
}

static void test_reset(void)
{
    static const char *const names[] = {"auto", "tight", "classic"};

    for (size_t i = 0; i < 3; i++) {
        begin(names[i]);
        tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
               "the %s reset brings the application's chip into its loader", names[i]);
    }
    begin("auto");
    runs = FOREIGN;
    dead_resets = 1;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
           "another program's stub is reset away, if need be by the next sequence");
}

/* ---- the stub ---- */

static void connect_loader(const char *reset)
{

    begin(reset);
    runs = LOADER;
    esp_session_sync(&session, 1000);
    session.board.family = esp_families[0];
}

static void test_stub(void)
{
    connect_loader("auto");
    tap_ok(esp_session_start_stub(&session) == 0 && session.state == ESP_STATE_STUB,
           "the stub is uploaded and runs");
    fake.request_count = 0;
    tap_ok(esp_session_start_stub(&session) == 0 && fake.request_count == 0,
           "once it runs there is nothing to do");
    connect_loader("auto");
    bad_starts = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && resets == 2,
           "a start that fails is tried once more after a reset");
    connect_loader("auto");
    back_starts = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && resets == 1,
           "one that went back to the loader is sent again without a reset");
    connect_loader("auto");
    bad_starts = 2;
    tap_ok(esp_session_start_stub(&session) == ESP_ERR_STUB && resets == 2,
           "a second failure is final");
    connect_loader("auto");
    bad_codes = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && resets == 2,
           "one that was damaged on its way is sent again");
    connect_loader("none");
    fake.base.baud = chip_baud = 460800;
    tap_ok(esp_session_start_stub(&session) == 0 && chip_baud == 460800 && home_baud == 115200,
           "one that starts at a fast rate gets the connect rate for its home");
    begin("auto");
    tap_is((uint64_t)-esp_session_start_stub(&session), 2, "a stub needs a loader");
}

/* ---- rates ---- */

static char notices[500];

static void notice(void *ctx, const char *text)
{
    (void)ctx;
    strncat(notices, text, sizeof(notices) - strlen(notices) - 1);
}

static void test_rate(void)
{
    begin("none");
    runs = STUB;
    session.state = ESP_STATE_STUB;
    session.notice = notice;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 921600 && !notices[0],
           "by default the rate is 921600");
    tap_ok(esp_session_leave(&session, ESP_AFTER_STAY) == 0 && chip_baud == 115200 &&
               fake.base.baud == 115200,
           "the stub is left at the connect rate");
    clean_baud = 500000;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 460800 &&
               chip_baud == 460800 && strstr(notices, "921600 baud does not work"),
           "a rate at which an echo is wrong is not kept");
    esp_session_leave(&session, ESP_AFTER_STAY);
    clean_baud = 3000000;
    session.ceiling = 0;
    notices[0] = '\0';
    top_baud = 300000;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 230400 &&
               strstr(notices, "921600 baud does not work"),
           "a line that does not carry it gets the next that works");
    esp_session_leave(&session, ESP_AFTER_STAY);
    fake.base.has_baud = false;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 115200,
           "a port without rates stays as it is");
    session.connect_baud = 57600;
    tap_is(esp_session_lower_rate(&session, 921600), 460800, "below 921600 is 460800");
    tap_is(esp_session_lower_rate(&session, 500000), 460800, "and below 500000 too");
    tap_is(esp_session_lower_rate(&session, 115200), 57600, "the lowest is the connect rate");
    tap_is(esp_session_lower_rate(&session, 57600), 0, "below which there is none");
}

/* ---- leaving ---- */

static void test_leave(void)
{
    connect_loader("auto");
    esp_session_start_stub(&session);
    esp_session_raise_baud(&session);
    tap_ok(esp_session_leave(&session, ESP_AFTER_RUN) == 0 && idle(&fake.base, 0) == 0 &&
               runs == APPLICATION && fake.base.baud == 115200 && !fake.base.dtr && !fake.base.rts,
           "the application is started with both lines released");
    connect_loader("auto");
    esp_session_start_stub(&session);
    esp_session_raise_baud(&session);
    fake.base.lines_unsure = true;
    dead_resets = 1;
    tap_ok(esp_session_leave(&session, ESP_AFTER_RUN) == 0 && idle(&fake.base, 0) == 0 &&
               runs == STUB && chip_baud == 115200 && session.state == ESP_STATE_STUB,
           "where the lines lead nowhere the stub is left at the connect rate");
    runs = APPLICATION;
    esp_fail(&session.fault, ESP_ERR_CHECK, "what matters");
    tap_is((uint64_t)-esp_session_leave(&session, ESP_AFTER_STAY), 8,
           "a stub that is gone cannot be left running");
    tap_str(session.fault.text, "what matters", "the detail of what failed before is kept");
}

/* ---- diagnosis ---- */

static void diagnose(const char *noise, int err, const char *detail, const char *name)
{
    int got;

    begin("none");
    fake.base.has_baud = false;
    fake_input(&fake, noise, strlen(noise));
    esp_link_drain(&session.link, 5, 100);
    got = esp_session_diagnose(&session);
    if (!tap_ok(got == err && strstr(session.fault.text, detail), "%s", name))
        printf("# error %d, %s\n", got, session.fault.text);
}

static void test_diagnosis(void)
{
    char echo[200];

    diagnose("", ESP_ERR_NO_SYNC, "check the cable", "silence: check the cable");
    diagnose(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n", ESP_ERR_BOOT_MODE, "GPIO0",
             "boot text of the application: hold GPIO0 low");
    diagnose("boot mode:(3,6) boot mode:(1,6)\r\n", ESP_ERR_NO_SYNC, "RX",
             "boot text of download mode: check RX");
    diagnose("boot mode:(", ESP_ERR_NO_SYNC, "cable", "boot text cut off tells nothing");
    diagnose("\x81\x92 garbage \x93Hello, temperature 21.5\r\n", ESP_ERR_BOOT_MODE, "application",
             "readable lines come from an application");
    diagnose("\x81\x92z\x93\xfe 8\x12\x13o\x81\x92z\x93\xfe 8\x12", ESP_ERR_NO_SYNC, "cable",
             "garbage tells nothing");
    memset(echo, 'U', sizeof(echo) - 1);
    echo[sizeof(echo) - 1] = '\0';
    diagnose(echo, ESP_ERR_NO_SYNC, "cable", "an echo of our SYNCs is no application");
}

int main(void)
{
    test_sync();
    test_fast();
    test_reset();
    test_stub();
    test_rate();
    test_leave();
    test_diagnosis();
    return tap_done();
}
