/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of reading flash, against a stub in memory whose line loses and
 * damages what the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stubread.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <zlib.h>

#include "tap.h"
#include "unit/fake_transport.h"

enum { FLASH_SIZE = 0x40000 };

static struct fake_transport fake;
static struct esp_session session;
static uint8_t flash[FLASH_SIZE], got[FLASH_SIZE];
static size_t got_size;
static int sink_result;
static char notices[1000];

/* What happens to the Nth packet. */
static enum fate { FINE, LOST, FLIPPED, TWICE, CUT, REFUSED, WRONG, OTHER_PACKET } (*fate)(unsigned n);
static unsigned regions, packets, looks, digests;
static uint32_t digested; /* bytes, of DIGEST requests */
static bool lying;    /* the second reading differs */
static bool changing; /* the flash reads differently each time */
static unsigned restart_at; /* before that region the chip is reset, 0: never */
static bool application; /* and what runs then changes the flash */
static bool miscompressed; /* what the stub compresses does not inflate */

/* Raw DEFLATE of the flash contents; returns their size packed. */
static uint32_t pack(uint8_t *out, uint32_t room, uint32_t address, uint32_t length)
{
    z_stream z = {
        .next_in = flash + address, .avail_in = length, .next_out = out, .avail_out = room};

    deflateInit2(&z, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* Sends one of a stream's packets, of size bytes with the region's trailer, if it
 * has that. */
static void send_packet(struct fake_transport *f, uint32_t tag, uint32_t number,
                        const uint8_t *bytes, uint32_t size)
{
    uint8_t data[ESP_SLOT_PACKET_MAX + 100] = {0}, word[4];
    enum fate now = fate ? fate(packets) : FINE;

    packets++;
    memcpy(data, bytes, size);
    esp_put32(data + size, now == OTHER_PACKET ? number + 1 : number);
    esp_put32(word, tag);
    esp_put32(data + size + 4, (uint32_t)crc32(crc32(0, word, 4), data, size + 4));
    size += 8;
    if (now == LOST)
        return;
    if (now == FLIPPED || now == OTHER_PACKET)
        data[size / 2] ^= 1;
    if (now == WRONG)
        tag ^= 1;
    if (now == REFUSED) {
        data[0] = ESP_STUB_BAD_LENGTH;
        data[1] = ESP_STUB_BAD_CHECK;
        size = 0;
    }
    for (int i = 0; i <= (now == TWICE); i++)
        fake_answer(f, ESP_OP_READ_REGION, tag, data, size + (now == CUT ? 1 : 2));
}

static void answer_digest(struct fake_transport *f, uint32_t address, uint32_t length,
                          uint32_t unit, uint32_t tag);

static void answer_region(struct fake_transport *f, const uint8_t *request)
{
    static uint8_t stream[ESP_REGION_MAX + 1000];
    uint32_t address = esp_get32(request + 8), length = esp_get32(request + 12);
    uint32_t tag = esp_get32(request + 20), packet = esp_get32(request + 24), size;

    if (++regions == restart_at) {
        session.contacts++;
        flash[100] ^= application;
    }
    for (uint32_t i = 0; i < length; i += 1000)
        flash[address + i] ^= changing;
    if (esp_get32(request + 16) == ESP_REGION_DEFLATE) {
        size = pack(stream, sizeof(stream) - 12, address, length);
        stream[size / 2] ^= miscompressed;
    } else {
        size = length;
        memcpy(stream, flash + address, length);
    }
    for (uint32_t i = 0; i * packet < size; i++) {
        uint32_t n = size - i * packet < packet ? size - i * packet : packet;
        uint32_t bit = i < ESP_PACKETS_MAX ? i : ESP_PACKETS_MAX - 1, number = i;

        if (n == size - i * packet) {
            esp_put32(stream + size, address);
            esp_put32(stream + size + 4, length);
            esp_put32(stream + size + 8, (uint32_t)crc32(0, flash + address, length));
            number |= ESP_PACKET_LAST;
        }
        if (esp_get32(request + 28 + bit / 32 * 4) >> bit % 32 & 1)
            send_packet(f, tag, number, stream + i * packet, n + (number != i ? 12 : 0));
    }
    size = esp_get32(request + 48);
    if (size && looks++ % 3 != 2)
        answer_digest(f, esp_get32(request + 44), (size < 3 ? size : 3) * ESP_LOOK_UNIT,
                      ESP_LOOK_UNIT, tag);
}

static void answer_digest(struct fake_transport *f, uint32_t address, uint32_t length,
                          uint32_t unit, uint32_t tag)
{
    uint8_t data[16 + 16 * ESP_DIGESTS_MAX + 4 + 2] = {0};
    uint32_t size = 16;

    esp_put32(data, address);
    esp_put32(data + 4, length);
    esp_put32(data + 8, unit);
    esp_put32(data + 12, tag);
    while (length) {
        uint32_t n = length < unit ? length : unit;

        EVP_Digest(flash + address, n, data + size, NULL, EVP_md5(), NULL);
        data[size] ^= lying;
        size += 16;
        address += n;
        length -= n;
    }
    esp_put32(data + size, (uint32_t)crc32(0, data, size) ^ (digests == 1)); /* one damaged */
    fake_answer(f, ESP_OP_DIGEST, tag, data, size + 6);
}

static void stub(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2];
    uint8_t echo[ESP_ECHO_MAX + 2] = {0};

    switch (request[1]) {
    case ESP_OP_ECHO:
        for (size_t i = 0; i < size - 8; i++)
            echo[i] = (uint8_t)~request[8 + i];
        fake_answer(f, ESP_OP_ECHO, 0, echo, size - 8 + 2);
        break;
    case ESP_OP_READ_REGION:
        answer_region(f, request);
        break;
    case ESP_OP_DIGEST:
        digests++;
        digested += esp_get32(request + 12);
        answer_digest(f, esp_get32(request + 8), esp_get32(request + 12),
                      esp_get32(request + 16), esp_get32(request + 20));
        break;
    case ESP_OP_STUB_INFO:
        fake_stub_info(f, 0x1640ef, 0, 0);
        break;
    default:
        fake_answer(f, request[1], 0, good, 2);
    }
}

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
    fake_open(&fake);
    fake.answer = stub;
    fake.chunk = 100;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_STUB;
    session.connect_baud = 115200;
    session.board.flash_size = FLASH_SIZE;
    session.notice = notice;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    memset(got, 0, sizeof(got));
    got_size = 0;
    regions = packets = looks = digests = digested = 0;
    notices[0] = '\0';
    sink_result = 0;
    lying = changing = false;
    fate = NULL;
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

    EVP_Digest(flash + offset, size, want, NULL, EVP_md5(), NULL);
    if (!tap_ok(err == 0 && got_size == size && memcmp(got, flash + offset, size) == 0 &&
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
    tap_is(digests, 2, "a damaged digest is asked for again");
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
        fate = faults[i].fate;
        is_range(100, 200000, faults[i].name);
    }
}

static void test_packets(void)
{
    unsigned before;

    begin();
    is_range(0, ESP_REGION_MAX, "a line that loses nothing");
    before = packets;
    begin();
    fate = tenth_lost;
    is_range(0, ESP_REGION_MAX, "one that loses a packet");
    tap_is(packets, before + 1, "carries that one again and no other");
    tap_is(regions, 2, "in a second request");
}

static void test_looks(void)
{
    begin();
    is_range(0, FLASH_SIZE, "a reading with digests meanwhile");
    tap_is(looks, 4, "asks for them with its requests");
    tap_is(digested, 2 * (FLASH_SIZE - 5 * ESP_LOOK_UNIT),
           "and at its end for those only that did not come, again when they are damaged");
}

static void test_blank(void)
{
    static uint8_t before[FLASH_SIZE];
    unsigned all;

    memcpy(before, flash, sizeof(flash));
    begin();
    is_range(0, FLASH_SIZE, "a full flash is read");
    all = regions;
    memset(flash + 0x18000, 0xff, FLASH_SIZE - 0x18000 - 1);
    begin();
    session.board.jedec_id = 0x1640ef;
    is_range(0, FLASH_SIZE, "so is one that is blank from its first quarter on");
    tap_ok(regions <= all - 3, "what is blank by its digest is not asked for (%u requests, not %u)",
           regions, all);
    begin();
    session.board.jedec_id = 0x1640ee;
    tap_ok(read_range(0, FLASH_SIZE, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "was ee4016 and is ef4016"),
           "a flash that no longer answers then is an error");
    memcpy(flash, before, sizeof(flash));
}

static void test_rate(void)
{
    begin();
    fake.base.baud = 921600;
    fake.base.has_baud = true;
    fate = most_flipped;
    is_range(0, FLASH_SIZE, "a line that damages much is read all the same");
    tap_ok(fake.base.baud < 921600, "at a lower rate");
    if (!tap_ok(strstr(notices, "going on at 460800"), "and the caller is told"))
        printf("# %s\n", notices);
}

static void test_restart(void)
{
    begin();
    restart_at = 5;
    tap_ok(read_range(0, 250000, NULL) == 0 && memcmp(got, flash, 250000) == 0,
           "a chip that was reset meanwhile does no harm");
    begin();
    restart_at = 5;
    application = true;
    tap_ok(read_range(0, 250000, NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "differently"),
           "where it changed then what was read before, that is noticed");
    restart_at = 0;
    application = false;
}

static void test_stored(void)
{
    begin();
    miscompressed = true;
    tap_ok(read_range(0, 100000, NULL) == 0 && got_size == 100000 &&
               memcmp(got, flash, got_size) == 0,
           "what does not inflate is asked for as it is");
    miscompressed = false;
}

static void test_errors(void)
{
    begin();
    lying = true;
    tap_ok(read_range(0, 1000, NULL) == ESP_ERR_CHECK && strstr(session.fault.text, "0x3e7"),
           "contents that the chip's digest does not confirm are an error");
    begin();
    changing = true;
    fate = every_seventh_lost;
    tap_ok(read_range(0, 32768, NULL) == ESP_ERR_CHECK && strstr(session.fault.text, "differently"),
           "a flash that reads differently each time is an error");
    begin();
    sink_result = -1;
    tap_is((uint64_t)-read_range(0, 1000, NULL), 19, "a sink that fails ends the reading");
    begin();
    tap_is((uint64_t)-read_range(FLASH_SIZE - 1, 2, NULL), 17,
           "a range past the end is refused");
    tap_is(regions, 0, "before anything is read");
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

/* Damage alone must not keep it busy for ever: as if it had gone on for long,
 * which ends the first time in a recovery and at last for good. */
static void test_hopeless(void)
{
    struct esp_reader r;
    int err = 0, steps = 0;

    begin();
    fate = all_flipped;
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
    for (size_t i = 0; i < sizeof(flash); i++)
        flash[i] = (uint8_t)(rand() >> 8);
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
