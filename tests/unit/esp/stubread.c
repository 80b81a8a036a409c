/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of reading flash by the stub.  The stub is in memory, on a line that loses and
 * damages packets as the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stubread.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "tap.h"
#include "unit/esp/lossy_stub.h"

static uint8_t got[FLASH_SIZE];
static size_t got_size;
static int sink_result;
static char notices[1000];

static int sink(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    if (got_size + size > sizeof(got))
        return -1;
    memcpy(got + got_size, data, size);
    got_size += size;
    return sink_result;
}

static void notice(void *ctx, const char *text)
{
    (void)ctx;
    strncat(notices, text, sizeof(notices) - strlen(notices) - 1);
}

static void begin(void)
{
    lossy_stub_open();
    session.notice = notice;
    memset(got, 0, sizeof(got));
    got_size = 0;
    notices[0] = '\0';
    sink_result = 0;
}

static int read_range(uint32_t offset, uint32_t size, uint8_t *md5)
{
    const struct esp_read_request request = {.offset = offset, .size = size, .sink = sink};

    return esp_session_read(&session, &request, md5);
}

static void is_range(uint32_t offset, uint32_t size, const char *name)
{
    uint8_t md5[16], want[16];
    int err = read_range(offset, size, md5);

    EVP_Digest(stub.flash + offset, size, want, NULL, EVP_md5(), NULL);
    if (!tap_ok(err == 0 && got_size == size && memcmp(got, stub.flash + offset, size) == 0 &&
                    memcmp(md5, want, 16) == 0,
                "%s", name))
        printf("# error %d, %s; %zu bytes\n", err, session.fault.text, got_size);
}

static void test_ranges(void)
{
    static const uint32_t ranges[][2] = {
        {0, FLASH_SIZE}, {0, 1}, {FLASH_SIZE - 1, 1}, {4095, 2}, {1, 4096}, {12345, 100001},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        char name[64];

        begin();
        snprintf(name, sizeof(name), "%u bytes at %u are read", ranges[i][1], ranges[i][0]);
        is_range(ranges[i][0], ranges[i][1], name);
    }
    begin();
    is_range(0, 1, "one byte is read");
    tap_is(stub.digests, 2, "a damaged digest is asked for again");
}

static enum fate every_seventh_lost(unsigned n) { return n % 7 == 3 ? LOST : FINE; }
static enum fate every_seventh_flipped(unsigned n) { return n % 7 == 3 ? FLIPPED : FINE; }
static enum fate every_third_twice(unsigned n) { return n % 3 == 0 ? TWICE : FINE; }
static enum fate every_fifth_cut(unsigned n) { return n % 5 == 4 ? CUT : FINE; }
static enum fate every_fifth_refused(unsigned n) { return n % 5 == 4 ? REFUSED : FINE; }
static enum fate every_fifth_wrong(unsigned n) { return n % 5 == 4 ? WRONG : FINE; }
static enum fate every_fifth_other(unsigned n) { return n % 5 == 4 ? OTHER_PACKET : FINE; }
static enum fate most_flipped(unsigned n) { return n < 150 ? FLIPPED : FINE; }
static enum fate tenth_lost(unsigned n) { return n == 9 ? LOST : FINE; }
static enum fate all_flipped(unsigned n) { (void)n; return FLIPPED; }

static void test_faults(void)
{
    static const struct {
        enum fate (*fate)(unsigned n);
        const char *name;
    } faults[] = {
        {every_seventh_lost, "lost answers are asked for again"},
        {every_seventh_flipped, "answers with a flipped bit are asked for again"},
        {every_third_twice, "answers that come twice do no harm"},
        {every_fifth_cut, "answers that are cut short are asked for again"},
        {every_fifth_refused, "requests that arrive damaged are sent again"},
        {every_fifth_wrong, "answers with another tag are not taken"},
        {every_fifth_other, "nor ones whose number was damaged"},
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        begin();
        stub.fate = faults[i].fate;
        is_range(100, 200000, faults[i].name);
    }
}

static void test_packets(void)
{
    unsigned before;

    begin();
    is_range(0, ESP_REGION_MAX, "a line that loses nothing");
    before = stub.packets;
    begin();
    stub.fate = tenth_lost;
    is_range(0, ESP_REGION_MAX, "one that loses a packet");
    tap_is(stub.packets, before + 1, "carries that one again and no other");
    tap_is(stub.regions, 2, "in a second request");
}

static void test_looks(void)
{
    begin();
    is_range(0, FLASH_SIZE, "a reading with digests meanwhile");
    tap_is(stub.looks, 4, "asks for them with its requests");
    tap_is(stub.digested, 2 * (FLASH_SIZE - 5 * ESP_LOOK_UNIT),
           "and at its end for those only that did not come, again when they are damaged");
}

static void test_blank(void)
{
    static uint8_t before[FLASH_SIZE];
    unsigned all;

    memcpy(before, stub.flash, sizeof(stub.flash));
    begin();
    is_range(0, FLASH_SIZE, "a full flash is read");
    all = stub.regions;
    memset(stub.flash + 0x18000, 0xff, FLASH_SIZE - 0x18000 - 1);
    begin();
    session.board.jedec_id = 0x1640ef;
    is_range(0, FLASH_SIZE, "so is one that is blank from its first quarter on");
    tap_ok(stub.regions <= all - 3,
           "what is blank by its digest is not asked for (%u requests, not %u)", stub.regions, all);
    begin();
    session.board.jedec_id = 0x1640ee;
    tap_ok(read_range(0, FLASH_SIZE, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "was ee4016 and is ef4016"),
           "a flash that no longer answers then is an error");
    memcpy(stub.flash, before, sizeof(stub.flash));
}

static void test_rate(void)
{
    begin();
    fake.base.baud = 921600;
    fake.base.has_baud = true;
    stub.fate = most_flipped;
    is_range(0, FLASH_SIZE, "a line that damages much is read all the same");
    tap_ok(fake.base.baud < 921600, "at a lower rate");
    if (!tap_ok(strstr(notices, "going on at 460800"), "and the caller is told"))
        printf("# %s\n", notices);
}

static void test_restart(void)
{
    begin();
    stub.restart_at = 5;
    tap_ok(read_range(0, 250000, NULL) == 0 && memcmp(got, stub.flash, 250000) == 0,
           "a chip that was reset meanwhile does no harm");
    begin();
    stub.restart_at = 5;
    stub.application = true;
    tap_ok(read_range(0, 250000, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "differently"),
           "where it changed then what was read before, that is noticed");
    stub.restart_at = 0;
    stub.application = false;
}

static void test_stored(void)
{
    begin();
    stub.miscompressed = true;
    tap_ok(read_range(0, 100000, NULL) == 0 && got_size == 100000 &&
               memcmp(got, stub.flash, got_size) == 0,
           "what does not inflate is asked for as it is");
    stub.miscompressed = false;
}

static void test_errors(void)
{
    begin();
    stub.lying = true;
    tap_ok(read_range(0, 1000, NULL) == ESP_ERR_CHECK && strstr(session.fault.text, "0x3e7"),
           "contents that the chip's digest does not confirm are an error");
    begin();
    stub.changing = true;
    stub.fate = every_seventh_lost;
    tap_ok(read_range(0, 32768, NULL) == ESP_ERR_CHECK && strstr(session.fault.text, "differently"),
           "a flash that reads differently each time is an error");
    begin();
    sink_result = -1;
    tap_is((uint64_t)-read_range(0, 1000, NULL), 19, "a sink that fails ends the reading");
    begin();
    tap_is((uint64_t)-read_range(FLASH_SIZE - 1, 2, NULL), 17,
           "a range past the end is refused");
    tap_is(stub.regions, 0, "before anything is read");
    begin();
    session.state = ESP_STATE_ROM;
    tap_is((uint64_t)-read_range(0, 1, NULL), 2, "the ROM's loader cannot read flash");
    begin();
    fake.dead = ESP_ERR_LINE;
    tap_is((uint64_t)-read_range(0, 1, NULL), 7, "a dead line is told");
    begin();
    fake.answer = NULL;
    tap_ok(read_range(0, 1, NULL) == ESP_ERR_LINE && strstr(session.fault.text, "cable"),
           "a line that falls silent is given up");
}

/* If every packet is damaged, reading must end.  The test acts as if the damage had lasted
 * long: the first time leads to a recovery, the last time ends the read. */
static void test_hopeless(void)
{
    struct esp_reader r;
    int err = 0, steps = 0;

    begin();
    stub.fate = all_flipped;
    esp_reader_init(&r, &session, NULL);
    esp_reader_fetch(&r, 0, 10000);
    for (; !err && steps < 100; steps++) {
        r.progress_ms -= 10000;
        err = esp_reader_step(&r);
    }
    tap_ok(err == ESP_ERR_LINE && steps > 1, "a line that damages all is given up after %d tries",
           steps);
    esp_reader_free(&r);
}

int main(void)
{
    srand(1);
    for (size_t i = 0; i < sizeof(stub.flash); i++)
        stub.flash[i] = (uint8_t)(rand() >> 8);
    test_ranges();
    test_faults();
    test_packets();
    test_looks();
    test_blank();
    test_rate();
    test_restart();
    test_stored();
    test_errors();
    test_hopeless();
    return tap_done();
}
