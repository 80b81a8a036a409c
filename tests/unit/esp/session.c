/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of synchronising, starting the stub, rates, leaving, and the diagnosis when no
 * chip answers.  The chip is in memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/session_impl.h"

#include "esp/chip/family.h"
#include "tap.h"
#include "unit/esp/session_chip.h"

/* ---- synchronising ---- */

static void test_sync(void)
{
    session_chip_open("none");
    chip.runs = LOADER;
    fake_input(&fake, "\r\n ets Jan \xc0 2013", 17);
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
           "a loader that swallows the first SYNC is met");
    tap_is(fake.input_size - fake.input_at, 0, "and all its answers are taken");
    session_chip_open("none");
    chip.runs = STUB;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_STUB,
           "our stub is recognised");
    session_chip_open("none");
    chip.runs = STUB;
    chip.bad_infos = 2;
    tap_ok(esp_session_ask_stub(&session, 1, 50) == 0 && session.stub.jedec_id == FLASH_ID,
           "what it says of itself is asked for again when it is damaged");
    session_chip_open("none");
    chip.runs = STUB;
    chip.bad_infos = 100;
    tap_ok(esp_session_ask_stub(&session, 1, 50) == ESP_ERR_TIMEOUT &&
               session.state != ESP_STATE_STUB && strstr(session.fault.text, "damaged"),
           "and does not count where it always is");
    session_chip_open("none");
    chip.runs = FOREIGN;
    tap_ok(esp_session_sync(&session, 1000) == ESP_ERR_STUB &&
               strstr(session.fault.text, "another program's"),
           "another program's stub is named as such");
    session_chip_open("none");
    chip.runs = STUB;
    fake.base.has_baud = true;
    chip.baud = 921600;
    chip.late_syncs = 1;
    tap_ok(esp_session_sync(&session, 3000) == 0 && session.state == ESP_STATE_STUB &&
               fake.base.baud == 921600,
           "an answer that came late from another rate is not taken for another program's");
    session_chip_open("none");
    tap_is((uint64_t)-esp_session_sync(&session, 30), 10, "nobody there is no synchronisation");
}

/* A program that was killed at the wrong moment leaves the chip like this. */
static void test_fast(void)
{
    session_chip_open("none");
    chip.runs = LOADER;
    chip.heard_one = true;
    chip.baud = 460800;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM &&
               fake.base.baud == 460800,
           "a loader that was left at a fast rate is found there");
    session_chip_open("none");
    chip.runs = STUB;
    chip.baud = chip.home_baud = 921600;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_STUB &&
               fake.base.baud == 921600 && chip.home_baud == 115200,
           "so is a stub, which then gets the connect rate for its home");
    session_chip_open("none");
    tap_ok(esp_session_sync(&session, 1000) == ESP_ERR_NO_SYNC && fake.base.baud == 115200,
           "where nobody is the port ends at the connect rate");
    session_chip_open("auto");
    fake.base.lines_unsure = true;
    chip.dead_resets = 100;
    chip.runs = LOADER;
    chip.baud = 230400;
    tap_ok(esp_session_sync(&session, 3000) == 0 && fake.base.baud == 230400,
           "where the lines lead nowhere the fast rates are tried, too");
}

static void test_reset(void)
{
    static const char *const names[] = {"auto", "tight", "classic"};

    for (size_t i = 0; i < 3; i++) {
        session_chip_open(names[i]);
        tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
               "the %s reset brings the application's chip into its loader", names[i]);
    }
    session_chip_open("auto");
    chip.runs = FOREIGN;
    chip.dead_resets = 1;
    tap_ok(esp_session_sync(&session, 1000) == 0 && session.state == ESP_STATE_ROM,
           "another program's stub is reset away, if need be by the next sequence");
}

/* ---- the stub ---- */

static void connect_loader(const char *reset)
{

    session_chip_open(reset);
    chip.runs = LOADER;
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
    chip.bad_starts = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && chip.resets == 2,
           "a start that fails is tried once more after a reset");
    connect_loader("auto");
    chip.back_starts = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && chip.resets == 1,
           "one that went back to the loader is sent again without a reset");
    connect_loader("auto");
    chip.bad_starts = 2;
    tap_ok(esp_session_start_stub(&session) == ESP_ERR_STUB && chip.resets == 2,
           "a second failure is final");
    connect_loader("auto");
    chip.bad_codes = 1;
    tap_ok(esp_session_start_stub(&session) == 0 && chip.resets == 2,
           "one that was damaged on its way is sent again");
    connect_loader("none");
    fake.base.baud = chip.baud = 460800;
    tap_ok(esp_session_start_stub(&session) == 0 && chip.baud == 460800 && chip.home_baud == 115200,
           "one that starts at a fast rate gets the connect rate for its home");
    session_chip_open("auto");
    tap_is((uint64_t)-esp_session_start_stub(&session), 2, "a stub needs a loader");
}

/* A stub that returns to the loader again and again, on a line that damaged requests. */
static void test_damaging_line(void)
{
    for (int usb = 0; usb < 2; usb++) {
        connect_loader("none");
        chip.back_starts = 100;
        session.link.resent = 1;
        fake.base.rates_mean_nothing = usb;
        tap_ok(esp_session_try_stub(&session) == ESP_ERR_STUB, "the stub does not start");
        tap_str(session.fault.text,
                usb ? "the stub does not start, and the line damages much: another cable may help"
                    : "the stub does not start, and the line damages much: another cable or a "
                      "lower --connect-baud and --baud may help",
                usb ? "a port without a rate" : "a line with a rate");
    }
}

/* ---- the flash ---- */

static void test_no_flash(void)
{
    session = (struct esp_session){.board.family = esp_families[0], .board.no_flash_id = "ffffff"};
    tap_ok(esp_session_need_flash(&session) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "nothing is wired to GPIO6 to GPIO11"),
           "the pins of the flash are named");
    snprintf(session.identity.flash_pads, sizeof(session.identity.flash_pads), "6,17,8,16,11");
    tap_ok(esp_session_need_flash(&session) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "nothing is wired to GPIO6,17,8,16,11"),
           "or those that the fuses tell");
    session.identity.flash_is_octal = true;
    tap_ok(esp_session_need_flash(&session) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "eight data lines") && !strstr(session.fault.text, "wired"),
           "a flash of eight data lines is the reason");
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
    session_chip_open("none");
    chip.runs = STUB;
    session.state = ESP_STATE_STUB;
    session.notice = notice;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 921600 && !notices[0],
           "by default the rate is 921600");
    tap_ok(esp_session_leave(&session, ESP_AFTER_STAY) == 0 && chip.baud == 115200 &&
               fake.base.baud == 115200,
           "the stub is left at the connect rate");
    chip.clean_baud = 500000;
    tap_ok(esp_session_raise_baud(&session) == 0 && fake.base.baud == 460800 &&
               chip.baud == 460800 && strstr(notices, "921600 baud does not work"),
           "a rate at which an echo is wrong is not kept");
    esp_session_leave(&session, ESP_AFTER_STAY);
    chip.clean_baud = 3000000;
    session.ceiling = 0;
    notices[0] = '\0';
    chip.top_baud = 300000;
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
    tap_ok(esp_session_leave(&session, ESP_AFTER_RUN) == 0 &&
               session_chip_idle(&fake.base, 0) == 0 && chip.runs == APPLICATION &&
               fake.base.baud == 115200 && !fake.base.dtr && !fake.base.rts,
           "the application is started with both lines released");
    connect_loader("auto");
    esp_session_start_stub(&session);
    esp_session_raise_baud(&session);
    fake.base.lines_unsure = true;
    chip.dead_resets = 1;
    tap_ok(esp_session_leave(&session, ESP_AFTER_RUN) == 0 &&
               session_chip_idle(&fake.base, 0) == 0 && chip.runs == STUB && chip.baud == 115200 && session.state == ESP_STATE_STUB,
           "where the lines lead nowhere the stub is left at the connect rate");
    chip.runs = APPLICATION;
    esp_fail(&session.fault, ESP_ERR_CHECK, "what matters");
    tap_is((uint64_t)-esp_session_leave(&session, ESP_AFTER_STAY), 8,
           "a stub that is gone cannot be left running");
    tap_str(session.fault.text, "what matters", "the detail of what failed before is kept");
}

/* ---- diagnosis ---- */

static void diagnose(const char *noise, int err, const char *detail, const char *name)
{
    int got;

    session_chip_open("none");
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
    diagnose("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", ESP_ERR_BOOT_MODE,
             "GPIO0", "so is a later chip that boots from its flash");
    diagnose("rst:0x1 (POWERON_RESET),boot:0xf (UART_BOOT(UART0))\r\nwaiting for download\r\n",
             ESP_ERR_NO_SYNC, "RX", "and one that is in download mode");
    diagnose("boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nboot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO))\r\n",
             ESP_ERR_NO_SYNC, "RX", "whose last boot text counts");
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
    test_damaging_line();
    test_no_flash();
    test_rate();
    test_leave();
    test_diagnosis();
    return tap_done();
}
