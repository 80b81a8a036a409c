/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of asking the stub to double the CPU's clock.  The stub in memory works with
 * it, refuses it, does not receive the request, or dies of it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/session_impl.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_session session;
static char notices[400];

static enum { WORKS, USELESS, UNKNOWN, DIES } clock_kind;
static bool dead;
static unsigned asked, deaf; /* deaf: this many coming requests are not heard */

static void stub(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2] = {0, 0}, unknown[2] = {0xc0, ESP_STUB_UNKNOWN_OP};

    (void)size;
    asked += request[1] == ESP_OP_HURRY;
    if (deaf) {
        deaf--;
        return;
    }
    dead = dead || (request[1] == ESP_OP_HURRY && clock_kind == DIES);
    if (dead)
        return;
    if (request[1] == ESP_OP_STUB_INFO)
        fake_stub_info(f, 0, 0, 0);
    else if (clock_kind == UNKNOWN)
        fake_answer(f, request[1], 0, unknown, 2);
    else
        fake_answer(f, request[1], clock_kind == WORKS ? 2 : 1, good, 2);
}

static void notice(void *ctx, const char *text)
{
    (void)ctx;
    strncat(notices, text, sizeof(notices) - strlen(notices) - 1);
}

static void begin(uint32_t baud)
{
    fake_open(&fake);
    fake.answer = stub;
    fake.base.baud = baud;
    session = (struct esp_session){
        .transport = &fake.base,
        .state = ESP_STATE_STUB,
        .connect_baud = 115200,
        .stub.limits = fake_limits,
        .notice = notice,
    };
    esp_link_init(&session.link, &fake.base, &session.fault);
    notices[0] = '\0';
    asked = deaf = 0;
    dead = false;
    clock_kind = WORKS;
}

static bool went_well(unsigned times)
{
    int err = esp_session_hurry(&session);

    if (err == 0 && asked == times && !notices[0] && !session.fault.text[0])
        return true;
    printf("# error %d, asked %u times; %s%s\n", err, asked, notices, session.fault.text);
    return false;
}

static void test_asking(void)
{
    begin(115200);
    tap_ok(went_well(0), "a line of 115200 baud is slower than the chip: nothing is asked");
    begin(230400);
    tap_ok(went_well(1), "above that the stub is asked");
    tap_ok(went_well(1), "once");
    esp_session_hurry_over(&session);
    tap_ok(went_well(2), "and again when it was started anew");
    begin(921600);
    session.state = ESP_STATE_ROM;
    tap_ok(went_well(0), "the ROM's loader is not asked");
    begin(921600);
    clock_kind = USELESS;
    tap_ok(went_well(1) && went_well(1), "where it is of no use, that is all right");
    begin(921600);
    clock_kind = UNKNOWN;
    tap_ok(went_well(2) && went_well(2), "so it is where the stub says twice that it does not "
                                         "know it");
}

static void test_silence(void)
{
    begin(921600);
    deaf = 2;
    tap_ok(went_well(3), "a lost request is sent again");
    begin(921600);
    deaf = 3;
    tap_ok(went_well(3) && went_well(3) && session.unhurried,
           "a stub that did not hear any is left as it is");
    begin(921600);
    clock_kind = DIES;
    tap_ok(esp_session_hurry(&session) == ESP_ERR_LINE &&
               strstr(session.fault.text, "--baud=115200"),
           "silence that nothing can end is an error that says what to do");
}

static void test_without_pll(void)
{
    begin(921600);
    session.stub.limits.speed = 1;
    tap_ok(esp_session_hurry(&session) == 0 && asked == 0,
           "a stub without a PLL is not asked to double it");
}

/* Which clock that is, -v tells. */
static void test_clock_in_words(void)
{
    struct esp_family always = {.stub_by_crystal = true}, other = {0};

    begin(921600);
    tap_str(esp_session_stub_clock(&session), "PLL", "a stub that can hurry has a PLL");
    session.stub.limits.speed = 1;
    session.board.family = &other;
    tap_str(esp_session_stub_clock(&session), "crystal, which is slower",
            "one that cannot has none");
    session.board.family = &always;
    tap_str(esp_session_stub_clock(&session), "crystal, as on every chip of this kind",
            "where none ever has one, nothing is amiss");
    session.state = ESP_STATE_ROM;
    tap_ok(!esp_session_stub_clock(&session), "the loader's clock is not told");
}

static void test_losses(void)
{
    begin(921600);
    esp_session_hurry(&session);
    esp_session_hurry_over(&session);
    tap_ok(went_well(2), "a stub lost once may hurry again");
    esp_session_hurry_over(&session);
    tap_ok(session.unhurried && strstr(notices, "without doubling"),
           "one lost twice may not, with a notice");
    notices[0] = '\0';
    tap_ok(went_well(2), "it is not asked");
    esp_session_hurry_over(&session);
    tap_str(notices, "", "and that is said once");
    begin(921600);
    for (int i = 0; i < 3; i++)
        esp_session_hurry_over(&session);
    tap_ok(!session.unhurried, "starts without hurry do not count");
}

int main(void)
{
    test_asking();
    test_silence();
    test_losses();
    test_without_pll();
    test_clock_in_words();
    return tap_done();
}
